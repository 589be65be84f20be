"""From requests about the register to contents, with what only shows when their parts are compared."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from procurement_plugin.application.site_register.search_register import Filters
from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.domain.site_register.confidentiality import EVENT, LINK
from procurement_plugin.domain.site_register.identifiers import IDENTIFIERS, bare, fault
from procurement_plugin.web.schemas import register as r
from procurement_plugin.web.schemas.reading import issue, load, refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from datetime import date

    from procurement_plugin.domain.findings import Finding

WRONG = "input.invalidInput"
NUTS = "[A-Z]{2}[0-9A-Z]{0,3}"
BOX_SAYS = 'west,south,east,north in degrees, for example "2.5,49.5,6.4,51.5"'
DEGREES = r"-?[0-9]{1,3}(?:\.[0-9]{1,7})?"
BOX = rf"{DEGREES}(?:,{DEGREES}){{3}}"
MOST_VERSION = 999_999_999


def read_site(body: Any, countries: Collection[str], today: date) -> dict[str, Any]:
    """A site as sent, its identifiers without blanks and points.

    Raises:
        UnreadableInputError: with every problem at once.
    """
    loaded = load(r.SITE_REQUEST, body)
    content = {**body, **{name: bare(body[name]) for name in IDENTIFIERS if name in body}}
    refuse([*_site_faults(content, loaded, today), *_country_faults(content, ("country",), countries)])
    return content


def row_reader(
    defaults: Mapping[str, Any], countries: Collection[str], today: date
) -> Callable[[Mapping[str, Any]], tuple[Mapping[str, Any], Sequence[Finding]]]:
    """Reads a line of a table: what holds for all lines is put in where the line says nothing."""

    def read(row: Mapping[str, Any]) -> tuple[Mapping[str, Any], Sequence[Finding]]:
        body = {**defaults, **row}
        if "confidentiality" in row or "confidentiality" in defaults:
            body["confidentiality"] = {**defaults.get("confidentiality", {}), **row.get("confidentiality", {})}
        try:
            return read_site(body, countries, today), ()
        except UnreadableInputError as error:
            return body, error.findings

    return read


def read_link(body: Any, countries: Collection[str], today: date) -> dict[str, Any]:
    """A link as sent."""
    del countries, today
    loaded = load(r.LINK_REQUEST, body)
    faults = []
    if loaded["buyerSiteId"] == loaded["supplierSiteId"]:
        faults.append(issue(WRONG, "supplierSiteId", "A site cannot supply itself; name another site."))
    if "validFrom" in loaded and "validTo" in loaded and loaded["validTo"] < loaded["validFrom"]:
        faults.append(issue("input.invalidPeriod", "validTo", "The last day lies before the first day."))
    refuse(faults)
    return _classed(body, LINK)


def read_event(body: Any, countries: Collection[str], today: date) -> dict[str, Any]:
    """A reshoring event as sent."""
    loaded = load(r.EVENT_REQUEST, body)
    faults = list(_country_faults(body, ("from", "to"), countries))
    if loaded["announced"] > today:
        faults.append(issue(WRONG, "announced", "The day of the announcement is still to come; please correct it."))
    if loaded["type"] == "backshoring" and not {"from", "to"} <= body.keys():
        faults.append(issue("input.requiredInput", "from", "Say from which country it came back, and to which."))
    refuse(faults)
    return _classed(body, EVENT)


def read_review(body: Any) -> tuple[tuple[str, str], dict[str, Any]]:
    """The two sites, and what was decided."""
    loaded = load(r.REVIEW_REQUEST, body)
    first, second = loaded["siteIds"]
    if first == second:
        refuse([issue(WRONG, "siteIds", "Name two different sites.")])
    return (first, second), {"outcome": loaded["outcome"], "reason": loaded["reason"]}


def read_import(body: Any) -> dict[str, Any]:
    """An import as sent."""
    load(r.IMPORT_REQUEST, body)
    return dict(body)


def read_filters(asked: Mapping[str, str]) -> Filters:
    """The filters of a list.

    Raises:
        UnreadableInputError: with every problem at once.
    """
    faults = list(_filter_faults(asked))
    if faults:
        raise UnreadableInputError("The query has problems.", tuple(faults))
    box = tuple(map(Decimal, asked["bbox"].split(","))) if asked.get("bbox") else None
    return Filters(
        text=asked.get("text", ""),
        nace=asked.get("nace", ""),
        country=asked.get("country", ""),
        nuts=asked.get("nuts", ""),
        type=asked.get("type", ""),
        site=asked.get("site", ""),
        box=(box[0], box[1], box[2], box[3]) if box else None,
        version=int(asked.get("version") or 0),
    )


PATTERNS = {
    "nace": (r.NACE, 'a NACE code, for example "C31" or "C31.01"'),
    "country": (r.COUNTRY, 'the code of a country, for example "BE"'),
    "nuts": (NUTS, 'the beginning of a NUTS code, for example "BE2"'),
    "site": (r.UUID, "the identifier of a site"),
    "after": (f"(?:{r.UUID})?", "the identifier of the last entry of the page before"),
    "contentHash": ("[0-9a-f]{64}", "a SHA-256 hash: 64 hexadecimals"),
    "version": ("[1-9][0-9]{0,8}", "the number of a version of the register"),
    "type": ("|".join(r.EVENT_TYPES), f"one of {', '.join(r.EVENT_TYPES)}"),
}


def _filter_faults(asked: Mapping[str, str]) -> Iterator[Finding]:
    for name, (pattern, says) in PATTERNS.items():
        if asked.get(name) and not re.fullmatch(pattern, asked[name]):
            yield issue("input.schemaViolation", name, f"Write {says}.")
    box = asked.get("bbox")
    if box and not re.fullmatch(BOX, box):
        yield issue("input.schemaViolation", "bbox", f"Write {BOX_SAYS}.")
    elif box:
        west, south, east, north = map(Decimal, box.split(","))
        if max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 90 or south > north:  # noqa: PLR2004
            yield issue("input.outOfRange", "bbox", f"Such a box does not lie on the earth. Write {BOX_SAYS}.")


def _classed(body: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """The one class of a link or event, kept as that of its one group."""
    content = {name: value for name, value in body.items() if name != "confidentiality"}
    return content | ({"confidentiality": {kind: body["confidentiality"]}} if "confidentiality" in body else {})


def _country_faults(body: Mapping[str, Any], places: Sequence[str], countries: Collection[str]) -> Iterator[Finding]:
    for place in places:
        if place in body and body[place] not in countries:
            yield issue(WRONG, place, f"{body[place]} is not the code of a country (ISO 3166-1 alpha-2).")


def _site_faults(content: Mapping[str, Any], loaded: Mapping[str, Any], today: date) -> Iterator[Finding]:
    for name in IDENTIFIERS:
        if name in content and (wrong := fault(name, content[name])):
            yield issue(WRONG, name, wrong)
    if "address" not in content and "location" not in content:
        yield issue("input.requiredInput", "address", "Say where it lies: give an address, or coordinates.")
    if ("capacity" in loaded or "spareCapacity" in loaded) and "capacityUnit" not in loaded:
        yield issue("input.requiredInput", "capacityUnit", "Give the unit of the capacity, for example t/year.")
    if "capacity" in loaded and loaded.get("spareCapacity", 0) > loaded["capacity"]:
        yield issue(WRONG, "spareCapacity", "More is free than is installed; please correct one of the two.")
    if ("verifiedOn" in loaded) != ("verifiedBy" in loaded):
        missing = "verifiedBy" if "verifiedOn" in loaded else "verifiedOn"
        yield issue("input.requiredInput", missing, "Say both who verified it and on which day.")
    if "verifiedOn" in loaded and loaded["verifiedOn"] > today:
        yield issue(WRONG, "verifiedOn", "The day of the verification is still to come; please correct it.")
    if "nuts3" in content and content["nuts3"][:2] not in (content["country"], GREEK.get(content["country"], "")):
        yield issue(WRONG, "nuts3", "The region lies in another country than the site; please correct one of the two.")


# NUTS writes EL and UK where ISO 3166-1 writes GR and GB.
GREEK = {"GR": "EL", "GB": "UK"}
