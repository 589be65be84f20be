"""Distances over the network of European E-roads: the second published method for roads, for long ways only."""

from __future__ import annotations

import csv
import gzip
from functools import lru_cache
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

_FAR = 10**9


class RoadGraph:
    """Nodes and edges with their lengths in tens of metres; read-only once loaded."""

    def __init__(self, folder: Path) -> None:
        import numpy as np  # noqa: PLC0415  only a process that measures distances needs it

        self._np = np
        with gzip.open(folder / "nodes.csv.gz", "rt") as lines:
            nodes = list(csv.DictReader(lines))
        numbers = {row["node"]: number for number, row in enumerate(nodes)}
        self.latitudes = np.array([float(row["latitude"]) for row in nodes])
        self.longitudes = np.array([float(row["longitude"]) for row in nodes])
        self._neighbours: list[list[tuple[int, int]]] = [[] for _ in nodes]
        with gzip.open(folder / "edges.csv.gz", "rt") as lines:
            for row in csv.DictReader(lines):
                one, other, length = numbers[row["a"]], numbers[row["b"]], round(float(row["km"]) * 100)
                self._neighbours[one].append((other, length))
                self._neighbours[other].append((one, length))
        self._ways = lru_cache(maxsize=256)(self._ways_from)

    def kilometres(self, one: int, other: int) -> float | None:
        """Shortest way between two nodes, km; None where there is none."""
        length = int(self._ways(one)[other])
        return None if length >= _FAR else length / 100

    def _ways_from(self, start: int) -> Any:
        reached = [_FAR] * len(self._neighbours)
        reached[start] = 0
        waiting = [(0, start)]
        while waiting:
            length, node = heappop(waiting)
            if length > reached[node]:
                continue
            for other, step in self._neighbours[node]:
                if length + step < reached[other]:
                    reached[other] = length + step
                    heappush(waiting, (length + step, other))
        return self._np.array(reached)
