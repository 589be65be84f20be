"""Where an official evaluation stands: its line of stages, what replaced what, and the next step."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import Response, abort, g, redirect, request, url_for

from procurement_plugin.application.bid_result import decision_sent
from procurement_plugin.application.life_line import life_line
from procurement_plugin.domain.actor import READ
from procurement_plugin.web.access import actor
from procurement_plugin.web.exchange import after, service
from procurement_plugin.web.pages.committee.matter import Evaluated, blueprint, evaluated, shown, steps_of, version_of
from procurement_plugin.web.pages.committee.refusals import Refusal, attempted, refused_form, sent_form
from procurement_plugin.web.pages.language import carried, marked, t
from procurement_plugin.web.schemas.reading import load

if TYPE_CHECKING:
    import uuid
    from collections.abc import Mapping, Sequence

    from procurement_plugin.domain.actor import Actor

PAGE_SIZE = 20
# Towards the award, in order; the first that is possible is the primary action of the page.
FORWARD = ("confirm", "sendDecision", "close")
NO_SUCH_PLACE = marked("A list begins at an identifier; open it from its first page.")


@blueprint.get("/committee")
def start() -> Response:
    """The matter that the launch names, else every published version."""
    about = g.page.about if "page" in g else {}
    if "evaluationId" in about:
        return _to("committee.overview", evaluation_id=about["evaluationId"])
    if "weightProfileId" in about:
        return _to("committee.newest", profile_id=about["weightProfileId"])
    who, place = actor(READ), after()
    if place is None:
        abort(400, t(NO_SUCH_PLACE))
    found = service().profiles.all(who.tenant_id, place, PAGE_SIZE + 1)
    rows = [
        {
            "id": row.id,
            "procedure": row.body["procedure"],
            "lot": row.body["lot"],
            **_standing(row.id, number, row.body),
        }
        for row in found[:PAGE_SIZE]
        if (number := service().profiles.latest(who.tenant_id, row.id))
    ]
    return shown("start", rows=rows, next=found[PAGE_SIZE - 1].id if len(found) > PAGE_SIZE else "")


@blueprint.get("/committee/profiles/<uuid:profile_id>")
def newest(profile_id: uuid.UUID) -> Response:
    """The version whose evaluation counts, else the newest one."""
    number = service().profiles.latest(actor(READ).tenant_id, str(profile_id))
    return _to("committee.version", profile_id=profile_id, number=_evaluated_under(str(profile_id), number)[0])


def _evaluated_under(profile_id: str, newest: int) -> tuple[int, Sequence[Mapping[str, Any]]]:
    """The latest version that has evaluations, with its steps; else the newest one."""
    tenant = actor(READ).tenant_id
    lives = ((number, steps_of(tenant, profile_id, number)) for number in range(newest, 0, -1))
    return next(((number, steps) for number, steps in lives if steps), (max(newest, 1), ()))


def _standing(profile_id: str, newest: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Where a lot of the list stands: ``state`` is empty before the first evaluation."""
    _, steps = _evaluated_under(profile_id, newest)
    opening = body["procedure"].get("tendersOpenedAt") or body["procedure"]["tenderDeadlineAt"]
    sent = [step["standstill"] for step in steps if "standstill" in step]
    return {
        "state": steps[-1]["state"] if steps else "",
        "until": sent[-1].get("firstPossible", "") if sent else "",
        "opened": datetime.fromisoformat(opening) <= service().clock.now(),
    }


@blueprint.get("/committee/profiles/<uuid:profile_id>/versions/<int:number>")
def version(profile_id: uuid.UUID, number: int) -> Response:
    """A published version before its first evaluation; afterwards the evaluation that counts."""
    found = version_of(profile_id, number)
    if found.counting:
        return _to("committee.overview", evaluation_id=found.counting)
    newest_number = service().profiles.latest(actor(READ).tenant_id, str(profile_id))
    opening = found.body["procedure"].get("tendersOpenedAt") or found.body["procedure"]["tenderDeadlineAt"]
    return shown("version", version=found, newest=newest_number, opening=opening)


@blueprint.get("/committee/evaluations/<uuid:evaluation_id>")
def overview(evaluation_id: uuid.UUID) -> Response:
    """An evaluation with its life; a trial shows its points alone."""
    found = evaluated(evaluation_id, official=False)
    if not found.official:
        return _to("committee.bids", evaluation_id=evaluation_id)
    return _overview(found, request.args.get("step", ""))


@blueprint.post("/committee/evaluations/<uuid:evaluation_id>/steps")
def take_step(evaluation_id: uuid.UUID) -> Response:
    """Take a step; back to the overview, with everything typed when it is refused."""
    found = evaluated(evaluation_id)
    tree = sent_form(service().schemas.step)
    if carried():
        return _overview(found, str(tree.get("step", "")), tree)
    done = attempted(lambda who: _taken(found, tree, who))
    if isinstance(done, Refusal):
        return _overview(found, str(tree.get("step", "")), tree, done)
    return _to("committee.overview", evaluation_id=evaluation_id)


@blueprint.get("/committee/evaluations/<uuid:evaluation_id>/steps")
def after_step(evaluation_id: uuid.UUID) -> Response:
    """Back to the overview for who reloads a refused step, or chooses another language on it."""
    return _to("committee.overview", evaluation_id=evaluation_id)


def _taken(found: Evaluated, tree: dict[str, Any], who: Actor) -> dict[str, Any]:
    given = load(service().schemas.step, tree)
    more = {"medium": given["medium"]} if "medium" in given else {}
    winner = given.get("winnerBidId", "")
    return service().life.take(found.stored, given["step"], given.get("reason", ""), who, winner_id=winner, **more)


def _overview(
    found: Evaluated, step: str, tree: dict[str, Any] | None = None, refusal: Refusal | None = None
) -> Response:
    wired, who = service(), actor(READ)
    life = wired.life.life(found.stored, who)
    today = wired.clock.now().date()
    possible = life["possibleSteps"]
    chosen = step if step in possible else next((name for name in FORWARD if name in possible), "")
    file = wired.evidence.file(found.stored)
    first = [row for row in found.document["ranking"] if row["rank"] == 1]
    winner = decision_sent(found.steps, found.stored.id).winner_id
    return shown(
        "overview",
        found,
        refusal.status if refusal else 200,
        life=life,
        line=life_line(found.document, life, today),
        version=version_of(found.profile_id, found.number),
        step=chosen,
        forward=[name for name in FORWARD if name in possible],
        again=file["evaluateAgain"] if possible else (),
        asked=[one for one in file["clarifications"] if "answer" not in one],
        unverified=wired.evidence.unverified(found.stored) if "confirm" in possible else (),
        first=first,
        chosen=next((row for row in first if row["bidId"] == winner), None),
        drawn=[(row["bidId"], f"{row['bidId']} {row['bidder']}") for row in first],
        person=who.person,
        form=refused_form(tree or {}, refusal),
        refusal=refusal,
    )


def _to(endpoint: str, **values: Any) -> Response:
    response: Response = redirect(url_for(endpoint, **values), 303)  # type: ignore[assignment]
    return response
