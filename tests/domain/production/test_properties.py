"""What holds of every comparison, whatever its figures: dearer is never better, names and units change nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from fractions import Fraction as F
from typing import TYPE_CHECKING

from domain.production.cases import cases, locations
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from procurement_plugin.domain.production.case import Currency, Quantity
from procurement_plugin.domain.production.comparison import compare
from procurement_plugin.domain.production.cost_factor import COUNTED, DEARER, Layer
from procurement_plugin.domain.production.points import RATE, entries
from procurement_plugin.domain.production.registry import cost_factors, location_figures
from procurement_plugin.domain.production.unit_cost import LocationCost, layer_total, total_of
from procurement_plugin.domain.production.units import MONEY, UNITS, measured

if TYPE_CHECKING:
    from procurement_plugin.domain.production.case import Case, Location

MANY = settings(max_examples=150, deadline=None)


def replaced(case: Case, changed: Location) -> Case:
    places = tuple(changed if place.id == changed.id else place for place in case.locations)
    return case._replace(locations=places)


def only_value(given: Quantity, value: D) -> Quantity:
    return given._replace(value=value, low=None, high=None)


@MANY
@given(cases(), st.data())
def test_raising_any_cost_of_a_location_never_improves_it(case: Case, data: st.DataObject) -> None:
    place = case.locations[0]
    name = data.draw(st.sampled_from([n for n in sorted(place.figures) if location_figures()[n].effect == DEARER]))
    before = place.figures[name]
    raised = only_value(before, before.value + data.draw(st.decimals("0.01", "500", places=2)))
    first, second = (
        compare(replaced(case, place._replace(figures={**place.figures, name: quantity})))
        for quantity in (only_value(before, before.value), raised)
    )
    assert second.locations[0].total.value >= first.locations[0].total.value
    assert second.locations[0].present_value.value >= first.locations[0].present_value.value
    assert second.locations[1].total == first.locations[1].total
    assert second.differences[0].total <= first.differences[0].total


@MANY
@given(cases(count=1), st.sampled_from(["BE", "CN", "US", ""]))
def test_equal_figures_give_equal_results_whatever_the_country(case: Case, country: str) -> None:
    twin = case.locations[0]._replace(id="L1", name="Elsewhere", country=country)
    found = compare(case._replace(locations=(case.locations[0], twin)))
    one, other = found.locations
    assert (one.total, one.present_value, one.mean, one.years) == (
        other.total,
        other.present_value,
        other.mean,
        other.years,
    )
    difference = found.differences[0]
    assert (difference.total, difference.price, difference.present_value) == (0, 0, 0)
    assert difference.break_even.above == 0


def told_in(place: Location, currency: str, rate: D) -> Location:
    """The same location with its money in another currency: each amount divided by the rate, exactly."""
    figures = {}
    for name, quantity in place.figures.items():
        if location_figures()[name].dimension in MONEY:
            ends = [None if end is None else end / rate for end in (quantity.value, quantity.low, quantity.high)]
            unit = quantity.unit.replace("EUR", currency)
            figures[name] = Quantity(ends[0], unit, quantity.source, ends[1], ends[2])
        else:
            figures[name] = quantity
    return place._replace(figures=figures)


@MANY
@given(cases(), st.sampled_from([D("0.5"), D("0.8"), D(2), D(5), D("0.125")]), st.booleans())
def test_another_currency_leaves_every_result_as_it_was(case: Case, rate: D, inverse: bool) -> None:
    quantity = Quantity(1 / rate, "USD/EUR", "a test") if inverse else Quantity(rate, "EUR/USD", "a test")
    currency = Currency("USD", quantity, date(2026, 12, 1))
    moved = case._replace(currencies=(currency,))
    moved = replaced(moved, told_in(case.locations[1], "USD", rate))
    before, after = compare(case), compare(moved)
    assert [r.total for r in after.locations] == [r.total for r in before.locations]
    assert [r.present_value for r in after.locations] == [r.present_value for r in before.locations]
    assert after.differences[0].break_even == before.differences[0].break_even


@MANY
@given(cases(), st.data())
def test_other_units_leave_every_result_as_it_was(case: Case, data: st.DataObject) -> None:
    place = case.locations[1]
    figures = {}
    for name, quantity in place.figures.items():
        dimension = location_figures()[name].dimension
        pattern = data.draw(st.sampled_from(sorted(UNITS[dimension])))
        unit = pattern.replace("{currency}", "EUR")
        now, then = measured(quantity.unit, dimension), measured(unit, dimension)
        factor = now.factor / then.factor
        assume(set(_prime_factors(factor.denominator)) <= {2, 5})  # else no decimal says the same
        ends = [None if end is None else _exactly(end, factor) for end in (quantity.value, quantity.low, quantity.high)]
        figures[name] = Quantity(ends[0], unit, quantity.source, ends[1], ends[2])
    before, after = compare(case), compare(replaced(case, place._replace(figures=figures)))
    assert [r.total for r in after.locations] == [r.total for r in before.locations]
    assert [r.mean for r in after.locations] == [r.mean for r in before.locations]


def _exactly(value: D, factor: F) -> D:
    found = F(value) * factor
    return D(found.numerator) / D(found.denominator)


def _prime_factors(number: int) -> list[int]:
    found, divisor = [], 2
    while number > 1:
        while number % divisor == 0:
            found.append(divisor)
            number //= divisor
        divisor += 1
    return found


@MANY
@given(cases(), st.data())
def test_a_range_holds_every_result_within_it(case: Case, data: st.DataObject) -> None:
    found = compare(case)
    share = st.fractions(0, 1, max_denominator=50)
    point = {key: low + data.draw(share) * (high - low) for key, (low, high) in _ends(found).items()}
    for result in found.locations:
        assert result.total.low <= result.cost.total(point) <= result.total.high
        present = result.cost.present_value(point)
        assert result.present_value.low <= present <= result.present_value.high
        assert result.total.low <= result.total.value <= result.total.high


def _ends(found) -> dict:  # noqa: ANN001
    return {key: entry.ends for key, entry in found.entries.items()}


@MANY
@given(cases())
def test_the_parts_add_up_and_what_stands_apart_is_in_no_total(case: Case) -> None:
    for result in compare(case).locations:
        parts = [amount for name, amount in result.mean.items() if cost_factors()[name].layer in COUNTED]
        assert sum(parts) == total_of(result.mean) == result.total.value
        assert sum(layer_total(result.mean, layer) for layer in COUNTED) == result.total.value
        assert all(amount >= 0 for amount in result.mean.values())


@MANY
@given(cases())
def test_at_the_break_even_price_both_totals_are_equal(case: Case) -> None:
    found = compare(case)
    equal = found.differences[0].break_even
    assume(equal.price is not None and equal.price > 0)
    point = {**found.point, _price_key(found, 0): equal.price}
    reference, other = (result.cost for result in found.locations)
    assert reference.total(point) == other.total(point)
    assert equal.above == equal.price / found.point[_price_key(found, 1)] - 1


def _price_key(found, number: int):  # noqa: ANN001, ANN202
    return next(k for k in found.entries if k.owner == f"L{number}" and k.name == "unitPrice")


@MANY
@given(cases())
def test_a_bar_is_what_moving_that_figure_alone_does(case: Case) -> None:
    found = compare(case)
    reference, other = (result.cost for result in found.locations)
    difference = found.differences[0]
    for bar in difference.bars:
        for end, told in ((bar.low, bar.at_low), (bar.high, bar.at_high)):
            point = {**found.point, bar.key: end}
            assert other.total(point) - reference.total(point) == told
    swings = [bar.swing for bar in difference.bars]
    assert swings == sorted(swings, reverse=True)
    if difference.certain:
        assert not any(bar.turns for bar in difference.bars if bar.ranged)


@MANY
@given(cases(), locations("L0"))
def test_a_soft_factor_moves_nothing_unless_it_is_switched_on(case: Case, other: Location) -> None:
    off = case._replace(switched_on=frozenset())
    soft = {f.name for factor in cost_factors().values() if factor.soft for f in factor.figures}
    soft |= {name for factor in cost_factors().values() for name in factor.switch}
    kept = {name: quantity for name, quantity in other.figures.items() if name not in soft}
    with_soft, without = (compare(replaced(off, other._replace(figures=f))) for f in (other.figures, kept))
    assert with_soft.locations[0].total == without.locations[0].total
    assert with_soft.locations[0].mean == without.locations[0].mean
    assert Layer.RISK not in {cost_factors()[name].layer for name in with_soft.locations[0].mean}


def test_every_figure_that_moves_a_result_the_other_way_says_so() -> None:
    """The bounds rest on the declared effects, so a new figure cannot forget its own."""
    cheaper = {name for name, figure in location_figures().items() if figure.effect != DEARER}
    assert cheaper == {"freeAllowance", "unitsPerShipment", "survivalDays"}
    assert RATE.effect == DEARER


def test_a_location_cost_can_be_worked_out_alone() -> None:
    from domain.production.cases import case, location  # noqa: PLC0415

    one = case(location("A", unitPrice=("10", "EUR/unit")), location("B", unitPrice=("9", "EUR/unit")))
    found = entries(one)
    cost = LocationCost(one, one.locations[1], found)
    assert cost.total({key: entry.at_value for key, entry in found.items()}) == 9
