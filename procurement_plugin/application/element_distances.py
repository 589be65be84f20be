"""The distance of a declared element: worked out by the published method of its mode, or checked as declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procurement_plugin.domain.chain_checks import distance_fault
from procurement_plugin.domain.findings import OutOfCoverageError
from procurement_plugin.domain.transport_chain import DistanceBasis, RoadRules, WorkedOutDistance

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from procurement_plugin.application.ports import Distances
    from procurement_plugin.domain.transport_chain import Coordinates, TransportChainElement
    from procurement_plugin.domain.weighting import WeightProfile

ON_LAND = frozenset({"road", "rail"})


class UnresolvedError(Exception):
    """An element that cannot be measured; never leaves the use case."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


def road_rules(figure: Callable[[str], Decimal]) -> RoadRules:
    """The published rules of assumed roads."""
    names = (
        "road_circuity",
        "road_distance_maximum",
        "coast_reach",
        "open_water_width",
        "land_detour_maximum",
        "land_detour_allowance",
        "road_graph_from",
        "road_graph_reach",
    )
    return RoadRules(*(figure(f"transport_emissions.{name}") for name in names))


class ElementDistances:
    """Works distances out, and checks declared ones, by one profile's published method."""

    def __init__(self, profile: WeightProfile, figure: Callable[[str], Decimal], distances: Distances) -> None:
        self._figure, self._distances = figure, distances
        self._scenario, self._method = profile.sea_scenario, profile.road_distance
        self.rules = road_rules(figure)
        self._ratio = figure("transport_emissions.shortest_leg_ratio")
        self._sea_ratio = figure("transport_emissions.shortest_sea_leg_ratio")
        self._port_reach = figure("transport_emissions.port_reach")
        self._bridge_reach = figure("transport_emissions.unlisted_bridge_reach")

    def measured(
        self, element: TransportChainElement, origin: Coordinates | None, destination: Coordinates | None
    ) -> tuple[TransportChainElement, WorkedOutDistance]:
        """The distance by the published method of the element's mode."""
        if origin is None or destination is None:
            raise UnresolvedError("chain.distanceMissing")
        try:
            match element.mode:
                case "road":
                    return element, self._distances.road_km(origin, destination, self.rules, self._method)
                case "rail":
                    factor = self._figure("transport_emissions.rail_circuity")
                    return element, self._distances.rail_km(origin, destination, self.rules, factor)
                case "sea":
                    return element, self._distances.sea_km(origin, destination, self._scenario, self._port_reach)
                case "air":
                    geodesic = self._distances.geodesic_km(origin, destination)
                    found = WorkedOutDistance(geodesic, "greatCircle", (("geodesicKm", geodesic),))
                    return element._replace(distance_basis=DistanceBasis.GREAT_CIRCLE), found
        except OutOfCoverageError as refused:
            code = "chain.seaNotCovered" if element.mode == "sea" else "chain.roadNotCovered"
            raise UnresolvedError(code, str(refused)) from refused
        raise UnresolvedError("chain.distanceMissing")

    def check(
        self,
        element: TransportChainElement,
        origin: Coordinates | None,
        destination: Coordinates | None,
        geodesic: Decimal | None,
    ) -> tuple[tuple[str, str], ...]:
        """Refuses what cannot be; what may be, but is in no table, is a remark."""
        fault = distance_fault(element, geodesic, self._ratio)
        if fault:
            compared = "" if geodesic is None else f"{element.distance_km} km declared, {geodesic} km straight"
            raise UnresolvedError(fault, compared)
        if origin is None or destination is None or geodesic is None:
            return ()
        if element.mode == "sea":
            self._check_sea(element, origin, destination)
        if element.mode not in ON_LAND or self._distances.joined(origin, destination, self.rules.coast_km):
            return ()
        if geodesic > self._bridge_reach:
            raise UnresolvedError("chain.noLandConnection", f"{geodesic:f} km straight")
        return (("chain.unlistedBridge", f"{geodesic:f} km straight"),)

    def _check_sea(self, element: TransportChainElement, origin: Coordinates, destination: Coordinates) -> None:
        """A ship sails round the land between its ports: the straight line alone would let half the way go."""
        lengths = []
        for scenario in ("suez", "cape"):
            try:
                lengths.append(self._distances.sea_km(origin, destination, scenario, self._port_reach).kilometres)
            except OutOfCoverageError as refused:
                if "port" in str(refused):
                    raise UnresolvedError("chain.farFromPort", str(refused)) from refused
        if lengths and element.distance_km is not None and element.distance_km < min(lengths) * self._sea_ratio:
            raise UnresolvedError(
                "chain.shorterThanSeaRoute", f"{element.distance_km:f} km declared, {min(lengths):f} km in the tables"
            )
