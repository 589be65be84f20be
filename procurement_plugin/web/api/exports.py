"""A stored evaluation in other forms: as a table, as OCDS, and one bid alone."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, json

from procurement_plugin.application.bid_breakdown import breakdown_of
from procurement_plugin.application.evaluation_tables import csv_of, tables_of
from procurement_plugin.application.notice_criteria import named_criteria
from procurement_plugin.application.ocds_release import AUDIENCES, ocds_release
from procurement_plugin.domain.actor import READ
from procurement_plugin.web.access import actor
from procurement_plugin.web.exchange import service, written
from procurement_plugin.web.negotiation import CSV, LANGUAGES, XLSX, accepted, negotiated, query
from procurement_plugin.web.schemas.life_reading import stored_draft

if TYPE_CHECKING:
    import uuid

    from procurement_plugin.application.ports import StoredEvaluation
    from procurement_plugin.domain.actor import Actor

blueprint = Blueprint("exports", __name__)


@blueprint.get("/evaluations/<uuid:evaluation_id>/table")
def get_table(evaluation_id: uuid.UUID) -> Response:
    """The evaluation for a spreadsheet: comma-separated scores, or a workbook with every sheet, as Accept says."""
    document = _document(_stored(evaluation_id, actor(READ)))
    form = accepted(CSV, XLSX)
    query()
    if form == CSV:
        return negotiated(csv_of(document), CSV, filename=f"evaluation-{evaluation_id}.csv")
    made_at = datetime.fromisoformat(document["computedAt"])
    book = service().writers.workbook(tables_of(document), made_at)
    return negotiated(book, XLSX, filename=f"evaluation-{evaluation_id}.xlsx")


@blueprint.get("/evaluations/<uuid:evaluation_id>/bids/<path:bid_id>")
def get_bid(evaluation_id: uuid.UUID, bid_id: str) -> Response:
    """One bid's breakdown."""
    stored = _stored(evaluation_id, actor(READ))
    query()
    return written(breakdown_of(_document(stored), bid_id))


@blueprint.get("/evaluations/<uuid:evaluation_id>/ocds")
def get_ocds(evaluation_id: uuid.UUID) -> Response:
    """An official evaluation as an OCDS release, for publication or for the authority's own systems."""
    who, wired = actor(READ), service()
    asked = query(audience=AUDIENCES, language=LANGUAGES)
    stored = _stored(evaluation_id, who)
    life, document = wired.life.life(stored, who), _document(stored)
    named = document["weightProfileVersion"]
    version = wired.publisher.version(who.tenant_id, named["profileId"], named["version"])
    profile = stored_draft(version.body, wired.schemas, wired.reference).profile
    criteria = wired.writers.criteria(named_criteria(profile), asked["language"])
    response = written(ocds_release(document, life, criteria, asked["language"], asked["audience"]))
    response.headers["Content-Language"] = asked["language"]
    return response


def _stored(evaluation_id: uuid.UUID, who: Actor) -> StoredEvaluation:
    stored = service().evaluations.get(who.tenant_id, str(evaluation_id))
    if stored is None:
        abort(404, "There is no evaluation with this identifier.")
    return stored


def _document(stored: StoredEvaluation) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(stored.body)
    return document
