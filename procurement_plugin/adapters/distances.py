"""Distances on the earth without network: the WGS84 geodesic, and a road by the published circuity."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property, lru_cache
from heapq import heappop, heappush
from threading import Lock
from typing import TYPE_CHECKING, Any

from procurement_plugin.adapters.landmass import Landmasses, LinkEnd
from procurement_plugin.domain.findings import OutOfCoverageError
from procurement_plugin.domain.transport_chain import RoadDistance

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from procurement_plugin.domain.transport_chain import Coordinates

TENTH = Decimal("0.1")
# On one landmass: beyond this share and length of open water, a multiple of the straight line would be a guess.
# A river, a harbour or a coarse coast is shorter.
MOST_WATER = 0.2
LEAST_WATER_KM = 10
# On a part of a way over links: with the same share, a sea. An estuary on the way to a tunnel (the Thames) is shorter.
LEAST_SEA_KM = 60
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
        self._open_water_km = lru_cache(maxsize=100_000)(self._measured_water_km)

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

    def prepare(self) -> None:
        """Read the landmasses now; otherwise they are read when first asked."""
        _ = self._land

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
        start = LinkEnd(float(origin.latitude), float(origin.longitude), first)
        finish = LinkEnd(float(destination.latitude), float(destination.longitude), second)
        if first != second:
            return self._way_over_links(start, finish)
        water = self._open_water_km(start, finish)
        return f"the straight line crosses some {water:.0f} km of water" if water >= LEAST_WATER_KM else ""

    def _way_over_links(self, start: LinkEnd, finish: LinkEnd) -> str:
        """Refuses where every straight way over bridges and tunnels is a long detour, or crosses a sea itself."""
        import numpy as np  # noqa: PLC0415  only a process that measures distances needs it

        nodes = [start, finish, *(end for link in self._land.links for end in link)]
        latitudes = np.array([node.latitude for node in nodes])
        longitudes = np.array([node.longitude for node in nodes])
        pairs = np.meshgrid(longitudes, longitudes)[::-1], np.meshgrid(latitudes, latitudes)[::-1]
        (from_longitude, to_longitude), (from_latitude, to_latitude) = pairs
        straight = self._geod.inv(from_longitude, from_latitude, to_longitude, to_latitude)[2] / 1000
        linked = {(2 + 2 * number, 3 + 2 * number) for number in range(len(self._land.links))}

        def passable(one: int, other: int) -> bool:
            if (min(one, other), max(one, other)) in linked:
                return True
            over_land = nodes[one].landmass == nodes[other].landmass
            return over_land and self._open_water_km(nodes[one], nodes[other]) < LEAST_SEA_KM

        limit = LONGEST_DETOUR * float(straight[0, 1]) + INLAND_KM
        if _has_way(straight, passable, limit):
            return ""
        return f"every way over bridges and tunnels crosses a sea, or is over {limit:.0f} km long even if straight"

    def _measured_water_km(self, start: LinkEnd, finish: LinkEnd) -> float:
        """Open water on the straight line; 0 where it is a small share of the line."""
        import numpy as np  # noqa: PLC0415  only a process that measures distances needs it

        ends = (start.longitude, start.latitude, finish.longitude, finish.latitude)
        longitudes, latitudes = np.array(self._geod.npts(*ends, SAMPLES)).T
        share = self._land.share_off_land(latitudes, longitudes)
        return share * float(self._geod.inv(*ends)[2]) / 1000 if share > MOST_WATER else 0.0


def _has_way(straight: Any, passable: Callable[[int, int], bool], limit: float) -> bool:
    """Whether passable parts no longer than the limit lead from the first node to the second (A*).

    A part is looked at only when the search reaches it: looking for water takes milliseconds.
    """
    waiting = [(0.0, 0.0, 0, 0)]
    done: set[int] = set()
    while waiting:
        _, length, node, before = heappop(waiting)
        if node in done or (node != before and not passable(before, node)):
            continue
        if node == 1:
            return True
        done.add(node)
        for other in set(range(len(straight))) - done:
            reached = length + float(straight[node, other])
            at_least = reached + float(straight[other, 1])
            if at_least <= limit:
                heappush(waiting, (at_least, reached, other, node))
    return False


def _shown(place: Coordinates) -> str:
    return f"({place.latitude:f}, {place.longitude:f})"
