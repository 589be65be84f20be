"""From the typed form of a bid to the bid as the API reads it: places, documents and identifiers filled in."""

from __future__ import annotations

import copy
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from procurement_plugin.domain import declaration as declared
from procurement_plugin.domain.findings import Finding, Kind, OutOfCoverageError, Severity
from procurement_plugin.web.pages.bidder.declared_fields import IDENTIFIER
from procurement_plugin.web.pages.language import marked
from procurement_plugin.web.schemas.places import resolved

if TYPE_CHECKING:
    from collections.abc import Mapping

    from procurement_plugin.application.ports import Places
    from procurement_plugin.web.pages.bidder.bid_form import Asks, BidForm

YES = "true"
NO_PLACE = marked(
    "Write a town and its country code, for example “Hasselt, BE”; or coordinates, “50.9307, 5.3325”; or the code of a "
    "port or airport, “BEANR” or “LGG”."
)
# A planned document: nobody has seen it yet.
PLANNED = {"type": "Document to be handed in", "status": "claimed"}
SEVEN_PLACES = Decimal("1E-7")
_PORT = re.compile(r"[A-Z]{2}[A-Z2-9]{3}\Z")
_AIRPORT = re.compile(r"[A-Z]{3}\Z")
_PAIR = re.compile(r"(-?[0-9]{1,2}(?:\.[0-9]+)?)\s*[,;]\s*(-?[0-9]{1,3}(?:\.[0-9]+)?)\Z")
# With a decimal comma both have decimals, so that the sign between them is no part of either.
_COMMA_PAIR = re.compile(r"(-?[0-9]{1,2},[0-9]+)(?:\s*[,;]\s*|\s+)(-?[0-9]{1,3},[0-9]+)\Z")
_TOWN = re.compile(r"(.+?)\s*,\s*([A-Za-z]{2})\Z")


