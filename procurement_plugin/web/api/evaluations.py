"""POST and GET of evaluations, and compliance checks."""

from __future__ import annotations

import hashlib
import uuid
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, current_app, json, request, url_for
from werkzeug.exceptions import UnsupportedMediaType

from procurement_plugin.application.check_profile import compliance_check
from procurement_plugin.application.score_request import score
from procurement_plugin.web.access import LOCAL_TENANT
from procurement_plugin.web.schemas.reading import read_compliance_check, read_evaluation
from procurement_plugin.web.strict_json import parse

if TYPE_CHECKING:
    from typing import Any

    from procurement_plugin.web.service import Service

blueprint = Blueprint("evaluations", __name__)


def service() -> Service:
    """What the application was wired with."""
    found: Service = current_app.extensions["procurement"]
    return found


def json_body() -> Any:
    """The request's body, strictly parsed; another media type is refused."""
    if not request.is_json:
        raise UnsupportedMediaType("Send the request as application/json.")
    return parse(request.get_data())


def answer(body: bytes, status: int = 200) -> Response:
    """A JSON answer with its entity tag."""
    response = Response(body, status, content_type="application/json")
    response.set_etag(hashlib.sha256(body).hexdigest())
    return response


@blueprint.post("/evaluations")
def create_evaluation() -> Response:
    """Score a lot and keep the answer."""
    wired = service()
    reference = wired.reference
    lot = read_evaluation(json_body(), wired.schemas, reference)
    stored = score(lot, reference, wired.evaluations, wired.clock, str(uuid.uuid4()), LOCAL_TENANT)
    response = answer(stored.body, 201)
    response.headers["Location"] = url_for("evaluations.get_evaluation", evaluation_id=stored.id)
    return response


@blueprint.get("/evaluations/<uuid:evaluation_id>")
def get_evaluation(evaluation_id: uuid.UUID) -> Response:
    """The stored answer, byte for byte; never computed again."""
    stored = service().evaluations.get(LOCAL_TENANT, str(evaluation_id))
    if stored is None:
        abort(404, "There is no evaluation with this identifier.")
    response = answer(stored.body)
    response.make_conditional(request)
    return response


@blueprint.post("/complianceChecks")
def check_compliance() -> Response:
    """The findings against a weight profile; nothing is stored."""
    wired = service()
    procedure, profile = read_compliance_check(json_body(), wired.schemas, wired.reference.criteria)
    found = compliance_check(procedure, profile, wired.reference)
    return answer(json.dumps(found, ensure_ascii=False).encode())
