"""A standstill as it stands on a calendar: the months with what each day is, and the way to the last day in steps."""

from __future__ import annotations

from calendar import Calendar
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

EVENT, COUNTED, MOVED, LAST, FIRST, OFF, TODAY = "event", "counted", "moved", "last", "first", "off", "today"


class Day(NamedTuple):
    """A day of a month's table; ``marks`` is empty for an ordinary day, ``inside`` false for a neighbour month's."""

    day: date
    inside: bool
    marks: tuple[str, ...]


class Month(NamedTuple):
    """A month by weeks of seven days, Monday first."""

    first: date
    weeks: tuple[tuple[Day, ...], ...]


class Counted(NamedTuple):
    """One step of the way to the last day: which day, what happens there, the parameter that asks for it."""

    day: date
    code: str
    rule: str = ""


def months_of(standstill: Mapping[str, Any], today: date, is_off: Callable[[date], bool]) -> tuple[Month, ...]:
    """The months from the event to the first possible day.

    Args:
        standstill: as a step records it, worked out.
        is_off: whether a day is a Saturday, Sunday or public holiday.
    """
    marked = _marked(standstill)
    months = sorted({day.replace(day=1) for day in marked})
    return tuple(Month(first, tuple(_weeks(first, marked, today, is_off))) for first in months)


def way_of(standstill: Mapping[str, Any]) -> tuple[Counted, ...]:
    """From the event to the first possible day, a step at a time."""
    parameter = standstill["parameter"]
    event, nominal, last, first = (
        date.fromisoformat(standstill[name]) for name in ("event", "nominalEnd", "last", "firstPossible")
    )
    moves = (Counted(date.fromisoformat(row["to"]), MOVED, row["rule"]) for row in standstill.get("shifts", ()))
    return (
        Counted(event, EVENT),
        Counted(nominal, COUNTED, parameter),
        *moves,
        Counted(last, LAST),
        Counted(first, FIRST),
    )


def days_left(standstill: Mapping[str, Any], today: date) -> int:
    """How many days until the contract may be signed; 0 once it may."""
    return max((date.fromisoformat(standstill["firstPossible"]) - today).days, 0)


def _marked(standstill: Mapping[str, Any]) -> dict[date, str]:
    """Every day from the event to the first possible one, with what it is."""
    event, nominal, last, first = (
        date.fromisoformat(standstill[name]) for name in ("event", "nominalEnd", "last", "firstPossible")
    )
    days = (event + timedelta(days=number) for number in range((first - event).days + 1))
    named = {event: EVENT, last: LAST, first: FIRST}
    return {day: named.get(day) or (COUNTED if day <= nominal else MOVED) for day in days}


def _weeks(
    first: date, marked: Mapping[date, str], today: date, is_off: Callable[[date], bool]
) -> Iterator[tuple[Day, ...]]:
    for week in Calendar().monthdatescalendar(first.year, first.month):
        yield tuple(_day(day, first, marked, today, is_off) for day in week)


def _day(day: date, first: date, marked: Mapping[date, str], today: date, is_off: Callable[[date], bool]) -> Day:
    inside = (day.year, day.month) == (first.year, first.month)
    if not inside:
        return Day(day, inside, ())
    told = [marked[day]] if day in marked else []
    told += [OFF] if is_off(day) else []
    told += [TODAY] if day == today else []
    return Day(day, inside, tuple(told))
