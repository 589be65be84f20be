"""Keeps documents of evaluations: the bytes once, then their row with its audit event."""

from __future__ import annotations

import hashlib
import uuid
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.application.document_ports import StoredDocument
from procurement_plugin.domain.findings import NotFoundError, StateError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from procurement_plugin.application.document_ports import DocumentRows, Documents
    from procurement_plugin.application.ports import Clock
    from procurement_plugin.domain.actor import Actor

SUFFIXES = {"application/pdf": ".pdf", "application/json": ".json", "text/csv": ".csv"}
PDF = "application/pdf"


class NewDocument(NamedTuple):
    """A document to be kept; see ``StoredDocument``."""

    evaluation_id: str
    kind: str
    language: str
    bid_id: str = ""
    content_type: str = PDF
    replaces: str = ""
    reason: str = ""
    issued_sha256: str = ""


class DocumentFile:
    """The documents of evaluations."""

    def __init__(self, rows: DocumentRows, documents: Documents, clock: Clock) -> None:
        self._rows = rows
        self._documents = documents
        self._clock = clock

    def keep(self, new: NewDocument, data: bytes, actor: Actor, document_id: str = "") -> StoredDocument:
        """Keep the bytes and the row. In a transaction, it comes before anything else is written.

        Args:
            document_id: where it was promised already, for example by a task; a fresh one otherwise.

        Raises:
            StateError: the evaluation was deleted meanwhile, or there is a document with this identifier.
        """
        name = document_id or str(uuid.uuid4())
        # A name of its own for each attempt: one that crashed, or comes late, is in nobody's way.
        file = f"{uuid.uuid4()}{SUFFIXES.get(new.content_type, '.bin')}"
        self._rows.reserve(actor.tenant_id, new.evaluation_id, file)
        self._documents.put(file, data)
        sha256 = hashlib.sha256(data).hexdigest()
        stored = StoredDocument(
            name, actor.tenant_id, new.evaluation_id, new.kind, new.bid_id, new.language, new.content_type,
            self._clock.now(), sha256, len(data), file, new.replaces, new.reason, new.issued_sha256 or sha256,
        )  # fmt: skip
        self._rows.add(stored, actor)
        return stored

    def of(self, tenant_id: str, evaluation_id: str) -> Sequence[StoredDocument]:
        """The documents of an evaluation, oldest first."""
        return self._rows.of(tenant_id, evaluation_id)

    def evaluation_of(self, tenant_id: str, document_id: str) -> str:
        """The evaluation of a document; empty when there is no such document."""
        stored = self._rows.get(tenant_id, document_id)
        return "" if stored is None else stored.evaluation_id

    def read(self, tenant_id: str, document_id: str) -> tuple[StoredDocument, bytes]:
        """A document with its bytes, as they were stored.

        Raises:
            NotFoundError: this tenant has none of that name, or its bytes are gone.
            StateError: the bytes are not those that were stored.
        """
        stored = self._rows.get(tenant_id, document_id)
        if stored is None:
            raise NotFoundError("There is no document with this identifier.")
        data = self._documents.get(stored.file)
        if hashlib.sha256(data).hexdigest() != stored.sha256:
            message = "The bytes of this document are not those that were stored; please tell the administrator."
            raise StateError("documentChanged", message)
        return stored, data
