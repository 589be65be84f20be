"""The audit trail: one hash-chained event a change, written in the change's own transaction.

The chain holds codes, pseudonyms and salted hashes. Names, reasons and contents stand in payloads that can be deleted;
a deletion is an event itself, so that verification can tell it from tampering (architecture: privacy).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from procurement_plugin.adapters.tables import audit_event, audit_head, audit_payload

if TYPE_CHECKING:
    from collections.abc import Mapping

INSERTS: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
START = "0" * 64
CHAINED = (
    "tenant_id",
    "sequence",
    "occurred_at",
    "event",
    "subject_type",
    "subject_id",
    "actor",
    "content_hash",
    "payload_hash",
    "previous_hash",
)


class Change(NamedTuple):
    """One change to be recorded.

    Attributes:
        subject_type, subject_id: table and key of the row that was written.
        row: the row as it now stands; its salt is part of it.
        payload: actor, reason, and what else a reader of the trail needs; deletable.
    """

    tenant_id: str
    occurred_at: str
    event: str
    subject_type: str
    subject_id: str
    actor: str
    row: Mapping[str, Any]
    payload: Mapping[str, Any]


def new_salt() -> str:
    """Randomness that keeps a hash from confirming a guess."""
    return secrets.token_hex(16)


def row_hash(row: Mapping[str, Any]) -> str:
    """SHA-256 over a row, columns by name; bytes by their own hash."""
    plain = {name: _plain(value) for name, value in row.items()}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def payload_hash(salt: str, body: bytes) -> str:
    """The hash under which a payload stands in the chain."""
    return hashlib.sha256(salt.encode() + body).hexdigest()


def event_hash(event: Mapping[str, Any]) -> str:
    """The hash of an event, over its columns in a fixed order and the hash before it."""
    return hashlib.sha256(json.dumps([event[name] for name in CHAINED]).encode()).hexdigest()


def record(connection: sa.Connection, change: Change) -> None:
    """Append an event to the tenant's chain; the row of ``audit_head`` keeps other writers waiting."""
    head = locked_head(connection, change.tenant_id)
    salt, body = new_salt(), json.dumps(change.payload, ensure_ascii=False, sort_keys=True).encode()
    event: dict[str, Any] = {
        "tenant_id": change.tenant_id,
        "sequence": head["sequence"] + 1,
        "occurred_at": change.occurred_at,
        "event": change.event,
        "subject_type": change.subject_type,
        "subject_id": change.subject_id,
        "actor": pseudonym(change.actor, head["pseudonym_key"]),
        "content_hash": row_hash(change.row),
        "payload_hash": payload_hash(salt, body),
        "previous_hash": head["hash"],
    }
    event["hash"] = event_hash(event)
    connection.execute(audit_event.insert().values(**event))
    connection.execute(
        audit_payload.insert().values(tenant_id=change.tenant_id, sequence=event["sequence"], salt=salt, body=body)
    )
    connection.execute(
        audit_head.update()
        .where(audit_head.c.tenant_id == change.tenant_id)
        .values(sequence=event["sequence"], hash=event["hash"])
    )


def pseudonym(actor: str, key: str) -> str:
    """A name for an actor that means nothing once the key is gone."""
    return hmac.new(key.encode(), actor.encode(), hashlib.sha256).hexdigest()[:16]


def locked_head(connection: sa.Connection, tenant_id: str) -> Mapping[str, Any]:
    """Where the tenant's chain stands, locked until the transaction ends; made when there is none."""
    wanted = sa.select(audit_head).where(audit_head.c.tenant_id == tenant_id).with_for_update()
    found = connection.execute(wanted).mappings().first()
    if found is None:
        insert = INSERTS[connection.dialect.name](audit_head)
        fresh = {"tenant_id": tenant_id, "sequence": 0, "hash": START, "pseudonym_key": secrets.token_hex(32)}
        connection.execute(insert.values(**fresh).on_conflict_do_nothing())
        found = connection.execute(wanted).mappings().one()
    return dict(found)


def _plain(value: Any) -> Any:
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else value
