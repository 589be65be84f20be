"""Lead time at its 95th percentile, as if spread normally; or the guaranteed time of a firm without a record."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from procurement_plugin.domain.scale import EXACT
from procurement_plugin.domain.supply.sub_score import FULL, NONE, ONE, Judge, Need, SubScore

if TYPE_CHECKING:
    from procurement_plugin.domain.supply.declared import LeadTime

NAME = "leadTime"
FACTOR = "supply_security.percentile_factor"
FEWEST = "supply_security.minimum_deliveries"


def lead_time(declared: LeadTime | None, need: Need, judge: Judge) -> SubScore:
    """100 x (longest - P95) / (longest - target), between 0 and 100."""
    limits = (("target", need.target), ("maximum", need.maximum))
    if declared is None:
        return SubScore(NAME, NONE, limits, "noLeadTime")
    found = judge.supports(declared.evidence)
    days, operands, reason = _percentile(declared, judge)
    if days is None or reason or not found:
        return SubScore(NAME, NONE, (*operands, *limits), reason or found.reason, found.usable)
    span = Fraction(need.maximum) - Fraction(need.target)
    value = FULL * min(ONE, max(NONE, (Fraction(need.maximum) - Fraction(days)) / span))
    return SubScore(NAME, value, (*operands, ("percentile", days), *limits), "", found.usable)


def _percentile(declared: LeadTime, judge: Judge) -> tuple[Decimal | None, tuple[tuple[str, Any], ...], str]:
    if declared.guaranteed is not None:
        reason = "" if declared.damages_clause else "noLiquidatedDamages"
        return declared.guaranteed, (("guaranteed", declared.guaranteed),), reason
    if declared.mean is None or declared.deviation is None:
        return None, (), "noLeadTime"
    factor = judge.figure(FACTOR)
    operands = (("mean", declared.mean), ("factor", factor), ("deviation", declared.deviation))
    if (declared.deliveries or Decimal(0)) < judge.figure(FEWEST):
        return None, operands, "tooFewDeliveries"
    with localcontext(EXACT):
        return declared.mean + factor * declared.deviation, operands, ""
