"""The price formula of a profile: points at a price, the price that earns points, and what a point is worth."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from procurement_plugin.domain.neutrality.computed_test import field, not_applicable, not_computable
from procurement_plugin.domain.neutrality.distribution import HUNDRED
from procurement_plugin.domain.scale import EXACT, Outside

if TYPE_CHECKING:
    from decimal import Decimal

    from procurement_plugin.domain.neutrality.computed_test import Asked, TestReport
    from procurement_plugin.domain.scale import Breakpoint, Scale

PRICE = ("price", "cost")


@dataclass(frozen=True, slots=True)
class PriceFormula:
    """The price criterion on its published anchors.

    Attributes:
        base: the estimated value, but not above the anchor where the price earns nothing.
    """

    index: int
    weight: Fraction
    scale: Scale
    base: Decimal

    def points(self, price: Decimal) -> Fraction:
        """Exact points at a price."""
        return self.weight * value_at(self.scale, price)

    def cut_for(self, points: Fraction) -> Fraction | None:
        """The price cut from the base, per cent of it, that earns so many points more; None when no price does."""
        wanted = value_at(self.scale, self.base) + points / self.weight
        price = _price_at(self.scale, wanted)
        if price is None:
            return None
        return max(Fraction(0), (Fraction(self.base) - price) / Fraction(self.base) * HUNDRED)

    @property
    def per_point(self) -> Fraction | None:
        """What one point costs at the base, in the currency of the price: the slope just below the base."""
        segments = list(zip(self.scale.breakpoints, self.scale.breakpoints[1:], strict=False))
        lower, upper = next((pair for pair in segments if pair[0].at < self.base <= pair[1].at), segments[-1])
        fall = Fraction(lower.value) - Fraction(upper.value)
        return Fraction(upper.at - lower.at) / (fall * self.weight) if fall > 0 else None


def value_at(scale: Scale, measure: Decimal) -> Fraction:
    """The exact value of a measure; 0 where the scale admits none."""
    placed = scale.place(measure)
    return Fraction(placed.numerator) / Fraction(placed.denominator) if placed is not None else Fraction(0)


def price_formula(name: str, asked: Asked) -> PriceFormula | TestReport:
    """The formula, or the report that says why the test of that name cannot be computed."""
    if asked.profile.fixed_price is not None:
        return not_applicable(name, "The price is fixed: bids compete on quality only.")
    found = [(i, c) for i, c in enumerate(asked.profile.criteria) if c.criterion in PRICE and c.weight > 0]
    if not found:
        return not_applicable(name, "The profile has no price criterion with a weight.")
    index, criterion = next(((i, c) for i, c in found if c.scale is not None), found[0])
    scale, estimated = criterion.scale, asked.procedure.estimated_value
    if scale is None:
        reason = "The profile declares no anchors of the price, so nothing can be weighed against a price."
        return not_computable(
            name, reason, f"{field(index)}.scale", "Declare the anchors, also for a platform's points."
        )
    if estimated is None or estimated.value <= 0:
        reason = "The procedure states no estimated value, so no price can be taken as a start."
        return not_computable(name, reason, "procedure.estimatedValue", "State the estimated value.")
    fault = _fault(scale, estimated.value)
    if fault:
        return not_computable(name, fault, f"{field(index)}.scale", "Check the anchors against the estimated value.")
    return PriceFormula(index, Fraction(criterion.weight), scale, min(estimated.value, _zero_anchor(scale)))


def _fault(scale: Scale, estimated: Decimal) -> str:
    points = scale.breakpoints
    if not points[0].value > points[-1].value:
        return "A higher price does not earn fewer points on the published anchors."
    if value_at(scale, estimated) >= points[0].value and scale.outside is not Outside.EXTEND:
        return "The estimated value already earns the most points that a price can; no lower price would earn more."
    return ""


def _zero_anchor(scale: Scale) -> Decimal:
    """The lowest anchor with the smallest value: from there on a price earns no less."""
    least = scale.breakpoints[-1].value
    return next(point.at for point in scale.breakpoints if point.value == least)


def _price_at(scale: Scale, wanted: Fraction) -> Fraction | None:
    """The highest price whose value is at least the wanted one."""
    points = scale.breakpoints
    for lower, upper in reversed(list(zip(points, points[1:], strict=False))):
        if Fraction(upper.value) >= wanted:
            return Fraction(upper.at)
        if Fraction(lower.value) >= wanted:
            return _on_line(lower, upper, wanted)
    if scale.outside is Outside.EXTEND and wanted <= 1 and points[0].value > points[1].value:
        price = _on_line(points[0], points[1], wanted)
        return price if price > 0 else None
    return None


def _on_line(lower: Breakpoint, upper: Breakpoint, wanted: Fraction) -> Fraction:
    fall = Fraction(EXACT.subtract(lower.value, upper.value))
    return Fraction(upper.at) - (wanted - Fraction(upper.value)) * Fraction(EXACT.subtract(upper.at, lower.at)) / fall
