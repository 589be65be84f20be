"""Evaluations: trial and official, their breakdown by life; and compliance checks."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, request, url_for

from procurement_plugin.application.check_profile import compliance_check
from procurement_plugin.application.score_request import score
from procurement_plugin.application.simulate_lot import simulate_lot
from procurement_plugin.domain.actor import EVALUATE, READ
from procurement_plugin.domain.deadlines import ELECTRONIC
from procurement_plugin.web.access import actor
from procurement_plugin.web.exchange import answer, json_body, service, written
from procurement_plugin.web.schemas.life_reading import read_official
from procurement_plugin.web.schemas.reading import load, read_compliance_check, read_evaluation

if TYPE_CHECKING:
    from typing import Any

    from procurement_plugin.application.ports import StoredEvaluation
    from procurement_plugin.domain.actor import Actor

blueprint = Blueprint("evaluations", __name__)


@blueprint.post("/evaluations")
def create_evaluation() -> Response:
    """Score a lot and keep the answer: officially under a published version, else as a trial."""
    who, body = actor(EVALUATE), json_body()
    official = isinstance(body, dict) and "weightProfileVersion" in body
    stored = _official(body, who) if official else _trial(body, who)
    response = answer(stored.body, 201)
    response.headers["Location"] = url_for("evaluations.get_evaluation", evaluation_id=stored.id)
    return response


def _trial(body: Any, who: Actor) -> StoredEvaluation:
    wired = service()
    lot = read_evaluation(body, wired.schemas, wired.reference)
    return score(lot, wired.reference, wired.evaluations, wired.clock, str(uuid.uuid4()), who)


def _official(body: Any, who: Actor) -> StoredEvaluation:
    wired = service()
    publisher = wired.publisher
    found, reference = read_official(
        body, wired.schemas, lambda name, number: publisher.version(who.tenant_id, name, number), publisher.reference_of
    )
    return wired.life.evaluate(found, reference, who, str(uuid.uuid4()))


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
def take_step(evaluation_id: uuid.UUID) -> Response:
    """Take a step with an official evaluation."""
    who, wired = actor(EVALUATE), service()
    given = load(wired.schemas.step, json_body())
    asked = (given["step"], given.get("reason", ""), who, given.get("medium", ELECTRONIC))
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
