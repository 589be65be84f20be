"""From the JSON of a comparison to the domain's values; places are looked up on the way."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from procurement_plugin.application.compare_production import ComparisonRequest, first_day
from procurement_plugin.domain.findings import OutOfCoverageError
from procurement_plugin.domain.procedure import DeliveryPoint, Item, Lot
from procurement_plugin.domain.production.case import Case, Currency, Location, Quantity, Source
from procurement_plugin.domain.weighting import WeightProfile
from procurement_plugin.web.schemas.bids import bid_of
from procurement_plugin.web.schemas.cross_checks import class_findings
from procurement_plugin.web.schemas.places import COAST, location_faults, resolved
from procurement_plugin.web.schemas.production import REQUEST, USUAL_YEARS
from procurement_plugin.web.schemas.production_checks import case_findings
from procurement_plugin.web.schemas.reading import DEFAULT_DATA_SET, issue, load, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from procurement_plugin.application.evaluate_lot import Reference
    from procurement_plugin.domain.findings import Finding
    from procurement_plugin.domain.procedure import Bid
    from procurement_plugin.domain.transport_chain import Coordinates
    from procurement_plugin.web.schemas.request import Schemas

Row = dict[str, Any]
POINT, ITEM = "delivery", "unit"
WHOLE, TONNE = Decimal(100), Decimal(1000)


def read_comparison(body: Any, schemas: Schemas, reference: Reference, today: date) -> ComparisonRequest:
    """A comparison as it was sent; ``today`` is its day when it names none.

    Raises:
        UnreadableInputError: with every problem at once, each at its path.
    """
    row = load(REQUEST, body)
    day = row.get("day", today)
    method = method_of(row.get("transportMethod") or {})
    found = [*case_findings(row), *_method_findings(row, method, day, reference)]
    bids = {} if found else _bids(row, schemas, reference)
    place, faults = _delivery(row, reference, day) if not found else (None, [])
    found += faults
    rows = [_bid_row(location) for location in row["locations"] if _moves(row, location)]
    if not found:
        found += _class_findings(row, rows, reference, method, day)
    refuse(found)
    case = case_of(row, bids)
    return ComparisonRequest(case, _lot(row, place), bids if place else {}, method, day, body)


def case_of(row: Row, bids: Mapping[str, Bid]) -> Case:
    """The case of an accepted row."""
    locations = tuple(_location(given, bids.get(given["id"])) for given in row["locations"])
    return Case(
        row["title"],
        row["unit"],
        row["currency"],
        row.get("years", USUAL_YEARS),
        row.get("reference", locations[0].id),
        frozenset(row.get("switchedOn") or ()),
        {name: quantity_of(given) for name, given in row["figures"].items()},
        tuple(
            Currency(
                given["currency"],
                quantity_of(given["rate"]),
                given["day"],
                tuple(quantity_of(rate) for rate in given.get("path") or ()),
            )
            for given in row.get("currencies") or ()
        ),
        locations,
        row.get("note", ""),
    )


def quantity_of(row: Row) -> Quantity:
    """A figure of an accepted row."""
    return Quantity(row["value"], row["unit"], row["source"], row.get("low"), row.get("high"))


def method_of(row: Mapping[str, str]) -> WeightProfile:
    """How chains are resolved; nothing else of a profile is read."""
    names = row.get("dataSet", DEFAULT_DATA_SET), row.get("roadDistance", "circuity")
    return WeightProfile("", (), 4, (), {}, *names, sea_scenario=row.get("seaScenario", "suez"))


def _location(row: Row, bid: Bid | None) -> Location:
    sites = bid.items[0].sites if bid else ()
    places = {site.id: site.location for site in sites}
    sources = tuple(
        Source(
            given["id"],
            given["share"],
            places.get(given["id"]),
            given.get("country") or (given.get("location") or {}).get("country", ""),
            given.get("owner", ""),
            given.get("capacityPerDay"),
        )
        for given in row.get("sources") or ()
    )
    figures = {name: quantity_of(given) for name, given in row["figures"].items()}
    return Location(row["id"], row["name"], row.get("country", ""), figures, sources)


def _bids(row: Row, schemas: Schemas, reference: Reference) -> dict[str, Bid]:
    return {
        location["id"]: bid_of(_bid_row(location), schemas, reference.places)
        for location in row["locations"]
        if location.get("sources")
    }


def _bid_row(location: Row) -> Row:
    """The sources of a location as the offer of one tonne."""
    sites = []
    for source in location.get("sources") or ():
        site = {name: source[name] for name in ("id", "share", "location") if name in source}
        if source.get("elements"):
            site["chains"] = [{"deliveryPoint": POINT, "elements": source["elements"]}]
        sites.append(site)
    items = [{"itemId": ITEM, "productionSites": sites}]
    return {"id": location["id"], "bidder": {"id": location["id"], "name": location["name"]}, "items": items}


def _moves(row: Row, location: Row) -> bool:
    return bool(row.get("delivery")) and bool(location.get("sources"))


def _method_findings(row: Row, method: WeightProfile, day: date, reference: Reference) -> Iterator[Finding]:
    known = sorted(reference.intensities)
    if method.data_set not in known:
        message = f"There is no data set {method.data_set}. There are: {', '.join(known)}."
        yield issue("input.referencedResourceNotFound", "transportMethod.dataSet", message)
    first = first_day(reference)
    if day < first:
        message = f"The method of transport emissions begins on {first.isoformat()}. Name that day or a later one."
        yield issue("input.outOfRange", "day", message)
    if row.get("delivery"):
        yield from location_faults(row["delivery"]["location"], "delivery.location")


def _delivery(row: Row, reference: Reference, day: date) -> tuple[Coordinates | None, list[Finding]]:
    if not row.get("delivery"):
        return None, []
    where = "delivery.location"
    try:
        place = resolved(row["delivery"]["location"], reference.places)
    except OutOfCoverageError as unknown:
        return None, [issue("input.invalidInput", where, f"The place of delivery was not found: {unknown}")]
    if not reference.distances.on_land(place, reference.parameters.figure(COAST, day)):
        message = "The place of delivery lies in the sea. Are latitude and longitude swapped?"
        return None, [issue("input.invalidInput", where, message)]
    return place, []


def _lot(row: Row, place: Coordinates | None) -> Lot | None:
    """One tonne, so that chains give kg CO2e per tonne; the shipment chooses the lorry."""
    if place is None:
        return None
    given = row["delivery"]
    mass = given["shipmentMassKg"]
    item = Item(ITEM, row["unit"], "", Decimal(1), "", TONNE, mass, given.get("refrigerated", False))
    return Lot("", row["title"], "tonneDelivered", (DeliveryPoint(POINT, place, WHOLE),), (item,))


def _class_findings(
    row: Row, rows: list[Row], reference: Reference, method: WeightProfile, day: date
) -> Iterator[Finding]:
    """Vehicle classes that the data set does not have, at the elements of this request."""
    numbers = [index for index, location in enumerate(row["locations"]) if _moves(row, location)]
    for found in class_findings(rows, reference.intensities[method.data_set], day):
        bid, _, rest = found.where.removeprefix("bids[").partition("]")
        place = rest.replace(".items[0].productionSites[", ".sources[").replace(".chains[0]", "")
        yield replace(found, where=f"locations[{numbers[int(bid)]}]{place}")
