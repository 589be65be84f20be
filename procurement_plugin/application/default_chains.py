"""The published default chain: one road, or road, ship and road, where a bid declares only a production site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procurement_plugin.application.element_distances import UnresolvedError, road_rules
from procurement_plugin.domain.findings import OutOfCoverageError
from procurement_plugin.domain.transport_chain import DefaultWay, Leg, WayCosts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from decimal import Decimal

    from procurement_plugin.application.ports import Distances
    from procurement_plugin.application.resolve_elements import ElementResolver
    from procurement_plugin.domain.procedure import DeliveryPoint, Item, Lot, ProductionSite
    from procurement_plugin.domain.transport_chain import Coordinates, ResolvedElement
    from procurement_plugin.domain.weighting import WeightProfile

HEAVY, LIGHT = "articOver33t", "averageHgv"
SHIP, COLD_SHIP = "containerShip", "refrigeratedCargoShip"
COLD = "Refrigerated"


class DefaultChains:
    """Makes the default chains of one lot; ways are worked out many at once and remembered."""

    def __init__(
        self,
        lot: Lot,
        profile: WeightProfile,
        figure: Callable[[str], Decimal],
        distances: Distances,
        resolver: ElementResolver,
    ) -> None:
        self._scenario, self._method = profile.sea_scenario, profile.road_distance
        self._distances, self._resolver = distances, resolver
        self._rules = road_rules(figure)
        self._bridge_reach = figure("transport_emissions.unlisted_bridge_reach")
        self._gateways = int(figure("transport_emissions.gateways_considered"))
        heavy_from = figure("transport_emissions.articulated_lorry_from") * 1000
        self._vehicles = {item.id: _vehicles(item, heavy_from) for item in lot.items}
        self._ways: dict[tuple[Coordinates, Coordinates, tuple[str, str]], DefaultWay] = {}

    def prepare(self, wanted: Iterable[tuple[Item, Coordinates, DeliveryPoint]]) -> None:
        """Work out many ways at once."""
        together: dict[tuple[Coordinates, tuple[str, str], bool], dict[Coordinates, None]] = {}
        for item, origin, point in wanted:
            key = (point.location, self._vehicles[item.id], item.refrigerated)
            together.setdefault(key, {})[origin] = None
        for (destination, vehicles, refrigerated), origins in together.items():
            missing = [origin for origin in origins if (origin, destination, vehicles) not in self._ways]
            if missing:
                self._work_out(missing, destination, vehicles, refrigerated=refrigerated)

    def elements(self, site: ProductionSite, point: DeliveryPoint, item: Item) -> list[ResolvedElement]:
        """The default chain from a site to a delivery point.

        Raises:
            UnresolvedError: the site has no place, no way leads there, or the data set lacks a class.
        """
        if site.location is None:
            raise UnresolvedError("site.locationMissing", site.id)
        vehicles = self._vehicles[item.id]
        key = (site.location, point.location, vehicles)
        if key not in self._ways:
            self._work_out([site.location], point.location, vehicles, refrigerated=item.refrigerated)
        way = self._ways[key]
        if way.refusal:
            raise UnresolvedError("chain.defaultNotCovered", way.refusal)
        lorry, ship = vehicles
        return [
            self._resolver.assumed(leg, ship if leg.mode == "sea" else lorry, refrigerated=item.refrigerated)
            for leg in way.legs
        ]

    def gap(self, origin: Coordinates, destination: Coordinates, item: Item) -> list[ResolvedElement]:
        """A road that closes a gap between two elements; a short one also over a bridge that is in no table.

        Raises:
            UnresolvedError: no road joins them.
        """
        try:
            distance = self._distances.road_km(origin, destination, self._rules, self._method)
        except OutOfCoverageError as refused:
            geodesic = self._distances.geodesic_km(origin, destination)
            if geodesic > self._bridge_reach:
                raise UnresolvedError("chain.gapNotClosed", str(refused)) from refused
            distance = self._rules.by_circuity(geodesic)
        leg = Leg("road", origin, destination, distance)
        return [self._resolver.assumed(leg, self._vehicles[item.id][0], refrigerated=item.refrigerated)]

    def _work_out(
        self, origins: list[Coordinates], destination: Coordinates, vehicles: tuple[str, str], *, refrigerated: bool
    ) -> None:
        published = (self._scenario, self._method, self._gateways)
        try:
            costs = self._costs(vehicles, refrigerated=refrigerated)
            ways = self._distances.default_ways(origins, destination, self._rules, costs, *published)
        except UnresolvedError as unresolved:
            ways = [DefaultWay((), unresolved.detail)] * len(origins)
        for origin, way in zip(origins, ways, strict=True):
            self._ways[origin, destination, vehicles] = way

    def _costs(self, vehicles: tuple[str, str], *, refrigerated: bool) -> WayCosts:
        """Lorry and ship per tonne-kilometre; no ship where the data set has none of the class."""
        lorry, ship = vehicles
        road = self._resolver.per_tonne_km("road", lorry, refrigerated=refrigerated)
        try:
            return WayCosts(road, self._resolver.per_tonne_km("sea", ship, refrigerated=refrigerated))
        except UnresolvedError:
            return WayCosts(road, None)


def _vehicles(item: Item, heavy_from: Decimal) -> tuple[str, str]:
    """Lorry and ship by the mass of a shipment and the item's temperature, both set by the lot."""
    lorry = HEAVY if item.shipment_mass_kg >= heavy_from else LIGHT
    return (f"{lorry}{COLD}", COLD_SHIP) if item.refrigerated else (lorry, SHIP)
