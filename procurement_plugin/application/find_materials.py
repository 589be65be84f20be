"""From a code, a word or a bill of materials to raw materials, each with the reason why it was found."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.application.material_words import (
    groups_in,
    known_as,
    materials_in,
    only_names,
    plain,
    suggestions,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from procurement_plugin.application.raw_material_ports import RawMaterials
    from procurement_plugin.domain.raw_materials.figures import ProductGroup

DIVISION = 2
HEADING, SUBHEADING = 4, 6
# Shares that the study prints where an application is named and hardly anything goes there.
NO_SHARE = ("0", ">0")


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
    """Materials with their reasons, product groups, what is not known, and groups that may have been meant."""

    materials: dict[str, tuple[Reason, ...]]
    products: tuple[ProductGroup, ...]
    unknown: tuple[Unknown, ...]
    suggestions: tuple[ProductGroup, ...]


def find_materials(query: Query, tables: RawMaterials) -> Found:
    """All materials that a query leads to; parts of the query add to each other."""
    noted = _Noted(tables)
    if query.everything:
        for name in tables.materials:
            noted.add(name, Reason("everything", "", "all materials of the tables"))
    if query.cpv:
        _procurement_code(noted, query.cpv)
    if query.hs:
        _code(noted, "hs", query.hs)
    if query.nace:
        _sector(noted, query.nace)
    if query.product:
        _words(noted, query.product)
    for number, line in enumerate(query.bill):
        _line(noted, f"billOfMaterials[{number}]", line)
    reasons = {name: tuple(dict.fromkeys(given)) for name, given in noted.materials.items()}
    return Found(reasons, tuple(noted.products.values()), tuple(noted.unknown), tuple(noted.suggestions))


class _Noted:
    """What is found while a query is read."""

    def __init__(self, tables: RawMaterials) -> None:
        self.tables = tables
        self.materials: dict[str, list[Reason]] = {}
        self.products: dict[str, ProductGroup] = {}
        self.unknown: list[Unknown] = []
        self.suggestions: list[ProductGroup] = []

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


def _procurement_code(noted: _Noted, value: str) -> None:
    groups = by_cpv(value, noted.tables.products.values())
    _products(noted, "cpv", value, groups)
    asked = significant(value)
    if groups and not any(asked.startswith(significant(own)) for group in groups for own in group.cpv):
        names = ", ".join(sorted(group.names["en"] for group in groups))
        message = f"The code is broad; of all that is below it the tables know only: {names}."
        noted.unknown.append(Unknown("cpv", value, message))


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
    if groups:
        _products(noted, part, value, groups)
    elif not found:
        noted.unknown.append(Unknown(part, value, _other_codes(noted, code)))


def _other_codes(noted: _Noted, code: str) -> str:
    """Why a code may not have been found: the tables of raw materials use an older version of the nomenclature."""
    said = "The tables have no such code; those of raw materials use the HS of 1992, those of products the HS of 2022."
    heading = [row for row in noted.tables.codes if row.hs.startswith(code[:HEADING])] if len(code) > HEADING else []
    if not heading:
        return said
    rows = "; ".join(f"{row.hs} {row.description}" for row in heading)
    return f"{said} Its heading {code[:HEADING]} holds there: {rows}."


def _sector(noted: _Noted, value: str) -> None:
    """Materials whose use in the Union goes to a division of NACE, with the applications there."""
    division = re.sub(r"[^0-9]", "", value)[:DIVISION]
    letter = value[:1].upper() if value[:1].isalpha() else ""
    found = False
    for name, uses in noted.tables.uses.items():
        for use in uses:
            if use.nace[1:3] == division and use.nace.startswith(letter) and use.share not in NO_SHARE:
                found = True
                what = f"{use.share} % of its use in the Union goes to: {use.application}"
                noted.add(name, Reason("sector", use.nace, "study_use", "direct", what))
    if not found:
        noted.unknown.append(Unknown("nace", value, "The study names no use of a material in this division."))


def _words(noted: _Noted, text: str) -> None:
    """What a text speaks of: the materials it names, and product groups unless it names nothing but materials."""
    words = plain(text)
    known = noted.tables.materials.values()
    named = materials_in(words, known)
    for material in named:
        noted.add(material.id, Reason("name", material.name, "named in the query"))
    if named and only_names(words, known):
        return
    groups = groups_in(words, noted.tables.products.values())
    if not groups:
        noted.suggestions = suggestions(words, noted.tables.products.values())
    if groups or not named:
        _products(noted, "product", text, groups)


def _line(noted: _Noted, part: str, line: BillLine) -> None:
    """A line of a bill of materials: by its code, else by its name."""
    if line.hs:
        _code(noted, part, line.hs)
        return
    words = plain(line.name)
    share = f"{line.share} % of the value" if line.share else ""
    named = [row.id for row in noted.tables.materials.values() if words and words in known_as(row)]
    for name in named:
        noted.add(name, Reason("billOfMaterials", line.name, "named in the bill of materials", "direct", share))
    if not named:
        noted.unknown.append(Unknown(part, line.name, "No material of the tables has this name; give its HS code."))
