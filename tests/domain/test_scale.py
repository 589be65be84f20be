"""Measure to points: exact, half-up once, on published anchors."""

from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracle import half_up as oracle_half_up
from oracle import value as oracle_value

from procurement_plugin.domain.scale import Breakpoint, Outside, Scale, half_up

measures = st.decimals(0, 500, places=3)


def scale(*pairs: tuple[str, str], outside: Outside = Outside.CLIP) -> Scale:
    return Scale(tuple(Breakpoint(D(at), D(value)) for at, value in pairs), outside)


@st.composite
def scales(draw: st.DrawFn) -> Scale:
    ats = sorted(draw(st.lists(measures, min_size=2, max_size=6, unique=True)))
    values = sorted(draw(st.lists(st.decimals(0, 1, places=3), min_size=len(ats), max_size=len(ats))))
    if draw(st.booleans()):
        values.reverse()
    return Scale(tuple(map(Breakpoint, ats, values)))


@pytest.mark.parametrize(
    ("numerator", "denominator", "places", "expected"),
    [
        ("0.00005", "1", 4, "0.0001"),
        ("0.00004999", "1", 4, "0.0000"),
        ("2.675", "1", 2, "2.68"),
        ("0.125", "1", 2, "0.13"),
        ("1", "3", 4, "0.3333"),
        ("2", "3", 4, "0.6667"),
        ("-0.5", "1", 0, "-1"),
    ],
)
def test_half_a_unit_is_rounded_up_and_never_to_even(
    numerator: str, denominator: str, places: int, expected: str
) -> None:
    assert half_up(D(numerator), D(denominator), places) == D(expected)


@given(st.decimals(-1000, 1000, places=9), st.decimals("0.001", 1000, places=3), st.integers(0, 6))
def test_rounding_agrees_with_rational_arithmetic(numerator: D, denominator: D, places: int) -> None:
    exact = Fraction(numerator) / Fraction(denominator)
    assert Fraction(half_up(numerator, denominator, places)) == oracle_half_up(exact, places)


@given(scales(), measures, st.decimals(0, 100, places=2), st.integers(2, 6))
def test_points_agree_with_the_oracle_and_stay_between_zero_and_the_weight(
    drawn: Scale, measure: D, weight: D, places: int
) -> None:
    placed = drawn.place(measure)
    assert placed is not None
    points = placed.points(weight, places)
    anchors = [{"at": str(p.at), "value": str(p.value)} for p in drawn.breakpoints]
    exact = Fraction(weight) * oracle_value(anchors, Fraction(measure))
    assert Fraction(points) == oracle_half_up(exact, places)
    assert 0 <= points <= weight


@given(scales(), measures, measures)
def test_a_better_measure_never_loses_points(drawn: Scale, first: D, second: D) -> None:
    low, high = sorted((first, second))
    rising = drawn.breakpoints[-1].value >= drawn.breakpoints[0].value
    worse, better = (low, high) if rising else (high, low)
    a, b = drawn.place(worse), drawn.place(better)
    assert a is not None
    assert b is not None
    assert a.points(D(15), 6) <= b.points(D(15), 6)


@given(scales(), measures)
def test_a_collinear_anchor_changes_nothing(drawn: Scale, measure: D) -> None:
    first, second = drawn.breakpoints[:2]
    middle = Breakpoint((first.at + second.at) / 2, (first.value + second.value) / 2)
    finer = Scale((first, middle, *drawn.breakpoints[1:]))
    a, b = drawn.place(measure), finer.place(measure)
    assert a is not None
    assert b is not None
    assert a.points(D(15), 6) == b.points(D(15), 6)


@given(scales(), measures, st.sampled_from([D(1000), D("0.001")]))
def test_the_unit_of_measure_does_not_matter(drawn: Scale, measure: D, factor: D) -> None:
    other = Scale(tuple(Breakpoint(p.at * factor, p.value) for p in drawn.breakpoints))
    a, b = drawn.place(measure), other.place(measure * factor)
    assert a is not None
    assert b is not None
    assert a.points(D(15), 6) == b.points(D(15), 6)


def test_the_anchors_themselves_give_exactly_all_and_nothing() -> None:
    drawn = scale(("10", "1"), ("300", "0"))
    best, worst = drawn.place(D(10)), drawn.place(D(300))
    assert best is not None
    assert worst is not None
    assert (best.points(D(15), 4), worst.points(D(15), 4)) == (D("15.0000"), D("0.0000"))


def test_beyond_the_anchors_a_measure_is_clipped_refused_or_extended_as_published() -> None:
    pairs = (("10", "0.9"), ("20", "0.4"))
    clipped = scale(*pairs).place(D(22))
    extended = scale(*pairs, outside=Outside.EXTEND).place(D(22))
    ended = scale(*pairs, outside=Outside.EXTEND).place(D(99))
    assert scale(*pairs, outside=Outside.REJECT).place(D(22)) is None
    assert clipped is not None
    assert extended is not None
    assert ended is not None
    assert (clipped.value, extended.value, ended.value) == (D("0.4"), D("0.3"), D(0))


def test_one_step_is_not_the_same_as_rounding_twice() -> None:
    placed = scale(("0", "0"), ("3", "1")).place(D("1.000"))
    assert placed is not None
    assert placed.points(D(10), 2) == D("3.33")
    assert placed.value == D("0.333333")


@pytest.mark.parametrize(
    ("anchors", "code"),
    [
        ([("1", "1")], "scale.anchorCount"),
        ([(str(n), f"0.{n}") for n in range(1, 8)], "scale.anchorCount"),
        ([("2", "1"), ("1", "0")], "scale.anchorsNotRising"),
        ([("1", "1"), ("1", "0")], "scale.anchorsNotRising"),
        ([("1", "1.5"), ("2", "0")], "scale.valueOutOfRange"),
        ([("1", "1"), ("2", "0"), ("3", "1")], "scale.notMonotone"),
        ([("1", "0.5"), ("2", "0.5")], "scale.flat"),
    ],
)
def test_faulty_anchors_are_named(anchors: list[tuple[str, str]], code: str) -> None:
    assert code in {finding.code for finding in scale(*anchors).findings("scale")}
