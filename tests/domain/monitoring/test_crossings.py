"""What crosses a threshold: from which side, exactly at the limit, by the figure or by the limit; what came and went."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_plugin.domain.monitoring.crossings import beyond, compare
from procurement_plugin.domain.monitoring.figures import COMPARISONS, Figure, Threshold, WatchScan

COBALT = "material/cobalt"


def risk(value: str, subject: str = COBALT) -> Figure:
    return Figure(subject, "supplyRisk", "", value, "2023", "assessments.csv")


def limit(value: str = "1.0", comparison: str = "atLeast", name: str = "risk", subject: str = "") -> Threshold:
    return Threshold(name, "supplyRisk", D(value), comparison, "The study", subject=subject)


def scan(*figures: Figure, thresholds: tuple[Threshold, ...] = (limit(),)) -> WatchScan:
    members = {"list": tuple(dict.fromkeys(figure.subject for figure in figures))}
    return WatchScan(figures, thresholds, {COBALT: "Cobalt"}, members)


@pytest.mark.parametrize(
    ("before", "after", "comparison", "told"),
    [
        ("0.9", "1.0", "atLeast", ("fromBelow", True)),
        ("1.0", "1.1", "atLeast", None),
        ("1.0", "0.99", "atLeast", ("fromAbove", False)),
        ("0.9", "1.0", "above", None),
        ("1.0", "1.01", "above", ("fromBelow", True)),
        ("1.1", "1.0", "atMost", ("fromAbove", True)),
        ("1.0", "1.1", "atMost", ("fromBelow", False)),
        ("1.1", "1.0", "below", None),
        ("1.0", "0.9", "below", ("fromAbove", True)),
    ],
)
def test_a_crossing_says_from_which_side_and_whether_it_is_beyond_now(
    before: str, after: str, comparison: str, told: tuple[str, bool] | None
) -> None:
    thresholds = (limit(comparison=comparison),)
    found = compare(scan(risk(before), thresholds=thresholds), scan(risk(after), thresholds=thresholds)).crossed
    assert [(row.direction, row.passed) for row in found] == ([told] if told else [])
    assert all(row.because == "figure" for row in found)


def test_a_threshold_that_moves_over_a_figure_is_told_as_the_cause() -> None:
    before, after = (limit("1.5"),), (limit("1.0"),)
    (row,) = compare(scan(risk("1.2"), thresholds=before), scan(risk("1.2"), thresholds=after)).crossed
    assert (row.because, row.old.limit, row.new.limit, row.passed) == ("threshold", D("1.5"), D("1.0"), True)
    (row,) = compare(scan(risk("1.2"), thresholds=before), scan(risk("1.3"), thresholds=after)).crossed
    assert row.because == "both"


def test_a_threshold_that_only_one_scan_knew_crosses_nothing() -> None:
    both = (limit(), limit("0.5", name="own"))
    assert compare(scan(risk("0.4")), scan(risk("0.9"), thresholds=both)).crossed == ()


def test_a_threshold_of_one_subject_is_about_that_one_alone() -> None:
    thresholds = (limit(subject="material/lithium"),)
    figures = ([risk("0.5"), risk("0.5", "material/lithium")], [risk("2"), risk("2", "material/lithium")])
    found = compare(*(scan(*side, thresholds=thresholds) for side in figures)).crossed
    assert [row.after.subject for row in found] == ["material/lithium"]
    assert [figure.subject for figure, _ in beyond(scan(*figures[1], thresholds=thresholds))] == ["material/lithium"]


def test_a_figure_that_is_new_is_no_crossing_and_is_told() -> None:
    importance = Figure(COBALT, "economicImportance", "", "5")
    found = compare(scan(risk("2")), scan(risk("2"), importance))
    assert (found.crossed, found.appeared, found.vanished, found.compared) == ((), (importance,), (), 1)
    back = compare(scan(risk("2"), importance), scan(risk("2")))
    assert (back.appeared, back.vanished) == ((), (importance,))


def test_a_subject_that_came_or_went_is_told_once_and_not_figure_by_figure() -> None:
    lithium = risk("2", "material/lithium")
    found = compare(scan(risk("2")), scan(risk("2"), lithium))
    assert (found.came, found.appeared) == ({"material/lithium": ("list",)}, ())
    assert compare(scan(risk("2"), lithium), scan(risk("2"))).went == {"material/lithium": ("list",)}


def outcomes(**met: str) -> list[Figure]:
    return [Figure(COBALT, "testMet", name, value) for name, value in met.items()]


def test_a_grade_is_compared_on_the_tests_that_both_scans_know() -> None:
    thresholds = tuple(Threshold(f"grade.{n}", "grade", D(n), "atLeast", "") for n in (1, 2))
    before = scan(*outcomes(first="yes"), Figure(COBALT, "grade", "", "moderate"), thresholds=thresholds)
    more = scan(*outcomes(first="yes", second="yes"), Figure(COBALT, "grade", "", "high"), thresholds=thresholds)
    assert compare(before, more).crossed == ()
    worse = scan(*outcomes(first="no", second="yes"), Figure(COBALT, "grade", "", "moderate"), thresholds=thresholds)
    (row,) = compare(before, worse).crossed
    assert (row.before.value, row.after.value, row.new.id, row.passed) == ("moderate", "low", "grade.1", False)


VALUES = st.decimals(0, 3, places=2).map(str)


@given(VALUES, VALUES, st.sampled_from(COMPARISONS))
def test_there_and_back_again_crosses_twice_or_never(first: str, second: str, comparison: str) -> None:
    one, other = (scan(risk(value), thresholds=(limit(comparison=comparison),)) for value in (first, second))
    there, back = compare(one, other).crossed, compare(other, one).crossed
    assert len(there) == len(back) <= 1
    for way, again in zip(there, back, strict=True):
        assert {way.direction, again.direction} == {"fromBelow", "fromAbove"}
        assert way.passed != again.passed
    assert compare(one, one).crossed == ()
