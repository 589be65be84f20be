"""Where the elements of chains stand in a bid, equal ones of several items together."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.application.what_ifs.what_if import ROOT, Change

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from procurement_plugin.application.what_ifs.what_if import Asked
    from procurement_plugin.domain.transport_chain import ResolvedChain, ResolvedElement

# What was said of the vehicle before says nothing of another one.
OF_THE_VEHICLE = ("distanceKm", "distanceBasis", "source", "evidence", "primaryData")


class Place(NamedTuple):
    """An element: the place of its chain, its number, and the row as sent; none when the method assumed it.

    ``whole`` holds all elements of an assumed chain: who declares one otherwise declares the others as they were.
    """

    chain: str
    delivery_point: str
    number: int
    row: Mapping[str, Any] | None
    whole: tuple[ResolvedElement, ...] = ()


def equal_elements(asked: Asked) -> Iterator[tuple[ResolvedElement, tuple[Place, ...]]]:
    """Each element that carries goods, with every place where the same one stands."""
    found: dict[str, tuple[ResolvedElement, list[Place]]] = {}
    by_label = {chain.label: chain for chain in asked.chains}
    for offer_number, offer in enumerate(asked.bid["items"]):
        for site_number, site in enumerate(offer["productionSites"]):
            where = f"{ROOT}.items[{offer_number}].productionSites[{site_number}].chains"
            for point in asked.request.lot.delivery_points:
                chain = by_label.get(f"{offer['itemId']} · {site['id']} → {point.id}")
                if chain is not None:
                    for element, place in _elements(chain, site, where, point.id):
                        key = json.dumps([site.get("location"), point.id, place.number, place.row], sort_keys=True)
                        found.setdefault(key, (element, []))[1].append(place)
    for element, places in found.values():
        yield element, tuple(places)


def _elements(
    chain: ResolvedChain, site: Mapping[str, Any], where: str, point: str
) -> Iterator[tuple[ResolvedElement, Place]]:
    declared = site.get("chains") or ()
    numbers = [number for number, row in enumerate(declared) if row["deliveryPoint"] == point]
    if not numbers:
        whole = tuple(chain.elements)
        for number, element in enumerate(whole):
            yield element, Place(f"{where}[{len(declared)}]", point, number, None, whole)
        return
    rows = declared[numbers[0]]["elements"]
    own = [element for element in chain.elements if not element.assumed]
    if len(own) == len(rows):
        for number, (row, element) in enumerate(zip(rows, own, strict=True)):
            yield element, Place(f"{where}[{numbers[0]}]", point, number, row)


def other_vehicle(places: tuple[Place, ...], element: ResolvedElement, mode: str, vehicle: str) -> tuple[Change, ...]:
    """The changes that carry the goods of all these places by another vehicle, its distance worked out anew."""
    changes: list[Change] = []
    for place in places:
        where = f"{place.chain}.elements[{place.number}]"
        row = place.row or {}
        same = mode == element.element.mode
        spelled_out = place.row is None
        changes += _before(place)
        dropped = OF_THE_VEHICLE if not same else ("evidence", "primaryData")
        changes += [
            Change(f"{where}.mode", None if same and spelled_out else element.element.mode, mode),
            Change(f"{where}.vehicleClass", element.element.vehicle_class or None, vehicle),
            *(_ends(where, place.number, place.whole) if spelled_out else ()),
            *(Change(f"{where}.{name}", _text(row[name]), None) for name in dropped if name in row),
        ]
        changes += _after(place)
    return tuple(change for change in changes if change.before != change.after)


def _before(place: Place) -> Iterator[Change]:
    """Of an assumed chain its delivery point, and the elements before the one that changes, as the method had them."""
    if place.row is None:
        yield Change(f"{place.chain}.deliveryPoint", None, place.delivery_point)
        for number in range(place.number):
            yield from _as_assumed(place, number)


def _after(place: Place) -> Iterator[Change]:
    for number in range(place.number + 1, len(place.whole)):
        yield from _as_assumed(place, number)


def _as_assumed(place: Place, number: int) -> Iterator[Change]:
    where, element = f"{place.chain}.elements[{number}]", place.whole[number].element
    yield Change(f"{where}.mode", None, element.mode)
    yield Change(f"{where}.vehicleClass", None, element.vehicle_class)
    yield from _ends(where, number, place.whole)


def _ends(where: str, number: int, whole: tuple[ResolvedElement, ...]) -> Iterator[Change]:
    """Where an element begins and ends within a chain; its outer ends are the site and the delivery point."""
    inner = (("from", number > 0), ("to", number < len(whole) - 1))
    for name, within in inner:
        if within:
            place = whole[number].origin if name == "from" else whole[number].destination
            if place is not None:
                yield Change(f"{where}.{name}.latitude", None, f"{place.latitude:f}")
                yield Change(f"{where}.{name}.longitude", None, f"{place.longitude:f}")


def _text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)
