"""Evaluations: trial and official, their breakdown by life; and compliance checks."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, request, url_for

from procurement_plugin.application.check_profile import compliance_check
from procurement_plugin.application.simulate_lot import simulate_lot
from procurement_plugin.domain.actor import EVALUATE, READ
from procurement_plugin.domain.deadlines import ELECTRONIC
from procurement_plugin.web.access import actor
from procurement_plugin.web.api.tasks import accepted
from procurement_plugin.web.exchange import answer, json_body, service, written
from procurement_plugin.web.once import once
from procurement_plugin.web.schemas.reading import load, read_compliance_check, read_evaluation
from procurement_plugin.web.scoring import accept, read, scored

if TYPE_CHECKING:
    from procurement_plugin.application.ports import StoredEvaluation
    from procurement_plugin.domain.actor import Actor

blueprint = Blueprint("evaluations", __name__)
PREFERRED = "respond-async"


@blueprint.post("/evaluations")
@once(EVALUATE)
def create_evaluation() -> Response:
    """Score a lot and keep the answer: officially under a published version, else as a trial; at once or as a task."""
    who, wired, body = actor(EVALUATE), service(), json_body()
    found = read(wired, body, who)
    preferred = PREFERRED in re.split(r"[\s,;]+", request.headers.get("Prefer", "").lower())
    if preferred or len(body["bids"]) > wired.work.bids_at_once:
        response = accepted(accept(wired, request.get_data(), who))
        if preferred:
            response.headers["Preference-Applied"] = PREFERRED
        return response
    stored = scored(wired, found, who, str(uuid.uuid4()))
    response = answer(stored.body, 201)
    response.headers["Location"] = url_for("evaluations.get_evaluation", evaluation_id=stored.id)
    return response


@blueprint.get("/evaluations/<uuid:evaluation_id>")
def get_evaluation(evaluation_id: uuid.UUID) -> Response:
    """The stored answer, byte for byte; never computed again."""
    response = answer(_stored(evaluation_id, actor(READ)).body)
    response.make_conditional(request)
    return response


@blueprint.get("/evaluations/<uuid:evaluation_id>/steps")
def get_steps(evaluation_id: uuid.UUID) -> Response:
    """The life of an official evaluation."""
    who = actor(READ)
    return written(service().life.life(_stored(evaluation_id, who), who))


@blueprint.post("/evaluations/<uuid:evaluation_id>/steps")
@once(EVALUATE)
def take_step(evaluation_id: uuid.UUID) -> Response:
    """Take a step with an official evaluation."""
    who, wired = actor(EVALUATE), service()
    given = load(wired.schemas.step, json_body())
    asked = (given["step"], given.get("reason", ""), who, given.get("medium", ELECTRONIC), given.get("winnerBidId", ""))
    return written(wired.life.take(_stored(evaluation_id, who), *asked), 201)


def _stored(evaluation_id: uuid.UUID, who: Actor) -> StoredEvaluation:
    stored = service().evaluations.get(who.tenant_id, str(evaluation_id))
    if stored is None:
        abort(404, "There is no evaluation with this identifier.")
    return stored


@blueprint.post("/simulations")
def simulate() -> Response:
    """What an evaluation would say and how firmly; only the event that somebody simulated is kept."""
    who, wired = actor(EVALUATE), service()
    lot = read_evaluation(json_body(), wired.schemas, wired.reference)
    found = simulate_lot(lot, wired.reference)
    wired.evaluations.note_simulation(who, found["inputHash"], lot.procedure.id, wired.clock.now())
    return written(found)


@blueprint.post("/complianceChecks")
def check_compliance() -> Response:
    """The findings against a weight profile; nothing is stored."""
    actor(READ)
    wired = service()
    procedure, profile, lot = read_compliance_check(json_body(), wired.schemas, wired.reference)
    return written(compliance_check(procedure, profile, lot, wired.guard, wired.reference))
