"""Sea distances between ports from the shipped tables: looked up, never searched for."""

from __future__ import annotations

import csv
import gzip
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.domain.findings import ProcurementError

if TYPE_CHECKING:
    from pathlib import Path

NO_WAY = 65535
SCENARIOS = ("suez", "cape")


class Port(NamedTuple):
    """A port of the table; a default chain may use a ``gateway``."""

    unlocode: str
    name: str
    latitude: float
    longitude: float
    gateway: bool


class SeaDistances:
    """Ports and the kilometres between each two of them, one square table a scenario; read-only once loaded."""

    def __init__(self, folder: Path) -> None:
        import numpy as np  # noqa: PLC0415  only a process that measures distances needs it

        self._np = np
        with (folder / "ports.csv").open(encoding="utf-8") as lines:
            self.ports = [_port(row) for row in csv.DictReader(lines)]
        self.latitudes = np.array([port.latitude for port in self.ports])
        self.longitudes = np.array([port.longitude for port in self.ports])
        self.gateways = np.array([port.gateway for port in self.ports])
        suez, cape_adds = (self._column(folder / f"{name}.u16.gz") for name in ("suez", "cape_adds"))
        self._tables = {
            "suez": self._square(suez),
            "cape": self._square(np.where(suez < NO_WAY, suez + cape_adds, suez)),
        }

    def _column(self, file: Path) -> Any:
        column = self._np.frombuffer(gzip.decompress(file.read_bytes()), dtype="<u2")
        pairs = len(self.ports) * (len(self.ports) - 1) // 2
        if len(column) != pairs:
            raise ProcurementError(
                f"The table {file.name} has {len(column)} distances; {pairs} pairs of ports need one."
            )
        return column

    def _square(self, column: Any) -> Any:
        """Symmetric; no way from a port to itself, nor between two codes of one place: no element has the length 0."""
        np = self._np
        square = np.full((len(self.ports), len(self.ports)), NO_WAY, dtype=np.uint16)
        square[np.triu_indices(len(self.ports), 1)] = np.where(column == 0, NO_WAY, column)
        return np.minimum(square, square.T)

    def between(self, scenario: str) -> Any:
        """Kilometres from every port to every port, uint16; 65535 where there is no way."""
        return self._tables[scenario]

    @property
    def bytes(self) -> int:
        """Memory of the tables."""
        return sum(table.nbytes for table in self._tables.values())


def _port(row: dict[str, str]) -> Port:
    return Port(row["unlocode"], row["name"], float(row["latitude"]), float(row["longitude"]), row["gateway"] == "yes")
