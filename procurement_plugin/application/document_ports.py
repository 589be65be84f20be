"""Where rendered documents are kept: the bytes in a write-once store, what they are in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from procurement_plugin.domain.actor import Actor


class Documents(Protocol):
    """Bytes under names that the service makes: ``a-z``, ``0-9`` and ``-``, with one suffix such as ``.pdf``."""

    def put(self, name: str, data: bytes) -> None:
        """Keep the bytes; they are on disk when this comes back. The same bytes again are fine.

        Raises:
            StateError: other bytes stand under that name.
            UnavailableError: the store does not answer; so for the others.
        """

    def get(self, name: str) -> bytes:
        """The bytes.

        Raises:
            NotFoundError: there are none of that name.
        """

    def remove(self, name: str) -> None:
        """Take the bytes away for good, for retention only; nothing happens where there are none."""


class StoredDocument(NamedTuple):
    """A document as its row tells of it; the row never changes.

    Attributes:
        kind: for example ``justification``, ``debrief`` or ``art84Annex``.
        bid_id: the bid it is about; empty when it is about the whole evaluation.
        sha256, size: of the bytes, in lower-case hexadecimal and in bytes.
        file: the name of the bytes in the document store.
        replaces, reason: the document that this one corrects, and why; empty for a first one.
        issued_sha256: of the bytes before they were sealed; the same as ``sha256`` without a seal.
    """

    id: str
    tenant_id: str
    evaluation_id: str
    kind: str
    bid_id: str
    language: str
    content_type: str
    created_at: datetime
    sha256: str
    size: int
    file: str
    replaces: str = ""
    reason: str = ""
    issued_sha256: str = ""


class DocumentRows(Protocol):
    """The rows of documents, append-only; each is written with its audit event, which holds the SHA-256."""

    def reserve(self, tenant_id: str, evaluation_id: str, file: str) -> None:
        """Note that bytes will stand under that name, so that nothing of an attempt that crashed is left for good.

        It is committed at once, so it comes before anything else is written.
        """

    def add(self, document: StoredDocument, actor: Actor) -> None:
        """Keep the row of a document whose bytes are stored.

        Raises:
            StateError: the evaluation, or the reservation, was deleted meanwhile.
        """

    def get(self, tenant_id: str, document_id: str) -> StoredDocument | None:
        """A document of that tenant."""

    def of(self, tenant_id: str, evaluation_id: str) -> Sequence[StoredDocument]:
        """The documents of an evaluation, oldest first."""
