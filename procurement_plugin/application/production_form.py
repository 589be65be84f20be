"""What the form of a comparison asks for, from the registry of cost factors: a new factor stands in it by itself."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.domain.production.registry import cost_factors
from procurement_plugin.domain.production.units import MONEY, Dimension, units_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from procurement_plugin.domain.production.cost_factor import CostFactor, FigureDefinition

QUANTITY = ("value", "low", "high", "unit", "source")
# Units and shares stand ready in fields that nobody has filled in.
READY = frozenset({"unit", "id", "share"})
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


def places_of(tree: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The locations as far as they have the form of one."""
    given = tree.get("locations")
    return [place for place in given if isinstance(place, dict)] if isinstance(given, list) else []


def completed(tree: Mapping[str, Any]) -> dict[str, Any]:
    """A tree with at least two locations, each with its identifier, for a form to show."""
    found = copy.deepcopy(dict(tree))
    places = found.get("locations")
    places = places if isinstance(places, list) else []
    while len(places) < FEWEST:
        places.append({})
    taken = {place.get("id") for place in places if isinstance(place, dict)}
    free = (name for number in range(1, MOST * 2) if (name := f"L{number}") not in taken)
    found["locations"] = [
        {**place, "id": place.get("id") or next(free)} if isinstance(place, dict) else {"id": next(free)}
        for place in places
    ]
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
    """The tree without figures, sources, currencies and a delivery in which only what stood ready is left."""
    found = copy.deepcopy(dict(tree))
    _drop_empty(found.setdefault("figures", {}))
    for place in found.get("locations") or ():
        if not isinstance(place, dict):
            continue
        _drop_empty(place.setdefault("figures", {}))
        _keep(place, "sources", _entered)
    for currency in found.get("currencies") or ():
        if isinstance(currency, dict):
            _keep(currency, "path", _entered)
    _keep(found, "currencies", _named)
    return found


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
