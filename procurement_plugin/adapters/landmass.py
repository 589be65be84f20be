"""Landmasses and the fixed links between them: may a lorry drive from here to there?"""

from __future__ import annotations

import csv
import gzip
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.domain.findings import ProcurementError

if TYPE_CHECKING:
    from pathlib import Path

# The coast of the source is coarse: a quay may lie just off the polygon.
COAST_KM = 10.0
KM_PER_DEGREE = 111.2


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
        self.of = lru_cache(maxsize=20_000)(self._of)
        self.links = self._read_links(folder / "fixed_links.csv")
        self._joined = self._groups()

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
                ends = [LinkEnd(*place, mass) for place in places if (mass := self.of(*place)) is not None]
                if len(ends) < len(places):
                    raise ProcurementError(
                        f"The fixed link {row['name']} ends in the sea; please correct fixed_links.csv."
                    )
                links.append((ends[0], ends[1]))
        return links

    def _groups(self) -> dict[int, int]:
        """Landmass to the smallest one it is joined with, directly or through others."""
        group: dict[int, int] = {}
        for ends in self.links:
            first, second = sorted(group.get(end.landmass, end.landmass) for end in ends)
            group |= {key: first for key, value in group.items() if value == second} | {second: first, first: first}
        return group

    def joined(self, first: int, second: int) -> bool:
        """Whether both are one landmass or joined by fixed links."""
        return self._joined.get(first, first) == self._joined.get(second, second)

    def _of(self, latitude: float, longitude: float) -> int | None:
        """The landmass of a place: the one it lies in, else the only one within reach of the coast."""
        place = (self._np.array([latitude]), self._np.array([longitude]))
        for number in self._boxed(latitude, longitude):
            if self.inside(self._rings[number], *place)[0]:
                return number
        near = self._within_reach(latitude, longitude)
        groups = {self._group(number) for number in near}
        return near[0] if len(groups) == 1 else None

    def _boxed(self, latitude: float, longitude: float) -> list[int]:
        """The landmasses whose box, widened by the reach, holds the place."""
        margin = COAST_KM / KM_PER_DEGREE
        wide = margin / max(0.05, float(self._np.cos(self._np.radians(latitude))))
        return [
            number
            for number, (south, north, west, east) in enumerate(ring.box for ring in self._rings)
            if south - margin <= latitude <= north + margin and west - wide <= longitude <= east + wide
        ]

    def _within_reach(self, latitude: float, longitude: float) -> list[int]:
        """The landmasses whose coast is within reach of the place."""
        boxed = self._boxed(latitude, longitude)
        return [number for number in boxed if self._coast_km(self._rings[number], latitude, longitude) <= COAST_KM]

    def _group(self, number: int) -> int:
        return int(getattr(self, "_joined", {}).get(number, number))

    def close_by(self, latitude: float, longitude: float) -> bool:
        """Whether the place lies on a landmass or within reach of any coast, however many there are."""
        return self.of(latitude, longitude) is not None or bool(self._within_reach(latitude, longitude))

    def share_off_land(self, latitudes: Any, longitudes: Any) -> float:
        """Share of these points that lie on no landmass."""
        on_land = self._np.zeros(len(latitudes), dtype=bool)
        box = (latitudes.min(), latitudes.max(), longitudes.min(), longitudes.max())
        for ring in self._rings:
            if _overlap(ring.box, box):
                on_land |= self.inside(ring, latitudes, longitudes)
        return float(1 - on_land.mean())

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


def _overlap(first: tuple[float, ...], second: tuple[float, ...]) -> bool:
    return first[0] <= second[1] and second[0] <= first[1] and first[2] <= second[3] and second[2] <= first[3]
