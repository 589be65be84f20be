"""Distances on the earth without network: geodesic, road, rail and sea, each by a published method."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property, lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from procurement_plugin.adapters.default_ways import DefaultWays
from procurement_plugin.adapters.geodesics import Geodesics, tenths
from procurement_plugin.adapters.land_rows import SEA
from procurement_plugin.adapters.land_ways import NO_LAND, NOT_JOINED, PASSED, ROUNDABOUT, TOO_FAR, LandWays
from procurement_plugin.adapters.road_graph import RoadGraph
from procurement_plugin.adapters.sea_distances import NO_WAY, SeaDistances
from procurement_plugin.domain.findings import OutOfCoverageError
from procurement_plugin.domain.transport_chain import WorkedOutDistance

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from procurement_plugin.domain.transport_chain import Coordinates, DefaultWay, RoadRules, WayCosts

# A place is joined to the network of roads by so many of the nearest nodes.
GRAPH_NODES = 3
# Railways are not bound by the longest road.
ANY_LENGTH = Decimal(1_000_000)


class OfflineDistances:
    """Distances from the shipped tables; read-only once loaded, so many threads may ask.

    Args:
        folder: ``reference_data``, with the folders ``landmass``, ``sea_distances`` and ``road_network``.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loading = Lock()
        self._geodesics = Geodesics()
        self.geodesic_km = lru_cache(maxsize=100_000)(self._geodesic_km)
        self._refusal = lru_cache(maxsize=100_000)(self._why_no_road)

    @cached_property
    def _tables(self) -> tuple[LandWays, SeaDistances, RoadGraph]:
        with self._loading:
            return (
                LandWays(self._folder / "landmass"),
                SeaDistances(self._folder / "sea_distances"),
                RoadGraph(self._folder / "road_network"),
            )

    @property
    def _land(self) -> LandWays:
        return self._tables[0]

    @property
    def _sea(self) -> SeaDistances:
        return self._tables[1]

    @cached_property
    def _ways(self) -> DefaultWays:
        return DefaultWays(self._geodesics, self._land, self._sea)

    def prepare(self) -> None:
        """Read the tables now; otherwise they are read when first asked."""
        _ = self._ways

    def _geodesic_km(self, origin: Coordinates, destination: Coordinates) -> Decimal:
        """Shortest line on the WGS84 ellipsoid, km half-up to 0.1: the one place where a float becomes a distance."""
        ends = (*_degrees(origin), *_degrees(destination))
        return Decimal(int(tenths(self._geodesics.metres(*ends)))).scaleb(-1)

    def on_land(self, place: Coordinates, coast_km: Decimal) -> bool:
        """Whether the place lies on land, or that close to a coast."""
        return self._land.land.of(*_degrees(place), float(coast_km)) != SEA

    def joined(self, origin: Coordinates, destination: Coordinates, coast_km: Decimal) -> bool:
        """Whether both lie on one landmass, or on landmasses that bridges or tunnels join."""
        land = self._land.land
        first, second = (land.of(*_degrees(place), float(coast_km)) for place in (origin, destination))
        return SEA not in (first, second) and bool(land.group(first) == land.group(second))

    def road_km(
        self, origin: Coordinates, destination: Coordinates, rules: RoadRules, method: str = "circuity"
    ) -> WorkedOutDistance:
        """The geodesic times the published circuity, or the way over the network of E-roads.

        Raises:
            OutOfCoverageError: no road is assumed between the places, or it would be too far.
        """
        geodesic = self.geodesic_km(origin, destination)
        refusal = self._refusal(origin, destination, rules)
        if refusal in ("", REFUSALS[TOO_FAR]) and geodesic * rules.circuity > rules.maximum_km:
            refusal = (
                f"it would be {geodesic * rules.circuity:f} km long, more than the {rules.maximum_km:f} km covered"
            )
        if refusal:
            raise OutOfCoverageError(f"from {_shown(origin)} to {_shown(destination)}: {refusal}")
        return self._road(origin, destination, geodesic, rules, method)

    def _road(
        self, origin: Coordinates, destination: Coordinates, geodesic: Decimal, rules: RoadRules, method: str
    ) -> WorkedOutDistance:
        if method == "roadGraph" and geodesic >= rules.graph_from_km:
            found = self._over_graph(origin, destination, rules)
            if found is not None and found > geodesic:
                return WorkedOutDistance(found, "roadGraph", (("geodesicKm", geodesic),))
        return rules.by_circuity(geodesic)

    def _over_graph(self, origin: Coordinates, destination: Coordinates, rules: RoadRules) -> Decimal | None:
        """Over the nodes nearest to both ends, each joined to its end by circuity; None outside the network."""
        graph = self._tables[2]
        first, second = (self._near_nodes(place, float(rules.graph_reach_km)) for place in (origin, destination))
        circuity = float(rules.circuity)
        lengths = [
            (start_km + end_km) * circuity + between
            for node, start_km in first
            for other, end_km in second
            if (between := graph.kilometres(other, node)) is not None
        ]
        return Decimal(round(min(lengths) * 10)).scaleb(-1) if lengths else None

    def _near_nodes(self, place: Coordinates, reach_km: float) -> list[tuple[int, float]]:
        graph = self._tables[2]
        away = self._land.kilometres(graph.latitudes, graph.longitudes, *_degrees(place))
        nearest = sorted(range(len(away)), key=away.__getitem__)[:GRAPH_NODES]
        return [(node, float(away[node])) for node in nearest if away[node] <= reach_km]

    def rail_km(
        self, origin: Coordinates, destination: Coordinates, rules: RoadRules, circuity: Decimal
    ) -> WorkedOutDistance:
        """The geodesic times the published circuity of railways.

        Raises:
            OutOfCoverageError: no way over land is assumed.
        """
        refusal = self._refusal(origin, destination, rules._replace(maximum_km=ANY_LENGTH))
        if refusal:
            raise OutOfCoverageError(f"from {_shown(origin)} to {_shown(destination)}: {refusal}")
        geodesic = self.geodesic_km(origin, destination)
        return WorkedOutDistance(
            geodesic * circuity, "railCircuity", (("geodesicKm", geodesic), ("circuity", circuity))
        )

    def _why_no_road(self, origin: Coordinates, destination: Coordinates, rules: RoadRules) -> str:
        import numpy as np  # noqa: PLC0415  only a process that measures distances needs it

        latitude, longitude = _degrees(origin)
        found = self._land.refusals(np.array([latitude]), np.array([longitude]), _degrees(destination), rules)
        return REFUSALS[int(found[0])]

    def sea_km(
        self, origin: Coordinates, destination: Coordinates, scenario: str, reach_km: Decimal
    ) -> WorkedOutDistance:
        """Sea distance between the ports nearest to the two places, from the tables.

        Raises:
            OutOfCoverageError: no port within reach of one of them, or no way between the ports.
        """
        first, second = (self._port_near(place, reach_km) for place in (origin, destination))
        kilometres = int(self._sea.between(scenario)[first, second])
        names = [self._sea.ports[port].unlocode for port in (first, second)]
        if kilometres == NO_WAY:
            raise OutOfCoverageError(f"no way from {names[0]} to {names[1]}")
        operands = (("seaFrom", names[0]), ("seaTo", names[1]), ("seaScenario", scenario))
        return WorkedOutDistance(Decimal(kilometres), "seaTable", operands)

    def _port_near(self, place: Coordinates, reach_km: Decimal) -> int:
        away = self._land.kilometres(self._sea.latitudes, self._sea.longitudes, *_degrees(place))
        nearest = int(away.argmin())
        if away[nearest] > float(reach_km):
            name = self._sea.ports[nearest].unlocode
            raise OutOfCoverageError(
                f"the nearest port to {_shown(place)} is {name}, {away[nearest]:.0f} km away; {reach_km:f} km count"
            )
        return nearest

    def default_ways(
        self,
        origins: Sequence[Coordinates],
        destination: Coordinates,
        rules: RoadRules,
        costs: WayCosts,
        scenario: str,
        method: str,
        gateways: int,
    ) -> list[DefaultWay]:
        """The published default way from each of many places to one."""
        ways = self._ways.find(origins, destination, rules, costs, (scenario, gateways))
        if method == "circuity":
            return ways
        return [way._replace(legs=tuple(self._measured(leg, rules, method) for leg in way.legs)) for way in ways]

    def _measured(self, leg: Any, rules: RoadRules, method: str) -> Any:
        """A road leg chosen by circuity, its length by the profile's method."""
        if leg.mode != "road":
            return leg
        geodesic = self.geodesic_km(leg.origin, leg.destination)
        return leg._replace(distance=self._road(leg.origin, leg.destination, geodesic, rules, method))


def _degrees(place: Coordinates) -> tuple[float, float]:
    return float(place.latitude), float(place.longitude)


def _shown(place: Coordinates) -> str:
    return f"({place.latitude:f}, {place.longitude:f})"


REFUSALS = {
    PASSED: "",
    NO_LAND: "one of the places lies in the sea",
    NOT_JOINED: "no bridge or tunnel joins their shores",
    TOO_FAR: "it would be longer than any road that is assumed",
    ROUNDABOUT: "a sea lies between them, and the way round it is a long detour",
}
