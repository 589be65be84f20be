"""Documents behind the tenders: what a person decided about them; clarifications asked and answered."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Response, redirect, request, url_for

from procurement_plugin.application.evaluation_document import reference_of
from procurement_plugin.domain.actor import READ
from procurement_plugin.domain.evidence import EvidenceStatus
from procurement_plugin.web.access import actor
from procurement_plugin.web.exchange import service
from procurement_plugin.web.pages.committee.matter import Evaluated, blueprint, evaluated, shown
from procurement_plugin.web.pages.committee.refusals import Refusal, attempted, refused_form, sent_form
from procurement_plugin.web.pages.language import carried
from procurement_plugin.web.schemas.evidence import (
    ANSWER,
    CLARIFICATION,
    DECISION,
    read_answer,
    read_clarification,
    read_decision,
)

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable, Mapping

    from procurement_plugin.application.evidence_file import Clarification
    from procurement_plugin.domain.actor import Actor

LEGAL_BASIS = "eu.duties.clarification"
# What a form about a new document may not say: a person decides about it afterwards, by name.
CHECKED = ("verifier", "verifiedOn")
# What is open on the page: the form of a decision, a question or an answer.
DECIDE, ASK, REPLY = "decide", "ask", "answer"


@blueprint.get("/committee/evaluations/<uuid:evaluation_id>/evidence")
def evidence(evaluation_id: uuid.UUID) -> Response:
    """Every document with its status, and the clarifications; a link opens the form for one of them."""
    found = evaluated(evaluation_id)
    about = {name: request.args.get(name, "") for name in ("bid", "document", "number")}
    return _page(found, request.args.get("do", ""), about)


@blueprint.post("/committee/evaluations/<uuid:evaluation_id>/evidence")
def decide(evaluation_id: uuid.UUID) -> Response:
    """Record that somebody checked a document."""
    found, tree = evaluated(evaluation_id), sent_form(DECISION)
    about = {"bid": tree.get("bidId", ""), "document": tree.get("evidenceId", "")}
    return _done(
        found, DECIDE, about, tree, lambda who: service().evidence.decide(found.stored, read_decision(tree), who)
    )


@blueprint.post("/committee/evaluations/<uuid:evaluation_id>/clarifications")
def ask(evaluation_id: uuid.UUID) -> Response:
    """Record a question to a tenderer."""
    found, tree = evaluated(evaluation_id), sent_form(CLARIFICATION)
    tree |= {"evidence": request.form.getlist("document")} if "document" in request.form else {}
    tree.pop("document", None)
    about = {"bid": tree.get("bidId", "")}
    return _done(found, ASK, about, tree, lambda who: _asked(found, read_clarification(tree), who))


@blueprint.post("/committee/evaluations/<uuid:evaluation_id>/clarifications/<int:number>/answers")
def reply(evaluation_id: uuid.UUID, number: int) -> Response:
    """Record what a tenderer answered."""
    found, tree = evaluated(evaluation_id), sent_form(ANSWER)
    for document in tree.get("evidence", ()):
        if isinstance(document, dict):  # nobody has checked what just came, whatever the form says
            document["status"] = EvidenceStatus.CLAIMED.value
            for name in CHECKED:
                document.pop(name, None)
    about = {"number": str(number)}
    return _done(
        found,
        REPLY,
        about,
        tree,
        lambda who: service().evidence.answer(found.stored, read_answer(min(number, 999_999), tree), who),
    )


@blueprint.get("/committee/evaluations/<uuid:evaluation_id>/clarifications")
def after_question(evaluation_id: uuid.UUID) -> Response:
    """Back to the page for who reloads a refused question, or chooses another language on it."""
    return _back(evaluation_id)


@blueprint.get("/committee/evaluations/<uuid:evaluation_id>/clarifications/<int:number>/answers")
def after_answer(evaluation_id: uuid.UUID, number: int) -> Response:
    """The same with an answer."""
    return _back(evaluation_id, do=REPLY, number=str(number))


def _back(evaluation_id: uuid.UUID | str, **about: Any) -> Response:
    response: Response = redirect(  # type: ignore[assignment]
        url_for("committee.evidence", evaluation_id=evaluation_id, **about), 303
    )
    return response


def _asked(found: Evaluated, asked: Clarification, who: Actor) -> Any:
    """Ask, unless the very same question waits for its answer: a button that was pressed twice asks once."""
    wanted = (asked.bid_id, asked.question, asked.answer_by.isoformat())
    waiting = [one for one in service().evidence.file(found.stored)["clarifications"] if "answer" not in one]
    if wanted in [(one["bidId"], one["question"], one["answerBy"]) for one in waiting]:
        return None
    return service().evidence.ask(found.stored, asked, who)


def _done(
    found: Evaluated, form: str, about: Mapping[str, str], tree: dict[str, Any], action: Callable[[Actor], Any]
) -> Response:
    """Back to the page, or the same form with everything that was typed and what is wrong with it."""
    if carried():
        return _page(found, form, about, tree)
    done = attempted(action)
    if isinstance(done, Refusal):
        return _page(found, form, about, tree, done)
    return _back(found.stored.id)


def _is_there(form: str, about: Mapping[str, str], file: Mapping[str, Any]) -> bool:
    """Whether the page has what a form is about."""
    if form == ASK:
        return about.get("bid", "") in [bid["bidId"] for bid in file["bids"]]
    waiting = [str(one["number"]) for one in file["clarifications"] if "answer" not in one]
    return bool(about.get("document")) if form == DECIDE else about.get("number", "") in waiting


def _page(
    found: Evaluated,
    form: str,
    about: Mapping[str, str],
    tree: dict[str, Any] | None = None,
    refusal: Refusal | None = None,
) -> Response:
    wired, who = service(), actor(READ)
    today = wired.clock.now().date()
    file = wired.evidence.file(found.stored)
    asked = [{**one, "daysLeft": (date.fromisoformat(one["answerBy"]) - today).days} for one in file["clarifications"]]
    return shown(
        "evidence",
        found,
        refusal.status if refusal else 200,
        file=file,
        clarifications=asked,
        names={bid["id"]: bid["bidder"]["name"] for bid in found.document["bids"]},
        open=form if _is_there(form, about, file) else "",
        about=about,
        form=refused_form(tree or {}, refusal),
        refusal=refusal,
        person=who.person,
        life=wired.life.life(found.stored, who),
        references=[reference_of(text) for text in wired.reference.parameters[LEGAL_BASIS].at(today).references],
    )
