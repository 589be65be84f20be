"""Effective weight: what a criterion decides in the simulated market, against what its weight promises.

Effective share = spread of weighted points of the criterion ÷ sum of such spreads, price included. Criteria whose
spread is not known here (quality, supply security) stay out of both shares.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.findings import Finding, Severity
from procurement_plugin.domain.neutrality.computed_test import (
    COMPUTED,
    NeutralityTest,
    TestReport,
    field,
    not_applicable,
)
from procurement_plugin.domain.neutrality.distribution import HUNDRED, readable
from procurement_plugin.domain.neutrality.price import PriceFormula, price_formula
from procurement_plugin.domain.scale import EXACT

if TYPE_CHECKING:
    from procurement_plugin.domain.neutrality.computed_test import Asked, Row
    from procurement_plugin.domain.neutrality.market import SimulatedCriterion

NAME = "effectiveWeight"


class Share(NamedTuple):
    """A criterion's nominal and effective share of what is compared, and the weight that would have the nominal one."""

    criterion: SimulatedCriterion
    nominal: Fraction
    effective: Fraction
    intended_weight: Fraction | None


def run(asked: Asked) -> TestReport:
    """Nominal and effective shares of each weighted, simulated criterion."""
    formula = price_formula(NAME, asked)
    if not isinstance(formula, PriceFormula):
        return formula
    weighted = [criterion for criterion in asked.market.criteria if asked.weights[criterion.index] > 0]
    priced = price_spread(formula, asked.figure("effective_weight_price_spread"))
    total = priced + sum((_spread(asked, criterion) for criterion in weighted), Fraction(0))
    if not weighted or not total:
        return not_applicable(NAME, "Neither a criterion that depends on the place nor the price tells bids apart.")
    nominal = formula.weight + sum((Fraction(asked.weights[c.index]) for c in weighted), Fraction(0))
    shares = [_share(asked, criterion, nominal, total) for criterion in weighted]
    rows: tuple[Row, ...] = tuple(
        {
            "criterion": share.criterion.key,
            "nominalPercent": readable(share.nominal * HUNDRED),
            "effectivePercent": readable(share.effective * HUNDRED),
            "intendedWeight": readable(share.intended_weight) if share.intended_weight is not None else None,
        }
        for share in shares
    )
    figures: Row = {"priceSpread": readable(priced), "basePrice": formula.base}
    findings = tuple(_finding(asked, share) for share in shares if _deviates(asked, share))
    return TestReport(NAME, COMPUTED, figures, rows, findings)


def price_spread(formula: PriceFormula, per_cent: Decimal) -> Fraction:
    """Price points between that much below and above the base."""
    lower = EXACT.multiply(formula.base, EXACT.scaleb(Decimal(100) - per_cent, -2))
    upper = EXACT.multiply(formula.base, EXACT.scaleb(Decimal(100) + per_cent, -2))
    return formula.points(lower) - formula.points(upper)


def _spread(asked: Asked, criterion: SimulatedCriterion) -> Fraction:
    return Fraction(asked.weights[criterion.index]) * criterion.spread


def _share(asked: Asked, criterion: SimulatedCriterion, nominal: Fraction, total: Fraction) -> Share:
    own = _spread(asked, criterion)
    promised = Fraction(asked.weights[criterion.index]) / nominal
    intended = None
    if own and promised < 1:
        intended = promised * (total - own) / (criterion.spread * (1 - promised))
    return Share(criterion, promised, own / total, intended)


def _deviates(asked: Asked, share: Share) -> bool:
    return asked.above(abs(share.effective / share.nominal - 1) * HUNDRED, "effective_weight_deviation")


def _finding(asked: Asked, share: Share) -> Finding:
    deviation = abs(share.effective / share.nominal - 1) * HUNDRED
    intended = f" A weight of {readable(share.intended_weight, 2)} would." if share.intended_weight is not None else ""
    note = " Only the time of transport was simulated." if share.criterion.transport_time_only else ""
    return asked.guardrail(
        NAME,
        Severity.INFORM if share.criterion.transport_time_only else Severity.WARN,
        "effective_weight_deviation",
        f"{share.criterion.key} makes {readable(share.nominal * HUNDRED, 2)} % of the weights compared, but decides "
        f"{readable(share.effective * HUNDRED, 2)} % of the differences, {readable(deviation, 2)} % off."
        f"{intended}{note}",
        f"{field(share.criterion.index)}.weight",
        remedy="Set the anchors closer to what bids will differ by, or set the weight that has the intended effect.",
        maximum=asked.figure("effective_weight_deviation"),
        actual=readable(deviation),
    )


TEST = NeutralityTest(NAME, run)
