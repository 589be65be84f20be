"""Writes the register of production sites: contents, their chain, the index, the audit event; all or nothing."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from procurement_plugin.adapters.database import reading, text_of, writing
from procurement_plugin.adapters.document_tables import deletion_permit
from procurement_plugin.adapters.job_tables import kept_answer
from procurement_plugin.adapters.ledger import INSERTS, Change, new_salt, record
from procurement_plugin.adapters.register_queries import RegisterQueries
from procurement_plugin.adapters.register_tables import (
    CURRENT,
    register_change,
    register_content,
    register_entry,
    register_head,
    register_term,
    register_version,
)
from procurement_plugin.domain.findings import NotFoundError, StaleRevisionError
from procurement_plugin.domain.site_register.chain import (
    START,
    LinkedChange,
    RegisterVersion,
    content_hash,
    version_hash,
)
from procurement_plugin.domain.site_register.confidentiality import TOMBSTONE
from procurement_plugin.domain.site_register.terms import indexed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from procurement_plugin.application.site_register.ports import NewEntry
    from procurement_plugin.domain.actor import Actor
    from procurement_plugin.domain.site_register.terms import Indexed

AT_ONCE = 5_000
LOOKED_UP = 500
STALE = "Somebody else changed this since you read it; read it again."


class Prepared(NamedTuple):
    """A content as it is going to be written; a tombstone is not found by anything."""

    kind: str
    id: str
    content: Mapping[str, Any]
    salt: str
    body: bytes
    found: Indexed | None


class RegisterStorage(RegisterQueries):
    """The registers of all tenants."""

    def commit(self, actor: Actor, moment: datetime, added: Sequence[NewEntry]) -> RegisterVersion:
        """Record contents as the next version, all or nothing.

        Raises:
            StaleRevisionError: one of them is not as it was when it was read.
        """
        # Worked out before anything is locked: with many sites it takes a while.
        prepared = [_prepared(one.kind, one.id, one.content) for one in added]
        with writing(self._engine) as connection:
            return _commit(connection, actor, text_of(moment), added, prepared)

    def forget(self, actor: Actor, entry_id: str, reason: str, moment: datetime) -> int:
        """Delete every content of a thing for good, and append a tombstone; the number of contents.

        Raises:
            NotFoundError: there is no such thing.
        """
        entry, tenant_id = register_entry, actor.tenant_id
        with writing(self._engine) as connection:
            _locked(connection, tenant_id)
            wanted = self.entries().where(entry.c.tenant_id == tenant_id, entry.c.id == entry_id)
            rows = connection.execute(wanted).mappings().all()
            if not rows:
                raise NotFoundError("The register has nothing with this identifier.")
            numbers = [row["number"] for row in rows]
            connection.execute(deletion_permit.insert().values(tenant_id=tenant_id))
            for row in rows:
                _forget_terms(connection, row)
            for table in (register_entry, register_content):
                same = (table.c.tenant_id == tenant_id, table.c.number.in_(numbers))
                connection.execute(table.delete().where(*same))
            _forget_answers(connection, tenant_id, entry_id)
            connection.execute(deletion_permit.delete())
            content = {"numbers": numbers, "reason": reason, "actor": {"subject": actor.subject, "name": actor.name}}
            _write(connection, actor, text_of(moment), [_prepared(TOMBSTONE, entry_id, content)])
        return len(numbers)

    def faults(self, tenant_id: str) -> Iterator[str]:
        """What is not as it was recorded, in plain words."""
        version, change = register_version, register_change
        with reading(self._engine) as connection:
            versions = connection.execute(
                sa.select(version).where(version.c.tenant_id == tenant_id).order_by(version.c.number)
            ).all()
            changes: dict[int, list[LinkedChange]] = {}
            wanted = sa.select(change).where(change.c.tenant_id == tenant_id).order_by(change.c.number)
            for row in connection.execute(wanted):
                linked = LinkedChange(row.number, row.kind, row.subject_id, row.content_hash)
                changes.setdefault(row.version, []).append(linked)
            head = connection.execute(sa.select(register_head).where(register_head.c.tenant_id == tenant_id)).first()
            everything = {one.number: one for own in changes.values() for one in own}
            contents = list(_content_faults(connection, tenant_id, everything))
        before = START
        for expected, row in enumerate(versions, 1):
            own = changes.get(row.number, [])
            told = version_hash(before, row.number, row.created_at, own)
            if (row.number, row.changes, row.hash) != (expected, len(own), told):
                yield f"Version {row.number} of the register is not as it was recorded."
            before = row.hash
        last = (versions[-1].number, before) if versions else (0, START)
        if last != (0, START) and (head is None or (head.version, head.hash) != last):
            yield "The head of the register is not its last version."
        yield from contents


def _prepared(kind: str, name: str, content: Mapping[str, Any]) -> Prepared:
    salt, body = new_salt(), json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    return Prepared(kind, name, content, salt, body, None if kind == TOMBSTONE else indexed(kind, content))


def _commit(
    connection: sa.Connection, actor: Actor, when: str, added: Sequence[NewEntry], prepared: Sequence[Prepared]
) -> RegisterVersion:
    tenant_id = actor.tenant_id
    _locked(connection, tenant_id)
    standing = _standing(connection, tenant_id, [one.id for one in added])
    for one in added:
        row = standing.get(one.id)
        if (row["version"] if row is not None else 0) != one.before or (row is not None and row["kind"] != one.kind):
            raise StaleRevisionError(STALE)
    replaced = [standing[one.id]["number"] for one in added if one.id in standing]
    for one in added:
        for row in _older(connection, tenant_id, one):
            _close(connection, row, one.content)
    made = _write(connection, actor, when, prepared)
    table = register_entry
    for numbers in _parts(replaced, LOOKED_UP):
        same = (table.c.tenant_id == tenant_id, table.c.number.in_(numbers))
        connection.execute(table.update().where(*same).values(until=made.number))
    return made


def _older(connection: sa.Connection, tenant_id: str, one: NewEntry) -> Sequence[Mapping[Any, Any]]:
    """The entries that came before, with their contents."""
    if not one.before:
        return []
    table = register_entry
    wanted = RegisterQueries.entries().where(table.c.tenant_id == tenant_id, table.c.id == one.id)
    return connection.execute(wanted).mappings().all()


def _write(connection: sa.Connection, actor: Actor, when: str, added: Sequence[Prepared]) -> RegisterVersion:
    """Rows of the changes, the version over them, the head, the event."""
    tenant_id = actor.tenant_id
    head = _locked(connection, tenant_id)
    version, first = head["version"] + 1, head["number"] + 1
    linked: list[LinkedChange] = []
    rows: dict[sa.Table, list[dict[str, Any]]] = {register_change: [], register_content: []}
    rows |= {register_entry: [], register_term: []}
    for number, one in enumerate(added, first):
        hashed = content_hash(one.salt, one.body)
        linked.append(LinkedChange(number, one.kind, one.id, hashed))
        key = {"tenant_id": tenant_id, "number": number}
        change = {"version": version, "kind": one.kind, "subject_id": one.id, "content_hash": hashed}
        rows[register_change].append(key | change)
        rows[register_content].append(key | {"salt": one.salt, "body": one.body})
        if one.found is not None:
            told = {"id": one.id, "kind": one.kind, "version": version, "until": CURRENT, "recorded_at": when}
            rows[register_entry].append(key | told | {"content_hash": hashed} | _placed(one.found))
            rows[register_term].extend(key | term._asdict() for term in one.found.terms)
    for table, lines in rows.items():
        for part in _parts(lines, AT_ONCE):
            connection.execute(table.insert(), part)
    told_hash = version_hash(head["hash"], version, when, linked)
    row = {"tenant_id": tenant_id, "number": version, "created_at": when, "changes": len(linked)}
    row |= {"hash": told_hash, "salt": new_salt()}
    connection.execute(register_version.insert().values(**row))
    same = register_head.c.tenant_id == tenant_id
    moved = {"version": version, "number": first + len(linked) - 1, "hash": told_hash}
    connection.execute(register_head.update().where(same).values(**moved))
    _record(connection, actor, row, linked)
    return RegisterVersion(version, told_hash, when)


def _placed(found: Indexed) -> dict[str, Any]:
    return {
        "sort_key": found.order,
        "rank": found.rank,
        "place_rank": found.place_rank,
        "north": found.north,
        "east": found.east,
    }


def _close(connection: sa.Connection, row: Mapping[Any, Any], later: Mapping[str, Any]) -> None:
    """What was closed in the newest content is closed in the older ones' index, too."""
    content = json.loads(row["body"])
    before, after = indexed(row["kind"], content), indexed(row["kind"], content, later)
    if before == after:
        return
    table = register_entry
    same = (table.c.tenant_id == row["tenant_id"], table.c.number == row["number"])
    connection.execute(table.update().where(*same).values(**_placed(after)))
    _forget_terms(connection, row)
    key = {"tenant_id": row["tenant_id"], "number": row["number"]}
    connection.execute(register_term.insert(), [{**key, **term._asdict()} for term in after.terms])


