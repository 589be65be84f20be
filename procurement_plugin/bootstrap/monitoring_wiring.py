"""Wires monitoring: the scanner's tables, the thresholds of this release, the register of production sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procurement_plugin.application.scan_watch_list import WatchScanner
from procurement_plugin.application.site_register.site_figures import RegisteredSites
from procurement_plugin.application.watch_lists import WatchDesk
from procurement_plugin.bootstrap import knowledge

if TYPE_CHECKING:
    from procurement_plugin.adapters.raw_material_tables import RawMaterialTables
    from procurement_plugin.adapters.storage import Storage
    from procurement_plugin.application.ports import Clock


def watch_desk(storage: Storage, clock: Clock, tables: RawMaterialTables | None = None) -> WatchDesk:
    """The desk of watch lists; ``tables`` of another vintage than that of this release, for a look only."""
    sites = RegisteredSites(storage.register)
    scanner = WatchScanner(tables or knowledge.raw_materials(), knowledge.reference().parameters, sites)
    return WatchDesk(storage.watch_lists, scanner, clock)
