"""Periods as Regulation (EEC, Euratom) No 1182/71 counts them, standstill, and the days for a debriefing.

Every answer carries its steps, so that a reader can follow it on a calendar.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.findings import OutOfCoverageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from procurement_plugin.domain.parameters import Parameter, ParameterSet

    IsHoliday = Callable[[date], bool]

SATURDAY = 5
ELECTRONIC, OTHER = "electronic", "other"
ROLLED = "eu.deadlines.roll_forward"
INSIDE = "eu.deadlines.working_days_inside"
WORKING_DAYS = "working days"
ASSUMED = "Rolling over days off follows Regulation 1182/71; whether national law counts so has to be checked."
MINIMUM = (
    "No period of national law is known to this release; the minimum of the Union is shown, national law may be longer."
)


class Shift(NamedTuple):
    """A move of the end of a period: to which day, and the parameter that asks for it."""

    day: date
    rule: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """A period that was counted.

    Attributes:
        event: the day of the event; it is not counted.
        nominal: where the period ends before any rule about days off.
        shifts: every move from there, in order.
        last: the last day of the period; it ends when that day does.
        parameter: the file that holds the length, empty when it was given.
        notes: what the reader should know besides.
    """

    event: date
    length: str
    nominal: date
    shifts: tuple[Shift, ...]
    last: date
    parameter: str = ""
    notes: tuple[str, ...] = ()

    @property
    def first_possible(self) -> date:
        """The first day on which the action is possible."""
        return self.last + timedelta(days=1)


def is_working(day: date, is_holiday: IsHoliday) -> bool:
    """A day other than public holidays, Sundays and Saturdays (Article 2(2))."""
    return day.weekday() < SATURDAY and not is_holiday(day)


def end_of_days(event: date, days: int, is_holiday: IsHoliday) -> Deadline:
    """A period in calendar days: from the day after the event, ending on a working day, with two of them inside.

    Args:
        days: at least 1.
    """
    nominal = event + timedelta(days=days)
    return _settled(event, f"{days} calendar days", nominal, is_holiday, days=days)


def end_of_working_days(event: date, days: int, is_holiday: IsHoliday) -> Deadline:
    """A period in working days: only those are counted (Article 3(3))."""
    last, left = event, days
    while left:
        last += timedelta(days=1)
        left -= is_working(last, is_holiday)
    return Deadline(event, f"{days} working days", last, (), last)


def end_of_months(event: date, months: int, is_holiday: IsHoliday) -> Deadline:
    """A period in months (or twelve to the year): the same date, or the last day of a month that lacks it."""
    years, month = divmod(event.month - 1 + months, 12)
    year, month = event.year + years, month + 1
    nominal = date(year, month, min(event.day, monthrange(year, month)[1]))
    return _settled(event, f"{months} months", nominal, is_holiday, days=(nominal - event).days)


def end_of_weeks(event: date, weeks: int, is_holiday: IsHoliday) -> Deadline:
    """A period in weeks: the same day of the week."""
    nominal = event + timedelta(weeks=weeks)
    return _settled(event, f"{weeks} weeks", nominal, is_holiday, days=weeks * 7)


def counted_back(from_day: date, days: int) -> date:
    """The day a number of days before a date or event; such periods never move (Article 3(4), last sentence)."""
    return from_day - timedelta(days=days)


def _settled(event: date, length: str, nominal: date, is_holiday: IsHoliday, *, days: int) -> Deadline:
    """Move the end to a working day, then on until two working days lie inside."""
    last, shifts = nominal, []
    for rule in _moves(event, nominal, is_holiday, two_inside=days > 1):
        last += timedelta(days=1)
        shifts.append(Shift(last, rule))
    return Deadline(event, length, nominal, tuple(shifts), last)


def _moves(event: date, last: date, is_holiday: IsHoliday, *, two_inside: bool) -> Iterator[str]:
    while True:
        if not is_working(last, is_holiday):
            yield ROLLED
        elif two_inside and _working_days(event, last, is_holiday) < 2:  # noqa: PLR2004  Article 3(5), in its file
            yield INSIDE
        else:
            return
        last += timedelta(days=1)


def _working_days(event: date, last: date, is_holiday: IsHoliday) -> int:
    days = (event + timedelta(days=number) for number in range(1, (last - event).days + 1))
    return sum(is_working(day, is_holiday) for day in days)


def standstill(
    sent: date, packs: Iterable[str], medium: str, parameters: ParameterSet, is_holiday: IsHoliday
) -> Deadline:
    """The standstill after an award decision was sent.

    Args:
        packs: folders of ``config/legal``, the country before ``eu``.
        medium: ``electronic`` or ``other``.

    Raises:
        OutOfCoverageError: the country's period for this medium is not known, though the other one is.
    """
    parameter, national = _period(tuple(packs), medium, parameters, sent)
    figure = parameter.at(sent).figure
    if figure is None:
        raise AssertionError("a standstill is a figure")
    count = end_of_working_days if parameter.unit == WORKING_DAYS else end_of_days
    made = count(sent, int(figure), is_holiday)
    notes = [] if national else [MINIMUM]
    notes += [] if parameter.unit == WORKING_DAYS else [ASSUMED]
    return Deadline(made.event, made.length, made.nominal, made.shifts, made.last, parameter.id, tuple(notes))


def _period(packs: tuple[str, ...], medium: str, parameters: ParameterSet, day: date) -> tuple[Parameter, bool]:
    for pack in packs:
        known = {
            name: parameters.get(f"{pack}.deadlines.{name}")
            for name in ("standstill", f"standstill_{ELECTRONIC}", f"standstill_{OTHER}")
        }
        found = known["standstill"] or known[f"standstill_{medium}"]
        if found is not None and found.in_force(day):
            return found, pack != "eu"
        if pack != "eu" and any(parameter is not None and parameter.in_force(day) for parameter in known.values()):
            message = (
                f"The standstill of {pack.upper()} for a decision sent by {medium} means is not known to this release."
            )
            raise OutOfCoverageError(message)
    raise OutOfCoverageError("No standstill is known on that day.")


def debriefing(received: date, parameters: ParameterSet, is_holiday: IsHoliday) -> Deadline:
    """Until when a bidder that asked in writing has to be informed (Directive 2014/24/EU, Article 55(2))."""
    parameter = parameters["eu.deadlines.debriefing"]
    made = end_of_days(received, int(parameters.figure(parameter.id, received)), is_holiday)
    return Deadline(made.event, made.length, made.nominal, made.shifts, made.last, parameter.id)
