"""From a measure to points: a piecewise-linear value function on published anchors, and the one rounding.

``points = half_up(weight * u(measure), decimals)``; u reads the bid's own measure and the published anchors,
never another bid (Keeney and Raiffa's additive value model with absolute scales).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from enum import StrEnum
from typing import NamedTuple

from procurement_plugin.domain.findings import Finding, Kind, Severity

# Every sum and product of award figures runs in this context: a digit lost would raise, never round.
EXACT = Context(prec=120, traps=[Inexact, InvalidOperation, Overflow])
_ZERO = Decimal(0)
_ONE = Decimal(1)
FEWEST_BREAKPOINTS = 2
MOST_BREAKPOINTS = 6


def half_up(numerator: Decimal, denominator: Decimal, places: int) -> Decimal:
    """The quotient rounded half-up, once, straight from the exact fraction.

    Args:
        denominator: above zero.
        places: decimals kept.
    """
    if numerator < _ZERO:
        return -half_up(-numerator, denominator, places)
    doubled = EXACT.scaleb(EXACT.add(numerator, numerator), places)
    whole = EXACT.divide_int(EXACT.add(doubled, denominator), EXACT.add(denominator, denominator))
    return EXACT.scaleb(whole, -places)


def trimmed(value: Decimal) -> Decimal:
    """The same value without trailing zeros and without an exponent; exact products carry many."""
    short = value.normalize(EXACT)
    return short.quantize(_ONE, context=EXACT) if short == short.to_integral_value() else short


class Outside(StrEnum):
    """What happens to a measure beyond the outermost anchors; published with the scale."""

    CLIP = "clip"
    REJECT = "reject"
    EXTEND = "extend"


class Breakpoint(NamedTuple):
    """An anchor: at this measure the value function has this value, 0 to 1."""

    at: Decimal
    value: Decimal


class Placed(NamedTuple):
    """A measure on its scale: the two anchors around it, and the value as an exact fraction."""

    lower: Breakpoint
    upper: Breakpoint
    clipped: bool
    numerator: Decimal
    denominator: Decimal

    @property
    def value(self) -> Decimal:
        """The value to 6 decimals, for reading only; points come from the fraction."""
        return half_up(self.numerator, self.denominator, 6)

    def points(self, weight: Decimal, places: int) -> Decimal:
        """``half_up(weight * numerator / denominator)``, rounded here and nowhere else."""
        return half_up(EXACT.multiply(weight, self.numerator), self.denominator, places)


@dataclass(frozen=True, slots=True)
class Scale:
    """Two to six published anchors, rising in the measure and monotone in the value."""

    breakpoints: tuple[Breakpoint, ...]
    outside: Outside = Outside.CLIP

    def place(self, measure: Decimal) -> Placed | None:
        """Where a measure lies; None when it is beyond the anchors and the scale rejects that."""
        points = self.breakpoints
        if measure < points[0].at:
            return self._beyond(points[0], points[1], points[0], measure)
        lower = points[0]
        for upper in points[1:]:
            if measure <= upper.at:
                return _between(lower, upper, measure)
            lower = upper
        return self._beyond(points[-2], points[-1], points[-1], measure)

    def _beyond(self, lower: Breakpoint, upper: Breakpoint, end: Breakpoint, measure: Decimal) -> Placed | None:
        if self.outside is Outside.REJECT:
            return None
        if self.outside is Outside.CLIP:
            return Placed(lower, upper, clipped=True, numerator=end.value, denominator=_ONE)
        extended = _between(lower, upper, measure)
        if extended.numerator < _ZERO:
            return Placed(lower, upper, clipped=True, numerator=_ZERO, denominator=_ONE)
        if extended.numerator > extended.denominator:
            return Placed(lower, upper, clipped=True, numerator=_ONE, denominator=_ONE)
        return extended

    def findings(self, where: str) -> tuple[Finding, ...]:
        """Everything wrong with the anchors, at once."""
        return tuple(
            Finding(
                code=f"scale.{code}",
                severity=Severity.BLOCK,
                kind=Kind.STRUCTURAL,
                message=message,
                where=where,
                remedy="Publish two to six anchors, the measure rising, the value going one way between 0 and 1.",
            )
            for code, message in self._faults()
        )

    def _faults(self) -> list[tuple[str, str]]:
        ats = [point.at for point in self.breakpoints]
        values = [point.value for point in self.breakpoints]
        faults = []
        if not FEWEST_BREAKPOINTS <= len(ats) <= MOST_BREAKPOINTS:
            faults.append(("anchorCount", f"A weight needs two to six anchors; {len(ats)} were given."))
        if any(later <= earlier for earlier, later in zip(ats, ats[1:], strict=False)):
            faults.append(("anchorsNotRising", "The anchors' measures must rise from one to the next."))
        if any(not _ZERO <= value <= _ONE for value in values):
            faults.append(("valueOutOfRange", "An anchor's value lies between 0 and 1."))
        if values not in (sorted(values), sorted(values, reverse=True)):
            faults.append(("notMonotone", "The value may rise or fall along the scale, not both."))
        if len(set(values)) == 1:
            faults.append(("flat", "All anchors have the same value, so every bid would get the same points."))
        return faults


def _between(lower: Breakpoint, upper: Breakpoint, measure: Decimal) -> Placed:
    width = EXACT.subtract(upper.at, lower.at)
    rise = EXACT.multiply(EXACT.subtract(measure, lower.at), EXACT.subtract(upper.value, lower.value))
    numerator = EXACT.add(EXACT.multiply(lower.value, width), rise)
    return Placed(lower, upper, clipped=False, numerator=numerator, denominator=width)
