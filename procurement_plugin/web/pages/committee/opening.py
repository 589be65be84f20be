"""Bring in the bids of a version, leave out who is excluded, and evaluate; the first time, or again."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

from flask import Response, abort, redirect, request, url_for

from procurement_plugin.application.job_ports import DONE, FAILED
from procurement_plugin.application.lot_file import LotFile, lot_key
from procurement_plugin.application.run_jobs import EVALUATION
from procurement_plugin.application.sent_tenders import SentBids, bids_of, bids_of_notice
from procurement_plugin.domain.actor import APPROVE, READ
from procurement_plugin.domain.findings import ProcurementError, UnreadableInputError
from procurement_plugin.web import scoring
from procurement_plugin.web.access import actor
from procurement_plugin.web.exchange import service
from procurement_plugin.web.pages.committee.matter import Version, blueprint, evaluated, shown, version_of
from procurement_plugin.web.pages.committee.opening_form import OpeningForm
from procurement_plugin.web.pages.committee.refusals import Refusal, attempted, refusal_of
from procurement_plugin.web.pages.language import carried, marked, t
from procurement_plugin.web.scoring import read, scored
from procurement_plugin.web.strict_json import parse, unreadable

if TYPE_CHECKING:
    from procurement_plugin.domain.actor import Actor

FILE, BIDS, ACT = "_file", "_bids", "_act"
NO_TASK = marked("There is no task with this identifier; ended tasks are kept for 7 days.")
NO_FILE = marked("Choose a file, or paste the tenders as JSON.")


@blueprint.get("/committee/profiles/<uuid:profile_id>/versions/<int:number>/tenders")
def bring(profile_id: uuid.UUID, number: int) -> Response:
    """The empty form for the first evaluation; with one that counts, that of another in its place."""
    return _form(version_of(profile_id, number))


@blueprint.post("/committee/profiles/<uuid:profile_id>/versions/<int:number>/tenders")
def send(profile_id: uuid.UUID, number: int) -> Response:
    """Read the file, or evaluate what was read."""
    version = version_of(profile_id, number)
    try:
        sent = _sent(version)
    except ProcurementError as error:
        if carried() and not request.form.get(BIDS, "").strip():
            return _form(version, OpeningForm(request.form))
        return _form(version, OpeningForm(request.form), refusal=refusal_of(error))
    form = OpeningForm(request.form, sent).with_opened(_opened(version))
    if request.form.get(ACT) == "evaluate" and not carried():
        done = attempted(lambda who: _evaluated(version, form, who))
        if isinstance(done, Refusal):
            return _form(version, form, sent, done)
        return done  # type: ignore[no-any-return]
    return _form(version, form, sent, _looked_at(version, form))


@blueprint.get("/committee/evaluations/<uuid:evaluation_id>/again")
def again(evaluation_id: uuid.UUID) -> Response:
    """To the form for another evaluation in the place of this one."""
    found = evaluated(evaluation_id)
    return _to("committee.bring", profile_id=found.profile_id, number=found.number)


@blueprint.get("/committee/profiles/<uuid:profile_id>/versions/<int:number>/tasks/<uuid:task_id>")
def waiting(profile_id: uuid.UUID, number: int, task_id: uuid.UUID) -> Response:
    """How far the evaluation of many bids is; to the evaluation once it is done."""
    version = version_of(profile_id, number)
    job = service().work.jobs.get(actor(READ).tenant_id, str(task_id))
    # A task of another version, which this session may not be about, is as none.
    if job is None or job.kind != EVALUATION or job.id != scoring.task_id(job.result_id, _matter(version)):
        abort(404, t(NO_TASK))
    if job.state == DONE:
        return _to("committee.overview", evaluation_id=job.result_id)
    problem = json.loads(job.problem) if job.state == FAILED and job.problem else None
    return shown("waiting", version=version, job=job, problem=problem)


def _matter(version: Version) -> str:
    return f"{version.profile_id} {version.number}"


def _sent(version: Version) -> SentBids:
    """The bids of the file that was chosen now, else those that stand in the form."""
    upload = request.files.get(FILE)
    content = upload.read() if upload is not None and upload.filename else b""
    if not content:
        text = request.form.get(BIDS, "")
        if not text.strip():
            raise unreadable(t(NO_FILE), "")
        content = text.encode()
    try:
        found = bids_of(parse(content))
    except UnreadableInputError:
        if not content.lstrip().startswith(b"<"):
            raise
        found = None
    return found or bids_of_notice(content, version.body["lot"]["id"], service().notices)


def _looked_at(version: Version, form: OpeningForm) -> Refusal | None:
    """What the API would say about the bids before anything is scored."""
    found = attempted(lambda who: read(service(), _body(version, form), who))
    return found if isinstance(found, Refusal) else None


def _evaluated(version: Version, form: OpeningForm, who: Actor) -> Response:
    wired, body = service(), _body(version, form)
    if len(body["bids"]) > wired.work.bids_at_once:
        read(wired, body, who)
        job = scoring.accept(wired, json.dumps(body, ensure_ascii=False).encode(), who, _matter(version))
        return _to("committee.waiting", profile_id=version.profile_id, number=version.number, task_id=job.id)
    stored = scored(wired, read(wired, body, who), who, str(uuid.uuid4()))
    return _to("committee.overview", evaluation_id=stored.id)


def _body(version: Version, form: OpeningForm) -> dict[str, Any]:
    """The request that the API would get."""
    named = {"profileId": version.profile_id, "version": version.number}
    body = {"weightProfileVersion": named, "bids": form.bids, **form.members()}
    return body | ({"supersedes": version.counting} if version.counting else {})


def _form(
    version: Version, form: OpeningForm | None = None, sent: SentBids | None = None, refusal: Refusal | None = None
) -> Response:
    who, opened = actor(READ), _opened(version)
    form = form or OpeningForm({})
    if refusal is not None:
        form = form.with_problems(refusal.findings)
    return shown(
        "tenders",
        None,
        refusal.status if refusal else 200,
        version=version,
        form=form,
        sent=sent,
        opened=opened,
        may_correct=APPROVE in who.scopes and who.person,
        refusal=refusal,
        again=_why_again(version),
    )


def _opened(version: Version) -> dict[str, Any]:
    """The bids of the lot as they were opened, by identifier; empty before the first evaluation."""
    key = lot_key(version.body["procedure"]["id"], version.body["lot"]["id"])
    return dict(LotFile(service().evaluations.records(actor(READ).tenant_id, key)).opened())


def _why_again(version: Version) -> list[str]:
    """Why the evaluation that counts no longer says what the evidence says."""
    wired = service()
    stored = wired.evaluations.get(actor(READ).tenant_id, version.counting) if version.counting else None
    return list(wired.evidence.file(stored)["evaluateAgain"]) if stored is not None else []


def _to(endpoint: str, **values: Any) -> Response:
    response: Response = redirect(url_for(endpoint, **values), 303)  # type: ignore[assignment]
    return response
