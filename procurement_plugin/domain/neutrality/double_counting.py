"""Double counting: two criteria that reward the same kilometres of the same chains."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from procurement_plugin.domain.findings import Finding, Severity
from procurement_plugin.domain.neutrality.computed_test import COMPUTED, NeutralityTest, TestReport, field
from procurement_plugin.domain.neutrality.distribution import rank_correlation

if TYPE_CHECKING:
    from decimal import Decimal

    from procurement_plugin.domain.neutrality.computed_test import Asked, Row
    from procurement_plugin.domain.neutrality.market import SimulatedCriterion

NAME = "doubleCounting"
BLOCKED = "double_counting_block"
WARNED = "double_counting_warn"


def run(asked: Asked) -> TestReport:
    """The rank correlation of the values of each pair of weighted criteria; both reading kilometres blocks."""
    weighted = [criterion for criterion in asked.market.criteria if asked.weights[criterion.index] > 0]
    pairs = [(one, other, correlation(one, other)) for one, other in combinations(weighted, 2)]
    rows: tuple[Row, ...] = tuple(
        {"first": one.key, "second": other.key, "rankCorrelation": rank} for one, other, rank in pairs
    )
    found = (_finding(asked, *pair) for pair in pairs)
    return TestReport(NAME, COMPUTED, {}, rows, tuple(finding for finding in found if finding is not None))


def correlation(one: SimulatedCriterion, other: SimulatedCriterion) -> Decimal | None:
    """Over the towns in which both have a value; None when one of them is the same everywhere."""
    both = [(u, v) for u, v in zip(one.values, other.values, strict=True) if u is not None and v is not None]
    return rank_correlation([u for u, _ in both], [v for _, v in both])


def _finding(asked: Asked, one: SimulatedCriterion, other: SimulatedCriterion, rank: Decimal | None) -> Finding | None:
    same = "distance" in one.reads & other.reads
    if not same and (rank is None or rank <= asked.figure(WARNED)):
        return None
    shown = "it cannot be worked out here" if rank is None else f"it is {rank}"
    return asked.guardrail(
        NAME,
        Severity.BLOCK if same else Severity.WARN,
        BLOCKED if same else WARNED,
        f"{one.key} and {other.key} reward the same {'kilometres of the same chains' if same else 'nearness'}; "
        f"the rank correlation of their values over the towns of the Union: {shown}.",
        field(other.index),
        remedy="Keep one of them, or have a named legal approver set this caution rule aside."
        if same
        else "Keep one of them, or record why the contract needs both.",
        actual=rank,
    )


TEST = NeutralityTest(NAME, run)
