"""The record that is attached to a document: all that a machine needs to check it, in canonical JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.application.evaluation_document import stripped

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA = "urn:procurement-plugin:schema:DocumentRecord:1"


class DocumentOrder(NamedTuple):
    """A document to be made of an evaluation.

    Attributes:
        type: ``justification``, ``debrief`` (then ``bid_id`` says whose) or ``art84Annex``.
        replaces: the document that this one corrects, with the reason; empty for a first one.
    """

    id: str
    type: str
    language: str
    bid_id: str = ""
    replaces: str = ""
    reason: str = ""


def record_of(order: DocumentOrder, evaluation: Mapping[str, Any], version: Mapping[str, Any] | None = None) -> bytes:
    """The record: names sorted, no spaces, UTF-8.

    Args:
        evaluation: the stored evaluation as the reader of the document may see it.
        version: the published version as it was frozen, so that its fingerprint can be computed again.
    """
    content = {
        "schema": SCHEMA,
        "document": stripped(
            {
                "id": order.id,
                "type": order.type,
                "language": order.language,
                "evaluationId": evaluation["id"],
                "bidId": order.bid_id,
                "replaces": order.replaces,
                "reason": order.reason,
            }
        ),
        "evaluation": evaluation,
        "weightProfileVersion": version,
    }
    return canonical(stripped(content))


def canonical(value: Any) -> bytes:
    """A value as JSON with sorted names and no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
