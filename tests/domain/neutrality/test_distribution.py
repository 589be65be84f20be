"""Percentiles, means and rank correlation against values worked out by hand."""

from decimal import Decimal as D
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_plugin.domain.neutrality.distribution import (
    percentile,
    rank_correlation,
    readable,
    spread,
    weighted_mean,
)


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [(F(1, 8), 2, "0.13"), (F(-1, 8), 2, "-0.13"), (F(1, 3), 4, "0.3333"), (F(5), 0, "5"), (F(2, 3), 1, "0.7")],
)
def test_what_is_read_is_rounded_half_up(value: F, places: int, shown: str) -> None:
    assert str(readable(value, places)) == shown


def test_a_mean_weighs_and_is_none_for_nothing() -> None:
    assert weighted_mean([(F(1), 1), (F(0), 2)]) == F(1, 3)
    assert weighted_mean([]) is None


def test_a_percentile_is_the_smallest_value_not_exceeded_by_that_share() -> None:
    values = [(F(3), 5), (F(1), 5), (F(2), 90)]
    assert [percentile(values, share) for share in (5, 6, 95, 96, 100)] == [1, 2, 2, 3, 3]
    assert spread(values) == 1
    assert spread([(F(0), 6), (F(1), 86), (F(5), 8)]) == 5  # the 90th percentile would be 1
    assert spread([]) == 0


def test_rank_correlation_of_a_textbook_case_with_ties() -> None:
    # Ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4: sum of products 4.5, of squares 4.5 and 5, so 4.5 / sqrt(22.5) = 0.9487.
    assert rank_correlation([F(10), F(20), F(20), F(30)], [F(1), F(2), F(3), F(4)]) == D("0.9487")


def test_rank_correlation_is_none_without_variation() -> None:
    assert rank_correlation([F(1), F(1)], [F(1), F(2)]) is None


@given(st.lists(st.fractions(min_value=0, max_value=1), min_size=2, max_size=8, unique=True))
def test_rank_correlation_with_itself_is_one_and_with_its_mirror_minus_one(values: list[F]) -> None:
    assert rank_correlation(values, values) == 1
    assert rank_correlation(values, [-value for value in values]) == -1
