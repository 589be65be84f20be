"""Units in which figures of a comparison may be given, and what they are in the unit that formulas calculate in."""

from __future__ import annotations

import re
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

ONE = Fraction(1)
DAYS_A_YEAR = 365
# Where the currency stands in a unit of money.
CURRENCY = "{currency}"
_CODE = re.compile(r"\b[A-Z]{3}\b")


class Dimension(StrEnum):
    """What kind of figure it is; formulas calculate in the unit whose factor is 1."""

    MONEY_PER_UNIT = "moneyPerUnit"
    MONEY = "money"
    MONEY_PER_CARBON = "moneyPerCarbon"
    SHARE = "share"
    SHARE_PER_YEAR = "sharePerYear"
    DAYS = "days"
    UNITS = "units"
    UNITS_PER_DAY = "unitsPerDay"
    UNITS_PER_YEAR = "unitsPerYear"
    TIMES_PER_YEAR = "timesPerYear"
    NUMBER = "number"
    MASS_PER_UNIT = "massPerUnit"
    CARBON_PER_UNIT = "carbonPerUnit"
    CARBON_PER_TONNE = "carbonPerTonne"
    EXCHANGE = "exchange"


UNITS: dict[Dimension, dict[str, Fraction]] = {
    Dimension.MONEY_PER_UNIT: {
        "{currency}/unit": ONE,
        "{currency}/100 units": ONE / 100,
        "{currency}/1000 units": ONE / 1000,
    },
    Dimension.MONEY: {"{currency}": ONE, "1000 {currency}": ONE * 1000},
    Dimension.MONEY_PER_CARBON: {"{currency}/t CO2e": ONE, "{currency}/kg CO2e": ONE * 1000},
    Dimension.SHARE: {"percent": ONE / 100, "permille": ONE / 1000, "fraction": ONE},
    Dimension.SHARE_PER_YEAR: {"percent/year": ONE / 100, "fraction/year": ONE},
    Dimension.DAYS: {"d": ONE, "h": ONE / 24, "week": ONE * 7},
    Dimension.UNITS: {"units": ONE, "1000 units": ONE * 1000},
    Dimension.UNITS_PER_DAY: {"units/d": ONE, "1000 units/d": ONE * 1000},
    Dimension.UNITS_PER_YEAR: {
        "units/year": ONE,
        "1000 units/year": ONE * 1000,
        "units/month": ONE * 12,
        "units/d": ONE * DAYS_A_YEAR,
    },
    Dimension.TIMES_PER_YEAR: {"1/year": ONE, "1/month": ONE * 12},
    Dimension.NUMBER: {"1": ONE},
    Dimension.MASS_PER_UNIT: {"kg/unit": ONE, "g/unit": ONE / 1000, "t/unit": ONE * 1000},
    Dimension.CARBON_PER_UNIT: {"kg CO2e/unit": ONE, "t CO2e/unit": ONE * 1000},
    Dimension.CARBON_PER_TONNE: {"kg CO2e/t": ONE},
}
MONEY = frozenset({Dimension.MONEY_PER_UNIT, Dimension.MONEY, Dimension.MONEY_PER_CARBON})


class Measured(NamedTuple):
    """What a unit means: its factor to the unit that formulas calculate in, and its currency; empty when none."""

    factor: Fraction
    currency: str


def measured(unit: str, dimension: Dimension) -> Measured | None:
    """What a unit means for that kind of figure; None when it is none of its units."""
    currency = ""
    if dimension in MONEY:
        found = _CODE.search(unit)
        if found is None:
            return None
        currency = found[0]
        unit = _CODE.sub(CURRENCY, unit, count=1)
    factor = UNITS.get(dimension, {}).get(unit)
    return None if factor is None else Measured(factor, currency)


def base_unit(dimension: Dimension, currency: str) -> str:
    """The unit that formulas calculate in."""
    return next(unit for unit, factor in UNITS[dimension].items() if factor == 1).replace(CURRENCY, currency)


def units_of(dimension: Dimension, currency: str) -> tuple[str, ...]:
    """The units that a figure of that kind may have, in a currency."""
    return tuple(unit.replace(CURRENCY, currency) for unit in UNITS[dimension])


def rounded(value: Fraction, places: int) -> str:
    """The fraction half-up at so many decimals, half away from zero, as text; exact for a fraction of any size."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    digits = str(whole).rjust(places + 1, "0")
    sign = "-" if value < 0 and whole else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else sign + digits


def shown(value: Fraction, places: int = 10) -> str:
    """The fraction with as many decimals as it has, at most so many."""
    text = rounded(value, places)
    return text.rstrip("0").rstrip(".") if "." in text else text
