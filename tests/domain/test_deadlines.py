"""Periods of Regulation 1182/71: the seven worked vectors, what always holds, and the standstill of each country."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_plugin.adapters.public_holidays import is_public_holiday
from procurement_plugin.bootstrap import knowledge
from procurement_plugin.domain import deadlines as d
from procurement_plugin.domain.findings import OutOfCoverageError

PARAMETERS = knowledge.reference().parameters


def belgian(day: date) -> bool:
    return is_public_holiday("BE", day)


VECTORS = [
    ("2026-11-23", 10, "2026-12-03", "2026-12-03", "2026-12-04"),
    ("2026-11-23", 15, "2026-12-08", "2026-12-08", "2026-12-09"),
    ("2026-11-20", 15, "2026-12-05", "2026-12-07", "2026-12-08"),
    ("2026-12-10", 15, "2026-12-25", "2026-12-28", "2026-12-29"),
    ("2026-12-15", 10, "2026-12-25", "2026-12-28", "2026-12-29"),
    ("2026-12-24", 3, "2026-12-27", "2026-12-29", "2026-12-30"),
    ("2027-03-26", 2, "2027-03-28", "2027-03-31", "2027-04-01"),
]


@pytest.mark.parametrize(("sent", "days", "nominal", "last", "first"), VECTORS)
def test_the_seven_vectors(sent: str, days: int, nominal: str, last: str, first: str) -> None:
    found = d.end_of_days(date.fromisoformat(sent), days, belgian)
    told = [day.isoformat() for day in (found.nominal, found.last, found.first_possible)]
    assert told == [nominal, last, first]


def test_the_two_working_days_are_named_where_they_move_the_end() -> None:
    found = d.end_of_days(date(2026, 12, 24), 3, belgian)
    assert [shift.rule for shift in found.shifts] == [d.ROLLED, d.INSIDE]


DAYS = st.dates(date(2024, 1, 1), date(2031, 12, 31))


@given(DAYS, st.integers(1, 60))
def test_a_period_never_ends_on_a_day_off(event: date, days: int) -> None:
    assert d.is_working(d.end_of_days(event, days, belgian).last, belgian)


@given(DAYS, st.integers(2, 60))
def test_two_working_days_lie_inside_from_two_days_on(event: date, days: int) -> None:
    last = d.end_of_days(event, days, belgian).last
    inside = [event + timedelta(days=n) for n in range(1, (last - event).days + 1)]
    assert sum(d.is_working(day, belgian) for day in inside) >= 2


@given(DAYS, st.integers(1, 60))
def test_a_longer_period_never_ends_earlier_and_the_event_is_not_counted(event: date, days: int) -> None:
    shorter, longer = (d.end_of_days(event, count, belgian) for count in (days, days + 1))
    assert longer.last >= shorter.last >= event + timedelta(days=days)


@given(DAYS, st.integers(1, 60))
def test_a_period_counted_back_never_moves(day: date, days: int) -> None:
    assert day - d.counted_back(day, days) == timedelta(days=days)


@given(DAYS, st.integers(1, 40))
def test_working_days_are_all_that_is_counted(event: date, days: int) -> None:
    last = d.end_of_working_days(event, days, belgian).last
    inside = [event + timedelta(days=n) for n in range(1, (last - event).days + 1)]
    assert sum(d.is_working(day, belgian) for day in inside) == days
    assert d.is_working(last, belgian)


@pytest.mark.parametrize(
    ("event", "months", "nominal"),
    [
        ("2027-01-31", 1, "2027-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-12-31", 6, "2027-06-30"),
        ("2026-11-23", 12, "2027-11-23"),
    ],
)
def test_a_month_that_lacks_the_date_ends_on_its_last_day(event: str, months: int, nominal: str) -> None:
    assert d.end_of_months(date.fromisoformat(event), months, belgian).nominal.isoformat() == nominal


def test_a_week_ends_on_the_same_day_of_the_week() -> None:
    found = d.end_of_weeks(date(2026, 11, 23), 2, belgian)
    assert (found.last, found.last.weekday()) == (date(2026, 12, 7), 0)


STANDSTILLS = [
    ("BE", "electronic", "15 calendar days"),
    ("BE", "other", "15 calendar days"),
    ("FR", "electronic", "11 calendar days"),
    ("NL", "electronic", "20 calendar days"),
    ("DE", "electronic", "10 calendar days"),
    ("DE", "other", "15 calendar days"),
    ("ES", "electronic", "15 working days"),
    ("PL", "electronic", "10 calendar days"),
    ("PL", "other", "15 calendar days"),
    ("IT", "electronic", "32 calendar days"),
    ("SE", "electronic", "10 calendar days"),
    ("SE", "other", "15 calendar days"),
]


@pytest.mark.parametrize(("country", "medium", "length"), STANDSTILLS)
def test_the_standstill_of_each_country(country: str, medium: str, length: str) -> None:
    found = knowledge.standstill().of(date(2026, 11, 23), country, medium)
    assert found.length == length
    assert (d.MINIMUM in found.notes) == (country == "SE")


def test_a_medium_whose_period_was_not_read_is_refused_and_not_guessed() -> None:
    with pytest.raises(OutOfCoverageError, match="FR for a decision sent by other means"):
        knowledge.standstill().of(date(2026, 11, 23), "FR", "other")


def test_no_holidays_no_standstill() -> None:
    with pytest.raises(OutOfCoverageError, match="name the country"):
        knowledge.standstill().of(date(2026, 11, 23), "EU", "electronic")


def test_a_bidder_is_answered_within_fifteen_days_of_its_request() -> None:
    found = d.debriefing(date(2026, 11, 20), PARAMETERS, belgian)
    assert (found.last, found.parameter) == (date(2026, 12, 7), "eu.deadlines.debriefing")
