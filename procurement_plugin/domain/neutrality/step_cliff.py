"""Step cliff: a scale on which a small difference of the measure costs a large part of the points."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.findings import Finding, Severity
from procurement_plugin.domain.neutrality.computed_test import COMPUTED, NeutralityTest, TestReport, field
from procurement_plugin.domain.neutrality.distribution import HUNDRED, readable
from procurement_plugin.domain.neutrality.price import value_at
from procurement_plugin.domain.scale import EXACT, trimmed

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction

    from procurement_plugin.domain.neutrality.computed_test import Asked, Row
    from procurement_plugin.domain.neutrality.market import SimulatedCriterion
    from procurement_plugin.domain.scale import Scale

NAME = "stepCliff"


class Cliff(NamedTuple):
    """The steepest part of a scale: where it begins, how wide it is, how much of the value it costs."""

    begin: Decimal
    width: Decimal
    drop: Fraction


def run(asked: Asked) -> TestReport:
    """The steepest window of each weighted criterion, its width a share of the measure's range over the towns."""
    found = [
        (criterion, cliff)
        for criterion in asked.market.criteria
        if asked.weights[criterion.index] > 0
        for cliff in [steepest(criterion, asked.figure("step_cliff_width"))]
        if cliff is not None
    ]
    rows: tuple[Row, ...] = tuple(
        {
            "criterion": criterion.key,
            "begin": trimmed(cliff.begin),
            "width": trimmed(cliff.width),
            "dropPercent": readable(cliff.drop * HUNDRED),
        }
        for criterion, cliff in found
    )
    findings = tuple(
        _finding(asked, criterion, cliff)
        for criterion, cliff in found
        if asked.above(cliff.drop * HUNDRED, "step_cliff_drop")
    )
    return TestReport(NAME, COMPUTED, {}, rows, findings)


def steepest(criterion: SimulatedCriterion, width_percent: Decimal) -> Cliff | None:
    """The window with the largest drop; None when all towns have one measure.

    On straight pieces the largest drop is found in a window that begins or ends at an anchor.
    """
    measures = [measure for measure, _ in criterion.measured]
    if not measures or max(measures) == min(measures):
        return None
    width = EXACT.multiply(EXACT.subtract(max(measures), min(measures)), EXACT.scaleb(width_percent, -2))
    anchors = [point.at for point in criterion.scale.breakpoints]
    begins = [*anchors, *(EXACT.subtract(anchor, width) for anchor in anchors)]
    cliffs = [Cliff(begin, width, _drop(criterion.scale, begin, width)) for begin in begins]
    return max(cliffs, key=lambda cliff: (cliff.drop, -cliff.begin))


def _drop(scale: Scale, begin: Decimal, width: Decimal) -> Fraction:
    return abs(value_at(scale, begin) - value_at(scale, EXACT.add(begin, width)))


def _finding(asked: Asked, criterion: SimulatedCriterion, cliff: Cliff) -> Finding:
    radius = criterion.raw_distance and cliff.drop == 1
    begin = f"{trimmed(cliff.begin)} {criterion.unit}".strip()
    within = f"{trimmed(cliff.width)} {criterion.unit}".strip()
    return asked.guardrail(
        NAME,
        Severity.BLOCK if radius else Severity.WARN,
        "step_cliff_drop",
        f"{criterion.key}: from {begin} on, {readable(cliff.drop * HUNDRED, 2)} % of the points are lost within "
        f"{within}{'; this is a radius with all or nothing' if radius else ''}. The limit is "
        f"{asked.figure('step_cliff_drop')} %.",
        f"{field(criterion.index)}.scale",
        remedy="Let the points fall evenly between anchors that lie further apart.",
        maximum=asked.figure("step_cliff_drop"),
        actual=readable(cliff.drop * HUNDRED),
    )


TEST = NeutralityTest(NAME, run)
