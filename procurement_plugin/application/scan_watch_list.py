"""Scan a watch list: its items and materials by the scanner's tables, its sites by a register."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.application.evaluation_document import stripped
from procurement_plugin.application.find_materials import Query, find_materials
from procurement_plugin.application.material_profile import Profiler
from procurement_plugin.application.watched_figures import figures_of, thresholds_of
from procurement_plugin.domain.monitoring.figures import Figure, Threshold, Unknown, WatchScan

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from procurement_plugin.application.raw_material_ports import RawMaterials
    from procurement_plugin.application.watch_ports import SiteFigures
    from procurement_plugin.domain.parameters import ParameterSet

# The parts of an item, in the order in which they name it.
CODES = ("product", "cpv", "hs", "nace")
GONE = "The tables have no such material any more; nothing is said about it."


class Vintage(NamedTuple):
    """What a scan rests on.

    Attributes:
        tables: SHA-256 by table, as their source sheets state it and as it was checked when they were read.
        register: version of the register of sites; empty without sites.
        thresholds: SHA-256 over the thresholds.
        as_of: the year up to which figures were read; None for all.
    """

    tables: Mapping[str, str]
    register: str
    thresholds: str
    as_of: int | None

    @property
    def fingerprint(self) -> str:
        """SHA-256 over all of it."""
        return _hashed([sorted(self.tables.items()), self.register, self.thresholds, self.as_of])

    def document(self) -> dict[str, Any]:
        """As it stands in reports."""
        tables = [{"name": name, "sha256": sha256} for name, sha256 in sorted(self.tables.items())]
        rest = {"register": self.register, "asOf": self.as_of}
        return stripped({"vintage": self.fingerprint, "tables": tables, "thresholds": self.thresholds, **rest})


class WatchScanner:
    """Scans watch lists by the tables of one vintage, and sites by a register."""

    def __init__(self, tables: RawMaterials, parameters: ParameterSet, sites: SiteFigures) -> None:
        self.tables = tables
        self._parameters = parameters
        self._sites = sites

    def vintage(self, body: Mapping[str, Any], tenant_id: str, day: date, as_of: int | None = None) -> Vintage:
        """What a scan of a list on a day would rest on; cheap, since nothing is scanned."""
        hashes = {
            f"{folder}/{name}": sha256
            for folder, sheet in self.tables.sheets.items()
            for name, sha256 in sheet["files"].items()
        }
        register = self._sites.vintage(tenant_id) if body.get("sites") else ""
        told = [(one.id, f"{one.limit:f}", one.comparison) for one in self._thresholds(body, day)]
        return Vintage(hashes, register, _hashed(told), as_of)

    def scan(self, body: Mapping[str, Any], tenant_id: str, day: date, as_of: int | None = None) -> WatchScan:
        """Every figure of everything that the list leads to."""
        members: dict[str, tuple[str, ...]] = {}
        unknown: list[Unknown] = []
        for part, query in self._parts(body):
            found = find_materials(query, self.tables)
            members[part] = tuple(f"material/{name}" for name in found.materials)
            unknown += [Unknown(part, row.value, row.message) for row in found.unknown]
        for name in body.get("materials", ()):
            if name in self.tables.materials:
                members[f"material {name}"] = (f"material/{name}",)
            else:
                unknown.append(Unknown("materials", name, GONE))
        profiler = Profiler(self.tables, lambda name: self._parameters.figure(name, day), as_of)
        wanted = dict.fromkeys(subject for subjects in members.values() for subject in subjects)
        figures = [
            figure for subject in wanted for figure in figures_of(profiler.profile(subject.removeprefix("material/")))
        ]
        names = {subject: self.tables.materials[subject.removeprefix("material/")].name for subject in wanted}
        seen, site_names, without = self._sites_of(body, tenant_id)
        for subject in site_names:
            members[f"site {subject.removeprefix('site/')}"] = (subject,)
        thresholds = self._thresholds(body, day)
        return WatchScan(
            (*figures, *seen), thresholds, {**names, **site_names}, members, (*dict.fromkeys([*unknown, *without]),)
        )

    def _sites_of(
        self, body: Mapping[str, Any], tenant_id: str
    ) -> tuple[tuple[Figure, ...], Mapping[str, str], tuple[Unknown, ...]]:
        figures, names, unknown = self._sites.figures(tenant_id, body.get("sites", ()))
        return tuple(figures), names, tuple(unknown)

    def _parts(self, body: Mapping[str, Any]) -> Iterator[tuple[str, Query]]:
        for item in body.get("items", ()):
            asked = {name: item[name] for name in CODES if name in item}
            named = item.get("name") or ", ".join(f"{name} {value}" for name, value in asked.items())
            codes = {"cpv": asked.get("cpv", "")[:8], "hs": asked.get("hs", "").replace(".", "")}
            yield f"item {named}", Query(**{**asked, **codes})

    def _thresholds(self, body: Mapping[str, Any], day: date) -> tuple[Threshold, ...]:
        own = [
            Threshold(
                # Another limit is another threshold: what the list itself changes crosses nothing.
                f"own:{row['kind']}:{row['comparison']}:{row['limit']}:{row.get('subject', '')}",
                row["kind"],
                Decimal(row["limit"]),
                row["comparison"],
                "A threshold of this list",
                text=row["reason"],
                subject=row.get("subject", ""),
                own=True,
            )
            for row in body.get("thresholds", ())
        ]
        of_sites = self._sites.thresholds() if body.get("sites") else ()
        return (*thresholds_of(self._parameters, day), *of_sites, *own)


def _hashed(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()
