"""Distances on the earth without network: the WGS84 geodesic, and a road by the published circuity."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property, lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from procurement_plugin.adapters.landmass import Landmasses
from procurement_plugin.domain.findings import OutOfCoverageError
from procurement_plugin.domain.transport_chain import RoadDistance

if TYPE_CHECKING:
    from pathlib import Path

    from procurement_plugin.domain.transport_chain import Coordinates

TENTH = Decimal("0.1")
# Beyond this share and length of open water, a multiple of the straight line would be a guess.
MOST_WATER = 0.2
SHORT_WATER_KM = 60
SAMPLES = 100


class OfflineDistances:
    """Distances from the shipped landmass table; read-only once loaded, so many threads may ask."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loading = Lock()
        self.geodesic_km = lru_cache(maxsize=100_000)(self._geodesic_km)
        self._road_refusal = lru_cache(maxsize=100_000)(self._refusal)

    @cached_property
    def _geod(self) -> Any:
        from pyproj import Geod  # noqa: PLC0415  only a process that measures distances needs it

        return Geod(ellps="WGS84")

    @cached_property
    def _land(self) -> Landmasses:
        with self._loading:
            return Landmasses(self._folder)

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
        """Whether the place lies on a landmass, or within reach of exactly one coast."""
        return self._land.of(float(place.latitude), float(place.longitude)) is not None

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
        return self._water_between(origin, destination)

    def _water_between(self, origin: Coordinates, destination: Coordinates) -> str:
        import numpy as np  # noqa: PLC0415  only a process that measures distances needs it

        line = self._geod.npts(
            float(origin.longitude), float(origin.latitude), float(destination.longitude), float(destination.latitude),
            SAMPLES,
        )  # fmt: skip
        longitudes, latitudes = np.array(line).T
        share = self._land.share_off_land(latitudes, longitudes)
        water = share * float(self.geodesic_km(origin, destination))
        if share > MOST_WATER and water >= SHORT_WATER_KM:
            return f"the straight line crosses some {water:.0f} km of water"
        return ""


def _shown(place: Coordinates) -> str:
    return f"({place.latitude:f}, {place.longitude:f})"
