"""Launches and the sessions they become, under the hash of their secret; deleted when they end."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from procurement_plugin.adapters.bearer import hash_of, new_secret
from procurement_plugin.adapters.database import reading, text_of, writing
from procurement_plugin.adapters.ledger import Change, record
from procurement_plugin.adapters.stored_actor import actor_body, actor_from
from procurement_plugin.adapters.tables import launch, page_session
from procurement_plugin.application.access_ports import Launch

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.engine import Engine, RowMapping

    from procurement_plugin.domain.actor import Actor


class LaunchStorage:
    """The launches and sessions of all tenants; a secret of 256 random bits is what finds one."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def issue(self, asked: Launch, by: Actor, moment: datetime, until: datetime) -> str:
        """Keep a launch; its secret is given back once and kept nowhere."""
        secret = new_secret()
        row = _row(secret, str(uuid.uuid4()), asked, until)
        with writing(self._engine) as connection:
            for table in (launch, page_session):
                connection.execute(table.delete().where(table.c.ends_at <= text_of(moment)))
            connection.execute(launch.insert().values(**row))
            _record(connection, "launch.issued", row, by, asked, moment)
        return secret

    def waiting(self, secret: str, moment: datetime) -> Launch | None:
        """The launch, if it was not used and has not ended."""
        with reading(self._engine) as connection:
            return _launch(connection.execute(_of(launch, secret, moment)).mappings().first())

    def use(self, secret: str, moment: datetime, until: datetime) -> tuple[str, Launch] | None:
        """Use up a launch and begin its session; of two who try, the deletion of the row lets one."""
        with writing(self._engine) as connection:
            row = connection.execute(_of(launch, secret, moment)).mappings().first()
            found = _launch(row)
            if row is None or found is None:
                return None
            gone = launch.delete().where(launch.c.secret_hash == row["secret_hash"])
            if connection.execute(gone).rowcount != 1:
                return None
            session = new_secret()
            begun = _row(session, row["id"], found, until)
            connection.execute(page_session.insert().values(**begun))
            _record(connection, "launch.used", begun, found.actor, found, moment)
        return session, found

    def session(self, secret: str, moment: datetime) -> Launch | None:
        """The session, if it has not ended."""
        with reading(self._engine) as connection:
            return _launch(connection.execute(_of(page_session, secret, moment)).mappings().first())

    def end(self, secret: str) -> None:
        """End a session."""
        with writing(self._engine) as connection:
            connection.execute(page_session.delete().where(page_session.c.secret_hash == hash_of(secret)))


def _of(table: sa.Table, secret: str, moment: datetime) -> sa.Select[Any]:
    return sa.select(table).where(table.c.secret_hash == hash_of(secret), table.c.ends_at > text_of(moment))


def _row(secret: str, launch_id: str, kept: Launch, until: datetime) -> dict[str, Any]:
    actor = kept.actor
    body = {
        **actor_body(actor),
        "page": kept.page,
        "language": kept.language,
        "about": dict(kept.about),
    }
    return {
        "secret_hash": hash_of(secret),
        "tenant_id": actor.tenant_id,
        "id": launch_id,
        "ends_at": text_of(until),
        "body": json.dumps(body, ensure_ascii=False).encode(),
    }


def _launch(row: RowMapping | None) -> Launch | None:
    if row is None:
        return None
    body = json.loads(row["body"])
    return Launch(actor_from(row["tenant_id"], body), body["page"], body["language"], body["about"])


def _record(
    connection: sa.Connection, event: str, row: Mapping[str, Any], by: Actor, kept: Launch, moment: datetime
) -> None:
    # The hash of a secret is no content to be told of: the event holds when it ends, and the payload who it is for.
    told = {"id": row["id"], "ends_at": row["ends_at"]}
    payload = {"actor": by.subject, "name": by.name, "page": kept.page, "for": kept.actor.subject, **kept.about}
    change = Change(row["tenant_id"], text_of(moment), event, "launch", row["id"], by.subject, told, payload)
    record(connection, change)
