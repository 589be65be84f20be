"""What the form of a comparison asks for, from the registry of cost factors: a new factor stands in it by itself."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.domain.production.registry import case_figures, cost_factors
from procurement_plugin.domain.production.units import MONEY, Dimension, units_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from procurement_plugin.domain.production.cost_factor import CostFactor, FigureDefinition

_PLACE: dict[str, Any] = {}
_SOURCE = {"location": _PLACE, "elements": [{"from": _PLACE, "to": _PLACE}]}
_FIGURES = {name: _PLACE for factor in cost_factors().values() for name in (figure.name for figure in factor.figures)}
# Lists and objects of a case; what is neither is a text, a number or a truth.
SHAPE: dict[str, Any] = {
    "locations": [{"figures": _FIGURES, "sources": [_SOURCE]}],
    "currencies": [{"rate": _PLACE, "path": [_PLACE]}],
    "figures": dict.fromkeys(case_figures(), _PLACE),
    "delivery": {"location": _PLACE},
    "transportMethod": _PLACE,
    "switchedOn": [""],
}
# What stands ready in rows that nobody has filled in.
READY = frozenset({"unit", "id"})
FEWEST, MOST = 2, 6
# Factors whose figures are shown at once; the others open when something is in them.
FIRST = ("price", "surfaceFreight", "duty")


class Asked(NamedTuple):
    """A factor as the form asks for it; a figure that an earlier factor asked for is not asked for again."""

    factor: CostFactor
    figures: tuple[FigureDefinition, ...]
    formula: str
    opened: bool


def asked_factors(tree: Mapping[str, Any]) -> dict[str, list[Asked]]:
    """The factors by layer, open where something was entered."""
    entered = {name for place in places_of(tree) for name in _figures(place)}
    seen: set[str] = set()
    found: dict[str, list[Asked]] = {}
    for factor in cost_factors().values():
        if not factor.figures:
            continue
        figures = tuple(figure for figure in factor.figures if figure.name not in seen)
        seen |= {figure.name for figure in figures}
        opened = factor.name in FIRST or any(figure.name in entered for figure in figures)
        asked = Asked(factor, figures, factor.formula.written(str), opened)
        found.setdefault(str(factor.layer), []).append(asked)
    return found


def fitting_units(dimension: Dimension, currencies: Iterable[str]) -> list[str]:
    """The units that a figure may have, in every currency of the case."""
    several = currencies if dimension in MONEY else ["EUR"]
    return [unit for currency in several for unit in units_of(dimension, currency)]


def currencies_of(tree: Mapping[str, Any]) -> list[str]:
    """The currency of the results first, then the others."""
    given = tree.get("currencies")
    rows = given if isinstance(given, list) else []
    named = [tree.get("currency") or "EUR", *(row.get("currency") for row in rows if isinstance(row, dict))]
    return list(dict.fromkeys(name for name in named if isinstance(name, str) and len(name) == 3))  # noqa: PLR2004


def places_of(tree: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The locations as far as they have the form of one."""
    given = tree.get("locations")
    return [place for place in given if isinstance(place, dict)] if isinstance(given, list) else []


def completed(tree: Mapping[str, Any]) -> dict[str, Any]:
    """A tree with at least two locations, each with its identifier, for a form to show.

    What does not have the form of a case at all, from a file of something else, is left out.
    """
    found: dict[str, Any] = _shaped(copy.deepcopy(dict(tree)), SHAPE)
    _drop_rows(found)
    places = found.get("locations", [])
    while len(places) < FEWEST:
        places.append({})
    taken = {str(place.get("id")) for place in places}
    free = (name for number in range(1, len(places) + MOST) if (name := f"L{number}") not in taken)
    found["locations"] = [{**place, "id": place.get("id") or next(free)} for place in places]
    return found


def with_location(tree: Mapping[str, Any]) -> dict[str, Any]:
    """One location more."""
    found = completed(tree)
    if len(found["locations"]) < MOST:
        found["locations"].append({})
    return completed(found)


def without_location(tree: Mapping[str, Any], number: int) -> dict[str, Any]:
    """One location less; two stay."""
    found = completed(tree)
    if len(found["locations"]) > FEWEST and 0 <= number < len(found["locations"]):
        gone = found["locations"].pop(number)
        if found.get("reference") == gone.get("id"):
            found["reference"] = found["locations"][0]["id"]
    return found


def tidied(tree: Mapping[str, Any]) -> dict[str, Any]:
    """The tree as it is read: without what only stood ready."""
    found: dict[str, Any] = copy.deepcopy(dict(tree))
    _drop_empty(found.setdefault("figures", {}))
    for place in places_of(found):
        _drop_empty(place.setdefault("figures", {}))
    _drop_rows(found)
    return found


def _drop_rows(tree: dict[str, Any]) -> None:
    """Leave out rows that stood ready for one more, and that nobody has used."""
    for place in places_of(tree):
        _keep(place, "sources", _entered)
    given = tree.get("currencies")
    for currency in given if isinstance(given, list) else ():
        if isinstance(currency, dict):
            _keep(currency, "path", _entered)
    _keep(tree, "currencies", _named)


def _shaped(tree: Any, shape: Any) -> Any:
    """The parts of a tree that are lists and objects where the form of a case has lists and objects."""
    if isinstance(shape, str):
        return tree
    if isinstance(shape, list):
        return [_shaped(row, shape[0]) for row in tree if isinstance(row, type(shape[0]))]
    return {
        name: _shaped(part, shape.get(name, ""))
        for name, part in tree.items()
        if (isinstance(part, type(shape[name])) if name in shape else not isinstance(part, list | dict))
    }


def _drop_empty(figures: Any) -> None:
    if isinstance(figures, dict):
        for name in [name for name, given in figures.items() if not _entered(given)]:
            del figures[name]


def _keep(holder: dict[str, Any], name: str, wanted: Any) -> None:
    rows = holder.get(name)
    if isinstance(rows, list):
        holder[name] = [row for row in rows if wanted(row)]
        if not holder[name]:
            del holder[name]


def _entered(given: Any) -> bool:
    return not isinstance(given, dict) or bool(given.keys() - READY)


def _named(row: Any) -> bool:
    """A currency of which more is there than the unit of its rate."""
    if not isinstance(row, dict):
        return True
    return bool(row.keys() - {"rate"}) or _entered(row.get("rate", {}))


def _figures(place: Mapping[str, Any]) -> list[str]:
    given = place.get("figures")
    return [name for name, row in given.items() if _entered(row)] if isinstance(given, dict) else []