def _forget_terms(connection: sa.Connection, row: Mapping[Any, Any]) -> None:
    table = register_term
    where = [table.c[name] == sa.bindparam(f"the_{name}") for name in ("tenant_id", "kind", "value", "number")]
    key = {"the_tenant_id": row["tenant_id"], "the_number": row["number"]}
    terms = indexed(row["kind"], json.loads(row["body"])).terms
    if terms:
        lines = [{**key, "the_kind": term.kind, "the_value": term.value} for term in terms]
        connection.execute(table.delete().where(*where), lines)


def _forget_answers(connection: sa.Connection, tenant_id: str, entry_id: str) -> None:
    """Kept answers of Idempotency-Keys that tell of it."""
    table, name = kept_answer, entry_id.encode()
    for row in connection.execute(sa.select(table).where(table.c.tenant_id == tenant_id)).mappings().all():
        if name in row["body"] + row["headers"]:
            same = [table.c[column.name] == row[column.name] for column in table.primary_key]
            connection.execute(table.delete().where(*same))


def _locked(connection: sa.Connection, tenant_id: str) -> Mapping[Any, Any]:
    """Where the register of the tenant stands, locked until the transaction ends; made when there is none."""
    table = register_head
    wanted = sa.select(table).where(table.c.tenant_id == tenant_id).with_for_update()
    found = connection.execute(wanted).mappings().first()
    if found is None:
        fresh = {"tenant_id": tenant_id, "version": 0, "number": 0, "hash": START}
        insert = INSERTS[connection.dialect.name](table)
        connection.execute(insert.values(**fresh).on_conflict_do_nothing())
        found = connection.execute(wanted).mappings().one()
    return found


