"""Every figure of a case under one key, as the exact numbers that formulas calculate with; at value, low and high."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.production.cost_factor import DEARER, FigureDefinition
from procurement_plugin.domain.production.registry import EMISSIONS_PER_TONNE, case_figures, location_figures
from procurement_plugin.domain.production.units import Dimension, measured

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    from procurement_plugin.domain.production.case import Case, Currency, Quantity

CASE, CURRENCY, LOCATION = "case", "currency", "location"
RATE = FigureDefinition("rate", Dimension.EXCHANGE, DEARER, positive=True)


class Key(NamedTuple):
    """Which figure: of the case, of a currency (``owner`` its code) or of a location (``owner`` its identifier)."""

    kind: str
    owner: str
    name: str


Point = dict[Key, Fraction]


class Entry(NamedTuple):
    """A figure as it was entered, what it is, and how it becomes a number.

    ``factor`` leads to the unit of the formulas; an ``inverse`` rate is told the other way round (USD per EUR).
    """

    definition: FigureDefinition
    quantity: Quantity
    factor: Fraction
    currency: str = ""
    inverse: bool = False

    def number(self, value: Decimal) -> Fraction:
        """The number that formulas calculate with; money stays in its own currency."""
        found = Fraction(value) * self.factor
        return 1 / found if self.inverse else found

    @property
    def at_value(self) -> Fraction:
        """The figure itself."""
        return self.number(self.quantity.value)

    @property
    def ends(self) -> tuple[Fraction, Fraction]:
        """The lowest and the highest number that it may be."""
        given = self.quantity
        found = [self.number(given.value if end is None else end) for end in (given.low, given.high)]
        return min(found), max(found)


def rate_name(year: int) -> str:
    """Name of the rate of a year of the path."""
    return RATE.name if year == 1 else f"{RATE.name}{year}"


def rate_units(currency: str, reporting: str) -> tuple[str, str]:
    """The two ways in which a rate may be told."""
    return f"{reporting}/{currency}", f"{currency}/{reporting}"


def entries(case: Case) -> dict[Key, Entry]:
    """Every figure of the case; its units were checked before.

    Raises:
        KeyError: a figure is not known, or its unit is none of its units.
    """
    found = {Key(CASE, "", name): _entry(case_figures()[name], given) for name, given in case.figures.items()}
    for currency in case.currencies:
        for name, given in _rates(currency):
            inverse = given.unit == rate_units(currency.code, case.currency)[1]
            found[Key(CURRENCY, currency.code, name)] = Entry(RATE, given, Fraction(1), inverse=inverse)
    for location in case.locations:
        for name, given in location.figures.items():
            found[Key(LOCATION, location.id, name)] = _entry(location_figures()[name], given)
        if location.emissions is not None:
            key = Key(LOCATION, location.id, EMISSIONS_PER_TONNE.name)
            found[key] = _entry(EMISSIONS_PER_TONNE, location.emissions)
    return found


def at_value(found: Mapping[Key, Entry]) -> Point:
    """Every figure at its value."""
    return {key: entry.at_value for key, entry in found.items()}


def corner(found: Mapping[Key, Entry], *, dearest: bool, present: bool) -> Point:
    """Every figure at the end of its range at which the cost of a unit, or the present value, is least or greatest.

    That is a bound and no guess: each figure moves the result in one direction only, whatever the others are.
    """
    point: Point = {}
    for key, entry in found.items():
        effect = entry.definition.effect
        upwards = (effect.present if present else effect.unit) >= 0
        point[key] = entry.ends[1 if upwards == dearest else 0]
    return point


def _entry(definition: FigureDefinition, given: Quantity) -> Entry:
    unit = measured(given.unit, definition.dimension)
    if unit is None:
        raise KeyError(given.unit)
    return Entry(definition, given, unit.factor, unit.currency)


def _rates(currency: Currency) -> Iterator[tuple[str, Quantity]]:
    yield RATE.name, currency.rate
    for year, given in enumerate(currency.path, start=2):
        yield rate_name(year), given
