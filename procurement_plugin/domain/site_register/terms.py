"""What an entry is found by: words, codes, identifiers and the cell of the earth it lies in, each with its class.

A term bears the class of the group it comes from, so that nobody can find out by searching what he may not read.
"""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.domain.site_register.confidentiality import EVENT, KINDS, LINK, REVIEW, SITE, classes_of, rank
from procurement_plugin.domain.site_register.identifiers import IDENTIFIERS
from procurement_plugin.domain.site_register.names import bare_name, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Ten-thousandths of a degree, counted from the south pole and from 180 degrees west.
STEPS = 10_000
LONGEST_TERM, LONGEST_ORDER = 80, 80
# Cells for near neighbours: at least this many metres high and wide.
CELL_METRES = 250
METRES_PER_DEGREE = 110_500  # a little less than any degree of latitude has
ROWS_PER_DEGREE = METRES_PER_DEGREE // CELL_METRES
NEAREST_POLE = 85


class Term(NamedTuple):
    """A way to find an entry: its kind, its value, how closed it is."""

    kind: str
    value: str
    rank: int


class Indexed(NamedTuple):
    """How an entry stands in the index.

    Attributes:
        order: by what lists are sorted.
        rank, place_rank: how closed the entry is, and where it lies.
        north, east: steps of latitude and longitude from 0; -1 where it has no coordinates.
        terms: in order, each once.
    """

    order: str
    rank: int
    place_rank: int
    north: int
    east: int
    terms: tuple[Term, ...]


def indexed(kind: str, content: Mapping[str, Any], later: Mapping[str, Any] | None = None) -> Indexed:
    """How an entry is found; what was closed later is closed."""
    ranks = {group: rank(name) for group, name in classes_of(kind, content, later).items()}
    found: dict[tuple[str, str], int] = {}
    for name, value, group in TERMS.get(kind, _nothing)(content):
        key = (name, value[:LONGEST_TERM])
        found[key] = min(found.get(key, ranks[group]), ranks[group])
    terms = tuple(Term(*key, closed) for key, closed in sorted(found.items()))
    north, east = _steps(content) if kind == SITE else (-1, -1)
    return Indexed(_order(kind, content), ranks[KINDS[kind].main], ranks.get("place", len(ranks)), north, east, terms)


def steps_of(latitude: Decimal, longitude: Decimal) -> tuple[int, int]:
    """Where a place lies in the index."""
    return int((latitude + 90) * STEPS), int((longitude + 180) * STEPS)


def nace_term(code: str) -> str:
    """A code of NACE without the letter of its section and without points; a section letter alone has none."""
    return "".join(sign for sign in code if sign.isdigit())


def cells_around(latitude: float, longitude: float) -> list[str]:
    """The cells in which everything nearer than ``CELL_METRES`` to a place lies."""
    row = _row(latitude)
    found = []
    for near in (row - 1, row, row + 1):
        width = _width(near)
        reach = CELL_METRES / (METRES_PER_DEGREE * _shrink((abs(near) + 1) / ROWS_PER_DEGREE))
        first, last = (math.floor((longitude + side) / width) for side in (-reach, reach))
        found += [f"{near}:{column}" for column in range(first, last + 1)]
    return found


def _row(latitude: float) -> int:
    return math.floor(latitude * ROWS_PER_DEGREE)


def _shrink(latitude: float) -> float:
    return math.cos(math.radians(min(abs(latitude), NEAREST_POLE)))


def _width(row: int) -> float:
    """Degrees of longitude that a cell of a row is wide."""
    return CELL_METRES / (METRES_PER_DEGREE * _shrink(row / ROWS_PER_DEGREE))


def cell_of(latitude: float, longitude: float) -> str:
    """The cell that a place lies in."""
    row = _row(latitude)
    return f"{row}:{math.floor(longitude / _width(row))}"


def _steps(content: Mapping[str, Any]) -> tuple[int, int]:
    place = content.get("location")
    return steps_of(Decimal(place["latitude"]), Decimal(place["longitude"])) if place else (-1, -1)


def _order(kind: str, content: Mapping[str, Any]) -> str:
    if kind == SITE:
        return " ".join(bare_name(content["name"], content.get("country", "")))[:LONGEST_ORDER]
    return str(content.get("announced") or content.get("item") or "")[:LONGEST_ORDER]


def _site(content: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    country = content.get("country", "")
    for group, fields in (("identity", ("name",)), ("place", ("address",)), ("ownership", ("owner", "ultimateParent"))):
        for field in fields:
            yield from (("word", word, group) for word in words_of(content.get(field, "")))
    yield from (("word", word, "activity") for word in words_of(content.get("processStep", "")))
    for field in IDENTIFIERS:
        if field in content:
            yield "word", content[field].casefold(), "identity"
            yield "identifier", f"{field}:{content[field]}", "identity"
    yield "name", " ".join(bare_name(content["name"], country)), "identity"
    yield "country", country, "place"
    if "nuts3" in content:
        yield "nuts", content["nuts3"], "place"
    yield from (("nace", nace_term(code), "activity") for code in content.get("nace", ()))
    if "location" in content:
        place = content["location"]
        yield "cell", cell_of(float(place["latitude"]), float(place["longitude"])), "place"


def _link(content: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for end in ("buyerSiteId", "supplierSiteId"):
        yield "site", content[end], "link"


def _event(content: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for field in ("company", "activity", "motive"):
        yield from (("word", word, "event") for word in words_of(content.get(field, "")))
    for end in ("from", "to"):
        if end in content:
            yield "country", content[end], "event"
    if "nace" in content:
        yield "nace", nace_term(content["nace"]), "event"
    yield "type", content["type"], "event"
    if "siteId" in content:
        yield "site", content["siteId"], "event"


def _review(content: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    yield from (("site", name, "review") for name in content["siteIds"])


def _nothing(content: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    del content
    return iter(())


TERMS = {SITE: _site, LINK: _link, EVENT: _event, REVIEW: _review}
