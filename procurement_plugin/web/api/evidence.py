"""The evidence of an official evaluation: decisions about documents, clarifications and their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort

from procurement_plugin.application.evaluation_document import reference_of
from procurement_plugin.domain.actor import EVALUATE, READ
from procurement_plugin.web.access import actor
from procurement_plugin.web.exchange import json_body, service, written
from procurement_plugin.web.once import once
from procurement_plugin.web.schemas.evidence import read_answer, read_clarification, read_decision

if TYPE_CHECKING:
    import uuid

    from procurement_plugin.application.ports import StoredEvaluation
    from procurement_plugin.domain.actor import Actor

blueprint = Blueprint("evidence", __name__)
LEGAL_BASIS = "eu.duties.clarification"


@blueprint.get("/evaluations/<uuid:evaluation_id>/evidence")
def get_evidence(evaluation_id: uuid.UUID) -> Response:
    """Every document with its status now, and the clarifications."""
    return _answered(service().evidence.file(_official(evaluation_id, actor(READ))))


@blueprint.post("/evaluations/<uuid:evaluation_id>/evidence")
@once(EVALUATE)
def decide(evaluation_id: uuid.UUID) -> Response:
    """Record that a person found a document to hold, or not."""
    who = actor(EVALUATE)
    decision = read_decision(json_body())
    return _answered(service().evidence.decide(_official(evaluation_id, who), decision, who), 201)


@blueprint.post("/evaluations/<uuid:evaluation_id>/clarifications")
@once(EVALUATE)
def ask(evaluation_id: uuid.UUID) -> Response:
    """Record a clarification that is asked of a bidder."""
    who = actor(EVALUATE)
    asked = read_clarification(json_body())
    return _answered(service().evidence.ask(_official(evaluation_id, who), asked, who), 201)


@blueprint.post("/evaluations/<uuid:evaluation_id>/clarifications/<int:number>/answers")
@once(EVALUATE)
def answer(evaluation_id: uuid.UUID, number: int) -> Response:
    """Record what the bidder answered."""
    who = actor(EVALUATE)
    given = read_answer(min(number, 999_999), json_body())
    return _answered(service().evidence.answer(_official(evaluation_id, who), given, who), 201)


def _answered(file: dict[str, Any], status: int = 200) -> Response:
    wired = service()
    today = wired.clock.now().date()
    references = wired.reference.parameters[LEGAL_BASIS].at(today).references
    return written({**file, "legalBasis": [reference_of(text) for text in references]}, status)


def _official(evaluation_id: uuid.UUID, who: Actor) -> StoredEvaluation:
    stored = service().evaluations.get(who.tenant_id, str(evaluation_id))
    if stored is None or stored.kind != "official":
        abort(404, "There is no official evaluation with this identifier.")
    return stored
