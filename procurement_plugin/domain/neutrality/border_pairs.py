"""Towns of nearly equal measure on two sides of a border that differ in points: part of the internal-market effect."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.findings import Finding, Severity
from procurement_plugin.domain.neutrality.computed_test import field
from procurement_plugin.domain.neutrality.distribution import HUNDRED, readable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from procurement_plugin.domain.neutrality.computed_test import Asked
    from procurement_plugin.domain.neutrality.market import SimulatedCriterion, Town


class BorderPair(NamedTuple):
    """Two towns in two Member States, and how far apart their values are."""

    one: Town
    other: Town
    difference: Fraction


def widest(criterion: SimulatedCriterion, width: Decimal) -> BorderPair | None:
    """The pair with the largest difference among towns whose measures differ by at most ``width`` per cent.

    The scale is monotone, so for each town the last one in reach that lies in another Member State is the farthest.
    """
    placed = sorted(
        (measure, value, town)
        for measure, value, town in zip(criterion.measures, criterion.values, criterion.towns, strict=True)
        if measure is not None and value is not None
    )
    best: BorderPair | None = None
    end = 0
    factor = 1 + Fraction(width) / HUNDRED
    for start, (measure, value, town) in enumerate(placed):
        end = max(end, start)
        reach = Fraction(measure) * factor
        while end + 1 < len(placed) and placed[end + 1][0] <= reach:
            end += 1
        for _, last, other in (placed[place] for place in range(end, start, -1)):
            if other.member_state != town.member_state:
                if best is None or abs(value - last) > best.difference:
                    best = BorderPair(town, other, abs(value - last))
                break
    return best


def findings(name: str, asked: Asked) -> Iterator[Finding]:
    """A block for each weighted criterion whose widest pair differs by more than its threshold."""
    width, threshold = asked.figure("equal_measure_width"), "equal_measure_difference"
    for criterion in asked.market.criteria:
        pair = widest(criterion, width) if asked.weights[criterion.index] else None
        if pair is None or not asked.above(pair.difference * HUNDRED, threshold):
            continue
        one, other = pair.one, pair.other
        yield asked.guardrail(
            name,
            Severity.BLOCK,
            threshold,
            f"{criterion.key}: {one.name} ({one.member_state}) and {other.name} ({other.member_state}) differ by at "
            f"most {width} % in the measure, but by {readable(pair.difference * HUNDRED, 2)} % of the points.",
            f"{field(criterion.index)}.scale",
            remedy="Let the points fall evenly along the scale.",
            maximum=asked.figure(threshold),
            actual=readable(pair.difference * HUNDRED),
        )
