"""A formula is calculated as it is written, and written as it is calculated."""

from __future__ import annotations

import re
from decimal import Decimal, localcontext
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_plugin.domain.production.formula import ROOT_DIGITS, Formula, root
from procurement_plugin.domain.production.registry import CASE_FIGURES, EMISSIONS_PER_TONNE, cost_factors
from procurement_plugin.domain.production.units import rounded, shown


@pytest.mark.parametrize(
    ("text", "written", "value"),
    [
        ("a * (b + 2)", "a × (b + 2)", F(18)),
        ("a - (b - 1)", "a − (b − 1)", F(0)),
        ("a - b - 1", "a − b − 1", F(-2)),
        ("a / (b * 3)", "a ÷ (b × 3)", F(1, 4)),
        ("a / b * 3", "a ÷ b × 3", F(9, 4)),
        ("(1 + a) ** b", "(1 + a) ^ b", F(256)),
        ("max(0, a - b)", "max(0; a − b)", F(0)),
        ("sqrt(a + 1) * b", "√(a + 1) × b", F(8)),
    ],
)
def test_signs_and_brackets_are_kept(text: str, written: str, value: F) -> None:
    formula = Formula(text)
    assert formula.written(str) == written
    assert formula.value({"a": F(3), "b": F(4)}) == value


@pytest.mark.parametrize(
    "text", ["a if b else c", "a // b", "f(a)", "a.b", "1.5 * a", "-a", "'x'", "[a]", "a < b", "sqrt(a, b)"]
)
def test_what_is_no_arithmetic_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="may not hold"):
        Formula(text).value({"a": F(1), "b": F(1), "c": F(1)})


@given(st.fractions(min_value=0, max_value=10**9))
def test_a_root_is_exact_where_it_can_be_and_close_elsewhere(value: F) -> None:
    found = root(value)
    assert root(value * value) == value
    assert abs(found * found - value) <= value * F(1, 10 ** (ROOT_DIGITS - 2))


@given(st.fractions(min_value=0, max_value=10**6), st.fractions(min_value=0, max_value=10**6))
def test_a_root_never_falls(one: F, other: F) -> None:
    low, high = sorted((one, other))
    assert root(low) <= root(high)


@given(st.fractions(), st.integers(0, 8))
def test_rounding_is_half_up_away_from_nothing(value: F, places: int) -> None:
    with localcontext() as context:
        context.prec = 400
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        if F(exact) == value:
            assert Decimal(rounded(value, places)) == exact.quantize(Decimal(1).scaleb(-places), "ROUND_HALF_UP")
    assert abs(F(rounded(value, places)) - value) <= F(1, 2 * 10**places)


def test_figures_are_shown_without_idle_zeros() -> None:
    assert [shown(F(1, 3)), shown(F(5, 2)), shown(F(7)), rounded(F(-1, 1000), 2), rounded(F(-5, 1000), 2)] == [
        "0.3333333333",
        "2.5",
        "7",
        "0.00",
        "-0.01",
    ]


def test_every_name_of_every_formula_is_a_figure_or_an_earlier_factor() -> None:
    known = {figure.name for figure in CASE_FIGURES} | {EMISSIONS_PER_TONNE.name, "years", "yearsOn"}
    earlier: set[str] = set()
    for factor in cost_factors().values():
        own = {figure.name for figure in factor.figures}
        assert set(factor.formula.names) <= known | own | earlier, factor.name
        assert own <= set(factor.formula.names), factor.name
        assert factor.optional <= set(factor.formula.names), factor.name
        assert not own & set(cost_factors()), "a figure and a factor may not share a name"
        assert re.fullmatch("[a-z][A-Za-z]+", factor.name)
        earlier.add(factor.name)
    assert len({factor.order for factor in cost_factors().values()}) == len(cost_factors())
