"""From a bid's accepted JSON to the domain's values; places by name or code are looked up on the way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from procurement_plugin.domain import procedure as p
from procurement_plugin.domain.evidence import Evidence
from procurement_plugin.domain.findings import OutOfCoverageError
from procurement_plugin.domain.transport_chain import PrimaryData, TransportChainElement
from procurement_plugin.web.schemas.declared import read
from procurement_plugin.web.schemas.places import resolved

if TYPE_CHECKING:
    from collections.abc import Mapping

    from procurement_plugin.application.ports import Places
    from procurement_plugin.domain.transport_chain import Coordinates
    from procurement_plugin.web.schemas.request import Schemas


def bid_of(row: Mapping[str, Any], schemas: Schemas, places: Places) -> p.Bid:
    """The bid of an accepted row."""
    inputs = row.get("criterionInputs") or {}
    others = row.get("otherCriteria") or {}
    return p.Bid(
        row["id"],
        p.Bidder(row["bidder"]["id"], row["bidder"]["name"]),
        tuple(_item(item, places) for item in row["items"]),
        {name: read(schemas.inputs[name], given) for name, given in inputs.items()},
        {name: p.OtherPoints(_decimal(given, "amount"), _decimal(given, "points")) for name, given in others.items()},
        {item["id"]: _evidence(item) for item in row.get("evidence") or ()},
    )


def _evidence(item: Mapping[str, Any]) -> Evidence:
    return Evidence(
        item["id"],
        item["type"],
        item.get("sha256", ""),
        item["status"],
        item.get("issuer", ""),
        _day(item, "validFrom"),
        _day(item, "validTo"),
        item.get("verifier", ""),
        _day(item, "verifiedOn"),
    )


def _day(item: Mapping[str, Any], name: str) -> date | None:
    return date.fromisoformat(item[name]) if name in item else None


def _item(item: Mapping[str, Any], places: Places) -> p.BidItem:
    sites = tuple(_site(site, places) for site in item["productionSites"])
    return p.BidItem(item["itemId"], _decimal(item, "massKg"), sites)


def _site(site: Mapping[str, Any], places: Places) -> p.ProductionSite:
    given = site.get("location")
    location, unresolved, doubt = None, "", ""
    if given is not None:
        try:
            location = resolved(given, places)
        except OutOfCoverageError as unknown:
            unresolved = str(unknown)
        if location is not None and "country" in given and "latitude" in given:
            doubt = places.country_doubt(location, given["country"])
    return p.ProductionSite(
        site["id"],
        location,
        Decimal(site["share"]),
        tuple(site.get("evidence") or ()),
        tuple(_chain(chain, places) for chain in site.get("chains") or ()),
        unresolved,
        doubt,
    )


def _chain(chain: Mapping[str, Any], places: Places) -> p.DeclaredChain:
    elements, unresolved = [], []
    for number, row in enumerate(chain["elements"]):
        ends: list[Coordinates | None] = []
        for name in ("from", "to"):
            try:
                ends.append(resolved(row[name], places) if name in row else None)
            except OutOfCoverageError as unknown:
                ends.append(None)
                unresolved.append((number, str(unknown)))
        elements.append(_element(row, ends[0], ends[1]))
    return p.DeclaredChain(
        chain["deliveryPoint"], tuple(elements), _decimal(chain, "totalDistanceKm"), tuple(unresolved)
    )


def _element(
    row: Mapping[str, Any], origin: Coordinates | None, destination: Coordinates | None
) -> TransportChainElement:
    distance, mode = row.get("distanceKm"), row["mode"]
    return TransportChainElement(
        mode,
        row.get("vehicleClass", ""),
        None if distance is None else Decimal(distance),
        row.get("distanceBasis", "SFD"),
        row.get("source", ""),
        origin,
        destination,
        tuple(row["evidence"]) if "evidence" in row else (),
        _primary(row["primaryData"]) if "primaryData" in row else None,
    )


def _primary(row: Mapping[str, Any]) -> PrimaryData:
    return PrimaryData(
        operation=row["operationCategoryId"],
        data_type=row.get("dataType", "primary"),
        well_to_wheel=Decimal(row["co2eIntensityWTW"]),
        tank_to_wheel=Decimal(row["co2eIntensityTTW"]),
        unit=row["co2eIntensityUnit"],
        distance_basis=row.get("distanceBasis", "SFD"),
        gwp=row["globalWarmingPotentials"],
        temperature=row.get("temperatureControl", "ambient"),
        energy_carrier=row.get("energyCarrier", ""),
        teu_per_tonne=_decimal(row, "teuPerTonne"),
        activity=_decimal(row, "transportActivity"),
        emitted=_decimal(row, "co2eWTW"),
    )


def _decimal(row: Mapping[str, Any], name: str) -> Decimal | None:
    return Decimal(row[name]) if name in row else None
