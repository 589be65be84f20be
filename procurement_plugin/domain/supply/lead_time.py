"""Lead time at its 95th percentile, as if spread normally; or a guaranteed time, for a firm without a record."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.domain.scale import EXACT
from procurement_plugin.domain.supply.sub_score import FULL, NONE, ONE, Judge, Need, SubScore

if TYPE_CHECKING:
    from procurement_plugin.domain.supply.declared import LeadTime

NAME = "leadTime"
FACTOR = "supply_security.percentile_factor"
FEWEST = "supply_security.minimum_deliveries"


def lead_time(declared: LeadTime | None, need: Need, judge: Judge) -> SubScore:
    """100 x (longest - days) / (longest - target), between 0 and 100; the better of record and guarantee counts."""
    limits = (("target", need.target), ("maximum", need.maximum))
    if declared is None:
        return SubScore(NAME, NONE, limits, "noLeadTime")
    found = judge.supports(declared.evidence)
    shown = [way for way in (_guarantee(declared), _record(declared, judge)) if way is not None]
    if not shown:
        return SubScore(NAME, NONE, limits, "noLeadTime", found.usable)
    counting = [way for way in shown if not way.reason]
    if not counting or not found:
        reason = shown[0].reason if not counting else found.reason
        return SubScore(NAME, NONE, (*shown[0].operands, *limits), reason, found.usable)
    best = min(counting, key=lambda way: way.days)
    span = Fraction(need.maximum) - Fraction(need.target)
    value = FULL * min(ONE, max(NONE, (Fraction(need.maximum) - Fraction(best.days)) / span))
    return SubScore(NAME, value, (*best.operands, ("percentile", best.days), *limits), "", found.usable)


class _Way(NamedTuple):
    """A way to show a lead time: the days, what they come from, and why they do not count."""

    days: Decimal
    operands: tuple[tuple[str, Any], ...]
    reason: str


def _guarantee(declared: LeadTime) -> _Way | None:
    if declared.guaranteed is None:
        return None
    reason = "" if declared.damages_clause.strip() else "noLiquidatedDamages"
    return _Way(declared.guaranteed, (("guaranteed", declared.guaranteed),), reason)


def _record(declared: LeadTime, judge: Judge) -> _Way | None:
    if declared.mean is None or declared.deviation is None:
        return None
    factor = judge.figure(FACTOR)
    operands = (("mean", declared.mean), ("factor", factor), ("deviation", declared.deviation))
    few = (declared.deliveries or Decimal(0)) < judge.figure(FEWEST)
    with localcontext(EXACT):
        return _Way(declared.mean + factor * declared.deviation, operands, "tooFewDeliveries" if few else "")
