"""Compare the locations of a case: totals in layers, ranges, present values, differences; exact until it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.production.cost_factor import Layer
from procurement_plugin.domain.production.gap import BreakEven, break_even, price_of, tornado
from procurement_plugin.domain.production.points import at_value, corner, entries
from procurement_plugin.domain.production.registry import cost_factors
from procurement_plugin.domain.production.unit_cost import Amounts, LocationCost, layer_total, mean_of, total_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from procurement_plugin.domain.production.case import Case
    from procurement_plugin.domain.production.gap import Bar
    from procurement_plugin.domain.production.points import Entry, Key, Point


class Ranged(NamedTuple):
    """A result, and the least and the most it may be within the ranges of the figures."""

    value: Fraction
    low: Fraction
    high: Fraction


class LocationResult(NamedTuple):
    """What producing at one location costs.

    Attributes:
        years: amounts by factor, one for each year.
        mean: the same on average over the years.
        total: of a unit, on average over the years, in the layers that count.
        present_value: None without a discount rate.
        apart: kg CO2e of transport, and the price put on them; each only when it is known.
    """

    cost: LocationCost
    years: tuple[Amounts, ...]
    mean: Amounts
    total: Ranged
    present_value: Ranged | None
    apart: Mapping[Layer, Ranged]


class Difference(NamedTuple):
    """A location against the reference; differences are ``other - reference``.

    Attributes:
        certain: whether the ranges of the two totals do not meet, so that no figure within its range turns the order.
    """

    other: str
    price: Fraction
    total: Fraction
    price_share: Fraction
    total_share: Fraction
    present_value: Fraction | None
    certain: bool
    break_even: BreakEven
    bars: tuple[Bar, ...]


class Comparison(NamedTuple):
    """All locations, and each of the others against the reference."""

    case: Case
    entries: Mapping[Key, Entry]
    point: Point
    locations: tuple[LocationResult, ...]
    differences: tuple[Difference, ...]
    unlike: tuple[str, ...]
    overlapping: tuple[tuple[str, str], ...]


def compare(case: Case) -> Comparison:
    """Work a case out; its figures were checked before."""
    found = entries(case)
    point = at_value(found)
    costs = [LocationCost(case, location, found) for location in case.locations]
    results = tuple(_result(cost, found, point) for cost in costs)
    reference = next(result for result in results if result.cost.location.id == case.reference)
    differences = tuple(_difference(reference, other, found, point) for other in results if other is not reference)
    return Comparison(case, found, point, results, differences, _unlike(costs), _overlapping(costs))


def _result(cost: LocationCost, found: Mapping[Key, Entry], point: Point) -> LocationResult:
    years = cost.each_year(point)
    mean = {name: mean_of([amounts[name] for amounts in years]) for name in years[0]}
    corners = [corner(found, dearest=dearest, present=False) for dearest in (False, True)]
    total = Ranged(total_of(mean), *map(cost.total, corners))
    apart = {
        layer: Ranged(layer_total(mean, layer), *(_mean(cost, end, layer) for end in corners))
        for layer in (Layer.EMISSIONS, Layer.SHADOW)
        if any(factor.layer is layer for factor in cost.counted)
    }
    return LocationResult(cost, tuple(years), mean, total, _present(cost, found, point), apart)


def _mean(cost: LocationCost, point: Point, layer: Layer) -> Fraction:
    return mean_of([layer_total(amounts, layer) for amounts in cost.each_year(point)])


def _present(cost: LocationCost, found: Mapping[Key, Entry], point: Point) -> Ranged | None:
    ends = [cost.present_value(corner(found, dearest=dearest, present=True)) for dearest in (False, True)]
    value = cost.present_value(point)
    if value is None or ends[0] is None or ends[1] is None:
        return None
    return Ranged(value, ends[0], ends[1])


def _difference(
    reference: LocationResult, other: LocationResult, found: Mapping[Key, Entry], point: Point
) -> Difference:
    prices = [price_of(result.cost, point) for result in (reference, other)]
    totals = [result.total for result in (reference, other)]
    present = None
    if reference.present_value is not None and other.present_value is not None:
        present = other.present_value.value - reference.present_value.value
    return Difference(
        other.cost.location.id,
        prices[1] - prices[0],
        totals[1].value - totals[0].value,
        prices[1] / prices[0] - 1,
        totals[1].value / totals[0].value - 1,
        present,
        totals[0].high < totals[1].low or totals[1].high < totals[0].low,
        break_even(reference.cost, other.cost, point),
        tornado(reference.cost, other.cost, found, point),
    )


def _unlike(costs: list[LocationCost]) -> tuple[str, ...]:
    """Factors that count at some locations only: their totals are not alike."""
    counted = [{factor.name for factor in cost.counted} for cost in costs]
    return tuple(
        name
        for name in cost_factors()
        if any(name in names for names in counted) and not all(name in names for names in counted)
    )


def _overlapping(costs: list[LocationCost]) -> tuple[tuple[str, str], ...]:
    """Pairs of factors that count at one location and may count the same thing."""
    pairs = (
        (factor.name, other)
        for cost in costs
        for factor in cost.counted
        for other in sorted(factor.overlaps)
        if any(counted.name == other for counted in cost.counted)
    )
    return tuple(dict.fromkeys(pairs))
