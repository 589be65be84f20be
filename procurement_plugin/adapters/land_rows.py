"""Land along parallels: answers for thousands of places at once which landmass each lies on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from procurement_plugin.adapters.landmass import Ring

ROWS_PER_DEGREE = 50
_WEST = 180.0
_ROW_WIDTH = 1000.0  # wider than 360 degrees, so that the row and the longitude make one sortable number
SEA = -1


class LandRows:
    """The landmasses cut along a parallel every 0.02 degrees: spans from west to east, sorted.

    Along a row the outlines are exact; between two rows a place is given the nearer one, about 1 km away.
    """

    def __init__(self, rings: Sequence[Ring]) -> None:
        import numpy as np  # noqa: PLC0415  only a process that measures distances needs it

        self._np = np
        crossings = [self._crossings(number, ring) for number, ring in enumerate(rings)]
        rows, longitudes, numbers = (np.concatenate(part) for part in zip(*crossings, strict=True))
        order = np.lexsort((longitudes, numbers, rows))
        rows, longitudes, numbers = rows[order], longitudes[order], numbers[order]
        # The outline enters the landmass at every other crossing of a row.
        keys = rows * _ROW_WIDTH + longitudes + _WEST
        starts, ends, owners = keys[0::2], keys[1::2], numbers[0::2]
        by_start = np.argsort(starts, kind="stable")
        self._starts, self._ends, self._owners = starts[by_start], ends[by_start], owners[by_start]

    def _crossings(self, number: int, ring: Ring) -> tuple[Any, Any, Any]:
        """Row, longitude and landmass of every crossing of a ring with a row."""
        np = self._np
        y, x = (ring.latitudes + 90) * ROWS_PER_DEGREE, ring.longitudes
        next_y, next_x = np.roll(y, -1), np.roll(x, -1)
        first, last = np.ceil(np.minimum(y, next_y)), np.ceil(np.maximum(y, next_y))
        counts = (last - first).astype(np.int64)
        edges = np.repeat(np.arange(len(y)), counts)
        within = np.arange(len(edges)) - np.repeat(np.cumsum(counts) - counts, counts)
        rows = first[edges] + within
        along = (rows - y[edges]) / (next_y[edges] - y[edges])
        longitudes = x[edges] + along * (next_x[edges] - x[edges])
        return rows, longitudes, np.full(len(rows), number, dtype=np.int64)

    def landmasses(self, latitudes: Any, longitudes: Any) -> Any:
        """For each place the number of its landmass, -1 in the sea; arrays of any one shape."""
        np = self._np
        rows = np.rint((latitudes + 90) * ROWS_PER_DEGREE)
        keys = rows * _ROW_WIDTH + longitudes + _WEST
        spans = np.searchsorted(self._starts, keys, side="right") - 1
        inside = (spans >= 0) & (keys <= self._ends[np.maximum(spans, 0)])
        return np.where(inside, self._owners[np.maximum(spans, 0)], SEA)
