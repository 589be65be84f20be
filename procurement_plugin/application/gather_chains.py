"""Gather first: resolve the chains of a bid into distances, intensities and adjustments, or findings of that bid."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.findings import Finding, Kind, OutOfCoverageError, Severity
from procurement_plugin.domain.scale import EXACT
from procurement_plugin.domain.transport_chain import (
    FAULTS,
    DistanceBasis,
    ResolvedChain,
    ResolvedElement,
    TransportChainElement,
    adjustment_parameter,
    faults_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from procurement_plugin.application.ports import Distances, EmissionIntensities
    from procurement_plugin.domain.procedure import Bid, BidItem, DeliveryPoint, Item, Lot, ProductionSite
    from procurement_plugin.domain.transport_chain import Coordinates, EmissionIntensity, RoadDistance

_DEFAULT_HEAVY = "articOver33t"
_DEFAULT_LIGHT = "averageHgv"


class Gathered(NamedTuple):
    """The resolved chains of one bid, what stood in the way, and the evidence its sites refer to."""

    chains: tuple[ResolvedChain, ...]
    findings: tuple[Finding, ...]
    evidence: tuple[str, ...]


class ChainGatherer:
    """Resolves the chains of one lot's bids with one data set, at the procedure's day."""

    def __init__(
        self,
        lot: Lot,
        item_weights: Mapping[str, Decimal],
        day: date,
        figure: Callable[[str], Decimal],
        ports: tuple[Distances, EmissionIntensities],
    ) -> None:
        self._lot = lot
        self._items = {item.id: item for item in lot.items}
        self._weights = item_weights or {item.id: item.mass_kg for item in lot.items}
        self._day = day
        self._figure = figure
        self._distances, self._intensities = ports
        self._ratio = figure("transport_emissions.shortest_leg_ratio")
        self._factors: dict[tuple[str, str, str], tuple[EmissionIntensity, Decimal, Decimal]] = {}

    def gather(self, bid: Bid, where: str) -> Gathered:
        """All chains of the bid; a lot item that the bid does not offer is a finding."""
        chains: list[ResolvedChain] = []
        findings: list[Finding] = []
        evidence: dict[str, None] = {}
        offered = {item.item_id for item in bid.items}
        findings.extend(
            _finding("item.notOffered", f"The bid says nothing about item {name}.", f"{where}.items", "Ask the bidder.")
            for name in self._items
            if name not in offered
        )
        for index, offer in enumerate(bid.items):
            for number, site in enumerate(offer.sites):
                evidence.update(dict.fromkeys(site.evidence))
                place = f"{where}.items[{index}].productionSites[{number}]"
                self._gather_site(offer, site, place, chains, findings)
        return Gathered(tuple(chains), tuple(findings), tuple(evidence))

    def _gather_site(
        self, offer: BidItem, site: ProductionSite, where: str, chains: list[ResolvedChain], findings: list[Finding]
    ) -> None:
        item = self._items[offer.item_id]
        declared = {chain.delivery_point: (index, chain.elements) for index, chain in enumerate(site.chains)}
        for point in self._lot.delivery_points:
            index, elements = declared.get(point.id, (-1, ()))
            place = f"{where}.chains[{index}]" if index >= 0 else where
            resolved: list[ResolvedElement] = []
            faults = len(findings)
            for number, element in enumerate(elements):
                begin = element.origin or (site.location if number == 0 else None)
                end = element.destination or (point.location if number == len(elements) - 1 else None)
                try:
                    resolved.append(self._resolve(element, begin, end))
                except _UnresolvedError as unresolved:
                    findings.append(unresolved.finding.at(f"{place}.elements[{number}]"))
            if not elements:
                try:
                    resolved.append(self._assume(site, point, item))
                except _UnresolvedError as unresolved:
                    findings.append(unresolved.finding.at(place))
            if len(findings) > faults:
                continue
            mass = offer.mass_kg if offer.mass_kg is not None else item.mass_kg
            weight = self._weights.get(item.id, Decimal(0))
            label = f"{item.id} · {site.id} → {point.id}"
            chains.append(ResolvedChain(weight, mass, site.share, point.share, tuple(resolved), label))

    def _assume(self, site: ProductionSite, point: DeliveryPoint, item: Item) -> ResolvedElement:
        """The published default chain: one road element, its vehicle class by the lot's shipment mass."""
        if site.location is None:
            raise _UnresolvedError(
                _finding(
                    "site.locationMissing",
                    f"Production site {site.id} has no coordinates.",
                    "",
                    "Ask the bidder for them; the registered office is never used instead.",
                )
            )
        heavy = item.shipment_mass_kg >= self._figure("transport_emissions.articulated_lorry_from") * 1000
        element = TransportChainElement(
            "road",
            _DEFAULT_HEAVY if heavy else _DEFAULT_LIGHT,
            None,
            DistanceBasis.SHORTEST_FEASIBLE,
            "",
            site.location,
            point.location,
        )
        return self._complete(element, None, self._road(site.location, point.location), assumed=True)

    def _resolve(
        self, element: TransportChainElement, origin: Coordinates | None, destination: Coordinates | None
    ) -> ResolvedElement:
        if element.distance_km is None:
            if element.mode != "road" or origin is None or destination is None:
                raise _UnresolvedError(
                    _finding(
                        "chain.distanceMissing",
                        "The element has no distance, and only a road distance between two known places is worked out.",
                        "",
                        "Declare distanceKm, or the coordinates of both ends of a road element.",
                    )
                )
            return self._complete(element, None, self._road(origin, destination), assumed=False)
        geodesic = None
        if origin is not None and destination is not None:
            geodesic = self._distances.geodesic_km(origin, destination)
        fault = faults_of(element, element.distance_km, geodesic, self._ratio)
        if fault:
            message, remedy = FAULTS[fault]
            compared = f" ({element.distance_km} km declared, {geodesic} km straight)" if geodesic is not None else ""
            raise _UnresolvedError(_finding(f"chain.{fault}", message + compared, "", remedy))
        return self._complete(element, element.distance_km, None, assumed=False)

    def _road(self, origin: Coordinates, destination: Coordinates) -> RoadDistance:
        try:
            return self._distances.road_km(
                origin,
                destination,
                self._figure("transport_emissions.road_circuity"),
                self._figure("transport_emissions.road_distance_maximum"),
            )
        except OutOfCoverageError as refused:
            raise _UnresolvedError(
                _finding("chain.roadNotCovered", str(refused), "", "Declare the chain element by element.")
            ) from refused

    def _complete(
        self, element: TransportChainElement, kilometres: Decimal | None, road: RoadDistance | None, *, assumed: bool
    ) -> ResolvedElement:
        length = road.kilometres if road is not None else kilometres
        if length is None:
            raise AssertionError("an element has a declared or a worked-out distance")
        intensity, adjustment, factor = self._factor(element)
        return ResolvedElement(element, length, intensity, adjustment, factor, assumed, road)

    def _factor(self, element: TransportChainElement) -> tuple[EmissionIntensity, Decimal, Decimal]:
        key = (element.mode, element.vehicle_class, element.distance_basis)
        known = self._factors.get(key)
        if known is not None:
            return known
        try:
            intensity = self._intensities.find(element.mode, element.vehicle_class, self._day)
        except OutOfCoverageError as refused:
            raise _UnresolvedError(
                _finding("chain.intensityNotCovered", str(refused), "", "Declare a class of the published data set.")
            ) from refused
        parameter = adjustment_parameter(element.mode, intensity.distance_basis, element.distance_basis)
        if parameter is None:
            message = (
                f"{element.mode} {element.vehicle_class} is published per {intensity.distance_basis} kilometre; "
                f"a distance of basis {element.distance_basis} is not covered."
            )
            raise _UnresolvedError(_finding("chain.basisNotCovered", message, "", BASIS_REMEDY))
        adjustment = self._figure(parameter) if parameter else Decimal(1)
        answer = (intensity, adjustment, EXACT.multiply(intensity.well_to_wheel, adjustment))
        self._factors[key] = answer
        return answer


def _finding(code: str, message: str, where: str, remedy: str) -> Finding:
    return Finding(code=code, severity=Severity.WARN, kind=Kind.DATA, message=message, where=where, remedy=remedy)


class _UnresolvedError(Exception):
    """An element that cannot be measured; the finding says why. Never leaves this module."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


BASIS_REMEDY = "Declare SFD for road, rail and sea, GCD for air."
