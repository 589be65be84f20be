"""Compare where to produce: gather the transport chains as those of bids are gathered, then work the case out.

For a firm or a buyer who wants to know; never a score, never part of an award, and nothing of it is kept.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.application.evaluate_lot import figures_on
from procurement_plugin.application.gather_chains import ChainGatherer
from procurement_plugin.domain.production.case import Quantity
from procurement_plugin.domain.production.comparison import compare
from procurement_plugin.domain.production.points import CASE, Key
from procurement_plugin.domain.production.resilience import resilience
from procurement_plugin.domain.production.units import DAYS_A_YEAR
from procurement_plugin.domain.scale import EXACT, trimmed
from procurement_plugin.domain.supply.sites import GROUPING
from procurement_plugin.domain.transport_chain import worst_grade
from procurement_plugin.domain.uncertainty import interval

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from procurement_plugin.application.evaluate_lot import Reference
    from procurement_plugin.domain.findings import Finding
    from procurement_plugin.domain.procedure import Bid, Lot
    from procurement_plugin.domain.production.case import Case
    from procurement_plugin.domain.production.comparison import Comparison
    from procurement_plugin.domain.production.resilience import Resilience
    from procurement_plugin.domain.transport_chain import ResolvedChain
    from procurement_plugin.domain.weighting import WeightProfile

# Uncertainty of emissions is told to so many decimals of a kilogram per tonne.
DECIMALS = Decimal("1E-6")
OF_A_BID = ((".items[0].productionSites[", ".sources["), (".chains[0].elements", ".elements"))


class ComparisonRequest(NamedTuple):
    """A request as read: the case, and what its transport emissions are worked out from.

    Attributes:
        lot: one tonne to the place of delivery, so that chains give kg CO2e per tonne; None when none was named.
        bids: the sources of each location that has any, by its identifier, as the offer of that tonne.
        method: only its data set, road distance and sea scenario are read.
        day: on which method and data are those in force.
    """

    case: Case
    lot: Lot | None
    bids: Mapping[str, Bid]
    method: WeightProfile
    day: date
    source: Mapping[str, Any]


class Transport(NamedTuple):
    """The chains of a location: kg CO2e and tonne-kilometres per tonne delivered; None when they cannot be resolved."""

    chains: tuple[ResolvedChain, ...]
    per_tonne: Quantity | None
    tonne_kilometres: Decimal | None
    grade: str
    findings: tuple[Finding, ...]


NO_TRANSPORT = Transport((), None, None, "", ())


class Compared(NamedTuple):
    """A comparison with its transport and resilience by location."""

    request: ComparisonRequest
    comparison: Comparison
    transport: Mapping[str, Transport]
    resilience: Mapping[str, Resilience]


def compare_production(request: ComparisonRequest, reference: Reference) -> Compared:
    """Work a comparison out; pure apart from the reference data behind the ports.

    Raises:
        NotInForceError: the method has no figures on the day of the request, which readers refuse before.
    """
    figure = figures_on(request.day, reference.parameters)
    transport = _transport(request, reference, figure)
    locations = tuple(
        location._replace(emissions=transport.get(location.id, NO_TRANSPORT).per_tonne)
        for location in request.case.locations
    )
    case = request.case._replace(locations=locations)
    compared = compare(case)
    demand = compared.point[Key(CASE, "", "annualQuantity")] / DAYS_A_YEAR
    radius = figure(GROUPING)
    found = {
        location.id: resilience(location.sources, demand, reference.distances.geodesic_km, radius)
        for location in case.locations
        if location.sources
    }
    return Compared(request._replace(case=case), compared, transport, found)


def first_day(reference: Reference) -> date:
    """The first day on which transport emissions can be worked out."""
    return max(
        parameter.values[0].since
        for parameter in reference.parameters
        if parameter.id.startswith("transport_emissions.") or parameter.id == GROUPING
    )


def _transport(
    request: ComparisonRequest, reference: Reference, figure: Callable[[str], Decimal]
) -> dict[str, Transport]:
    if request.lot is None:
        return {}
    ports = (reference.distances, reference.intensities[request.method.data_set])
    gatherer = ChainGatherer(request.lot, request.method, (request.day, request.day), figure, ports)
    gatherer.prepare(request.bids.values())
    places = {location.id: f"locations[{index}]" for index, location in enumerate(request.case.locations)}
    return {
        name: _resolved(gatherer, bid, places[name], f"{request.method.data_set}, {request.day.isoformat()}", figure)
        for name, bid in request.bids.items()
    }


def _resolved(
    gatherer: ChainGatherer, bid: Bid, where: str, source: str, figure: Callable[[str], Decimal]
) -> Transport:
    gathered = gatherer.gather(bid, where)
    # What to do about it is worded for somebody who can ask a bidder.
    found = (*gathered.findings, *gathered.remarks)
    findings = tuple(replace(finding, where=_place(finding.where), remedy="") for finding in found)
    if gathered.findings or not gathered.chains:
        return Transport((), None, None, "", findings)
    chains = gathered.chains
    with localcontext(EXACT):
        emitted = sum((chain.tonnes * element.per_tonne for chain in chains for element in chain.elements), Decimal(0))
        activity = sum(
            (chain.tonnes * element.kilometres for chain in chains for element in chain.elements), Decimal(0)
        )
    low, high = (_rounded(EXACT.multiply(emitted, end)) for end in interval(chains, figure))
    per_tonne = Quantity(trimmed(emitted), "kg CO2e/t", source, min(low, emitted), max(high, emitted))
    return Transport(chains, per_tonne, trimmed(activity), worst_grade(chains), findings)


def _rounded(value: Decimal) -> Decimal:
    """An end of an interval; it rests on logarithms of 30 digits and is told to the milligram per tonne."""
    return value.quantize(DECIMALS)


def _place(where: str) -> str:
    """A place of a bid as a place of this request."""
    for old, new in OF_A_BID:
        where = where.replace(old, new)
    return where
