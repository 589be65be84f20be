"""From a code, a word or a bill of materials to raw materials, each with the reason why it was found."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from procurement_plugin.application.raw_material_ports import RawMaterials
    from procurement_plugin.domain.raw_materials.figures import ProductGroup

DIVISION = 2
# Short words mean other things in other languages (pain, brot, led).
SHORT = 4
HEADING, SUBHEADING = 4, 6


class BillLine(NamedTuple):
    """A line of a bill of materials: a material by name or id, or a code; the share of the value, when it is known."""

    name: str
    hs: str
    share: str


class Query(NamedTuple):
    """What is scanned; empty parts ask nothing. ``everything`` asks for every material of the tables."""

    cpv: str = ""
    hs: str = ""
    nace: str = ""
    product: str = ""
    bill: tuple[BillLine, ...] = ()
    everything: bool = False


class Reason(NamedTuple):
    """Why a material was found: by what, the ground, and the words of the source."""

    by: str
    what: str
    basis: str
    relevance: str = ""
    application: str = ""
    source: str = ""
    note: str = ""


class Unknown(NamedTuple):
    """A part of the query about which the tables say nothing, and what that means."""

    part: str
    value: str
    message: str


class Found(NamedTuple):
    """Materials with their reasons, product groups, and what is not known."""

    materials: dict[str, tuple[Reason, ...]]
    products: tuple[ProductGroup, ...]
    unknown: tuple[Unknown, ...]


def find_materials(query: Query, tables: RawMaterials) -> Found:
    """All materials that a query leads to; parts of the query add to each other."""
    noted = _Noted(tables)
    if query.everything:
        for name in tables.materials:
            noted.add(name, Reason("everything", "", "all materials of the tables"))
    if query.cpv:
        _products(noted, "cpv", query.cpv, by_cpv(query.cpv, tables.products.values()))
    if query.hs:
        _code(noted, "hs", query.hs)
    if query.nace:
        _sector(noted, query.nace)
    if query.product:
        _words(noted, query.product)
    for number, line in enumerate(query.bill):
        _line(noted, f"billOfMaterials[{number}]", line)
    reasons = {name: tuple(dict.fromkeys(given)) for name, given in noted.materials.items()}
    return Found(reasons, tuple(noted.products.values()), tuple(noted.unknown))


class _Noted:
    """What is found while a query is read."""

    def __init__(self, tables: RawMaterials) -> None:
        self.tables = tables
        self.materials: dict[str, list[Reason]] = {}
        self.products: dict[str, ProductGroup] = {}
        self.unknown: list[Unknown] = []

    def add(self, material: str, reason: Reason) -> None:
        self.materials.setdefault(material, []).append(reason)


def _products(noted: _Noted, part: str, value: str, groups: list[ProductGroup]) -> None:
    """The materials of product groups; a group without any is said, and so is a code without a group."""
    for group in groups:
        noted.products[group.id] = group
        links = [link for link in noted.tables.links if link.product == group.id]
        for link in links:
            what = group.names["en"]
            noted.add(
                link.material,
                Reason("productGroup", what, link.basis, link.relevance, link.application, link.source, link.note),
            )
        if not links:
            noted.unknown.append(Unknown(part, value, f"{group.names['en']}: {group.note}"))
    if not groups:
        message = "No product group of the tables has it; nothing is known about its materials."
        noted.unknown.append(Unknown(part, value, message))


def by_cpv(code: str, groups: Iterable[ProductGroup]) -> list[ProductGroup]:
    """The groups of the longest code that holds this one; for a broad code all groups below it."""
    asked = significant(code)
    held = [
        (len(significant(own)), group) for group in groups for own in group.cpv if asked.startswith(significant(own))
    ]
    if held:
        longest = max(length for length, _ in held)
        return list({group.id: group for length, group in held if length == longest}.values())
    below = [group for group in groups for own in group.cpv if significant(own).startswith(asked)]
    return list({group.id: group for group in below}.values())


def significant(cpv: str) -> str:
    """A CPV code without the zeros that stand for all that is below it; a division keeps its two digits."""
    return cpv[:DIVISION] + cpv[DIVISION:].rstrip("0")


def _code(noted: _Noted, part: str, value: str) -> None:
    """Raw materials of a commodity code, and product groups of a tariff code; CN codes count by their first six."""
    code = value[:SUBHEADING]
    found = False
    for row in noted.tables.codes:
        if row.hs.startswith(code) or code.startswith(row.hs):
            found = True
            ground = "commodityCode" if row.was_read else "commodityCodeUnread"
            for name in row.materials:
                noted.add(name, Reason(ground, f"{row.hs} {row.description}", row.version))
    groups = [
        group
        for group in noted.tables.products.values()
        if any(own.startswith(code) or code.startswith(own) for own in group.hs)
    ]
    if groups or not found:
        _products(noted, part, value, groups)


def _sector(noted: _Noted, value: str) -> None:
    """Materials whose use in the Union goes to a division of NACE, with the applications there."""
    division = re.sub(r"[^0-9]", "", value)[:DIVISION]
    found = False
    for name, uses in noted.tables.uses.items():
        for use in uses:
            if use.nace[1:3] == division:
                found = True
                what = f"{use.share} % of its use in the Union goes to: {use.application}"
                noted.add(name, Reason("sector", use.nace, "study_use", "direct", what))
    if not found:
        noted.unknown.append(Unknown("nace", value, "The study names no use of a material in this division."))


def _words(noted: _Noted, text: str) -> None:
    """Product groups and materials whose words stand in the text, whole words only."""
    words = plain(text)
    named = [name for name, row in noted.tables.materials.items() if _within(plain(row.name), words)]
    for name in named:
        noted.add(name, Reason("name", noted.tables.materials[name].name, "named in the query"))
    groups = [
        group
        for group in noted.tables.products.values()
        if any(_speaks_of(plain(known), words) for known in _known_as(group))
    ]
    if groups or not named:
        _products(noted, "product", text, groups)


def _speaks_of(known: str, asked: str) -> bool:
    """Whether a known word stands in the text, or the text in it; a short word has to be all of the text."""
    if len(known) <= SHORT:
        return known == asked
    return _within(known, asked) or (len(asked) > SHORT and _within(asked, known))


def _known_as(group: ProductGroup) -> Iterator[str]:
    yield from group.words
    yield from group.names.values()


def plain(text: str) -> str:
    """Lower-case words without accents or signs, a blank between two."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.findall(r"[a-z0-9]+", "".join(c for c in letters if not unicodedata.combining(c))))


def _within(words: str, text: str) -> bool:
    return bool(words) and f" {words} " in f" {text} "


def _line(noted: _Noted, part: str, line: BillLine) -> None:
    """A line of a bill of materials: by its code, else by its name."""
    if line.hs:
        _code(noted, part, line.hs)
        return
    words = plain(line.name)
    share = f"{line.share} % of the value" if line.share else ""
    named = [
        name
        for name, row in noted.tables.materials.items()
        if words in (plain(name), plain(row.name), plain(row.critical))
    ]
    for name in named:
        noted.add(name, Reason("billOfMaterials", line.name, "named in the bill of materials", "direct", share))
    if not named:
        noted.unknown.append(Unknown(part, line.name, "No material of the tables has this name; give its HS code."))
