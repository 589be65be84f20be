"""Parts that OCDS and Prozorro write alike: moments, codes, places, items."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from procurement_plugin.domain.notices import imported as n

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from procurement_plugin.adapters.notices.json_tree import Value

# A publisher that passed codes through a spreadsheet writes 45233130.0.
CPV = re.compile(r"([0-9]{8})(?:-[0-9]|\.0)?")
CPV_SCHEMES = ("CPV", "ДК021", "DK021", "ДК 021:2015")
NUTS = re.compile("[A-Z]{2}[0-9A-Z]{1,3}")
CATEGORIES = {"goods": "supplies", "services": "services", "works": "works"}
ONE_LOT = "LOT-0000"
MOST_PROBLEMS = 500


class Notes:
    """What is wrong or remarkable, collected while reading."""

    def __init__(self) -> None:
        self.problems: list[n.Problem] = []

    def add(self, code: str, message: str, pointer: str, field: str = "") -> None:
        """One more."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(n.Problem(code, message, pointer, field))
        elif len(self.problems) == MOST_PROBLEMS:
            more = f"There are more than {MOST_PROBLEMS} problems; the others are not listed."
            self.problems.append(n.Problem("notice.moreProblems", more, pointer))


def moment(found: Value, notes: Notes) -> n.Sourced | None:
    """A moment; one without offset is taken as UTC, and said."""
    if not found.text:
        return None
    try:
        parsed = datetime.fromisoformat(found.text)
    except ValueError:
        notes.add("notice.momentUnreadable", f"'{found.text[:40]}' is no moment.", found.pointer)
        return None
    if parsed.tzinfo is None:
        notes.add("notice.momentWithoutOffset", "The moment has no offset; it is taken as UTC.", found.pointer)
        parsed = parsed.replace(tzinfo=UTC)
    return n.Sourced(parsed.isoformat(), found.pointer, "", "" if found.text == parsed.isoformat() else found.text[:40])


def cpv_of(classification: Value) -> n.Sourced | None:
    """A CPV code without its check digit; Prozorro writes the same code under its own scheme."""
    if classification.get("scheme").text.upper() not in CPV_SCHEMES:
        return None
    code = classification.get("id")
    found = CPV.fullmatch(code.text)
    return n.Sourced(found[1], code.pointer) if found else None


def category_of(category: Value) -> n.Sourced | None:
    """Kind of contract."""
    if category.text not in CATEGORIES:
        return None
    return n.Sourced(CATEGORIES[category.text], category.pointer, "", f"The code is {category.text}.")


def country_of(address: Value, countries: Mapping[str, str]) -> n.Sourced | None:
    """The country of an address, written as code or as name."""
    for name in ("country", "countryName"):
        found = address.get(name)
        code = countries.get(found.text.casefold())
        if code:
            return n.Sourced(code, found.pointer, "", "" if found.text == code else f"It is written {found.text[:60]}.")
    return None


def only_lot(pointer: str) -> n.Sourced:
    """The identifier of the lot where the document has none, as eForms write it."""
    return n.Sourced(ONE_LOT, pointer, "", "The document has no lots: the whole is one.")


def places_of(owner: Value, countries: Mapping[str, str]) -> Iterator[n.Place]:
    """Addresses and locations, in the singular or plural; a location beside an address completes it."""
    addresses = [*owner.each("deliveryAddresses"), *owner.each("deliveryAddress")]
    locations = [*owner.each("deliveryLocations"), *owner.each("deliveryLocation")]
    nowhere = owner.get("deliveryAddress")._replace(raw=None)
    for index in range(max(len(addresses), len(locations))):
        address = addresses[index] if index < len(addresses) else nowhere
        location = locations[index] if index < len(locations) else nowhere
        place = _place(address, location, countries)
        if place.says_something:
            yield place


def together(places: list[n.Place]) -> list[n.Place]:
    """One place where a converter made one address of each of its parts; else the places as they are."""
    said = [[name for name, part in zip(place._fields[:-1], place, strict=False) if part] for place in places]
    names = [name for parts in said for name in parts]
    if len(places) < 2 or len(names) != len(set(names)) or any(len(parts) != 1 for parts in said):  # noqa: PLR2004
        return places
    parts = {name: getattr(place, name) for place, (name,) in zip(places, said, strict=True)}
    return [places[0]._replace(**parts)]


def _place(address: Value, location: Value, countries: Mapping[str, str]) -> n.Place:
    latitude, longitude = _coordinates(location)
    region = address.get("region")
    is_nuts = bool(NUTS.fullmatch(region.text))
    return n.Place(
        country=country_of(address, countries),
        nuts=region.sourced if is_nuts else _nuts(location),
        postcode=address.get("postalCode").sourced,
        town=address.get("locality").sourced,
        street=address.get("streetAddress").sourced,
        latitude=latitude,
        longitude=longitude,
        words=location.get("description").sourced or (None if is_nuts else region.sourced) or _gazetteer(location),
        pointer=address.pointer if address.raw is not None else location.pointer,
    )


def _coordinates(location: Value) -> tuple[n.Sourced | None, n.Sourced | None]:
    """Of a GeoJSON point (longitude first), or of plain latitude and longitude."""
    geometry = location.get("geometry")
    parts = list(geometry.each("coordinates")) if geometry.get("type").text == "Point" else []
    if len(parts) >= 2 and parts[0].exact and parts[1].exact:  # noqa: PLR2004  two coordinates
        return parts[1].exact, parts[0].exact
    latitude, longitude = location.get("latitude").exact, location.get("longitude").exact
    return (latitude, longitude) if latitude and longitude else (None, None)


def _nuts(location: Value) -> n.Sourced | None:
    gazetteer = location.get("gazetteer")
    if gazetteer.get("scheme").text.upper() != "NUTS":
        return None
    return next((code.sourced for code in gazetteer.each("identifiers") if NUTS.fullmatch(code.text)), None)


def _gazetteer(location: Value) -> n.Sourced | None:
    """What another gazetteer calls the place, as words."""
    gazetteer = location.get("gazetteer")
    scheme = gazetteer.get("scheme").text
    code = next((part for part in gazetteer.each("identifiers") if part.text), None)
    return n.Sourced(f"{scheme} {code.text}", code.pointer) if code and scheme and scheme.upper() != "NUTS" else None


def item_of(item: Value) -> n.ImportedItem:
    """An item; the code of its unit when there is one."""
    unit = item.get("unit")
    return n.ImportedItem(
        id=item.get("id").sourced,
        description=item.words("description"),
        cpv=cpv_of(item.get("classification")),
        quantity=item.get("quantity").exact,
        unit=unit.get("code").sourced or unit.get("id").sourced,
        pointer=item.pointer,
    )