def _standing(connection: sa.Connection, tenant_id: str, ids: Sequence[str]) -> dict[str, Mapping[Any, Any]]:
    table = register_entry
    found: dict[str, Mapping[Any, Any]] = {}
    for part in _parts(ids, LOOKED_UP):
        same = (table.c.tenant_id == tenant_id, table.c.id.in_(part), table.c.until == CURRENT)
        rows = connection.execute(sa.select(table.c.id, table.c.kind, table.c.version, table.c.number).where(*same))
        found |= {row["id"]: row for row in rows.mappings()}
    return found


def _record(connection: sa.Connection, actor: Actor, row: Mapping[str, Any], linked: Sequence[LinkedChange]) -> None:
    kinds = {kind: sum(1 for one in linked if one.kind == kind) for kind in sorted({one.kind for one in linked})}
    payload = {"actor": actor.subject, "name": actor.name, "changes": kinds}
    event = "register.deleted" if TOMBSTONE in kinds else "register.changed"
    subject = ("register_version", str(row["number"]), actor.subject)
    record(connection, Change(actor.tenant_id, row["created_at"], event, *subject, row, payload))


def _content_faults(connection: sa.Connection, tenant_id: str, changes: Mapping[int, LinkedChange]) -> Iterator[str]:
    table = register_content
    wanted = sa.select(table).where(table.c.tenant_id == tenant_id).order_by(table.c.number)
    missing = set(changes)
    with closing(connection.execute(wanted, execution_options={"yield_per": LOOKED_UP})) as rows:
        faults = list(_compared(rows, changes, missing))
    yield from faults
    for number in sorted(missing):
        yield f"The content of change {number} of the register is gone, and no deletion was recorded."


def _compared(rows: Any, changes: Mapping[int, LinkedChange], missing: set[int]) -> Iterator[str]:
    """Contents beside their changes; what is there, or was deleted with a tombstone, is taken out of ``missing``."""
    for row in rows:
        change = changes.get(row.number)
        if change is None:
            yield f"The content of change {row.number} stands in the register without a change."
        elif content_hash(row.salt, row.body) != change.content_hash:
            yield f"The content of change {row.number} of the register was changed."
        elif change.kind == TOMBSTONE:
            missing -= set(json.loads(row.body)["numbers"])
        missing.discard(row.number)


def _parts(rows: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    yield from (rows[start : start + size] for start in range(0, len(rows), size))
