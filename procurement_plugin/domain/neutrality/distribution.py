"""Weighted means, percentiles and rank correlation in exact arithmetic; decimals only for reading."""

from __future__ import annotations

from bisect import bisect_left
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from itertools import accumulate, groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HUNDRED = Fraction(100)
_HALF = Fraction(1, 2)


def readable(value: Fraction, places: int = 4) -> Decimal:
    """The value half-up at some decimals, for reading only; limits are compared with the fraction."""
    scaled = abs(value) * 10**places + _HALF
    digits = scaled.numerator // scaled.denominator
    return Decimal(digits if value >= 0 else -digits).scaleb(-places)


def weighted_mean(values: Iterable[tuple[Fraction, int]]) -> Fraction | None:
    """Mean of values with their weights; None when nothing weighs."""
    total, weights = Fraction(0), 0
    for value, weight in values:
        total += value * weight
        weights += weight
    return total / weights if weights else None


def percentile(values: Sequence[tuple[Fraction, int]], per_cent: int) -> Fraction:
    """The smallest value that at least this share of the weight does not exceed; ``values`` may not be empty."""
    ordered = sorted(values)
    running = list(accumulate(weight for _, weight in ordered))
    wanted = Fraction(running[-1] * per_cent, 100)
    return ordered[bisect_left(running, wanted)][0]


def spread(values: Sequence[tuple[Fraction, int]]) -> Fraction:
    """95th minus 5th percentile; 0 when there is nothing."""
    return percentile(values, 95) - percentile(values, 5) if values else Fraction(0)


def rank_correlation(first: Sequence[Fraction], second: Sequence[Fraction]) -> Decimal | None:
    """Spearman's rank correlation, equal values sharing their mean rank; None when one of them does not vary."""
    ranks, others = _ranks(first), _ranks(second)
    middle = Fraction(len(first) + 1, 2)
    products = sum(((a - middle) * (b - middle) for a, b in zip(ranks, others, strict=True)), Fraction(0))
    squares = sum(((a - middle) ** 2 for a in ranks), Fraction(0)) * sum(
        ((b - middle) ** 2 for b in others), Fraction(0)
    )
    if not squares:
        return None
    with localcontext(Context(prec=50)):
        root = (Decimal(squares.numerator) / Decimal(squares.denominator)).sqrt()
        quotient = Decimal(products.numerator) / Decimal(products.denominator) / root
    return readable(Fraction(quotient))


def _ranks(values: Sequence[Fraction]) -> list[Fraction]:
    ordered = sorted(range(len(values)), key=values.__getitem__)
    ranks = [Fraction(0)] * len(values)
    before = 0
    for _, group in groupby(ordered, key=values.__getitem__):
        places = list(group)
        for place in places:
            ranks[place] = before + Fraction(len(places) + 1, 2)
        before += len(places)
    return ranks
