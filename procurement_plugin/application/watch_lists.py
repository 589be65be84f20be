"""Watch lists: kept with their first scan, changed under their revision, scanned again when the data are others."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from procurement_plugin.application.events import crossed_event
from procurement_plugin.application.watch_ports import WatchList, WatchReport
from procurement_plugin.application.watch_report import report_of, scan_of, unchanged
from procurement_plugin.domain.findings import NotFoundError
from procurement_plugin.domain.monitoring.crossings import compare

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from procurement_plugin.application.ports import Clock
    from procurement_plugin.application.scan_watch_list import WatchScanner
    from procurement_plugin.application.watch_ports import Watched, WatchLists
    from procurement_plugin.domain.actor import Actor

MOST_LISTS = 100
NO_LIST = "There is no watch list with this identifier."
NO_REPORT = "This watch list has no report of that number."


class WatchDesk:
    """Keeps watch lists and scans them."""

    def __init__(self, lists: WatchLists, scanner: WatchScanner, clock: Clock) -> None:
        self._lists = lists
        self._scanner = scanner
        self._clock = clock

    def create(self, body: Mapping[str, Any], since: int | None, actor: Actor) -> tuple[WatchList, WatchReport]:
        """Keep a list with its first scan.

        Args:
            since: the first scan leaves out assessments and imports after that year, so that the next one tells what
                crossed since.

        Raises:
            StateError: there are too many lists.
        """
        made = WatchList(actor.tenant_id, str(uuid.uuid4()), 1, body)
        report = self._scanned(made, None, since)
        self._lists.add(made, report, actor, MOST_LISTS)
        return made, report

    def change(self, list_id: str, revision: int, body: Mapping[str, Any], actor: Actor) -> WatchList:
        """Set a list to a new content; it is scanned with the next rescan.

        Raises:
            NotFoundError, StaleRevisionError.
        """
        self.found(list_id, actor)
        changed = WatchList(actor.tenant_id, list_id, revision + 1, body)
        self._lists.change(changed, actor, self._clock.now())
        return changed

    def remove(self, list_id: str, actor: Actor) -> None:
        """Remove a list with its reports.

        Raises:
            NotFoundError: there is none.
        """
        if not self._lists.remove(actor.tenant_id, list_id, actor, self._clock.now()):
            raise NotFoundError(NO_LIST)

    def rescan(self, list_id: str, actor: Actor) -> tuple[WatchReport, bool]:
        """Scan a list again; the report, and whether it was kept: not when nothing can have changed.

        Raises:
            NotFoundError: there is no such list.
            StateError: somebody else rescanned it at the same time.
        """
        stored = self.found(list_id, actor)
        last = self.latest(stored)
        if not self.is_due(stored, last.revision, last.vintage):
            body = unchanged(last.body) | {"after": {**last.body["after"], "scannedAt": _text(self._clock.now())}}
            return last._replace(body=body), False
        report = self._scanned(stored, last, None)
        told = crossed_event(list_id, report.number, _text(report.created_at)) if report.body["crossed"] else None
        self._lists.append(report, actor, told)
        return report, True

    def preview(self, stored: WatchList) -> WatchReport:
        """What a rescan would report; nothing is kept."""
        return self._scanned(stored, self.latest(stored), None)

    def is_due(self, stored: WatchList, revision: int, vintage: str) -> bool:
        """Whether a scan would rest on other data, other thresholds or another list than the last one.

        Args:
            revision, vintage: of the last scan.
        """
        now = self._scanner.vintage(stored.body, stored.tenant_id, self._clock.now().date())
        return (now.fingerprint, stored.revision) != (vintage, revision)

    def found(self, list_id: str, actor: Actor) -> WatchList:
        """A list.

        Raises:
            NotFoundError: this tenant has none of that name.
        """
        stored = self._lists.get(actor.tenant_id, list_id)
        if stored is None:
            raise NotFoundError(NO_LIST)
        return stored

    def all(self, actor: Actor) -> Sequence[WatchList]:
        """The lists of a tenant, the eldest first."""
        return self._lists.all(actor.tenant_id)

    def every(self, after: tuple[str, str], limit: int) -> Sequence[Watched]:
        """The lists of all tenants, a page of them; for the worker."""
        return self._lists.every(after, limit)

    def latest(self, stored: WatchList) -> WatchReport:
        """The last report of a list; there always is one.

        Raises:
            NotFoundError: the list was removed meanwhile.
        """
        last = self._lists.latest(stored.tenant_id, stored.id)
        if last is None:
            raise NotFoundError(NO_LIST)
        return last

    def report(self, list_id: str, number: int, actor: Actor) -> WatchReport:
        """A report by its number.

        Raises:
            NotFoundError: there is none.
        """
        self.found(list_id, actor)
        report = self._lists.report(actor.tenant_id, list_id, number)
        if report is None:
            raise NotFoundError(NO_REPORT)
        return report

    def reports(self, list_id: str, actor: Actor, before: int, limit: int) -> Sequence[WatchReport]:
        """Reports with a number below ``before``, the latest first; all of them when it is 0.

        Raises:
            NotFoundError: there is no such list.
        """
        self.found(list_id, actor)
        return self._lists.reports(actor.tenant_id, list_id, before, limit)

    def _scanned(self, stored: WatchList, last: WatchReport | None, since: int | None) -> WatchReport:
        now = self._clock.now()
        day, of = now.date(), (stored.body, stored.tenant_id)
        vintage = self._scanner.vintage(*of, day, since)
        scan = self._scanner.scan(*of, day, since)
        found = compare(scan_of(last.body), scan) if last is not None else None
        body = report_of(scan, vintage, _text(now), last.body if last is not None else None, found)
        if last is not None and last.revision != stored.revision:
            body["listChanged"] = True
        number = last.number + 1 if last is not None else 1
        return WatchReport(stored.tenant_id, stored.id, number, now, stored.revision, vintage.fingerprint, body)


def shown(stored: WatchList, last: WatchReport) -> dict[str, Any]:
    """A list as it is answered, with what its last scan found."""
    return {"id": stored.id, "revision": stored.revision, **stored.body, "lastReport": headed(last)}


def headed(report: WatchReport) -> dict[str, Any]:
    """What a report says in short."""
    body = report.body
    return {
        "number": report.number,
        "scannedAt": body["after"]["scannedAt"],
        "vintage": report.vintage,
        "summary": body["summary"],
        "crossed": len(body["crossed"]),
        "beyond": len(body["beyond"]),
    }


def told(report: WatchReport, *, kept: bool = True) -> dict[str, Any]:
    """A report as it is answered; one that was not kept has no number."""
    number = {"number": report.number} if kept else {}
    return {"watchListId": report.list_id, **number, "listRevision": report.revision, **report.body}


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
