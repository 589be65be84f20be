"""Foreclosure: the price cut with which a distant producer makes up for the points that nearness costs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.findings import Finding, Severity
from procurement_plugin.domain.neutrality.computed_test import COMPUTED, NeutralityTest, TestReport, not_applicable
from procurement_plugin.domain.neutrality.distribution import readable
from procurement_plugin.domain.neutrality.market import DISTANCES_KM
from procurement_plugin.domain.neutrality.price import PriceFormula, price_formula

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from procurement_plugin.domain.neutrality.computed_test import Asked, Row

NAME = "requiredDiscount"


class _Row(NamedTuple):
    kilometres: int
    lost: Fraction
    cut: Fraction | None


def run(asked: Asked) -> TestReport:
    """Points lost and price cut needed against a producer at 0 km, for each distance, all else equal."""
    formula = price_formula(NAME, asked)
    if not isinstance(formula, PriceFormula):
        return formula
    if not any(criterion.by_distance for criterion in asked.market.criteria):
        return not_applicable(NAME, "No criterion of the profile was simulated by distance.")
    rows = tuple(_rows(asked, formula))
    worth = formula.per_point
    figures: Row = {
        "basePrice": formula.base,
        "pricePerPoint": readable(worth, 2) if worth is not None else None,
    }
    shown: tuple[Row, ...] = tuple(
        {
            "kilometres": str(row.kilometres),
            "pointsLost": readable(row.lost),
            "cutPercent": readable(row.cut) if row.cut is not None else "unattainable",
        }
        for row in rows
    )
    return TestReport(NAME, COMPUTED, figures, shown, tuple(_findings(asked, rows)))


def _rows(asked: Asked, formula: PriceFormula) -> Iterator[_Row]:
    nearest = asked.market.at_distance(DISTANCES_KM[0], asked.weights)
    for kilometres in DISTANCES_KM[1:]:
        lost = nearest - asked.market.at_distance(kilometres, asked.weights)
        yield _Row(kilometres, lost, formula.cut_for(lost))


def _findings(asked: Asked, rows: tuple[_Row, ...]) -> Iterator[Finding]:
    """The first distance, within the one that counts, whose cut is above a threshold; the block comes first."""
    counted = [row for row in rows if row.kilometres <= asked.figure("required_discount_distance")]
    for severity, name in ((Severity.BLOCK, "required_discount_block"), (Severity.WARN, "required_discount_warn")):
        row = next((row for row in counted if row.cut is None or asked.above(row.cut, name)), None)
        if row is not None:
            cut = "no price cut at all" if row.cut is None else f"a price cut of {readable(row.cut, 2)} %"
            verb = "would make" if row.cut is None else "is needed to make"
            yield asked.guardrail(
                NAME,
                severity,
                name,
                f"At {row.kilometres} km by road {cut} {verb} up for the {readable(row.lost, 2)} points that distance "
                f"costs; the limit is {asked.figure(name)} %.",
                remedy="Lower the weights of what depends on distance, or widen their anchors.",
                maximum=asked.figure(name),
                actual=readable(row.cut) if row.cut is not None else None,
            )
            return


TEST = NeutralityTest(NAME, run)
