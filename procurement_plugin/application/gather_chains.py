"""Gather first: resolve the chains of a bid into distances, intensities and adjustments, or findings of that bid."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.application.default_chains import DefaultChains
from procurement_plugin.application.element_distances import UnresolvedError
from procurement_plugin.application.resolve_elements import HUB, ElementResolver
from procurement_plugin.domain.chain_checks import activity_faults, finding
from procurement_plugin.domain.evidence import REASONS, support
from procurement_plugin.domain.scale import EXACT
from procurement_plugin.domain.transport_chain import ResolvedChain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from procurement_plugin.application.ports import Distances, EmissionIntensities
    from procurement_plugin.domain.findings import Finding
    from procurement_plugin.domain.procedure import (
        Bid,
        BidItem,
        DeclaredChain,
        DeliveryPoint,
        Item,
        Lot,
        ProductionSite,
    )
    from procurement_plugin.domain.transport_chain import Coordinates, ResolvedElement, TransportChainElement
    from procurement_plugin.domain.weighting import WeightProfile

_PER_KG_AND_CENTS_SQUARED = Decimal("1E-7")  # kg to t, and two shares in per cent


class Gathered(NamedTuple):
    """The resolved chains of one bid, what stood in the way, remarks, and the evidence that sites and elements name."""

    chains: tuple[ResolvedChain, ...]
    findings: tuple[Finding, ...]
    remarks: tuple[Finding, ...]
    evidence: tuple[str, ...]


NOTHING = Gathered((), (), (), ())


class _Noted:
    """What is found while a bid is gathered."""

    def __init__(self) -> None:
        self.chains: list[ResolvedChain] = []
        self.findings: list[Finding] = []
        self.remarks: list[Finding] = []
        self.evidence: dict[str, None] = {}


class ChainGatherer:
    """Resolves the chains of one lot's bids by one profile's published method, at the procedure's day."""

    def __init__(
        self,
        lot: Lot,
        profile: WeightProfile,
        days: tuple[date, date],
        figure: Callable[[str], Decimal],
        ports: tuple[Distances, EmissionIntensities],
    ) -> None:
        day, self._closing_day = days
        self._lot = lot
        self._items = {item.id: item for item in lot.items}
        self._weights = profile.item_weights or {item.id: item.mass_kg for item in lot.items}
        self._figure = figure
        self._distances = ports[0]
        self._resolver = ElementResolver(profile, day, figure, ports)
        self._defaults = DefaultChains(lot, profile, figure, ports[0], self._resolver)
        self._gap = figure("transport_emissions.gap_closed_from")
        self._tolerance = figure("transport_emissions.activity_tolerance") / 100

    def prepare(self, bids: Iterable[Bid]) -> None:
        """Work out the default chains of many bids at once; the answers are the same without it, only slower."""
        self._defaults.prepare(
            (self._items[offer.item_id], site.location, point)
            for bid in bids
            for offer in bid.items
            if offer.item_id in self._items
            for site in offer.sites
            if site.location is not None
            for point in self._lot.delivery_points
            if all(chain.delivery_point != point.id for chain in site.chains)
        )

    def gather(self, bid: Bid, where: str) -> Gathered:
        """All chains of the bid; a lot item that the bid does not offer is a finding."""
        noted = _Noted()
        offered = {item.item_id for item in bid.items}
        for name in self._items:
            if name not in offered:
                noted.findings.append(finding("item.notOffered", f"{where}.items", f"item {name}"))
        for index, offer in enumerate(bid.items):
            for number, site in enumerate(offer.sites):
                noted.evidence.update(dict.fromkeys(site.evidence))
                self._gather_site(bid, offer, site, f"{where}.items[{index}].productionSites[{number}]", noted)
        return Gathered(
            tuple(noted.chains), tuple(noted.findings), tuple(dict.fromkeys(noted.remarks)), tuple(noted.evidence)
        )

    def _gather_site(self, bid: Bid, offer: BidItem, site: ProductionSite, where: str, noted: _Noted) -> None:
        item = self._items[offer.item_id]
        noted.findings.extend(self._unsupported("site.evidenceUnusable", site.evidence, bid, f"{where}.evidence"))
        declared = {chain.delivery_point: (index, chain) for index, chain in enumerate(site.chains)}
        if site.unresolved:
            noted.findings.append(finding("site.placeNotFound", f"{where}.location", site.unresolved))
            return
        if site.location is not None and site.location.basis:
            noted.remarks.append(self._placed(site, where))
        if site.doubt:
            noted.remarks.append(finding("site.countryDoubt", f"{where}.location.country", site.doubt))
        mass = offer.mass_kg if offer.mass_kg is not None else item.mass_kg
        weight = self._weights.get(item.id, Decimal(0))
        for point in self._lot.delivery_points:
            index, chain = declared.get(point.id, (-1, None))
            chain_where = f"{where}.chains[{index}]" if index >= 0 else where
            faults = len(noted.findings)
            tonnes = mass * site.share * point.share * _PER_KG_AND_CENTS_SQUARED
            if chain is not None:
                elements = self._declared(chain, (site, point, item), tonnes, bid, chain_where, noted)
            else:
                elements = self._assumed(site, point, item, chain_where, noted)
            if len(noted.findings) == faults:
                label = f"{item.id} · {site.id} → {point.id}"
                noted.chains.append(ResolvedChain(weight, mass, site.share, point.share, tuple(elements), label))

    def _unsupported(self, code: str, referred: tuple[str, ...], bid: Bid, where: str) -> Iterator[Finding]:
        """A fact whose documents were all refused, or do not hold, cannot be measured."""
        found = support(referred, bid.evidence, self._closing_day)
        if referred and not found:
            yield finding(code, where, REASONS[found.reason])

    def _placed(self, site: ProductionSite, where: str) -> Finding:
        basis = site.location.basis if site.location is not None else ""
        reach = self._figure(f"transport_emissions.precision_{basis}")
        return finding("site.placedByTable", f"{where}.location", f"the {basis}, to about {reach:f} km")

    def _assumed(
        self, site: ProductionSite, point: DeliveryPoint, item: Item, where: str, noted: _Noted
    ) -> list[ResolvedElement]:
        try:
            return self._defaults.elements(site, point, item)
        except UnresolvedError as unresolved:
            noted.findings.append(finding(unresolved.code, where, unresolved.detail))
            return []

    def _declared(
        self,
        chain: DeclaredChain,
        between: tuple[ProductionSite, DeliveryPoint, Item],
        tonnes: Decimal,
        bid: Bid,
        where: str,
        noted: _Noted,
    ) -> list[ResolvedElement]:
        """The elements in order, gaps closed; what is wrong stands at its element."""
        site, point, item = between
        resolved: list[ResolvedElement] = []
        here = site.location
        last = len(chain.elements) - 1
        for number, detail in chain.unresolved:
            noted.findings.append(finding("chain.placeNotFound", f"{where}.elements[{number}]", detail))
        for number, element in enumerate(chain.elements):
            place = f"{where}.elements[{number}]"
            noted.evidence.update(dict.fromkeys(element.evidence))
            noted.findings.extend(
                self._unsupported("chain.evidenceUnusable", element.evidence, bid, f"{place}.evidence")
            )
            origin = element.origin or here
            destination = element.destination or (point.location if number == last else None)
            if element.mode == HUB:
                origin = destination = element.origin or element.destination or here
            try:
                resolved.extend(self._gap_closed(here, origin, item, place, noted))
                one = self._resolver.declared(
                    element, (origin, destination), refrigerated=item.refrigerated, evidence=bid.evidence
                )
                self._compared(element, one.element, tonnes)
                resolved.append(one.element)
                noted.remarks.extend(finding(code, place, detail) for code, detail in one.remarks)
            except UnresolvedError as unresolved:
                noted.findings.append(finding(unresolved.code, place, unresolved.detail))
            here = destination
        self._close_end(here, point, item, resolved, f"{where}.elements[{last}]", noted)
        self._check_length(chain, where, noted)
        return resolved

    def _close_end(
        self,
        here: Coordinates | None,
        point: DeliveryPoint,
        item: Item,
        resolved: list[ResolvedElement],
        where: str,
        noted: _Noted,
    ) -> None:
        try:
            resolved.extend(self._gap_closed(here, point.location, item, where, noted))
        except UnresolvedError as unresolved:
            noted.findings.append(finding(unresolved.code, where, unresolved.detail))

    def _gap_closed(
        self, here: Coordinates | None, origin: Coordinates | None, item: Item, where: str, noted: _Noted
    ) -> list[ResolvedElement]:
        """A road between two elements that do not meet, said openly; nothing where they do or an end is unknown."""
        if here is None or origin is None or here == origin:
            return []
        geodesic = self._distances.geodesic_km(here, origin)
        if geodesic <= self._gap:
            return []
        elements = self._defaults.gap(here, origin, item)
        noted.remarks.append(finding("chain.gapClosed", where, f"{geodesic:f} km straight"))
        return elements

    def _compared(self, element: TransportChainElement, resolved: ResolvedElement, tonnes: Decimal) -> None:
        """Declared activity and emissions against what the parts give."""
        if element.primary is None:
            return
        with localcontext(EXACT):
            emitted = tonnes * resolved.per_tonne
            faults = activity_faults(element.primary, tonnes, resolved.kilometres, emitted, self._tolerance)
            for code, detail in faults:
                raise UnresolvedError(code, detail)

    @staticmethod
    def _check_length(chain: DeclaredChain, where: str, noted: _Noted) -> None:
        lengths = [element.distance_km for element in chain.elements if element.mode != HUB]
        declared = [length for length in lengths if length is not None]
        if chain.total_km is not None and len(declared) == len(lengths) and sum(declared) != chain.total_km:
            detail = f"{chain.total_km:f} km declared, {sum(declared):f} km in the elements"
            noted.findings.append(finding("chain.lengthDiffers", f"{where}.totalDistanceKm", detail))
