"""Transparency: the share of the value whose production sites are disclosed, tier by tier."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from procurement_plugin.domain.supply.sub_score import NONE, Judge, SubScore

if TYPE_CHECKING:
    from procurement_plugin.domain.supply.declared import Disclosure

NAME = "transparency"
WEIGHTS = {
    "firstTier": "supply_security.transparency_first_tier",
    "secondTier": "supply_security.transparency_second_tier",
    "thirdTier": "supply_security.transparency_third_tier",
}


def transparency(declared: Disclosure | None, judge: Judge) -> SubScore:
    """Sum of weight of the tier x per cent disclosed."""
    if declared is None or not declared.shares:
        return SubScore(NAME, NONE, (), "nothingDisclosed")
    found = judge.supports(declared.evidence)
    if not found:
        return SubScore(NAME, NONE, (), found.reason)
    disclosed = dict(declared.shares)
    operands: list[tuple[str, Any]] = []
    value = NONE
    for tier, parameter in WEIGHTS.items():
        weight, per_cent = judge.figure(parameter), disclosed.get(tier, 0 * judge.figure(parameter))
        operands.append((tier, (weight, per_cent)))
        value += Fraction(weight) * Fraction(per_cent)
    return SubScore(NAME, value, tuple(operands), "", found.usable)
