"""Names of the divisions of the Common Procurement Vocabulary, for tables that people read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procurement_plugin.adapters.checked_tables import checked_rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def sector_names(data: Path) -> Mapping[str, str]:
    """English names by division, two digits."""
    return {row["division"]: row["name"] for row in checked_rows(data / "cpv_divisions", "cpv_divisions.csv")}
