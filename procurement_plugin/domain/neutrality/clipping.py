"""Clipping: bids better than the full-points anchor, among which the better offer gets no better mark."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from procurement_plugin.domain.findings import Finding, Severity
from procurement_plugin.domain.neutrality.computed_test import COMPUTED, NeutralityTest, TestReport, field
from procurement_plugin.domain.neutrality.distribution import readable

if TYPE_CHECKING:
    from procurement_plugin.domain.neutrality.computed_test import Asked, Row
    from procurement_plugin.domain.neutrality.market import SimulatedCriterion

NAME = "clipping"


def run(asked: Asked) -> TestReport:
    """The share of the covered population strictly beyond the full-points anchor, per weighted criterion."""
    shares = [
        (criterion, beyond_full(criterion)) for criterion in asked.market.criteria if asked.weights[criterion.index] > 0
    ]
    rows: tuple[Row, ...] = tuple(
        {"criterion": criterion.key, "beyondPercent": readable(share)} for criterion, share in shares
    )
    findings = tuple(_finding(asked, *found) for found in shares if asked.above(found[1], "clipping_share"))
    return TestReport(NAME, COMPUTED, {}, rows, findings)


def beyond_full(criterion: SimulatedCriterion) -> Fraction:
    """Per cent of the population with a measure that lies beyond the anchor of the best value."""
    first, *_, last = criterion.scale.breakpoints
    measured = criterion.measured
    falling = first.value > last.value
    beyond = [town for m, town in measured if (m < first.at if falling else m > last.at)]
    population = sum(town.population for _, town in measured)
    return Fraction(sum(town.population for town in beyond) * 100, population) if population else Fraction(0)


def _finding(asked: Asked, criterion: SimulatedCriterion, share: Fraction) -> Finding:
    note = " Only the time of transport was simulated." if criterion.transport_time_only else ""
    return asked.guardrail(
        NAME,
        Severity.INFORM if criterion.transport_time_only else Severity.WARN,
        "clipping_share",
        f"{criterion.key}: producers in towns with {readable(share, 2)} % of the population are better than the anchor "
        f"of full points, so the better offer would not get the better mark; the limit is "
        f"{asked.figure('clipping_share')} %.{note}",
        f"{field(criterion.index)}.scale",
        remedy="Set the anchor of full points where only few are better.",
        maximum=asked.figure("clipping_share"),
        actual=readable(share),
    )


TEST = NeutralityTest(NAME, run)
