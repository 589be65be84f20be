"""How a formula's points depend on the other bids, probed with a dummy bid and by leaving one out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

Formula = Callable[[Sequence[Decimal]], Sequence[Fraction]]


class Dependence(StrEnum):
    """What another bid does to the points of the bids already there."""

    ABSOLUTE = "absolute"
    ADDITIVE = "oneConstantForAll"
    FACTOR = "oneFactorForAll"
    INTERDEPENDENT = "interdependent"


class LeftOutBid(NamedTuple):
    """The order of the other bids by points without this one, and whether it is the order they have with it."""

    amount: Decimal
    order: tuple[Decimal, ...]
    same_order: bool


def probe(formula: Formula, amounts: Sequence[Decimal]) -> Dependence:
    """Adds a dummy bid below, at, between and above the amounts, and compares the points of the others.

    A constant or a factor common to all keeps their order within the criterion. In a sum with other criteria only
    the constant does: a factor moves what a point of the price is worth.
    """
    before = formula(amounts)
    found = {_compare(before, formula([*amounts, dummy])[: len(amounts)]) for dummy in _dummies(amounts)}
    found.discard(Dependence.ABSOLUTE)
    if not found:
        return Dependence.ABSOLUTE
    return found.pop() if len(found) == 1 else Dependence.INTERDEPENDENT


def leave_one_out(formula: Formula, amounts: Sequence[Decimal]) -> tuple[LeftOutBid, ...]:
    """For each bid, the order of the others when it is withdrawn."""
    whole = _order(formula, amounts)
    rows = []
    for place, amount in enumerate(amounts):
        others = [*amounts[:place], *amounts[place + 1 :]]
        order = _order(formula, others)
        expected = list(whole)
        expected.remove(amount)
        rows.append(LeftOutBid(amount, order, order == tuple(expected)))
    return tuple(rows)


def _order(formula: Formula, amounts: Sequence[Decimal]) -> tuple[Decimal, ...]:
    points = formula(amounts)
    ranked = sorted(zip(points, amounts, strict=True), key=lambda pair: (-pair[0], pair[1]))
    return tuple(amount for _, amount in ranked)


def _dummies(amounts: Sequence[Decimal]) -> list[Decimal]:
    ordered = sorted(amounts)
    between = [(low + high) / 2 for low, high in zip(ordered, ordered[1:], strict=False)]
    return [ordered[0] / 2, ordered[0] * Decimal("0.9"), ordered[0], *between, ordered[-1], ordered[-1] * 2]


def _compare(before: Sequence[Fraction], after: Sequence[Fraction]) -> Dependence:
    pairs = list(zip(before, after, strict=True))
    if all(old == new for old, new in pairs):
        return Dependence.ABSOLUTE
    if len({new - old for old, new in pairs}) == 1:
        return Dependence.ADDITIVE
    ratios = {new / old for old, new in pairs if old}
    zeros_stay = all(not new for old, new in pairs if not old)
    if zeros_stay and len(ratios) == 1 and ratios.pop() > 0:
        return Dependence.FACTOR
    return Dependence.INTERDEPENDENT
