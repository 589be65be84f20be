"""Registered clients and the assertions they used; every change of a client with its audit event."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from procurement_plugin.adapters.database import reading, text_of, writing
from procurement_plugin.adapters.ledger import Change, new_salt, record
from procurement_plugin.adapters.tables import api_client, used_assertion
from procurement_plugin.domain.clients import NAMED, Client, ClientKind
from procurement_plugin.domain.findings import NotFoundError, StateError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from sqlalchemy.engine import Engine, RowMapping

    from procurement_plugin.domain.actor import Actor


class ClientStorage:
    """The clients of all tenants. A client is found by its own name; which tenant it calls for follows from that."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, client_id: str) -> Client | None:
        """A client, removed ones too; what cannot be a name is not asked for."""
        if not NAMED.match(client_id):
            return None
        with reading(self._engine) as connection:
            return _client(connection.execute(_of(client_id)).mappings().first())

    def all(self, tenant_id: str = "") -> tuple[Client, ...]:
        """The clients of a tenant, or of all, by tenant and name; for the administrator."""
        wanted = sa.select(api_client).order_by(api_client.c.tenant_id, api_client.c.id)
        if tenant_id:
            wanted = wanted.where(api_client.c.tenant_id == tenant_id)
        with reading(self._engine) as connection:
            rows = connection.execute(wanted).mappings().all()
        return tuple(client for client in map(_client, rows) if client is not None)

    def add(self, client: Client, event: str, actor: Actor, moment: datetime) -> None:
        """Keep a new client.

        Raises:
            StateError: the identifier was given before.
        """
        row = _row(client, moment)
        try:
            with writing(self._engine) as connection:
                connection.execute(api_client.insert().values(**row))
                _record(connection, event, client, row, actor)
        except sa.exc.IntegrityError as error:
            message = f"The identifier {client.id!r} was given before; choose another one."
            raise StateError("clientExists", message) from error

    def change(
        self, client_id: str, event: str, changed: Callable[[Client], Client], actor: Actor, moment: datetime
    ) -> Client:
        """Change a client; who changes it at the same time waits.

        Raises:
            NotFoundError: there is none of that name any more.
        """
        with writing(self._engine) as connection:
            found = _client(connection.execute(_of(client_id).with_for_update()).mappings().first())
            if found is None or not found.active:
                raise NotFoundError(f"There is no client {client_id!r}.")
            after = changed(found)
            row = _row(after, moment)
            connection.execute(api_client.update().where(api_client.c.id == client_id).values(**row))
            _record(connection, event, after, row, actor)
        return after

    def use_once(self, client_id: str, jti: str, until: datetime, now: datetime) -> bool:
        """Remember an assertion until it ends; false when it was used before. Those that ended are forgotten."""
        table = used_assertion
        jti_hash = hashlib.sha256(jti.encode("utf-8", "surrogatepass")).hexdigest()
        try:
            with writing(self._engine) as connection:
                connection.execute(table.delete().where(table.c.ends_at < text_of(now)))
                connection.execute(
                    table.insert().values(client_id=client_id, jti_hash=jti_hash, ends_at=text_of(until))
                )
        except sa.exc.IntegrityError:
            return False
        return True


def _of(client_id: str) -> sa.Select[Any]:
    return sa.select(api_client).where(api_client.c.id == client_id)


def _client(row: RowMapping | None) -> Client | None:
    if row is None:
        return None
    return Client(
        id=row["id"],
        tenant_id=row["tenant_id"],
        name=row["name"],
        kind=ClientKind(row["kind"]),
        scopes=frozenset(row["scopes"].split()),
        keys=tuple(json.loads(row["keys"])),
        active=bool(row["active"]),
    )


def _row(client: Client, moment: datetime) -> dict[str, Any]:
    return {
        "id": client.id,
        "tenant_id": client.tenant_id,
        "kind": str(client.kind),
        "name": client.name,
        "scopes": " ".join(sorted(client.scopes)),
        "active": client.active,
        "changed_at": text_of(moment),
        "salt": new_salt(),
        "keys": json.dumps(list(client.keys)).encode(),
    }


def _record(connection: sa.Connection, event: str, client: Client, row: Mapping[str, Any], actor: Actor) -> None:
    payload = {
        "actor": actor.subject,
        "name": actor.name,
        "client": client.name,
        "scopes": row["scopes"],
        "keys": [key["kid"] for key in client.keys if "kid" in key],
    }
    subject = ("api_client", client.id, actor.subject)
    record(connection, Change(client.tenant_id, row["changed_at"], event, *subject, row, payload))
