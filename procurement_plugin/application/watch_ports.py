"""What monitoring needs from outside: the kept watch lists with their reports, and figures of production sites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from procurement_plugin.application.events import Event
    from procurement_plugin.domain.actor import Actor
    from procurement_plugin.domain.monitoring.figures import Figure, Threshold, Unknown


class WatchList(NamedTuple):
    """A watch list as it stands; ``body`` is what was sent, ``revision`` its entity tag."""

    tenant_id: str
    id: str
    revision: int
    body: Mapping[str, Any]


class WatchReport(NamedTuple):
    """What one scan of a list found; the next scan is held against it.

    Attributes:
        revision: of the list that was scanned.
        vintage: SHA-256 over the tables and thresholds it rests on.
        body: the report with its figures and thresholds.
    """

    tenant_id: str
    list_id: str
    number: int
    created_at: datetime
    revision: int
    vintage: str
    body: Mapping[str, Any]


class Watched(NamedTuple):
    """A list, with the revision and the vintage that its last scan rests on."""

    list: WatchList
    revision: int
    vintage: str


class WatchLists(Protocol):
    """The watch lists of all tenants; every change with its audit event in the same transaction."""

    def add(self, added: WatchList, report: WatchReport, actor: Actor, most: int) -> None:
        """Keep a list with its first report.

        Raises:
            StateError: the tenant has as many as it may.
        """

    def get(self, tenant_id: str, list_id: str) -> WatchList | None:
        """A list of that tenant."""

    def all(self, tenant_id: str) -> Sequence[WatchList]:
        """The lists of a tenant, the eldest first."""

    def every(self, after: tuple[str, str], limit: int) -> Sequence[Watched]:
        """The lists of all tenants by tenant and identifier, a page of them, each with what it rests on."""

    def change(self, changed: WatchList, actor: Actor, moment: datetime) -> None:
        """Set a list to a new content; its revision is the one before, plus one.

        Raises:
            StaleRevisionError: it no longer stands at that revision.
        """

    def remove(self, tenant_id: str, list_id: str, actor: Actor, moment: datetime) -> bool:
        """Remove a list with its reports and leave a tombstone in the trail; False when there is none."""

    def latest(self, tenant_id: str, list_id: str) -> WatchReport | None:
        """The last report of a list."""

    def report(self, tenant_id: str, list_id: str, number: int) -> WatchReport | None:
        """A report by its number."""

    def reports(self, tenant_id: str, list_id: str, before: int, limit: int) -> Sequence[WatchReport]:
        """Reports with a number below ``before``, the latest first; all of them when it is 0."""

    def append(self, report: WatchReport, actor: Actor, event: Event | None) -> None:
        """Keep the next report, with the event for webhooks when there is one to tell.

        Raises:
            StateError: somebody else rescanned it at the same time, or the list is gone.
        """


class SiteFigures(Protocol):
    """Figures of production sites, from a register of a tenant."""

    def vintage(self, tenant_id: str) -> str:
        """Which version of the register they are from; empty when there is no register."""

    def figures(
        self, tenant_id: str, sites: Sequence[str]
    ) -> tuple[Sequence[Figure], Mapping[str, str], Sequence[Unknown]]:
        """Figures of the sites under the subject ``site/<id>``, names by subject, and what is not known."""

    def thresholds(self) -> Sequence[Threshold]:
        """Thresholds that the register itself sets."""
