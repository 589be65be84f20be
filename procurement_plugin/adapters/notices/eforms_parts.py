"""Parts of eForms notices that several readers need: languages, countries, companies, moments, CPV codes."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from procurement_plugin.adapters.notices.json_parts import CPV, Notes
from procurement_plugin.domain.notices import imported as n

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from procurement_plugin.adapters.notices.xml_tree import Node

EXTENSION = ("ext:UBLExtensions", "ext:UBLExtension", "ext:ExtensionContent", "efext:EformsExtension")
LOT, PROJECT, TERMS = "cac:ProcurementProjectLot", "cac:ProcurementProject", "cac:TenderingTerms"
CRITERIA = (TERMS, "cac:AwardingTerms", "cac:AwardingCriterion")
# What stands in the place of a withheld text.
WITHHELD = "unpublished"


class Context:
    """One notice while it is read: its root, the languages to prefer, its organisations, and what was noted."""

    def __init__(self, root: Node, alpha2: Mapping[str, str], languages: tuple[str, ...]) -> None:
        self.root = root
        self.notes = Notes()
        self._alpha2 = alpha2
        self._languages = languages
        self.companies: dict[str, Node] = {}
        for company in root.children(*EXTENSION, "efac:Organizations", "efac:Organization", "efac:Company"):
            name = company.text_at("cac:PartyIdentification", "cbc:ID")
            if name:
                self.companies.setdefault(name, company)

    def words(self, node: Node | None, field: str, *names: str) -> n.Sourced | None:
        """A text in the preferred language; None when it is withheld."""
        found = node.words(field, self._languages, *names) if node else None
        return None if found is None or found.value == WITHHELD else found

    def alpha2(self, code: str) -> str:
        """A country in two letters; a code of no list as it is."""
        return self._alpha2.get(code.upper(), code)

    def country(self, node: Node | None, field: str, *names: str) -> n.Sourced | None:
        """A country below an address; an unknown code is noted."""
        found = node.first(*names, "cac:Country", "cbc:IdentificationCode") if node else None
        if found is None or not found.text:
            return None
        code = self._alpha2.get(found.text.upper())
        if code is None:
            message = f"'{found.text[:20]}' is no country code of ISO 3166-1 (three letters)."
            self.notes.add("notice.countryUnknown", message, found.path, field)
            return None
        return n.Sourced(code, found.path, field, f"The code is {found.text}.")

    def moment(self, node: Node, names: tuple[str, str], field: str) -> n.Sourced | None:
        """A day and a time, each with its offset; the time's counts."""
        found, clock = node.first(names[0]), node.first(names[1])
        if found is None or not found.text:
            return None
        day = re.sub(r"(Z|[+-][0-9]{2}:[0-9]{2})$", "", found.text)
        offset = found.text.removeprefix(day)
        hours = clock.text if clock and clock.text else "00:00:00"
        if not re.search(r"(Z|[+-][0-9]{2}:[0-9]{2})$", hours):
            hours += offset
        try:
            moment = datetime.fromisoformat(f"{day}T{hours}")
        except ValueError:
            message = f"'{found.text[:40]}' and '{hours[:40]}' are no day and time."
            self.notes.add("notice.momentUnreadable", message, found.path, field)
            return None
        if moment.tzinfo is None:
            message = "The moment has no offset from UTC, so it names no instant."
            self.notes.add("notice.momentWithoutOffset", message, found.path, field)
            return None
        return n.Sourced(moment.isoformat(), found.path, field, "Day and time together.")


def cpv_codes(context: Context, project: Node | None, owner: str) -> Iterator[n.Sourced]:
    """CPV codes, the main one first; ``owner`` is Procedure or Lot in the name of the field."""
    kinds = (("cac:MainCommodityClassification", "BT-262"), ("cac:AdditionalCommodityClassification", "BT-263"))
    for kind, number in kinds:
        field = f"{number}-{owner}"
        for node in project.children(kind, "cbc:ItemClassificationCode") if project else ():
            found = CPV.fullmatch(node.text)
            if found and node.attribute("listName").lower() in ("cpv", ""):
                yield n.Sourced(found[1], node.path, field)
            elif node.text:
                message = f"'{node.text[:40]}' is no CPV code of 8 digits."
                context.notes.add("notice.cpvUnreadable", message, node.path, field)
