"""Delete what is stored of a procedure when its time has come: in one transaction, then its documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from procurement_plugin.domain.findings import NotFoundError
from procurement_plugin.domain.retention import check_deletable, check_reason, checked_years

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from procurement_plugin.application.ports import Clock
    from procurement_plugin.domain.actor import Actor
    from procurement_plugin.domain.parameters import ParameterSet
    from procurement_plugin.domain.retention import ProcedureLife

# Directive 2014/24/EU, Article 84(2): its last sentence says how long the documentation is kept at least.
LEAST = "eu.duties.report_retention"


class Deletion(NamedTuple):
    """What a deletion took away: rows by table, and what stays because another procedure uses it."""

    rows: Mapping[str, int]
    kept_profiles: Sequence[str]


class RetentionStore(Protocol):
    """Finds and deletes what is stored of a procedure."""

    def lives(self, tenant_id: str) -> Sequence[ProcedureLife]:
        """Every procedure of a tenant, by identifier."""

    def delete(
        self, actor: Actor, procedure_id: str, reason: str, moment: datetime, check: Callable[[ProcedureLife], None]
    ) -> Deletion | None:
        """Delete its data and append a tombstone, all or nothing; none when nothing is stored of it.

        Args:
            check: refuses by raising; called with the life as it stands inside the transaction.
        """

    def deleted(self, tenant_id: str, procedure_id: str) -> bool:
        """Whether there is a tombstone of it."""

    def scrub(self) -> None:
        """Write over what was freed, so that no byte of it is left in the database.

        Raises:
            UnavailableError: somebody else works in the database; try again.
        """


class Retention:
    """Looks after how long data is kept.

    Args:
        remove_bytes: takes away the bytes of deleted documents; what it could not, it does the next time.
        years: as configured; 0 for the least that the law asks for.
    """

    def __init__(
        self, store: RetentionStore, remove_bytes: Callable[[], int], clock: Clock, parameters: ParameterSet, years: int
    ) -> None:
        self._store = store
        self._remove_bytes = remove_bytes
        self._clock = clock
        self._parameters = parameters
        self._configured = years

    def years(self) -> int:
        """How many years data is kept.

        Raises:
            StateError: fewer are configured than the law asks for.
        """
        today = self._today()
        return checked_years(self._configured, lambda: int(self._parameters.figure(LEAST, today)))

    def procedures(self, tenant_id: str) -> list[tuple[ProcedureLife, date | None, bool]]:
        """Every procedure with its first day of deletion, and whether that has come."""
        years, today = self.years(), self._today()
        found = []
        for life in self._store.lives(tenant_id):
            due = life.due(years)
            found.append((life, due, due is not None and due <= today))
        return found

    def delete(self, procedure_id: str, reason: str, actor: Actor, *, forced: bool = False) -> Deletion | None:
        """Delete a procedure's data; none when that was done before, and only what was left over is finished now.

        Raises:
            NotFoundError: nothing is or was stored of it.
            StateError: it is too early, or the reason is too short.
            UnavailableError: its rows are deleted, but not yet all bytes.
        """
        check_reason(reason)
        years, now = self.years(), self._clock.now()
        done = self._store.delete(
            actor, procedure_id, reason, now,
            lambda life: check_deletable(life, years, now.date(), forced=forced),
        )  # fmt: skip
        if done is None and not self._store.deleted(actor.tenant_id, procedure_id):
            raise NotFoundError(f"Nothing is stored of a procedure {procedure_id}; 'retention list' shows them all.")
        self.finish()
        return done

    def finish(self) -> int:
        """What comes after a deletion's transaction: bytes of documents, then what the database freed."""
        removed = self._remove_bytes()
        self._store.scrub()
        return removed

    def _today(self) -> date:
        return self._clock.now().date()
