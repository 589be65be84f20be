"""Documents of an evaluation: order, watch them being made, download, correct."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from flask import Response, abort, redirect, render_template, request, url_for

from procurement_plugin.application.bid_result import decision_sent, words_needed
from procurement_plugin.application.issue_document import DOCUMENT
from procurement_plugin.application.job_ports import FAILED, Job
from procurement_plugin.application.official_documents import ARTICLE_84, DEBRIEF, KINDS
from procurement_plugin.domain.actor import READ
from procurement_plugin.domain.document_language import language_of
from procurement_plugin.domain.individual_report import LETTERS
from procurement_plugin.web.access import actor
from procurement_plugin.web.document_operations import PDF
from procurement_plugin.web.exchange import service
from procurement_plugin.web.pages.committee.matter import Evaluated, blueprint, evaluated, shown
from procurement_plugin.web.pages.committee.refusals import Refusal, attempted, refused_form, sent_form
from procurement_plugin.web.pages.language import carried, marked, t
from procurement_plugin.web.pages.session import page
from procurement_plugin.web.schemas.documents import DOCUMENT_REQUESTS
from procurement_plugin.web.schemas.reading import load

if TYPE_CHECKING:
    import uuid
    from collections.abc import Mapping

    from procurement_plugin.application.document_ports import StoredDocument
    from procurement_plugin.domain.actor import Actor

SCHEMA = DOCUMENT_REQUESTS["DocumentRequest"]
NO_TASK = marked("There is no task with this identifier; ended tasks are kept for 7 days.")
_ADVANTAGE = re.compile(r"advantage\[([0-9]{1,3})\]\Z")
MOST_TASKS = 20


@blueprint.get("/committee/evaluations/<uuid:evaluation_id>/documents")
def documents(evaluation_id: uuid.UUID) -> Response:
    """The documents, those that are being made, and the form of one when it is asked for."""
    found = evaluated(evaluation_id, official=False)
    asked = {name: request.args.get(name, "") for name in ("type", "bidId", "replaces", "language")}
    return _page(found, {name: value for name, value in asked.items() if value})


@blueprint.post("/committee/evaluations/<uuid:evaluation_id>/documents")
def order(evaluation_id: uuid.UUID) -> Response:
    """Order a document; the page then shows how far it is."""
    found, tree = evaluated(evaluation_id, official=False), sent_form(SCHEMA)
    tree.pop("advantage", None)
    given = {
        int(match[1]): " ".join(value.split())
        for name, value in request.form.items()
        if (match := _ADVANTAGE.match(name))
    }
    criteria = [row["criterion"] for row in found.document["weightProfile"]["criteria"]]
    advantages = {criteria[place]: text for place, text in given.items() if text and place < len(criteria)}
    if advantages and isinstance(tree.setdefault("words", {}), dict):  # else the schema says what is wrong with it
        tree["words"]["advantages"] = advantages
    if carried():
        return _page(found, tree)
    done = attempted(lambda who: _ordered(found, tree, who))
    if isinstance(done, Refusal):
        return _page(found, tree, done)
    task = {"task": done.id} if isinstance(done, Job) else {"made": done.id}
    response: Response = redirect(  # type: ignore[assignment]
        url_for("committee.documents", evaluation_id=evaluation_id, **task), 303
    )
    return response


@blueprint.get("/committee/evaluations/<uuid:evaluation_id>/documents/tasks/<uuid:task_id>")
def progress(evaluation_id: uuid.UUID, task_id: uuid.UUID) -> Response:
    """How far a document is, as a part of the page."""
    job = _job(evaluated(evaluation_id, official=False), str(task_id))
    if job is None:
        abort(404, t(NO_TASK))
    return page(render_template("committee/_progress.html", job=job, evaluation_id=evaluation_id))


@blueprint.get("/committee/evaluations/<uuid:evaluation_id>/documents/<uuid:document_id>")
def document(evaluation_id: uuid.UUID, document_id: uuid.UUID) -> Response:
    """A document, byte for byte as it was stored."""
    stored, pdf = service().desk.read(actor(READ).tenant_id, str(evaluation_id), str(document_id))
    return sent_pdf(stored, pdf)


def sent_pdf(stored: StoredDocument, pdf: bytes) -> Response:
    """A stored document as a file."""
    response = Response(pdf, content_type=PDF)
    response.set_etag(stored.sha256)
    name = f"{stored.kind}-{stored.language}-{stored.id}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _ordered(found: Evaluated, tree: dict[str, Any], who: Actor) -> StoredDocument | Job:
    wired = service()
    made = wired.desk.order(found.stored, load(SCHEMA, tree), who)
    if isinstance(made, Job):
        wired.work.after_commit(wired.work.wake)
    return made


def _job(found: Evaluated, task_id: str) -> Job | None:
    """A task of this tenant that makes a document of this evaluation."""
    wired = service()
    job = wired.work.jobs.get(found.stored.tenant_id, task_id)
    # Its order is not kept once it has ended; what it makes tells of which evaluation it is.
    ours = job is not None and job.kind == DOCUMENT and wired.desk.makes(found.stored, job.result_id)
    return job if ours else None


def _page(found: Evaluated, asked: Mapping[str, Any], refusal: Refusal | None = None) -> Response:
    who, body = actor(READ), found.document
    kept = service().desk.of(who.tenant_id, found.stored.id)
    kind = str(asked.get("type", "")) if asked.get("type") in KINDS else ""
    tasks = [_job(found, name) for name in request.args.getlist("task")[:MOST_TASKS]]
    decision = decision_sent(found.steps, found.stored.id)
    ids = {bid["id"]: bid["bidder"]["name"] for bid in body["bids"]}
    ids |= {row["bidId"]: "" for row in body.get("exclusions", ())}
    bid_id = str(asked.get("bidId", ""))
    bid_id = bid_id if bid_id in ids else ""
    needed = words_needed(body, bid_id, decision) if kind == DEBRIEF and bid_id else ()
    default = language_of(body["procedure"]["jurisdiction"])
    return shown(
        "documents",
        found,
        refusal.status if refusal else 200,
        kept=kept,
        replaced={stored.replaces: stored.id for stored in kept if stored.replaces},
        tasks=[(job, _problem(job)) for job in tasks if job is not None],
        made=request.args.get("made", ""),
        kind=kind,
        bid_id=bid_id,
        tenders=ids,
        needed=needed,
        sent=decision.sent_at,
        letters=LETTERS if kind == ARTICLE_84 else (),
        form=refused_form({"language": default, **asked, "advantage": _advantages(asked, body)}, refusal),
        refusal=refusal,
    )


def _advantages(asked: Mapping[str, Any], body: Mapping[str, Any]) -> list[str]:
    """What was typed about the advantages, by the place of the criterion."""
    typed = asked.get("words")
    given = typed.get("advantages") if isinstance(typed, dict) else None
    words = given if isinstance(given, dict) else {}
    return [words.get(row["criterion"], "") for row in body["weightProfile"]["criteria"]]


def _problem(job: Job) -> Mapping[str, Any] | None:
    found: Mapping[str, Any] | None = json.loads(job.problem) if job.state == FAILED and job.problem else None
    return found
