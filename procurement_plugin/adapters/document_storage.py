"""Rows of documents in the database, and the state of their bytes in the document store."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from procurement_plugin.adapters.database import in_transaction, reading, text_of, writing
from procurement_plugin.adapters.document_tables import document, document_bytes
from procurement_plugin.adapters.ledger import Change, new_salt, record
from procurement_plugin.adapters.outbox import announce
from procurement_plugin.adapters.tables import evaluation
from procurement_plugin.application.document_ports import StoredDocument
from procurement_plugin.application.events import document_event
from procurement_plugin.domain.findings import NotFoundError, StateError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy.engine import Engine

    from procurement_plugin.application.document_ports import Documents
    from procurement_plugin.application.ports import Clock
    from procurement_plugin.domain.actor import Actor

WRITING, KEPT, REMOVING = "writing", "kept", "removing"
# An attempt that has written nothing after this long is given up.
ATTEMPT = timedelta(hours=1)
GONE = "The evaluation of this document was deleted meanwhile; nothing was kept."


class DocumentStorage:
    """The documents of all tenants."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def reserve(self, tenant_id: str, evaluation_id: str, file: str) -> None:
        """Note that bytes will stand under that name."""
        if in_transaction(self._engine):
            raise RuntimeError("Reserve the place of a document before anything is written in this transaction.")
        until = text_of(self._clock.now() + ATTEMPT)
        row = {"file": file, "tenant_id": tenant_id, "evaluation_id": evaluation_id, "state": WRITING, "until": until}
        with self._engine.begin() as connection:  # of its own: it outlives an attempt that fails
            connection.execute(document_bytes.insert().values(**row))

    def add(self, added: StoredDocument, actor: Actor) -> None:
        """Keep the row of a document whose bytes are stored, with its event."""
        row = {**added._asdict(), "created_at": text_of(added.created_at), "salt": new_salt()}
        same = (document_bytes.c.file == added.file, document_bytes.c.state == WRITING)
        here = sa.select(evaluation.c.id).where(
            evaluation.c.id == added.evaluation_id, evaluation.c.tenant_id == added.tenant_id
        )
        payload = {"actor": actor.subject, "name": actor.name, "kind": added.kind, "sha256": added.sha256}
        payload |= {"issuedSha256": added.issued_sha256, "replaces": added.replaces, "reason": added.reason}
        change = Change(
            added.tenant_id, row["created_at"], "document.stored", "document", added.id, actor.subject, row, payload
        )
        with writing(self._engine) as connection:
            record(connection, change)  # first, for it waits for a deletion that is under way
            kept = connection.execute(document_bytes.update().where(*same).values(state=KEPT, until="")).rowcount
            if kept != 1 or connection.execute(here).first() is None:
                raise StateError("evaluationDeleted", GONE)
            if connection.execute(sa.select(document.c.id).where(document.c.id == added.id)).first() is not None:
                raise StateError("documentExists", "A document with this identifier was kept already.")
            connection.execute(document.insert().values(**row))
            announce(connection, added.tenant_id, document_event(added.evaluation_id, added.id, row["created_at"]))

    def get(self, tenant_id: str, document_id: str) -> StoredDocument | None:
        """A document of that tenant."""
        return next(self._where(document.c.tenant_id == tenant_id, document.c.id == document_id), None)

    def of(self, tenant_id: str, evaluation_id: str) -> Sequence[StoredDocument]:
        """The documents of an evaluation, oldest first."""
        return tuple(self._where(document.c.tenant_id == tenant_id, document.c.evaluation_id == evaluation_id))

    def faults(self, tenant_id: str, documents: Documents) -> Iterator[str]:
        """Documents whose bytes are gone or changed, in plain words."""
        for stored in self._where(document.c.tenant_id == tenant_id):
            try:
                data = documents.get(stored.file)
            except NotFoundError:
                yield f"The bytes of document {stored.id} are not in the document store ({stored.file})."
                continue
            if hashlib.sha256(data).hexdigest() != stored.sha256:
                yield f"The bytes of document {stored.id} were changed ({stored.file})."

    def tidy(self, documents: Documents) -> int:
        """Remove the bytes of what was deleted, and of attempts that were given up; the number of files."""
        now, table = text_of(self._clock.now()), document_bytes
        late = sa.and_(table.c.state == WRITING, table.c.until <= now)
        wanted = sa.select(table.c.file, table.c.until).where(sa.or_(table.c.state == REMOVING, late))
        with reading(self._engine) as connection:
            found = connection.execute(wanted).all()
        for row in found:
            same = (table.c.file == row.file, table.c.until == row.until)
            with self._engine.begin() as connection:  # claimed first: a late attempt then keeps no row
                mine = connection.execute(table.update().where(*same).values(state=REMOVING)).rowcount
            if mine:
                documents.remove(row.file)
            if mine and row.until <= now:  # else an attempt may still write; another turn looks again
                with self._engine.begin() as connection:
                    connection.execute(table.delete().where(*same, table.c.state == REMOVING))
        return len(found)

    def _where(self, *conditions: sa.ColumnElement[bool]) -> Iterator[StoredDocument]:
        wanted = sa.select(document).where(*conditions).order_by(document.c.created_at, document.c.id)
        with reading(self._engine) as connection:
            rows = connection.execute(wanted).mappings().all()
        yield from map(_document, rows)


def _document(row: Mapping[Any, Any]) -> StoredDocument:
    values = {name: row[name] for name in StoredDocument._fields}
    return StoredDocument(**{**values, "created_at": datetime.fromisoformat(row["created_at"])})
