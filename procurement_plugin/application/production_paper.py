"""The identity of a comparison on paper: it follows from what it says, and the record attached holds all of that."""

from __future__ import annotations

import hashlib
import uuid
from typing import TYPE_CHECKING

from procurement_plugin.application.document_record import DocumentOrder, canonical
from procurement_plugin.application.production_document import KIND

if TYPE_CHECKING:
    from procurement_plugin.application.production_ports import ComparisonPaper

SCHEMA = "urn:procurement-plugin:schema:ProductionComparisonRecord:1"
COMPARISON_TEXT = "Machine-readable record of the comparison behind this document"


def comparison_order(paper: ComparisonPaper, language: str) -> DocumentOrder:
    """Which document it is; the same comparison in the same language is the same document."""
    content = hashlib.sha256(canonical(paper.document)).hexdigest()
    return DocumentOrder(str(uuid.uuid5(uuid.NAMESPACE_URL, f"{KIND} {content} {language}")), KIND, language)


def comparison_record(paper: ComparisonPaper, order: DocumentOrder) -> bytes:
    """The record: the request and the answer, names sorted, no spaces, UTF-8."""
    told = {"id": order.id, "type": order.type, "language": order.language}
    return canonical({"schema": SCHEMA, "document": told, "request": paper.request, "comparison": paper.document})


def comparison_claims(paper: ComparisonPaper, order: DocumentOrder, record: bytes) -> dict[str, str]:
    """What the metadata says about the document."""
    return {
        "documentId": order.id,
        "documentType": order.type,
        "recordSchema": SCHEMA,
        "recordSha256": hashlib.sha256(record).hexdigest(),
        "inputHash": paper.document["inputHash"],
        "parametersFingerprint": paper.document["parametersFingerprint"],
    }
