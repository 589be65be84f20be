"""Every unit by hand: a wrong factor moves both sides of a comparison alike, so that nothing else would find it."""

from __future__ import annotations

from fractions import Fraction as F

import pytest

from procurement_plugin.domain.production.units import UNITS, Measured, base_unit, measured, units_of

BY_HAND = {
    "moneyPerUnit": {"EUR/unit": 1, "EUR/100 units": F(1, 100), "EUR/1000 units": F(1, 1000)},
    "money": {"EUR": 1, "1000 EUR": 1000},
    "moneyPerCarbon": {"EUR/t CO2e": 1, "EUR/kg CO2e": 1000},
    "share": {"percent": F(1, 100), "permille": F(1, 1000), "fraction": 1},
    "sharePerYear": {"percent/year": F(1, 100), "fraction/year": 1},
    "days": {"d": 1, "h": F(1, 24), "week": 7},
    "units": {"units": 1, "1000 units": 1000},
    "unitsPerDay": {"units/d": 1, "1000 units/d": 1000},
    "unitsPerYear": {"units/year": 1, "1000 units/year": 1000, "units/month": 12, "units/d": 365},
    "timesPerYear": {"1/year": 1, "1/month": 12},
    "number": {"1": 1},
    "massPerUnit": {"kg/unit": 1, "g/unit": F(1, 1000), "t/unit": 1000},
    "carbonPerUnit": {"kg CO2e/unit": 1, "t CO2e/unit": 1000},
    "carbonPerTonne": {"kg CO2e/t": 1},
}


def test_every_unit_has_its_factor_by_hand() -> None:
    assert {str(dimension): set(units_of(dimension, "EUR")) for dimension in UNITS} == {
        name: set(rows) for name, rows in BY_HAND.items()
    }


@pytest.mark.parametrize("dimension", UNITS)
def test_a_unit_is_worth_what_it_says(dimension) -> None:  # noqa: ANN001
    for unit, factor in BY_HAND[dimension].items():
        currency = "EUR" if "EUR" in unit else ""
        assert measured(unit, dimension) == Measured(F(factor), currency), unit
    assert BY_HAND[dimension][base_unit(dimension, "EUR")] == 1


@pytest.mark.parametrize("unit", ["eur/unit", "EUR /unit", "EUR/kg", "EURO/unit", "", "EUR/unit EUR"])
def test_what_is_no_unit_is_none(unit: str) -> None:
    assert measured(unit, next(iter(UNITS))) is None
