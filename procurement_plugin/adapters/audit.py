"""Reads the audit trail back: is the chain whole, and does every stored row stand as it was recorded?"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from procurement_plugin.adapters import tables
from procurement_plugin.adapters.database import reading, text_of, writing
from procurement_plugin.adapters.ledger import START, Change, event_hash, payload_hash, record, row_hash
from procurement_plugin.domain.findings import NotFoundError, StateError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sqlalchemy.engine import Engine

    from procurement_plugin.domain.actor import Actor

Row = dict[str, Any]
# Tombstones, of a procedure and of a watch list: their payloads list the rows and payloads that went with them.
DELETED, LIST_DELETED = TOMBSTONES = ("procedure.deleted", "watchList.deleted")


class AuditStorage:
    """The trail of all tenants."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def tenants(self) -> tuple[str, ...]:
        """Every tenant that any table knows."""
        of_tenants = (table for table in tables.metadata.tables.values() if "tenant_id" in table.c)
        with reading(self._engine) as connection:
            named = [connection.execute(sa.select(table.c.tenant_id).distinct()).scalars() for table in of_tenants]
            return tuple(sorted({tenant for found in named for tenant in found}))

    def events(self, tenant_id: str) -> Iterator[Row]:
        """The events in order, each with its payload, or with none where it was deleted."""
        event, payload = tables.audit_event, tables.audit_payload
        same = sa.and_(event.c.tenant_id == payload.c.tenant_id, event.c.sequence == payload.c.sequence)
        wanted = (
            sa.select(event, payload.c.salt, payload.c.body)
            .select_from(event.outerjoin(payload, same))
            .where(event.c.tenant_id == tenant_id)
            .order_by(event.c.sequence)
        )
        with reading(self._engine) as connection:
            for row in connection.execute(wanted).mappings():
                told = dict(row)
                told["payload"] = _read(row["body"])
                yield told

    def verify(self, tenant_id: str) -> list[str]:
        """Every fault found, in plain words; none means the trail and what it tells of are as they were written."""
        events = list(self.events(tenant_id))
        faults = [*_chain_faults(events), *self._head_faults(tenant_id, events)]
        with reading(self._engine) as connection:
            faults.extend(_row_faults(connection, tenant_id, events))
            faults.extend(_file_faults(connection))
        return faults

    def _head_faults(self, tenant_id: str, events: list[Row]) -> Iterator[str]:
        wanted = sa.select(tables.audit_head).where(tables.audit_head.c.tenant_id == tenant_id)
        with reading(self._engine) as connection:
            head = connection.execute(wanted).mappings().first()
        last = (events[-1]["sequence"], events[-1]["hash"]) if events else (0, START)
        if head is None or (head["sequence"], head["hash"]) != last:
            yield "The head of the chain is not its last event: events were cut off, or the head was changed."

    def forget(self, actor: Actor, sequence: int, reason: str, moment: datetime) -> None:
        """Delete the payload of an event for good; the chain stays, and tells that it was deleted.

        Raises:
            NotFoundError: there is no such payload.
            StateError: it is a tombstone, without which nobody could tell what was deleted.
        """
        table = tables.audit_payload
        if any(
            event["sequence"] == sequence and event["event"] in TOMBSTONES for event in self.events(actor.tenant_id)
        ):
            message = f"Event {sequence} says what was deleted on purpose; its payload stays."
            raise StateError("tombstone", message)
        where = (table.c.tenant_id == actor.tenant_id, table.c.sequence == sequence)
        with writing(self._engine) as connection:
            if connection.execute(table.delete().where(*where)).rowcount != 1:
                raise NotFoundError(f"Event {sequence} has no payload.")
            payload = {"actor": actor.subject, "name": actor.name, "reason": reason}
            change = Change(
                actor.tenant_id, text_of(moment), "payload.deleted", "audit_payload", str(sequence), actor.subject,
                {"sequence": sequence}, payload,
            )  # fmt: skip
            record(connection, change)


def _read(body: bytes | None) -> Any:
    """A payload; none where it was deleted, or where what stands there is no payload any more."""
    try:
        return None if body is None else json.loads(body)
    except ValueError:
        return None


def _gone(event: Row) -> Mapping[str, Any]:
    """What a tombstone lists; nothing for every other event."""
    return event["payload"] or {} if event["event"] in TOMBSTONES else {}


def _chain_faults(events: list[Row]) -> Iterator[str]:
    before, expected = START, 1
    forgotten = {event["subject_id"] for event in events if event["event"] == "payload.deleted"}
    forgotten |= {str(sequence) for stone in events for sequence in _gone(stone).get("payloads", ())}
    for event in events:
        name = f"Event {event['sequence']} ({event['event']})"
        if event["sequence"] != expected:
            yield f"{name} stands where event {expected} was expected: events are missing."
        if event["previous_hash"] != before:
            yield f"{name} does not follow the event before it."
        if event_hash(event) != event["hash"]:
            yield f"{name} was changed."
        if event["body"] is None:
            if str(event["sequence"]) not in forgotten:
                yield f"The payload of {name} is gone, and no deletion was recorded."
        elif payload_hash(event["salt"], event["body"]) != event["payload_hash"]:
            yield f"The payload of {name} was changed."
        before, expected = event["hash"], event["sequence"] + 1


def _row_faults(connection: sa.Connection, tenant_id: str, events: list[Row]) -> Iterator[str]:
    """Rows that changed, vanished or appeared without an event."""
    recorded: dict[tuple[str, str], Row] = {}
    for event in events:
        recorded[event["subject_type"], event["subject_id"]] = event
        for kind, subjects in _gone(event).get("rows", {}).items():
            for subject in subjects:
                recorded.pop((kind, subject), None)
    for name, keys in tables.KEYS.items():
        table = tables.metadata.tables[name]
        rows = connection.execute(sa.select(table).where(table.c.tenant_id == tenant_id)).mappings()
        seen = {"/".join(str(row[key]) for key in keys): dict(row) for row in rows}
        for subject, row in seen.items():
            last = recorded.get((name, subject))
            if last is None:
                yield f"{name} {subject} stands in the database without an event."
            elif row_hash(row) != last["content_hash"]:
                yield f"{name} {subject} is not as event {last['sequence']} recorded it."
        yield from (
            f"{name} {subject} is gone, though event {event['sequence']} recorded it."
            for (kind, subject), event in recorded.items()
            if kind == name and subject not in seen
        )


def _file_faults(connection: sa.Connection) -> Iterator[str]:
    """Frozen files whose content is not that of their name, and versions whose files are gone."""
    present = set()
    for row in connection.execute(sa.select(tables.frozen_file)).mappings():
        present.add(row["sha256"])
        if hashlib.sha256(row["body"]).hexdigest() != row["sha256"]:
            yield f"The frozen file {row['sha256']} was changed."
    for row in connection.execute(sa.select(tables.profile_version)).mappings():
        files: Mapping[str, str] = json.loads(row["body"])["files"]
        for path, sha256 in files.items():
            if sha256 not in present:
                yield f"Version {row['profile_id']}/{row['number']} rests on {path}, and that frozen file is gone."
