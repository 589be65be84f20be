"""Border symmetry: two producers of equal measure have equal values, whichever Member State they are in.

It holds by construction, since measures hold no country; this test would show the day on which it no longer does.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from procurement_plugin.domain.findings import Finding, Kind, Severity
from procurement_plugin.domain.neutrality.computed_test import COMPUTED, NeutralityTest, TestReport, field

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from procurement_plugin.domain.neutrality.computed_test import Asked, Row
    from procurement_plugin.domain.neutrality.market import SimulatedCriterion, Town
    from procurement_plugin.domain.transport_chain import Coordinates

NAME = "borderSymmetry"


def run(asked: Asked) -> TestReport:
    """Compares all towns of equal measure, and all towns at equal coordinates, criterion by criterion."""
    broken = [(criterion, *pair) for criterion in asked.market.criteria for pair in _unequal(criterion)]
    figures: Row = {"criteria": Decimal(len(asked.market.criteria)), "pairsThatDiffer": Decimal(len(broken))}
    return TestReport(NAME, COMPUTED, figures, (), tuple(_finding(*found) for found in broken[:1]))


def _unequal(criterion: SimulatedCriterion) -> Iterator[tuple[Town, Town]]:
    by_measure: dict[Decimal, dict[Fraction | None, Town]] = defaultdict(dict)
    by_place: dict[Coordinates, dict[Decimal | None, Town]] = defaultdict(dict)
    for town, measure, value in zip(criterion.towns, criterion.measures, criterion.values, strict=True):
        by_place[town.location].setdefault(measure, town)
        if measure is not None:
            by_measure[measure].setdefault(value, town)
    groups = [list(seen.values()) for seen in by_measure.values()] + [list(seen.values()) for seen in by_place.values()]
    yield from ((first, other) for first, *others in groups for other in others)


def _finding(criterion: SimulatedCriterion, one: Town, other: Town) -> Finding:
    return Finding(
        code=f"neutrality.{NAME}",
        severity=Severity.BLOCK,
        kind=Kind.STRUCTURAL,
        message=f"{criterion.key}: producers in {one.name} ({one.member_state}) and {other.name} "
        f"({other.member_state}) are equal in what is measured, but not in what they get.",
        where=field(criterion.index),
        remedy="This is a fault of the software, not of the profile; report it and do not publish.",
    )


TEST = NeutralityTest(NAME, run)
