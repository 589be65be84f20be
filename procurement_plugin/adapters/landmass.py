"""Landmasses and the fixed links between them: which places lie on the same dry land?"""

from __future__ import annotations

import csv
import gzip
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.adapters.land_rows import ROWS_PER_DEGREE, SEA, LandRows
from procurement_plugin.domain.findings import ProcurementError

if TYPE_CHECKING:
    from pathlib import Path

KM_PER_DEGREE = 111.2
# The ends in the table of links are rounded and the outlines coarse: an end may lie this far off its shore.
LINK_END_KM = 5.0


class Ring(NamedTuple):
    """The outline of a landmass: its box (south, north, west, east), latitudes and longitudes."""

    box: tuple[float, float, float, float]
    latitudes: Any
    longitudes: Any


class LinkEnd(NamedTuple):
    """Where a bridge or tunnel reaches a landmass."""

    latitude: float
    longitude: float
    landmass: int


class Landmasses:
    """The outlines, read once; all questions are read-only and may come from many threads."""

    def __init__(self, folder: Path) -> None:
        import numpy as np  # noqa: PLC0415  only a process that measures distances needs it

        self._np = np
        with gzip.open(folder / "landmass.csv.gz", "rt") as lines:
            table = np.loadtxt(lines, delimiter=",", skiprows=1, dtype=np.int32)
        starts = np.flatnonzero(np.diff(table[:, 0])) + 1
        self._rings = [self._ring(part) for part in np.split(table, starts)]
        self._boxes = np.array([ring.box for ring in self._rings])
        self.rows = LandRows(self._rings)
        self.of = lru_cache(maxsize=50_000)(self._of)
        self.links = self._read_links(folder / "fixed_links.csv")
        self._groups = self._joined()

    def _ring(self, part: Any) -> Ring:
        latitudes, longitudes = part[:, 1] / 100, part[:, 2] / 100
        box = (latitudes.min(), latitudes.max(), longitudes.min(), longitudes.max())
        return Ring(tuple(map(float, box)), latitudes, longitudes)  # type: ignore[arg-type]

    def _read_links(self, file: Path) -> list[tuple[LinkEnd, LinkEnd]]:
        """The ends of every fixed link, each with its landmass."""
        links = []
        with file.open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                places = [(float(row[f"{end}_latitude"]), float(row[f"{end}_longitude"])) for end in ("from", "to")]
                ends = [LinkEnd(*place, mass) for place in places if (mass := self.of(*place, LINK_END_KM)) != SEA]
                if len(ends) < len(places):
                    raise ProcurementError(
                        f"The fixed link {row['name']} ends in the sea; please correct fixed_links.csv."
                    )
                links.append((ends[0], ends[1]))
        return links

    def _joined(self) -> Any:
        """Landmass to the smallest one it is joined with, directly or through others; the sea, last, to itself."""
        group = list(range(len(self._rings)))
        for ends in self.links:
            first, second = sorted(group[end.landmass] for end in ends)
            group = [first if number == second else number for number in group]
        return self._np.array([*group, SEA])

    def group(self, landmasses: Any) -> Any:
        """For each landmass (-1 is the sea) a number that all landmasses joined by fixed links share."""
        return self._groups[landmasses]

    def numbers(self, latitudes: Any, longitudes: Any, coast_km: float) -> Any:
        """For each place the landmass as ``of`` would say, most of them answered at once."""
        np = self._np
        step = 1.0 / ROWS_PER_DEGREE
        around = [(north, east) for north in (-step, 0.0, step) for east in (-2 * step, 0.0, 2 * step)]
        found = np.stack([self.rows.landmasses(latitudes + north, longitudes + east) for north, east in around])
        numbers = found[0].copy()
        doubtful = (found != numbers).any(axis=0) | (numbers == SEA)
        for place in np.flatnonzero(doubtful):
            numbers[place] = self.of(float(latitudes[place]), float(longitudes[place]), coast_km)
        return numbers

    def _of(self, latitude: float, longitude: float, coast_km: float) -> int:
        """The landmass a place lies in, else the one with the nearest coast within reach; -1 is the sea."""
        place = (self._np.array([latitude]), self._np.array([longitude]))
        boxed = self._boxed(latitude, longitude, coast_km)
        for number in boxed:
            if self.inside(self._rings[number], *place)[0]:
                return number
        reached = [(self._coast_km(self._rings[number], latitude, longitude), number) for number in boxed]
        nearest, number = min(reached, default=(coast_km + 1, SEA))
        return number if nearest <= coast_km else SEA

    def _boxed(self, latitude: float, longitude: float, coast_km: float) -> list[int]:
        """The landmasses whose box, widened by the reach, holds the place."""
        margin = coast_km / KM_PER_DEGREE
        wide = margin / max(0.05, float(self._np.cos(self._np.radians(latitude))))
        south, north, west, east = self._boxes.T
        within = (south - margin <= latitude) & (latitude <= north + margin)
        within &= (west - wide <= longitude) & (longitude <= east + wide)
        return [int(number) for number in self._np.flatnonzero(within)]

    def inside(self, ring: Ring, latitudes: Any, longitudes: Any) -> Any:
        """For each point whether it is inside the ring: an odd number of edges lies east of it."""
        y, x = ring.latitudes, ring.longitudes
        next_y, next_x = self._np.roll(y, -1), self._np.roll(x, -1)
        level = (self._np.maximum(y, next_y) > latitudes.min()) & (self._np.minimum(y, next_y) <= latitudes.max())
        near = self._np.flatnonzero(level & (self._np.maximum(x, next_x) > longitudes.min()))
        crosses = (y[near, None] > latitudes) != (next_y[near, None] > latitudes)
        edges, points = self._np.nonzero(crosses)
        edges = near[edges]
        rise = (latitudes[points] - y[edges]) / (next_y[edges] - y[edges])
        east = longitudes[points] < x[edges] + rise * (next_x[edges] - x[edges])
        return self._np.bincount(points[east], minlength=len(latitudes)) % 2 == 1

    def _coast_km(self, ring: Ring, latitude: float, longitude: float) -> float:
        """Distance to the outline on a local plane, good to a few per cent at this range."""
        np = self._np
        shrink = np.cos(np.radians(latitude))
        y, x = (ring.latitudes - latitude) * KM_PER_DEGREE, (ring.longitudes - longitude) * KM_PER_DEGREE * shrink
        step_y, step_x = np.roll(y, -1) - y, np.roll(x, -1) - x
        length = np.maximum(step_x**2 + step_y**2, 1e-12)
        along = np.clip(-(x * step_x + y * step_y) / length, 0, 1)
        return float(np.sqrt(((x + along * step_x) ** 2 + (y + along * step_y) ** 2).min()))
