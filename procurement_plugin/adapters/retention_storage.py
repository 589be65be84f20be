"""Deletes what is stored of a procedure, and leaves a tombstone in the trail that says what is gone."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from procurement_plugin.adapters import tables
from procurement_plugin.adapters.audit import DELETED, AuditStorage, Row
from procurement_plugin.adapters.database import reading, text_of
from procurement_plugin.adapters.document_storage import REMOVING
from procurement_plugin.adapters.document_tables import deletion_permit, document_bytes
from procurement_plugin.adapters.ledger import Change, locked_head, new_salt, record
from procurement_plugin.adapters.procedure_rows import Key, lasting_rows, life_of, owned, passing_rows
from procurement_plugin.application.retention import Deletion
from procurement_plugin.domain.findings import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.engine import Engine

    from procurement_plugin.domain.actor import Actor
    from procurement_plugin.domain.retention import ProcedureLife

IN_USE = (
    "The rows are deleted, but the space they took could not be written over, since somebody else works in the "
    "database. Run 'procurement-plugin retention finish' when it is quiet."
)


class RetentionStorage:
    """The procedures of all tenants."""

    def __init__(self, engine: Engine, audit: AuditStorage) -> None:
        self._engine = engine
        self._audit = audit

    def lives(self, tenant_id: str) -> Sequence[ProcedureLife]:
        """Every procedure of a tenant, by identifier."""
        with reading(self._engine) as connection:
            found = owned(connection, tenant_id)
            return [life_of(connection, tenant_id, name, its) for name, its in sorted(found.items()) if name]

    def delete(
        self, actor: Actor, procedure_id: str, reason: str, moment: datetime, check: Callable[[ProcedureLife], None]
    ) -> Deletion | None:
        """Delete its data and append a tombstone, all or nothing."""
        tenant_id = actor.tenant_id
        with self._engine.begin() as connection:
            locked_head(connection, tenant_id)  # whoever stores something waits, and then finds what is gone
            its = owned(connection, tenant_id).get(procedure_id)
            if its is None:
                connection.rollback()  # not even the head of a new chain
                return None
            check(life_of(connection, tenant_id, procedure_id, its))
            connection.execute(deletion_permit.insert().values(tenant_id=tenant_id))
            counts: dict[str, int] = {}
            for table, rows in list(passing_rows(connection, tenant_id, procedure_id, its)):
                counts[table.name] = _delete(connection, table, rows)
            lasting = lasting_rows(connection, tenant_id, its)
            for name, keys in lasting.items():
                named = [_named(tables.KEYS[name], key, tenant_id) for key in keys]
                counts[name] = _delete(connection, tables.metadata.tables[name], named)
            payloads = self._payloads(tenant_id, procedure_id, lasting)
            gone = [{"tenant_id": tenant_id, "sequence": sequence} for sequence in payloads]
            counts["audit_payload"] = _delete(connection, tables.audit_payload, gone)
            counts["document_bytes"] = _release_bytes(connection, its.evaluations)
            _tombstone(connection, actor, procedure_id, reason, moment, lasting, payloads)
            connection.execute(deletion_permit.delete())
        return Deletion({name: count for name, count in counts.items() if count}, sorted(its.shared))

    def deleted(self, tenant_id: str, procedure_id: str) -> bool:
        """Whether there is a tombstone of it."""
        told = (event["payload"] for event in self._audit.events(tenant_id) if event["event"] == DELETED)
        return any(payload and payload["procedure"] == procedure_id for payload in told)

    def scrub(self) -> None:
        """Write the database anew without what was freed."""
        raw, busy = self._engine.raw_connection(), 0
        try:
            driver: Any = raw.driver_connection
            if self._engine.dialect.name == "sqlite":
                driver.execute("VACUUM")
                (busy, _, _) = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            else:
                driver.autocommit = True
                driver.execute(f"VACUUM FULL {', '.join(tables.metadata.tables)}")
        except Exception as error:
            raise UnavailableError(IN_USE) from error
        finally:
            raw.invalidate()  # the connection is not used again in another mode
            raw.close()
        if busy:
            raise UnavailableError(IN_USE)

    def _payloads(self, tenant_id: str, procedure_id: str, lasting: Mapping[str, Sequence[Key]]) -> list[int]:
        """Events whose payloads tell of the procedure: of its rows, of its simulations, of payloads deleted before."""
        subjects = {(name, "/".join(map(str, key))) for name, keys in lasting.items() for key in keys}
        found: dict[int, Row] = {}
        for event in self._audit.events(tenant_id):
            simulated = event["event"] == "simulation.made" and (event["payload"] or {}).get("procedure")
            forgotten = event["event"] == "payload.deleted" and int(event["subject_id"]) in found
            if (event["subject_type"], event["subject_id"]) in subjects or simulated == procedure_id or forgotten:
                found[event["sequence"]] = event
        return [sequence for sequence, event in found.items() if event["body"] is not None]


def _delete(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> int:
    if rows:
        keys = [column.name for column in table.primary_key if column.name in rows[0]]
        where = [table.c[name] == sa.bindparam(f"the_{name}") for name in keys]
        connection.execute(table.delete().where(*where), [{f"the_{name}": row[name] for name in keys} for row in rows])
    return len(rows)


def _named(names: Sequence[str], key: Key, tenant_id: str) -> dict[str, Any]:
    return {"tenant_id": tenant_id, **dict(zip(names, key, strict=True))}


def _release_bytes(connection: sa.Connection, evaluations: set[str]) -> int:
    """Bytes are removed after the commit, also those that an attempt is writing now."""
    table, released = document_bytes, 0
    for name in evaluations:
        same = table.c.evaluation_id == name
        released += connection.execute(table.update().where(same).values(state=REMOVING)).rowcount
    return released


def _tombstone(
    connection: sa.Connection,
    actor: Actor,
    procedure_id: str,
    reason: str,
    moment: datetime,
    lasting: Mapping[str, Sequence[Key]],
    payloads: Sequence[int],
) -> None:
    """The event by which the trail knows that rows and payloads are gone on purpose."""
    salt = new_salt()
    payload = {
        "actor": actor.subject,
        "name": actor.name,
        "reason": reason,
        "procedure": procedure_id,
        "rows": {name: ["/".join(map(str, key)) for key in keys] for name, keys in lasting.items()},
        "payloads": list(payloads),
    }
    subject = hashlib.sha256(f"{salt}{procedure_id}".encode()).hexdigest()
    row = {"salt": salt, "procedure": procedure_id}
    record(
        connection,
        Change(actor.tenant_id, text_of(moment), DELETED, "procedure", subject, actor.subject, row, payload),
    )