class BidJson:
    """Makes the JSON of one bid; ``problems`` are those that the API's own reader could not tell.

    Args:
        root: the place of the bid in the form.
    """

    def __init__(self, form: BidForm, root: str, asks: Asks, places: Places) -> None:
        self._asks, self._places, self._root = asks, places, root
        self.problems: list[Finding] = []
        self._moved: dict[str, str] = {}
        self._documents = 0
        tree = copy.deepcopy(form.at(root))
        self.bid: dict[str, Any] = tree if isinstance(tree, dict) else {}
        self._items(same=form.same)
        self._inputs()
        found = self._proven(self.bid)
        self.bid = found if isinstance(found, dict) else {}
        if self._documents:
            self.bid["evidence"] = [{"id": f"D{n + 1}", **PLANNED} for n in range(self._documents)]

    def _items(self, *, same: bool) -> None:
        items = _objects(self.bid.get("items"))
        for number, item in enumerate(items):
            if same and number:
                item["productionSites"] = copy.deepcopy(items[0].get("productionSites", []))
                continue
            where = f"{self._root}.items[{number}].productionSites"
            item["productionSites"] = sites = [site for site in _objects(item.get("productionSites")) if filled(site)]
            for index, site in enumerate(sites):
                self._site(site, index, f"{where}[{index}]", alone=len(sites) == 1)
        self.bid["items"] = items

    def _site(self, site: dict[str, Any], index: int, where: str, *, alone: bool) -> None:
        site.setdefault(IDENTIFIER, f"S{index + 1}")
        if alone:
            site.setdefault("share", "100.00")
        self._locate(site, "location", where)
        if "location" not in site:
            self._tell(f"{where}.location", NO_PLACE)
        asked = _objects(site.pop("chains", None))
        for chain in asked:
            chain["elements"] = _objects(chain.get("elements"))
        chains = [chain for chain in asked if chain["elements"]]
        for number, chain in enumerate(chains):
            self._moved[f"{where}.chains[{number}]"] = f"{where}.chains[{asked.index(chain)}]"
        if chains:
            site["chains"] = chains
        for number, chain in enumerate(chains):
            for position, element in enumerate(chain["elements"]):
                if element.get("vehicleClass") in self._asks.modes:
                    element["mode"] = self._asks.modes[element["vehicleClass"]]
                for end in ("from", "to"):
                    self._locate(element, end, f"{where}.chains[{number}].elements[{position}]")

    def _locate(self, holder: dict[str, Any], name: str, where: str) -> None:
        text = holder.get(name)
        if isinstance(text, str):
            found = place_of(text)
            if found is None:
                del holder[name]
                self._tell(f"{where}.{name}", NO_PLACE)
            else:
                holder[name] = found

    def _inputs(self) -> None:
        """The facts of each criterion; groups in which nothing was said are left out."""
        given = self.bid.get("criterionInputs")
        kept: dict[str, Any] = {}
        for row in self._asks.inputs:
            group = self._asks.known[row.criterion].inputs
            value = given.get(row.criterion) if isinstance(given, dict) else None
            if group is not None and isinstance(value, dict):
                where = f"{self._root}.criterionInputs.{row.criterion}"
                made = self._group(group, value, where, row.settings)
                if made:
                    kept[row.criterion] = made
        self.bid.pop("criterionInputs", None)
        if kept:
            self.bid["criterionInputs"] = kept

    def _group(
        self, group: declared.Group, value: dict[str, Any], where: str, settings: Mapping[str, Any]
    ) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, inner in value.items():
            part, place = group.parts.get(name), f"{where}.{name}"
            if isinstance(part, declared.Group) and isinstance(inner, dict):
                made[name] = self._group(part, inner, place, settings)
            elif isinstance(part, declared.Many) and isinstance(inner, list):
                made[name] = self._rows(part, inner, place, settings)
            elif isinstance(part, declared.Place) and isinstance(inner, str):
                made[name] = self._coordinates(inner, place)
            else:
                made[name] = inner
        made = {name: inner for name, inner in made.items() if inner not in ({}, [], "", None)}
        if not filled(made):
            return {}
        fixed = {name: settings[name] for name, part in group.parts.items() if _fixed(part, name, settings)}
        return {**fixed, **made}

    def _rows(
        self, part: declared.Many, rows: list[Any], place: str, settings: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        made: list[dict[str, Any]] = []
        for number, row in enumerate(rows):
            self._moved[f"{place}[{len(made)}]"] = f"{place}[{number}]"
            one = self._group(part.of, row, f"{place}[{len(made)}]", settings) if isinstance(row, dict) else {}
            if one:
                if IDENTIFIER in part.of.parts:
                    one.setdefault(IDENTIFIER, f"P{len(made) + 1}")
                made.append(one)
        return made

    def _coordinates(self, text: str, where: str) -> dict[str, str] | None:
        """A place for which only coordinates will do; a town or port is looked up."""
        found = place_of(text)
        if found is None:
            self._tell(where, NO_PLACE)
            return None
        try:
            at = resolved(found, self._places)
        except OutOfCoverageError as unknown:
            self._tell(where, str(unknown))
            return None
        degrees = ("latitude", at.latitude), ("longitude", at.longitude)
        return {name: f"{value.quantize(SEVEN_PLACES).normalize():f}" for name, value in degrees}

    def _proven(self, value: Any) -> Any:
        """Each fact that has a document gets one of its own; a no is left out."""
        if isinstance(value, list):
            return [self._proven(row) for row in value]
        if not isinstance(value, dict):
            return value
        made = {name: self._proven(inner) for name, inner in value.items() if name != "evidence"}
        if value.get("evidence") == YES:
            self._documents += 1
            made["evidence"] = [f"D{self._documents}"]
        return made

    def shown_at(self, where: str) -> str:
        """The field of the form behind a place of the JSON, where rows without facts were left out."""
        for place, field in self._moved.items():
            if where == place or where.startswith((f"{place}.", f"{place}[")):
                return field + where.removeprefix(place)
        return where

    def _tell(self, where: str, message: str) -> None:
        self.problems.append(Finding("input.invalidInput", Severity.BLOCK, Kind.STRUCTURAL, message, where=where))


def place_of(text: str) -> dict[str, str] | None:
    """A place typed in one line, as the API takes it; None when it is none."""
    text = " ".join(text.split())
    if _PORT.match(text):
        return {"unlocode": text}
    if _AIRPORT.match(text):
        return {"iata": text}
    if pair := _PAIR.match(text) or _COMMA_PAIR.match(text):
        degrees = (Decimal(pair[1].replace(",", ".")), Decimal(pair[2].replace(",", ".")))
        if abs(degrees[0]) <= 90 and abs(degrees[1]) <= 180:  # noqa: PLR2004  degrees
            shown = [f"{value.quantize(SEVEN_PLACES).normalize():f}" for value in degrees]
            return {"latitude": shown[0], "longitude": shown[1]}
        return None
    town = _TOWN.match(text)
    return {"town": town[1], "country": town[2].upper()} if town else None


def _objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; whatever else a form was made to hold is left out."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def filled(value: Any) -> bool:
    """Whether anything was said besides that there is, or is not, a document, and what the form itself put in."""
    if isinstance(value, dict):
        return any(filled(inner) for name, inner in value.items() if name not in ("evidence", "deliveryPoint"))
    if isinstance(value, list):
        return any(map(filled, value))
    return value not in (None, "")


def _fixed(part: Any, name: str, settings: Mapping[str, Any]) -> bool:
    return isinstance(part, declared.Choice) and name in settings
