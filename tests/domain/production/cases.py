"""Cases for the tests of the production comparison: short to write, and drawn at random."""

from __future__ import annotations

from decimal import Decimal as D
from typing import Any

from hypothesis import strategies as st

from procurement_plugin.domain.production.case import Case, Currency, Location, Quantity
from procurement_plugin.domain.production.registry import case_figures, location_figures, switches
from procurement_plugin.domain.production.units import units_of

EVERYTHING = frozenset(switches()) - {"mismatch"}


def given(value: str, unit: str, low: str = "", high: str = "") -> Quantity:
    return Quantity(D(value), unit, "a test", D(low) if low else None, D(high) if high else None)


def location(name: str, **figures: tuple[str, ...]) -> Location:
    return Location(name, name, "", {figure: given(*told) for figure, told in figures.items()})


def case(*locations: Location, currencies: tuple[Currency, ...] = (), **more: Any) -> Case:
    named = {"annualQuantity": ("10000", "units/year"), **more.pop("figures", {})}
    return Case(
        "A case",
        "piece",
        "EUR",
        more.pop("years", 5),
        more.pop("reference", locations[0].id),
        frozenset(more.pop("on", ())),
        {figure: given(*told) for figure, told in named.items()},
        currencies,
        locations,
    )


# Of every figure a plausible size in the first of its units.
SIZES = {
    "moneyPerUnit": ("0", "50"),
    "money": ("0", "90000"),
    "moneyPerCarbon": ("0", "200"),
    "share": ("0", "30"),
    "sharePerYear": ("0", "15"),
    "days": ("0", "120"),
    "units": ("0", "5000"),
    "unitsPerDay": ("0", "40"),
    "unitsPerYear": ("100", "90000"),
    "timesPerYear": ("0", "12"),
    "number": ("0", "3"),
    "massPerUnit": ("0.1", "90"),
    "carbonPerUnit": ("0", "40"),
}


def decimals(dimension: str, *, positive: bool = False) -> st.SearchStrategy[D]:
    low, high = (D(end) for end in SIZES[dimension])
    return st.decimals(max(low, D("0.1")) if positive else low, high, places=2)


@st.composite
def quantities(draw: st.DrawFn, name: str, definitions: Any) -> Quantity:
    definition = definitions[name]
    ends = sorted(draw(st.tuples(*[decimals(str(definition.dimension), positive=definition.positive)] * 3)))
    unit = units_of(definition.dimension, "EUR")[0]
    ranged = draw(st.booleans())
    return Quantity(ends[1], unit, "drawn", ends[0] if ranged else None, ends[2] if ranged else None)


@st.composite
def locations(draw: st.DrawFn, name: str) -> Location:
    asked = draw(st.sets(st.sampled_from(sorted(location_figures())))) | {"unitPrice"}
    figures = {figure: draw(quantities(figure, location_figures())) for figure in location_figures() if figure in asked}
    return Location(name, name, "", figures)


@st.composite
def cases(draw: st.DrawFn, count: int = 2) -> Case:
    figures = {figure: draw(quantities(figure, case_figures())) for figure in case_figures()}
    on = frozenset(draw(st.sets(st.sampled_from(switches()))))
    places = tuple(draw(locations(f"L{number}")) for number in range(count))
    return Case("Drawn", "piece", "EUR", draw(st.integers(1, 5)), "L0", on, figures, (), places)
