"""Weight profiles: a draft that changes under its revision, and versions that never change."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from procurement_plugin.adapters.database import reading, text_of, writing
from procurement_plugin.adapters.ledger import INSERTS, Change, new_salt, record
from procurement_plugin.adapters.outbox import announce
from procurement_plugin.adapters.tables import frozen_file, profile_version, weight_profile
from procurement_plugin.application.events import published_event
from procurement_plugin.application.ports import StoredProfile, StoredVersion
from procurement_plugin.domain.findings import StaleRevisionError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.engine import Engine

    from procurement_plugin.domain.actor import Actor

STALE = "Somebody changed the draft since you read it; nothing of yours was stored. Read it again and merge."


class ProfileStorage:
    """The weight profiles of all tenants."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def create(self, actor: Actor, profile_id: str, body: Mapping[str, Any], moment: datetime) -> None:
        """Keep a new draft at revision 1.

        Raises:
            StaleRevisionError: there is one of that identifier already.
        """
        row = _row(actor.tenant_id, profile_id, 1, "draft", body, moment)
        with writing(self._engine) as connection:
            insert = INSERTS[connection.dialect.name](weight_profile).on_conflict_do_nothing()
            if connection.execute(insert.values(**row).returning(weight_profile.c.id)).first() is None:
                raise StaleRevisionError(STALE)
            _record(connection, actor, "profile.created", row, body.get("reason", ""))

    def get(self, tenant_id: str, profile_id: str) -> StoredProfile | None:
        """The profile as it stands."""
        with reading(self._engine) as connection:
            row = connection.execute(_of(weight_profile, tenant_id, id=profile_id)).mappings().first()
        return None if row is None else _stored(row)

    def all(self, tenant_id: str, after: str, limit: int) -> tuple[StoredProfile, ...]:
        """Profiles by identifier, a page of them."""
        wanted = (
            sa.select(weight_profile)
            .where(weight_profile.c.tenant_id == tenant_id, weight_profile.c.id > after)
            .order_by(weight_profile.c.id)
            .limit(limit)
        )
        with reading(self._engine) as connection:
            rows = connection.execute(wanted).mappings().all()
        return tuple(map(_stored, rows))

    def recent(self, tenant_id: str, before: tuple[str, str], limit: int) -> tuple[StoredProfile, ...]:
        """Profiles by their last change, the latest first."""
        table = weight_profile.c
        later, name = before
        behind = sa.or_(table.changed_at < later, sa.and_(table.changed_at == later, table.id > name))
        wanted = sa.select(weight_profile).where(table.tenant_id == tenant_id, *([behind] if later else []))
        ordered = wanted.order_by(table.changed_at.desc(), table.id).limit(limit)
        with reading(self._engine) as connection:
            return tuple(map(_stored, connection.execute(ordered).mappings().all()))

    def change(self, actor: Actor, profile_id: str, revision: int, body: Mapping[str, Any], moment: datetime) -> None:
        """Set a draft to a new content.

        Raises:
            StaleRevisionError: it no longer stands at that revision.
        """
        row = _row(actor.tenant_id, profile_id, revision + 1, "draft", body, moment)
        with writing(self._engine) as connection:
            _replace(connection, row, revision)
            _record(connection, actor, "profile.changed", row, body.get("reason", ""))

    def publish(
        self, actor: Actor, revision: int, version: StoredVersion, files: Iterable[tuple[str, bytes]], body: Any
    ) -> None:
        """Freeze a draft: its version, the files it rests on, and the profile's new state, all or nothing.

        Raises:
            StaleRevisionError: the draft no longer stands at that revision, or was published meanwhile.
        """
        row = _row(actor.tenant_id, version.profile_id, revision + 1, "published", body, version.created_at)
        frozen = {
            "tenant_id": actor.tenant_id,
            "profile_id": version.profile_id,
            "number": version.number,
            "created_at": text_of(version.created_at),
            "fingerprint": version.fingerprint,
            "salt": new_salt(),
            "body": json.dumps(version.body, ensure_ascii=False).encode(),
        }
        with writing(self._engine) as connection:
            _replace(connection, row, revision)
            insert = INSERTS[connection.dialect.name](frozen_file).on_conflict_do_nothing()
            for sha256, content in files:
                connection.execute(insert, {"sha256": sha256, "body": content})
            connection.execute(profile_version.insert().values(**frozen))
            _record(connection, actor, "profile.published", row, version.body.get("reason", ""))
            subject = f"{version.profile_id}/{version.number}"
            payload = {"actor": actor.subject, "name": actor.name, "fingerprint": version.fingerprint}
            change = Change(
                actor.tenant_id, row["changed_at"], "version.frozen", "profile_version", subject, actor.subject,
                frozen, payload,
            )  # fmt: skip
            record(connection, change)
            announce(connection, actor.tenant_id, published_event(subject, row["changed_at"]))

    def version(self, tenant_id: str, profile_id: str, number: int) -> Mapping[str, Any] | None:
        """A published version."""
        with reading(self._engine) as connection:
            wanted = _of(profile_version, tenant_id, profile_id=profile_id, number=number)
            row = connection.execute(wanted).mappings().first()
        return None if row is None else json.loads(row["body"])

    def latest(self, tenant_id: str, profile_id: str) -> int:
        """The number of the last version; 0 when there is none."""
        newest = sa.select(sa.func.max(profile_version.c.number)).where(
            profile_version.c.tenant_id == tenant_id, profile_version.c.profile_id == profile_id
        )
        with reading(self._engine) as connection:
            return connection.execute(newest).scalar() or 0

    def file(self, sha256: str) -> bytes | None:
        """A frozen file by its hash."""
        with reading(self._engine) as connection:
            found: bytes | None = connection.execute(
                sa.select(frozen_file.c.body).where(frozen_file.c.sha256 == sha256)
            ).scalar()
        return found


def _stored(row: Mapping[Any, Any]) -> StoredProfile:
    return StoredProfile(row["id"], row["revision"], row["state"], json.loads(row["body"]), row["changed_at"])


def _row(
    tenant_id: str, profile_id: str, revision: int, state: str, body: Mapping[str, Any], moment: datetime
) -> dict[str, Any]:
    return {
        "tenant_id": tenant_id,
        "id": profile_id,
        "revision": revision,
        "state": state,
        "changed_at": text_of(moment),
        "salt": new_salt(),
        "body": json.dumps(body, ensure_ascii=False).encode(),
    }


def _of(table: sa.Table, tenant_id: str, **keys: Any) -> sa.Select[Any]:
    return sa.select(table).where(table.c.tenant_id == tenant_id, *(table.c[name] == key for name, key in keys.items()))


def _replace(connection: sa.Connection, row: Mapping[str, Any], revision: int) -> None:
    """Write the row over the revision it was made from; only one of two writers finds it."""
    table = weight_profile
    same = (table.c.tenant_id == row["tenant_id"], table.c.id == row["id"], table.c.revision == revision)
    if connection.execute(table.update().where(*same).values(**row)).rowcount != 1:
        raise StaleRevisionError(STALE)


def _record(connection: sa.Connection, actor: Actor, event: str, row: Mapping[str, Any], reason: str) -> None:
    payload = {"actor": actor.subject, "name": actor.name, "reason": reason, "content": json.loads(row["body"])}
    subject = str(row["id"])
    when = str(row["changed_at"])
    record(connection, Change(actor.tenant_id, when, event, "weight_profile", subject, actor.subject, row, payload))
