"""Places in requests: coordinates, or the code of a port or airport, or a town with its country."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from procurement_plugin.domain.findings import Finding, Kind, OutOfCoverageError, Severity
from procurement_plugin.domain.transport_chain import Coordinates
from procurement_plugin.web.schemas import fields as f

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from procurement_plugin.application.evaluate_lot import Reference
    from procurement_plugin.application.ports import Places

COORDINATES = {"latitude", "longitude"}
WAYS = (COORDINATES, COORDINATES | {"country"}, {"unlocode"}, {"iata"}, {"town", "country"})
SAYS = "Give latitude and longitude (and, to be checked, country), or unlocode, or iata, or town and country."
COAST = "transport_emissions.coast_reach"


class LocationSchema(f.ClosedSchema):
    """Where: latitude and longitude, or unlocode, or iata, or town and country."""

    latitude = f.Latitude(metadata={"description": "Degrees north, WGS84"})
    longitude = f.Longitude(metadata={"description": "Degrees east, WGS84"})
    unlocode = f.PatternField("[A-Z]{2}[A-Z2-9]{3}", 'a UN/LOCODE, for example "BEANR"', longest=5)
    iata = f.PatternField("[A-Z]{3}", 'an IATA airport code, for example "LGG"', longest=3)
    town = f.PlainText(longest=100, metadata={"description": "Name of a town, with country"})
    country = f.PatternField("[A-Z]{2}", 'two letters of ISO 3166-1, for example "BE"', longest=2)


def location_faults(row: Mapping[str, Any], where: str) -> Iterator[Finding]:
    """A place given in none of the ways, or in several."""
    if row.keys() != COORDINATES and set(row) not in WAYS:
        yield Finding("input.schemaViolation", Severity.BLOCK, Kind.STRUCTURAL, SAYS, where=where)


def resolved(row: Mapping[str, Any], places: Places) -> Coordinates:
    """The coordinates of a place.

    Raises:
        OutOfCoverageError: its code or name is in none of the tables.
    """
    if "latitude" in row:
        return Coordinates(Decimal(row["latitude"]), Decimal(row["longitude"]))
    if "unlocode" in row:
        return places.port(row["unlocode"])
    if "iata" in row:
        return places.airport(row["iata"])
    return places.town(row["town"], row["country"])


def place_deliveries(request: Mapping[str, Any], reference: Reference) -> Iterator[Finding]:
    """Put coordinates where delivery points name a place; what is not found, or lies in the sea, is a fault."""
    day = request["procedure"]["noticeDispatchedAt"].date()
    for index, point in enumerate(request["lot"]["deliveryPoints"]):
        where = f"lot.deliveryPoints[{index}].location"
        faults = list(location_faults(point["location"], where))
        yield from faults
        if faults:
            continue
        try:
            place = point["location"] = resolved(point["location"], reference.places)
        except OutOfCoverageError as unknown:
            end = "" if str(unknown).endswith("?") else "."
            yield _issue(where, f"Delivery point {point['id']}: {unknown}{end}")
            continue
        if not reference.distances.on_land(place, reference.parameters.figure(COAST, day)):
            yield _issue(
                where,
                f"Delivery point {point['id']} at latitude {place.latitude}, longitude {place.longitude} "
                "lies in the sea. Are latitude and longitude swapped?",
            )


def _issue(where: str, message: str) -> Finding:
    return Finding("input.invalidInput", Severity.BLOCK, Kind.STRUCTURAL, message, where=where)
