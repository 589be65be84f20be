"""Distances on the earth without network: the WGS84 geodesic, and a road by the published circuity."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property, lru_cache
from heapq import heappop, heappush
from math import inf
from threading import Lock
from typing import TYPE_CHECKING, Any

from procurement_plugin.adapters.landmass import Landmasses, LinkEnd
from procurement_plugin.domain.findings import OutOfCoverageError
from procurement_plugin.domain.transport_chain import RoadDistance

if TYPE_CHECKING:
    from pathlib import Path

    from procurement_plugin.domain.transport_chain import Coordinates

TENTH = Decimal("0.1")
# On one landmass: beyond this share and length of open water, a multiple of the straight line would be a guess.
# A river, a harbour or a coarse coast is shorter.
MOST_WATER = 0.2
LEAST_WATER_KM = 10
# Between two landmasses: beyond this detour over bridges and tunnels, likewise.
LONGEST_DETOUR = 1.3
# The ends of the links stand some kilometres inland, so that they lie on the coarse outlines.
INLAND_KM = 30
SAMPLES = 100


class OfflineDistances:
    """Distances from the shipped landmass table; read-only once loaded, so many threads may ask."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loading = Lock()
        self._loaded: Landmasses | None = None
        self.geodesic_km = lru_cache(maxsize=100_000)(self._geodesic_km)
        self._road_refusal = lru_cache(maxsize=100_000)(self._refusal)

    @cached_property
    def _geod(self) -> Any:
        from pyproj import Geod  # noqa: PLC0415  only a process that measures distances needs it

        return Geod(ellps="WGS84")

    @property
    def _land(self) -> Landmasses:
        with self._loading:
            if self._loaded is None:
                self._loaded = Landmasses(self._folder)
            return self._loaded

    def _geodesic_km(self, origin: Coordinates, destination: Coordinates) -> Decimal:
        """Shortest line on the WGS84 ellipsoid, km half-up to 0.1: the one place where a float becomes a distance."""
        ends = (
            float(origin.longitude),
            float(origin.latitude),
            float(destination.longitude),
            float(destination.latitude),
        )
        metres = self._geod.inv(*ends)[2]
        return (Decimal(f"{metres:.3f}") / 1000).quantize(TENTH, ROUND_HALF_UP)

    def on_land(self, place: Coordinates) -> bool:
        """Whether the place lies on a landmass, or within reach of a coast."""
        return self._land.close_by(float(place.latitude), float(place.longitude))

    def road_km(
        self, origin: Coordinates, destination: Coordinates, circuity: Decimal, maximum_km: Decimal
    ) -> RoadDistance:
        """The geodesic times the published circuity.

        Raises:
            OutOfCoverageError: no road or fixed link is known to join the places, or it would be too far.
        """
        geodesic = self.geodesic_km(origin, destination)
        kilometres = geodesic * circuity
        refusal = self._road_refusal(origin, destination)
        if not refusal and kilometres > maximum_km:
            refusal = f"the road would be {kilometres:f} km long, more than the {maximum_km:f} km covered"
        if refusal:
            places = f"{_shown(origin)} and {_shown(destination)}"
            raise OutOfCoverageError(f"No road is worked out between {places}: {refusal}.")
        return RoadDistance(kilometres, geodesic, circuity, "circuity")

    def _refusal(self, origin: Coordinates, destination: Coordinates) -> str:
        ends = [self._land.of(float(place.latitude), float(place.longitude)) for place in (origin, destination)]
        for place, end in zip((origin, destination), ends, strict=True):
            if end is None:
                return f"{_shown(place)} lies in the sea, or between two shores"
        first, second = (end for end in ends if end is not None)
        if not self._land.joined(first, second):
            return "no bridge or tunnel joins their shores"
        if first == second:
            return self._water_between(origin, destination)
        return self._way_over_links(
            (
                LinkEnd(float(origin.latitude), float(origin.longitude), first),
                LinkEnd(float(destination.latitude), float(destination.longitude), second),
            )
        )

    def _way_over_links(self, ends: tuple[LinkEnd, LinkEnd]) -> str:
        """Refuses where the straight way over the bridges and tunnels between two landmasses is a long detour."""
        import numpy as np  # noqa: PLC0415  only a process that measures distances needs it

        nodes = [*ends, *(end for link in self._land.links for end in link)]
        latitudes = np.array([node.latitude for node in nodes])
        longitudes = np.array([node.longitude for node in nodes])
        pairs = np.meshgrid(longitudes, longitudes)[::-1], np.meshgrid(latitudes, latitudes)[::-1]
        (from_longitude, to_longitude), (from_latitude, to_latitude) = pairs
        straight = self._geod.inv(from_longitude, from_latitude, to_longitude, to_latitude)[2] / 1000
        linked = {(2 + 2 * number, 3 + 2 * number) for number in range(len(self._land.links))}
        detour = _shortest(nodes, straight, linked)
        if detour > LONGEST_DETOUR * straight[0, 1] + INLAND_KM:
            return f"the way over the nearest bridge or tunnel is {detour:.0f} km even if straight"
        return ""

    def _water_between(self, origin: Coordinates, destination: Coordinates) -> str:
        import numpy as np  # noqa: PLC0415  only a process that measures distances needs it

        line = self._geod.npts(
            float(origin.longitude), float(origin.latitude), float(destination.longitude), float(destination.latitude),
            SAMPLES,
        )  # fmt: skip
        longitudes, latitudes = np.array(line).T
        share = self._land.share_off_land(latitudes, longitudes)
        water = share * float(self.geodesic_km(origin, destination))
        if share > MOST_WATER and water >= LEAST_WATER_KM:
            return f"the straight line crosses some {water:.0f} km of water"
        return ""


def _shortest(nodes: list[LinkEnd], straight: Any, linked: set[tuple[int, int]]) -> float:
    """Length of the shortest way from the first node to the second, over land and links only (Dijkstra)."""
    waiting = [(0.0, 0)]
    done: set[int] = set()
    while waiting:
        length, node = heappop(waiting)
        if node == 1:
            return length
        if node in done:
            continue
        done.add(node)
        for other in range(len(nodes)):
            over_land = nodes[node].landmass == nodes[other].landmass
            if other not in done and (over_land or (min(node, other), max(node, other)) in linked):
                heappush(waiting, (length + float(straight[node, other]), other))
    return inf


def _shown(place: Coordinates) -> str:
    return f"({place.latitude:f}, {place.longitude:f})"
