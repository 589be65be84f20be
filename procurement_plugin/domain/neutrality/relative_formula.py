"""Relative formula: whether the points of a bid depend on the other bids, so that one of them can turn the order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procurement_plugin.domain.findings import Finding, Kind, Severity
from procurement_plugin.domain.neutrality.computed_test import (
    COMPUTED,
    NOT_COMPUTABLE,
    NeutralityTest,
    TestReport,
    field,
    not_applicable,
)
from procurement_plugin.domain.neutrality.dependence import Dependence, probe
from procurement_plugin.domain.neutrality.price import PRICE, value_at

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal
    from fractions import Fraction

    from procurement_plugin.domain.neutrality.computed_test import Asked, Row
    from procurement_plugin.domain.neutrality.dependence import Formula
    from procurement_plugin.domain.procedure import AwardCriterion
    from procurement_plugin.domain.scale import Scale

NAME = "relativeFormula"
DECLARED = "declaredIndependent"


def run(asked: Asked) -> TestReport:
    """The label of every price or cost criterion, and of each other one that is said to depend on other bids."""
    weighted = [(i, c) for i, c in enumerate(asked.profile.criteria) if c.weight > 0]
    labels = [(index, criterion, _label(criterion)) for index, criterion in weighted]
    shown = [(index, criterion, label) for index, criterion, label in labels if label]
    if not shown:
        return not_applicable(NAME, "No criterion has a formula that could read other bids.")
    rows: tuple[Row, ...] = tuple({"criterion": criterion.key, "dependence": label} for _, criterion, label in shown)
    findings = tuple(_finding(index, criterion) for index, criterion, label in shown if label not in _SAFE)
    status = NOT_COMPUTABLE if findings else COMPUTED
    return TestReport(NAME, status, {"label": Dependence.INTERDEPENDENT if findings else ""}, rows, findings)


def _label(criterion: AwardCriterion) -> str:
    """Empty when there is no formula to ask about."""
    answer = criterion.answers.get("dependsOnOtherBids", "")
    if criterion.scale is not None:
        return probe(_formula(criterion.scale), [point.at for point in criterion.scale.breakpoints])
    if criterion.criterion in PRICE:
        return DECLARED if answer == "false" else Dependence.INTERDEPENDENT
    return Dependence.INTERDEPENDENT if answer == "true" else ""


def _formula(scale: Scale) -> Formula:
    def points(amounts: Sequence[Decimal]) -> list[Fraction]:
        return [value_at(scale, amount) for amount in amounts]

    return points


def _finding(index: int, criterion: AwardCriterion) -> Finding:
    return Finding(
        code=f"neutrality.{NAME}",
        severity=Severity.WARN,
        kind=Kind.GUARDRAIL,
        message=f"The points of {criterion.key} come from outside and may depend on the other bids (interdependent): a "
        "bid that is added or withdrawn could turn the order of two others.",
        where=f"{field(index)}.scale",
        remedy="Declare published anchors, or state that no bid's points depend on another bid.",
    )


_SAFE = (Dependence.ABSOLUTE, DECLARED)
TEST = NeutralityTest(NAME, run)
