"""How long the data of a procedure is kept: from its closing, for years, to the day after the anniversary."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.evaluation_life import CANCELLED, CLOSED
from procurement_plugin.domain.findings import StateError

if TYPE_CHECKING:
    from collections.abc import Callable

# States of a procedure as a whole; the first two have ended.
ENDED, TRIALS, OPEN, PUBLISHED, DRAFTED = "closed", "trials", "open", "published", "drafted"
SHORTEST_REASON = 20


class LotLife(NamedTuple):
    """Where the official evaluation of a lot stands, and since which day."""

    state: str
    since: date


class ProcedureLife(NamedTuple):
    """What is stored of a procedure.

    Attributes:
        lots: one for each version under which bids were officially evaluated.
        newest: the day of its last evaluation, if there is any.
    """

    procedure_id: str
    lots: tuple[LotLife, ...]
    evaluations: int
    versions: int
    documents: int
    newest: date | None

    @property
    def state(self) -> str:
        """``closed`` when every lot is closed or cancelled, ``trials`` when nothing official was ever evaluated."""
        if self.lots:
            return ENDED if all(lot.state in (CLOSED, CANCELLED) for lot in self.lots) else OPEN
        if self.versions:
            return PUBLISHED
        return TRIALS if self.evaluations else DRAFTED

    @property
    def ended(self) -> date | None:
        """The day from which the time is counted; none while it has not begun."""
        if self.state == ENDED:
            return max(lot.since for lot in self.lots)
        return self.newest if self.state == TRIALS else None

    def due(self, years: int) -> date | None:
        """The first day on which it may be deleted.

        A period of years ends on its last day's anniversary, or on the last day of that month where there is none
        (Regulation 1182/71, Article 3(2)(c)).
        """
        if self.ended is None:
            return None
        year = self.ended.year + years
        day = min(self.ended.day, monthrange(year, self.ended.month)[1])
        return date(year, self.ended.month, day) + timedelta(days=1)


def check_deletable(life: ProcedureLife, years: int, today: date, *, forced: bool) -> None:
    """Only what has ended long ago is deleted, or what somebody forces.

    Raises:
        StateError: it is too early; the message says until when, and what to do.
    """
    if forced:
        return
    due = life.due(years)
    instead = "Delete it earlier with --force, and say in the reason why that is lawful."
    if due is None:
        message = f"The procedure is {life.state}: no lot of it was closed or cancelled yet, or not all were. {instead}"
        raise StateError("procedureOpen", message)
    if today < due:
        message = f"The procedure ended on {life.ended}; its data is kept for {years} years, until {due}. {instead}"
        raise StateError("retentionRunning", message)


def check_reason(reason: str) -> None:
    """A deletion needs a reason.

    Raises:
        StateError: it is too short.
    """
    if len(reason.strip()) < SHORTEST_REASON:
        raise StateError(
            "reasonNeeded",
            f"A reason of at least {SHORTEST_REASON} characters is needed. It stays in the trail: name no bidder.",
        )


def checked_years(configured: int, least: Callable[[], int]) -> int:
    """The years to keep data; 0 stands for as many as the law asks for at least.

    Raises:
        StateError: fewer than the law asks for.
    """
    lawful = least()
    if configured and configured < lawful:
        message = f"PROCUREMENT_RETENTION_YEARS is {configured}, and the law asks for at least {lawful}."
        raise StateError("retentionTooShort", message)
    return configured or lawful
