"""Price premium: the price cut that makes up for no points against full points on all criteria of this software."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from procurement_plugin.domain.findings import Finding, Severity
from procurement_plugin.domain.neutrality.computed_test import COMPUTED, NeutralityTest, TestReport, not_applicable
from procurement_plugin.domain.neutrality.distribution import HUNDRED, readable
from procurement_plugin.domain.neutrality.price import PriceFormula, price_formula

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from procurement_plugin.domain.neutrality.computed_test import Asked, Row

NAME = "pricePremium"


def run(asked: Asked) -> TestReport:
    """The cut, per cent of the base price, and the same as what the dearer bid may ask above the cheaper one."""
    formula = price_formula(NAME, asked)
    if not isinstance(formula, PriceFormula):
        return formula
    places = {one.index for one in asked.market.criteria} | {one.index for one in asked.market.left_out}
    points = sum((Fraction(asked.weights[index]) for index in places), Fraction(0))
    if not points:
        return not_applicable(NAME, "No criterion of this software has a weight.")
    cut = formula.cut_for(points)
    figures: Row = {
        "basePrice": formula.base,
        "points": readable(points),
        "cutPercent": readable(cut) if cut is not None else "unattainable",
        "premiumOnLowerPricePercent": _premium(cut),
    }
    return TestReport(NAME, COMPUTED, figures, (), tuple(_findings(asked, points, cut)))


def _premium(cut: Fraction | None) -> Decimal | str:
    return readable(cut / (HUNDRED - cut) * HUNDRED) if cut is not None and cut < HUNDRED else "unattainable"


def _findings(asked: Asked, points: Fraction, cut: Fraction | None) -> Iterator[Finding]:
    for severity, name in ((Severity.BLOCK, "price_premium_block"), (Severity.WARN, "price_premium_warn")):
        if cut is None or asked.above(cut, name):
            needed = "cannot be made up for by any price" if cut is None else f"weigh as much as {readable(cut, 2)} %"
            price = "" if cut is None else " of the price"
            yield asked.guardrail(
                NAME,
                severity,
                name,
                f"The {readable(points, 2)} points of proximity, transport emissions and supply security together "
                f"{needed}{price}; the limit is {asked.figure(name)} %.",
                remedy="Lower their weights together, or let a point of the price stand for a smaller difference.",
                maximum=asked.figure(name),
                actual=readable(cut) if cut is not None else None,
            )
            return


TEST = NeutralityTest(NAME, run)
