"""The standstill after an award decision, with the public holidays of its country, as a value that can be stored."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from procurement_plugin.application.evaluation_document import stripped
from procurement_plugin.domain.deadlines import SATURDAY, is_working, standstill
from procurement_plugin.domain.findings import OutOfCoverageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from procurement_plugin.domain.deadlines import Deadline
    from procurement_plugin.domain.parameters import ParameterSet


class Standstill:
    """Counts standstills under one release's periods.

    Args:
        is_holiday: whether a jurisdiction has a public holiday on a day; refuses a country it does not know.
    """

    def __init__(self, parameters: ParameterSet, is_holiday: Callable[[str, date], bool]) -> None:
        self._parameters = parameters
        self._is_holiday = is_holiday

    def of(self, sent: date, jurisdiction: str, medium: str) -> Deadline:
        """The standstill of a decision sent on a day.

        Raises:
            OutOfCoverageError: period or public holidays of the country are not known.
        """
        packs = (jurisdiction.split("-", maxsplit=1)[0].lower(), "eu")
        return standstill(sent, packs, medium, self._parameters, partial(self._is_holiday, jurisdiction))

    def is_off(self, jurisdiction: str, day: date) -> bool:
        """Whether a day is a Saturday, a Sunday or, as far as they are known, a public holiday."""
        try:
            return not is_working(day, partial(self._is_holiday, jurisdiction))
        except OutOfCoverageError:
            return day.weekday() >= SATURDAY

    def after(self, sent: datetime, jurisdiction: str, medium: str) -> dict[str, Any]:
        """The same for the record of a step; with the reason where it cannot be worked out."""
        try:
            found = self.of(sent.date(), jurisdiction, medium)
        except OutOfCoverageError as refused:
            return {"medium": medium, "notWorkedOut": str(refused)}
        return {"medium": medium, **told(found)}


def told(found: Deadline) -> dict[str, Any]:
    """A period with its steps."""
    return stripped(
        {
            "length": found.length,
            "event": found.event.isoformat(),
            "nominalEnd": found.nominal.isoformat(),
            "shifts": [{"to": shift.day.isoformat(), "rule": shift.rule} for shift in found.shifts],
            "last": found.last.isoformat(),
            "firstPossible": found.first_possible.isoformat(),
            "parameter": found.parameter,
            "notes": list(found.notes),
        }
    )
