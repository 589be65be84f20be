"""Delivery places of a notice: coordinates or a town of the shipped tables, else what is missing to find them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.application import notice_values as v
from procurement_plugin.application.request_skeleton import LONGEST_PUBLISHED, Why
from procurement_plugin.domain.findings import OutOfCoverageError, Severity
from procurement_plugin.domain.notices.imported import Sourced
from procurement_plugin.domain.transport_chain import Coordinates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from procurement_plugin.application.ports import Places
    from procurement_plugin.application.request_skeleton import RequestSkeleton
    from procurement_plugin.domain.notices.imported import Place

MOST_POINTS, MOST_LOOKED_AT = 200, 2000
# A document of thousands of lots may name as many unknown towns; looking for similar names takes a while each.
MOST_LOOKUPS = 500
# First letters of NUTS codes that are not those of ISO 3166-1.
NUTS_COUNTRIES = {"EL": "GR", "UK": "GB"}
ANYWHERE = {
    "anyw": "anywhere",
    "anyw-cou": "anywhere in the given country",
    "anyw-eea": "anywhere in the European Economic Area",
}
NO_TABLE = "no table of such areas is shipped"


class _Resolved(NamedTuple):
    location: dict[str, Any] | None
    at: Coordinates | None
    precision: str
    said: str


class DeliveryPlaces:
    """Resolves the places of one document, each distinct one once."""

    def __init__(self, places: Places, on_land: Callable[[Coordinates], bool]) -> None:
        self._places = places
        self._on_land = on_land
        self._known: dict[tuple[str, str], Coordinates | str] = {}

    def fill(self, skeleton: RequestSkeleton, lot: dict[str, Any], found: Sequence[Place]) -> list[dict[str, Any]]:
        """Put delivery points into a lot; give of each what was published and what it was resolved to."""
        distinct = list({place.key: place for place in reversed(found[:MOST_LOOKED_AT])}.values())[::-1]
        name = "lot.deliveryPoints"
        if not distinct:
            skeleton.lack(name, Why.NOT_PUBLISHED, "The notice names no place of delivery or performance.")
            return []
        if len(distinct) > MOST_POINTS:
            message = f"The notice names {len(distinct)} places; a lot takes {MOST_POINTS}, the others were left out."
            skeleton.remark("import.tooMany", Severity.WARN, message, name)
        points: list[dict[str, Any]] = []
        rows = [
            self._point(skeleton, points, place, f"{name}[{index}]", alone=len(distinct) == 1)
            for index, place in enumerate(distinct[:MOST_POINTS])
        ]
        lot["deliveryPoints"] = points
        return rows

    def _point(
        self, skeleton: RequestSkeleton, points: list[dict[str, Any]], place: Place, name: str, *, alone: bool
    ) -> dict[str, Any]:
        point: dict[str, Any] = {}
        points.append(point)
        skeleton.derive(point, f"{name}.id", f"D{len(points)}", place.pointer, "our own number")
        resolved = self._resolve(place)
        if resolved.location is None:
            whole = Sourced("", place.pointer)
            skeleton.lack(f"{name}.location", Why.NOT_RESOLVED, resolved.said, whole)
        else:
            point["location"] = resolved.location
            self._sources(skeleton, place, resolved, f"{name}.location")
        if alone:
            skeleton.derive(point, f"{name}.share", "100.00", place.pointer, "the only place of the lot")
        else:
            message = "The notice does not say which share of the quantity goes to each of its places."
            skeleton.lack(f"{name}.share", Why.NO_STANDARD, message)
        at = resolved.at
        where = {"latitude": f"{at.latitude:f}", "longitude": f"{at.longitude:f}"} if at is not None else {}
        told = {"note": resolved.said} if resolved.said else {}
        return {"name": name, "published": _published(place), "precision": resolved.precision, **where, **told} | {
            "pointer": place.pointer
        }

    @staticmethod
    def _sources(skeleton: RequestSkeleton, place: Place, resolved: _Resolved, name: str) -> None:
        parts = {"latitude": place.latitude, "longitude": place.longitude, "town": place.town}
        for key, value in (resolved.location or {}).items():
            source = place.country or place.nuts if key == "country" else parts.get(key)
            if source is not None:
                changed = source.value if source.value != value else ""
                skeleton.source(f"{name}.{key}", source, changed, "Read from it." if changed else "")
        if resolved.said:
            skeleton.remark("import.placeDoubtful", Severity.WARN, resolved.said, name, Sourced("", place.pointer))

    def _resolve(self, place: Place) -> _Resolved:
        country = _country(place)
        if place.latitude and place.longitude:
            latitude, longitude = v.degrees(90)(place.latitude.value)[0], v.degrees(180)(place.longitude.value)[0]
            if latitude is not None and longitude is not None:
                return self._coordinates(latitude, longitude, country)
            said = "The coordinates are no degrees of latitude and longitude; give the right ones."
            return _Resolved(None, None, "none", said)
        names = list(_spellings(place.town.value)) if place.town and country else []
        reasons = []
        for name in names:
            found = self._town(name, country)
            if not isinstance(found, str):
                return _Resolved({"town": name, "country": country}, found, "town", "")
            reasons.append(found)
        if reasons:
            end = "" if reasons[0].endswith("?") else "."
            return _Resolved(None, None, "none", f"{reasons[0][:1].upper()}{reasons[0][1:]}{end}")
        return _Resolved(None, None, "none", _what_is_missing(place, country))

    def _coordinates(self, latitude: str, longitude: str, country: str) -> _Resolved:
        at = Coordinates(Decimal(latitude), Decimal(longitude))
        doubt = self._places.country_doubt(at, country) if country else ""
        doubt = doubt or ("" if self._on_land(at) else "the place lies in the sea")
        said = f"{doubt[0].upper()}{doubt[1:]}; are latitude and longitude swapped?" if doubt else ""
        return _Resolved({"latitude": latitude, "longitude": longitude}, at, "coordinates", said)

    def _town(self, name: str, country: str) -> Coordinates | str:
        """Coordinates, or why there are none."""
        key = (name, country)
        if key not in self._known:
            if len(self._known) >= MOST_LOOKUPS:
                return f"more than {MOST_LOOKUPS} different towns were asked for, so {name} was not looked up"
            try:
                self._known[key] = self._places.town(name, country)
            except OutOfCoverageError as unknown:
                self._known[key] = str(unknown)
        return self._known[key]


def _country(place: Place) -> str:
    if place.country:
        return place.country.value
    code = place.nuts.value[:2] if place.nuts else ""
    return NUTS_COUNTRIES.get(code, code) if v.country(code)[0] else ""


def _spellings(town: str) -> Iterator[str]:
    """The name as written, then without what addresses add to it."""
    name = v.words(100)(town)[0] or ""
    without = re.sub(r"\bcedex\b.*$", "", re.sub(r"\([^)]*\)", " ", name), flags=re.IGNORECASE)
    shorter = re.sub(r"^(?:[0-9][0-9 -]*\s|м\.\s*|смт\.?\s+)", "", without.split(",")[0].strip())
    yield from dict.fromkeys(part for part in (name, " ".join(without.split()), shorter.strip()) if part)


def _published(place: Place) -> dict[str, str]:
    return {name: part.value[:LONGEST_PUBLISHED] for name, part in place._asdict().items() if isinstance(part, Sourced)}


def _what_is_missing(place: Place, country: str) -> str:
    asked = "Give coordinates, or a town with its country."
    if place.town:
        return f"The town {place.town.value[:80]} is named without its country. {asked}"
    if place.words and place.words.value in ANYWHERE:
        within = f" ({country})" if country and place.words.value == "anyw-cou" else ""
        return f"The notice says “{ANYWHERE[place.words.value]}”{within}, which is no place to measure to. {asked}"
    if place.postcode:
        return f"The postcode {place.postcode.value[:20]} ({country or 'no country'}) alone: {NO_TABLE}. {asked}"
    if place.nuts:
        return f"NUTS {place.nuts.value[:10]} is an area, not a place: {NO_TABLE}. {asked}"
    if place.words:
        return f"The place is described in words only (“{place.words.value[:120]}”). {asked}"
    return f"Only the country {country} is named. {asked}" if country else asked
