"""Watch lists and their reports in the database, each change with its audit event; a removal leaves a tombstone."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from procurement_plugin.adapters.audit import LIST_DELETED
from procurement_plugin.adapters.database import reading, text_of, writing
from procurement_plugin.adapters.document_tables import deletion_permit
from procurement_plugin.adapters.ledger import Change, locked_head, new_salt, record
from procurement_plugin.adapters.outbox import announce
from procurement_plugin.adapters.tables import audit_event, audit_payload
from procurement_plugin.adapters.watch_list_tables import watch_list, watch_report
from procurement_plugin.application.watch_ports import Watched, WatchList, WatchReport
from procurement_plugin.domain.findings import StaleRevisionError, StateError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.engine import Engine

    from procurement_plugin.application.events import Event
    from procurement_plugin.domain.actor import Actor

STALE = "Somebody changed the watch list since you read it; nothing of yours was stored. Read it again and merge."
RESCANNED = "Somebody else rescanned this watch list at the same time, or removed it; please read it again."


class WatchListStorage:
    """The watch lists of all tenants."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, added: WatchList, report: WatchReport, actor: Actor, most: int) -> None:
        """Keep a list with its first report.

        Raises:
            StateError: the tenant has as many as it may.
        """
        when = text_of(report.created_at)
        row = _row(added, when) | {"created_at": when}
        count = sa.select(sa.func.count()).where(watch_list.c.tenant_id == added.tenant_id)
        with writing(self._engine) as connection:
            if (connection.execute(count).scalar() or 0) >= most:
                raise StateError("tooManyWatchLists", f"There are {most} watch lists already; remove one first.")
            connection.execute(watch_list.insert().values(**row))
            _record_list(connection, actor, "watchList.created", row)
            _add_report(connection, report, actor)

    def get(self, tenant_id: str, list_id: str) -> WatchList | None:
        """A list of that tenant."""
        with reading(self._engine) as connection:
            row = connection.execute(sa.select(watch_list).where(*_of(tenant_id, list_id))).mappings().first()
        return None if row is None else _list(row)

    def all(self, tenant_id: str) -> Sequence[WatchList]:
        """The lists of a tenant, the eldest first."""
        table = watch_list
        wanted = sa.select(table).where(table.c.tenant_id == tenant_id).order_by(table.c.created_at, table.c.id)
        with reading(self._engine) as connection:
            return [_list(row) for row in connection.execute(wanted).mappings()]

    def every(self, after: tuple[str, str], limit: int) -> Sequence[Watched]:
        """The lists of all tenants by tenant and identifier, a page of them, each with what it rests on."""
        table, key = watch_report, (watch_list.c.tenant_id, watch_list.c.id)
        behind = sa.or_(key[0] > after[0], sa.and_(key[0] == after[0], key[1] > after[1]))
        same = (table.c.tenant_id == key[0], table.c.list_id == key[1])
        newer = table.alias()
        last = sa.select(sa.func.max(newer.c.number)).where(newer.c.tenant_id == key[0], newer.c.list_id == key[1])
        wanted = (
            sa.select(watch_list, table.c.revision.label("scanned"), table.c.vintage)
            .select_from(watch_list.join(table, sa.and_(*same, table.c.number == last.scalar_subquery())))
            .where(behind)
            .order_by(*key)
            .limit(limit)
        )
        with reading(self._engine) as connection:
            rows = connection.execute(wanted).mappings().all()
        return [Watched(_list(row), row["scanned"], row["vintage"]) for row in rows]

    def change(self, changed: WatchList, actor: Actor, moment: datetime) -> None:
        """Set a list to a new content.

        Raises:
            StaleRevisionError: it no longer stands at the revision before.
        """
        row = _row(changed, text_of(moment))
        same = (*_of(changed.tenant_id, changed.id), watch_list.c.revision == changed.revision - 1)
        with writing(self._engine) as connection:
            if connection.execute(watch_list.update().where(*same).values(**row)).rowcount != 1:
                raise StaleRevisionError(STALE)
            kept = connection.execute(sa.select(watch_list).where(*_of(changed.tenant_id, changed.id))).mappings().one()
            _record_list(connection, actor, "watchList.changed", dict(kept))

    def remove(self, tenant_id: str, list_id: str, actor: Actor, moment: datetime) -> bool:
        """Remove a list with its reports and the payloads that tell of them; False when there is none."""
        with writing(self._engine) as connection:
            if connection.execute(sa.select(watch_list.c.id).where(*_of(tenant_id, list_id))).first() is None:
                return False
            locked_head(connection, tenant_id)  # whoever stores something waits, and then finds what is gone
            table = watch_report
            reports = (table.c.tenant_id == tenant_id, table.c.list_id == list_id)
            numbers = connection.execute(sa.select(table.c.number).where(*reports)).scalars().all()
            connection.execute(deletion_permit.insert().values(tenant_id=tenant_id))
            connection.execute(table.delete().where(*reports))
            gone = connection.execute(watch_list.delete().where(*_of(tenant_id, list_id))).rowcount == 1
            payloads = _forget(connection, tenant_id, list_id, numbers)
            rows = {"watch_list": [list_id], "watch_report": [f"{list_id}/{number}" for number in numbers]}
            payload = {"actor": actor.subject, "name": actor.name, "rows": rows, "payloads": payloads}
            stone = Change(
                tenant_id, text_of(moment), LIST_DELETED, "watch_list_deletion", list_id, actor.subject,
                {"salt": new_salt(), "list": list_id}, payload,
            )  # fmt: skip
            record(connection, stone)
            connection.execute(deletion_permit.delete())
        return gone

    def latest(self, tenant_id: str, list_id: str) -> WatchReport | None:
        """The last report of a list."""
        found = self.reports(tenant_id, list_id, 0, 1)
        return found[0] if found else None

    def report(self, tenant_id: str, list_id: str, number: int) -> WatchReport | None:
        """A report by its number."""
        table = watch_report
        same = (table.c.tenant_id == tenant_id, table.c.list_id == list_id, table.c.number == number)
        with reading(self._engine) as connection:
            row = connection.execute(sa.select(table).where(*same)).mappings().first()
        return None if row is None else _report(row)

    def reports(self, tenant_id: str, list_id: str, before: int, limit: int) -> Sequence[WatchReport]:
        """Reports with a number below ``before``, the latest first; all of them when it is 0."""
        table = watch_report
        same = [table.c.tenant_id == tenant_id, table.c.list_id == list_id]
        same += [table.c.number < before] if before else []
        wanted = sa.select(table).where(*same).order_by(table.c.number.desc()).limit(limit)
        with reading(self._engine) as connection:
            return [_report(row) for row in connection.execute(wanted).mappings()]

    def append(self, report: WatchReport, actor: Actor, event: Event | None) -> None:
        """Keep the next report, with the event for webhooks when there is one to tell.

        Raises:
            StateError: somebody else rescanned it at the same time, or the list is gone.
        """
        try:
            with writing(self._engine) as connection:
                _add_report(connection, report, actor)
                kept = sa.select(watch_list.c.id).where(*_of(report.tenant_id, report.list_id))
                # Asked after the event was recorded, which waits for a removal to end.
                if connection.execute(kept).first() is None:
                    raise StateError("watchListRescanned", RESCANNED)
                if event is not None:
                    announce(connection, report.tenant_id, event)
        except sa.exc.IntegrityError as error:
            raise StateError("watchListRescanned", RESCANNED) from error


