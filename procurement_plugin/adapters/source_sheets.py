"""The source sheets of the tables besides emission intensities, and the table of ports, as they are shipped."""

from __future__ import annotations

import csv
import hashlib
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

SHEETS = {
    "countries": "source.yaml",
    "cpv_divisions": "source.yaml",
    "critical_materials": "source.yaml",
    "determinations": "source.yaml",
    "product_groups": "source.yaml",
    "raw_materials": "source.yaml",
    "landmass": "landmass.source.yaml",
    "places": "source.yaml",
    "road_network": "source.yaml",
    "sea_distances": "source.yaml",
    "towns": "source.yaml",
}


class ShippedTables:
    """What ``reference_data`` holds besides emission intensities."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def sheets(self) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        """Name, SHA-256 of the sheet (which holds those of its tables), and the sheet."""
        for name, sheet in SHEETS.items():
            content = (self._folder / name / sheet).read_bytes()
            loaded: dict[str, Any] = yaml.load(content, Loader=yaml.BaseLoader)  # noqa: S506  text only
            yield name, hashlib.sha256(content).hexdigest(), loaded

    def ports(self) -> Iterator[tuple[str, str, str, str, bool]]:
        """Code, name, latitude, longitude, and whether a default chain may use it."""
        with (self._folder / "sea_distances" / "ports.csv").open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                yield row["unlocode"], row["name"], row["latitude"], row["longitude"], row["gateway"] == "yes"
