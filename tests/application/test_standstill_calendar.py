"""A standstill on a calendar: every day of it is marked, and the way to the last day ends where the record says."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from procurement_plugin.application.standstill_calendar import (
    COUNTED,
    EVENT,
    FIRST,
    LAST,
    MOVED,
    OFF,
    TODAY,
    days_left,
    months_of,
    way_of,
)
from procurement_plugin.bootstrap import knowledge

DAYS = st.dates(date(2026, 1, 1), date(2028, 6, 1))


@given(sent=DAYS, medium=st.sampled_from(["electronic", "other"]), country=st.sampled_from(["BE", "FR", "NL", "DE"]))
def test_the_calendar_says_what_the_record_says(sent: date, medium: str, country: str) -> None:
    standstill = knowledge.standstill()
    record = standstill.after(datetime(sent.year, sent.month, sent.day, 12, tzinfo=UTC), country, medium)
    assume("firstPossible" in record)
    today = sent + timedelta(days=3)
    months = months_of(record, today, lambda day: standstill.is_off(country, day))
    days = {cell.day: cell.marks for month in months for week in month.weeks for cell in week if cell.inside}
    assert all(len(week) == 7 for month in months for week in month.weeks)
    assert EVENT in days[sent]
    assert LAST in days[date.fromisoformat(record["last"])]
    first = date.fromisoformat(record["firstPossible"])
    assert FIRST in days[first]
    assert TODAY in days[today]
    inside = [day for day, marks in days.items() if {COUNTED, MOVED, LAST} & set(marks)]
    assert len(inside) == (first - sent).days - 1
    assert all(OFF in days[day] for day in days if day.weekday() >= 5)
    way = way_of(record)
    assert next(step.code for step in way) == EVENT
    assert [step.day for step in way] == sorted(step.day for step in way)
    assert (way[-1].code, way[-1].day) == (FIRST, first)
    assert sum(step.code == MOVED for step in way) == len(record.get("shifts", ()))


def test_days_left_end_at_nothing() -> None:
    record = {"firstPossible": "2027-02-10"}
    assert [days_left(record, date(2027, 2, day)) for day in (3, 9, 10, 20)] == [7, 1, 0, 0]


def test_where_holidays_are_not_known_only_weekends_are_days_off() -> None:
    standstill = knowledge.standstill()
    assert standstill.is_off("EU", date(2027, 2, 6))
    assert not standstill.is_off("EU", date(2027, 1, 1))
    assert standstill.is_off("BE", date(2027, 1, 1))
