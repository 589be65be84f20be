"""Two locations held against each other: what separates them, at which price they would be equal, what matters most.

A total is a straight line in the location's own price, so that the price at which two totals are equal is exact.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.production.points import LOCATION, Key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from procurement_plugin.domain.production.points import Entry, Point
    from procurement_plugin.domain.production.unit_cost import LocationCost

UNIT_PRICE = "unitPrice"
# What is not entered as a range is moved by this share, so that it can be compared with what is.
STEP = Fraction(1, 10)


class BreakEven(NamedTuple):
    """The price of the reference at which both totals are equal, and how far it lies above the other's price.

    ``price`` is None when not even a price of nothing would make them equal.
    """

    price: Fraction | None
    above: Fraction | None


class Bar(NamedTuple):
    """How far one figure moves the difference of two totals, everything else at its value.

    Attributes:
        ranged: between the ends of its range; else 10 per cent down and up.
        at_low, at_high: the difference with the figure at its low and at its high end.
        turns: whether the cheaper of the two is another one at one of the ends.
    """

    key: Key
    ranged: bool
    low: Fraction
    high: Fraction
    at_low: Fraction
    at_high: Fraction
    turns: bool

    @property
    def swing(self) -> Fraction:
        """How far apart the two ends are."""
        return abs(self.at_high - self.at_low)


def price_of(cost: LocationCost, point: Point) -> Fraction:
    """Today's price of a unit in the currency of the case."""
    key = Key(LOCATION, cost.location.id, UNIT_PRICE)
    return point[key] * _rate(cost, point)


def break_even(reference: LocationCost, other: LocationCost, point: Point) -> BreakEven:
    """By how much the reference's price may lie above the other's for equal totals."""
    key = Key(LOCATION, reference.location.id, UNIT_PRICE)
    free = reference.total({**point, key: Fraction(0)})
    slope = (reference.total(point) - free) / point[key]
    price = (other.total(point) - free) / slope * _rate(reference, point)
    if price < 0:
        return BreakEven(None, None)
    return BreakEven(price, price / price_of(other, point) - 1)


def tornado(reference: LocationCost, other: LocationCost, found: Mapping[Key, Entry], point: Point) -> tuple[Bar, ...]:
    """Every figure that moves the difference ``other - reference``, the one that moves it most first."""
    fixed = reference.total(point), other.total(point)
    bars = [
        bar
        for key, entry in found.items()
        if key.kind != LOCATION or key.owner in (reference.location.id, other.location.id)
        for bar in _bar(key, entry, (reference, other), point, fixed)
    ]
    return tuple(sorted(bars, key=lambda bar: (-bar.swing, bar.key)))


def _bar(
    key: Key,
    entry: Entry,
    pair: tuple[LocationCost, LocationCost],
    point: Point,
    fixed: tuple[Fraction, Fraction],
) -> Iterator[Bar]:
    ranged = entry.quantity.ranged
    low, high = entry.ends if ranged else (point[key] * (1 - STEP), point[key] * (1 + STEP))
    low, high = min(low, high), max(low, high)
    differences = []
    for end in (low, high):
        moved = {**point, key: end}
        totals = [
            total if key.kind == LOCATION and key.owner != cost.location.id else cost.total(moved)
            for cost, total in zip(pair, fixed, strict=True)
        ]
        differences.append(totals[1] - totals[0])
    if differences[0] != differences[1]:
        now = fixed[1] - fixed[0]
        turns = any(difference * now < 0 for difference in differences)
        yield Bar(key, ranged, low, high, differences[0], differences[1], turns)


def _rate(cost: LocationCost, point: Point) -> Fraction:
    entry = cost.entry(UNIT_PRICE)
    rate = None if entry is None else cost.rate_key(entry.currency, 1)
    return Fraction(1) if rate is None else point[rate]
