"""Neutralised criterion: a scale on which producers all over the Union get nearly the same value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procurement_plugin.domain.findings import Finding, Severity
from procurement_plugin.domain.neutrality.computed_test import COMPUTED, NeutralityTest, TestReport, field
from procurement_plugin.domain.neutrality.distribution import readable

if TYPE_CHECKING:
    from procurement_plugin.domain.neutrality.computed_test import Asked, Row
    from procurement_plugin.domain.neutrality.market import SimulatedCriterion

NAME = "neutralised"


def run(asked: Asked) -> TestReport:
    """The spread of the value over the towns, 95th minus 5th percentile, per weighted criterion."""
    weighted = [criterion for criterion in asked.market.criteria if asked.weights[criterion.index] > 0]
    rows: tuple[Row, ...] = tuple(
        {"criterion": criterion.key, "spread": readable(criterion.spread)} for criterion in weighted
    )
    findings = tuple(_finding(asked, c) for c in weighted if asked.below(c.spread, "neutralised_spread"))
    return TestReport(NAME, COMPUTED, {}, rows, findings)


def _finding(asked: Asked, criterion: SimulatedCriterion) -> Finding:
    note = " Only the time of transport was simulated." if criterion.transport_time_only else ""
    return asked.guardrail(
        NAME,
        Severity.INFORM if criterion.transport_time_only else Severity.WARN,
        "neutralised_spread",
        f"{criterion.key}: the values of producers all over the Union lie {readable(criterion.spread)} apart, less "
        f"than {asked.figure('neutralised_spread')}; a weight of {asked.weights[criterion.index]} % would decide "
        f"little.{note}",
        f"{field(criterion.index)}.scale",
        remedy="Set the anchors closer to what bids will differ by, or leave the criterion out.",
        minimum=asked.figure("neutralised_spread"),
        actual=readable(criterion.spread),
    )


TEST = NeutralityTest(NAME, run)
