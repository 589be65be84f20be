"""What only shows when the parts of a comparison are held together: units, signs, ranges, currencies, names."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from procurement_plugin.domain.production.points import RATE, rate_units
from procurement_plugin.domain.production.registry import case_figures, location_figures
from procurement_plugin.domain.production.units import measured, units_of
from procurement_plugin.web.schemas.places import location_faults
from procurement_plugin.web.schemas.production import MOST_YEARS, USUAL_YEARS
from procurement_plugin.web.schemas.reading import issue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from procurement_plugin.domain.findings import Finding
    from procurement_plugin.domain.production.cost_factor import FigureDefinition

Row = dict[str, Any]
INVALID, RANGE = "input.invalidInput", "input.outOfRange"
HUNDRED = Decimal(100)


def case_findings(row: Row) -> Iterator[Finding]:
    """Everything wrong with a loaded request, each at its place."""
    known = {row["currency"], *(given["currency"] for given in row.get("currencies") or ())}
    yield from _quantities(row["figures"], case_figures(), "figures", row["currency"], known)
    yield from _names(row)
    yield from _years(row)
    yield from _currencies(row)
    for index, location in enumerate(row["locations"]):
        where = f"locations[{index}]"
        yield from _quantities(location["figures"], location_figures(), f"{where}.figures", row["currency"], known)
        yield from _sources(location.get("sources") or (), f"{where}.sources")


def _quantities(
    given: Mapping[str, Row], definitions: Mapping[str, FigureDefinition], where: str, currency: str, known: set[str]
) -> Iterator[Finding]:
    for name, quantity in given.items():
        place, definition = f"{where}.{name}", definitions[name]
        unit = measured(quantity["unit"], definition.dimension)
        if unit is None:
            fitting = ", ".join(units_of(definition.dimension, currency))
            yield issue(INVALID, f"{place}.unit", f"This unit does not fit here. Write one of: {fitting}.")
        elif unit.currency and unit.currency not in known:
            message = f"There is no rate for {unit.currency}. Add that currency with its rate, day and source."
            yield issue("input.referencedResourceNotFound", f"{place}.unit", message)
        yield from _figures(quantity, definition, place)


def _figures(quantity: Row, definition: FigureDefinition, where: str) -> Iterator[Finding]:
    low, value, high = (quantity.get(name) for name in ("low", "value", "high"))
    for name in ("low", "value", "high"):
        figure = quantity.get(name)
        if figure is None:
            continue
        if definition.positive and figure <= 0:
            yield issue(RANGE, f"{where}.{name}", "This figure must lie above zero.")
        elif definition.signed and figure <= _least(quantity):
            yield issue(RANGE, f"{where}.{name}", "A price cannot fall by 100 percent or more.")
        elif not definition.signed and figure < 0:
            yield issue(RANGE, f"{where}.{name}", "This figure may not lie below zero.")
    if (low is not None and low > value) or (high is not None and high < value):
        yield issue(RANGE, f"{where}.value", "The figure must lie between its low and its high end.")


def _least(quantity: Row) -> Decimal:
    """A fall by all of it, in the unit of the figure."""
    return -HUNDRED if quantity["unit"].startswith("percent") else Decimal(-1)


def _names(row: Row) -> Iterator[Finding]:
    names = [location["id"] for location in row["locations"]]
    yield from _once(names, "locations")
    if row.get("reference", names[0]) not in names:
        yield issue("input.referencedResourceNotFound", "reference", f"There is no location {row['reference']}.")


def _years(row: Row) -> Iterator[Finding]:
    years = row.get("years", USUAL_YEARS)
    if years > MOST_YEARS:
        found = issue(RANGE, "years", f"At most {MOST_YEARS} years are compared.")
        yield replace(found, minimum=Decimal(1), maximum=Decimal(MOST_YEARS), actual=Decimal(years))


def _currencies(row: Row) -> Iterator[Finding]:
    given = row.get("currencies") or ()
    yield from _once([currency["currency"] for currency in given], "currencies")
    for index, currency in enumerate(given):
        where = f"currencies[{index}]"
        if currency["currency"] == row["currency"]:
            yield issue(INVALID, f"{where}.currency", "This is the currency of the results; it needs no rate.")
            continue
        units = rate_units(currency["currency"], row["currency"])
        rates = [("rate", currency["rate"])]
        rates += [(f"path[{number}]", rate) for number, rate in enumerate(currency.get("path") or ())]
        for name, rate in rates:
            if rate["unit"] not in units:
                message = f"This unit does not fit here. Write one of: {', '.join(units)}."
                yield issue(INVALID, f"{where}.{name}.unit", message)
            yield from _figures(rate, RATE, f"{where}.{name}")


def _sources(sources: Iterable[Row], where: str) -> Iterator[Finding]:
    rows = list(sources)
    yield from _once([row["id"] for row in rows], where)
    total = sum((row["share"] for row in rows), Decimal(0))
    if rows and total != HUNDRED:
        found = issue(RANGE, where, f"The shares must sum to exactly 100; they sum to {total}.")
        yield replace(found, minimum=HUNDRED, maximum=HUNDRED, actual=total)
    for number, row in enumerate(rows):
        if "location" in row:
            yield from location_faults(row["location"], f"{where}[{number}].location")
        for place, element in enumerate(row.get("elements") or ()):
            for name in ("from", "to"):
                if name in element:
                    yield from location_faults(element[name], f"{where}[{number}].elements[{place}].{name}")


def _once(names: list[str], where: str) -> Iterator[Finding]:
    for name, count in Counter(names).items():
        if count > 1:
            yield issue(INVALID, where, f"The name {name} is used twice.")
