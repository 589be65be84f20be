"""Documents of an evaluation: ordered, listed, given as they were stored. Nothing is laid out here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, request, url_for

from procurement_plugin.application.evaluation_document import stripped
from procurement_plugin.application.job_ports import Job
from procurement_plugin.domain.actor import EVALUATE, READ
from procurement_plugin.web.access import actor
from procurement_plugin.web.api.tasks import accepted as accepted_task
from procurement_plugin.web.document_operations import PDF
from procurement_plugin.web.exchange import json_body, service, written
from procurement_plugin.web.negotiation import accepted
from procurement_plugin.web.once import once
from procurement_plugin.web.schemas.documents import DOCUMENT_REQUESTS
from procurement_plugin.web.schemas.reading import load

if TYPE_CHECKING:
    import uuid

    from procurement_plugin.application.document_ports import StoredDocument
    from procurement_plugin.application.ports import StoredEvaluation
    from procurement_plugin.domain.actor import Actor

blueprint = Blueprint("documents", __name__)


@blueprint.post("/evaluations/<uuid:evaluation_id>/documents")
@once(EVALUATE)
def create_document(evaluation_id: uuid.UUID) -> Response:
    """Order a document; a worker makes it."""
    who, wired = actor(EVALUATE), service()
    evaluation = _stored(evaluation_id, who)
    asked = load(DOCUMENT_REQUESTS["DocumentRequest"], json_body())
    found = wired.desk.order(evaluation, asked, who)
    if isinstance(found, Job):
        wired.work.after_commit(wired.work.wake)
        return accepted_task(found)
    response = written(shown(found))
    response.headers["Location"] = _place(found)
    return response


@blueprint.get("/evaluations/<uuid:evaluation_id>/documents")
def list_documents(evaluation_id: uuid.UUID) -> Response:
    """The documents of an evaluation."""
    who = actor(READ)
    evaluation = _stored(evaluation_id, who)
    return written({"items": list(map(shown, service().desk.of(who.tenant_id, evaluation.id)))})


@blueprint.get("/evaluations/<uuid:evaluation_id>/documents/<uuid:document_id>")
def get_document(evaluation_id: uuid.UUID, document_id: uuid.UUID) -> Response:
    """A document, byte for byte as it was stored."""
    stored, pdf = service().desk.read(actor(READ).tenant_id, str(evaluation_id), str(document_id))
    response = Response(pdf, content_type=accepted(PDF))
    response.set_etag(stored.sha256)
    name = f"{stored.kind}-{stored.language}-{stored.id}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.make_conditional(request)
    return response


def shown(stored: StoredDocument) -> dict[str, Any]:
    """What a document is, as it is answered."""
    return stripped(
        {
            "id": stored.id,
            "evaluationId": stored.evaluation_id,
            "type": stored.kind,
            "language": stored.language,
            "bidId": stored.bid_id,
            "createdAt": stored.created_at.isoformat(timespec="seconds"),
            "sha256": stored.sha256,
            "issuedSha256": stored.issued_sha256,
            "size": stored.size,
            "replaces": stored.replaces,
            "reason": stored.reason,
            "href": _place(stored),
        }
    )


def _place(stored: StoredDocument) -> str:
    return url_for("documents.get_document", evaluation_id=stored.evaluation_id, document_id=stored.id)


def _stored(evaluation_id: uuid.UUID, who: Actor) -> StoredEvaluation:
    stored = service().evaluations.get(who.tenant_id, str(evaluation_id))
    if stored is None:
        abort(404, "There is no evaluation with this identifier.")
    return stored