def _forget(connection: sa.Connection, tenant_id: str, list_id: str, numbers: Sequence[int]) -> list[int]:
    """Delete the payloads of the events about a list and its reports; their numbers in the trail."""
    event, payload = audit_event, audit_payload
    about = {("watch_list", list_id), *(("watch_report", f"{list_id}/{number}") for number in numbers)}
    wanted = sa.select(event.c.sequence, event.c.subject_type, event.c.subject_id).where(
        event.c.tenant_id == tenant_id, event.c.subject_type.in_(("watch_list", "watch_report"))
    )
    told = [row.sequence for row in connection.execute(wanted) if (row.subject_type, row.subject_id) in about]
    found = []
    for sequence in told:
        where = (payload.c.tenant_id == tenant_id, payload.c.sequence == sequence)
        if connection.execute(payload.delete().where(*where)).rowcount:
            found.append(sequence)
    return found


def _add_report(connection: sa.Connection, report: WatchReport, actor: Actor) -> None:
    when = text_of(report.created_at)
    row = {**report._asdict(), "created_at": when, "salt": new_salt(), "body": _written(report.body)}
    connection.execute(watch_report.insert().values(**row))
    payload = {"actor": actor.subject, "name": actor.name, "summary": report.body["summary"]}
    subject = ("watch_report", f"{report.list_id}/{report.number}", actor.subject)
    record(connection, Change(report.tenant_id, when, "watchList.scanned", *subject, row, payload))


def _record_list(connection: sa.Connection, actor: Actor, event: str, row: Mapping[str, Any]) -> None:
    payload = {"actor": actor.subject, "name": actor.name, "content": json.loads(row["body"])}
    subject = ("watch_list", str(row["id"]), actor.subject)
    record(connection, Change(row["tenant_id"], str(row["changed_at"]), event, *subject, row, payload))


def _row(stored: WatchList, when: str) -> dict[str, Any]:
    return {**stored._asdict(), "changed_at": when, "salt": new_salt(), "body": _written(stored.body)}


def _of(tenant_id: str, list_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (watch_list.c.tenant_id == tenant_id, watch_list.c.id == list_id)


def _list(row: Mapping[Any, Any]) -> WatchList:
    return WatchList(row["tenant_id"], row["id"], row["revision"], json.loads(row["body"]))


def _report(row: Mapping[Any, Any]) -> WatchReport:
    values = {name: row[name] for name in WatchReport._fields}
    return WatchReport(
        **{**values, "created_at": datetime.fromisoformat(row["created_at"]), "body": json.loads(row["body"])}
    )


def _written(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()
