"""Tasks: what was accepted to be done later."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, url_for

from procurement_plugin.application.evaluation_document import stripped
from procurement_plugin.application.issue_document import DOCUMENT
from procurement_plugin.application.job_ports import DONE, FAILED
from procurement_plugin.application.run_jobs import EVALUATION
from procurement_plugin.domain.actor import READ
from procurement_plugin.web.access import actor
from procurement_plugin.web.exchange import service, written

if TYPE_CHECKING:
    import uuid

    from procurement_plugin.application.job_ports import Job

blueprint = Blueprint("tasks", __name__)
ASK_AGAIN_SECONDS = 2
# The member that names what came of a task, by its kind.
RESULTS = {EVALUATION: "evaluationId", DOCUMENT: "documentId"}


@blueprint.get("/tasks/<uuid:task_id>")
def get_task(task_id: uuid.UUID) -> Response:
    """How far it is; 303 to what came of it once it is done, the problem when it failed."""
    job = service().work.jobs.get(actor(READ).tenant_id, str(task_id))
    if job is None:
        abort(404, "There is no task with this identifier; ended tasks are kept for 7 days.")
    if job.state == DONE:
        response = written(shown(job), 303)
        response.headers["Location"] = _result(job)
        return response
    response = written(shown(job))
    if job.state != FAILED:
        response.headers["Retry-After"] = str(ASK_AGAIN_SECONDS)
    return response


def _result(job: Job) -> str:
    """Where that is what came of a task."""
    if job.kind != DOCUMENT:
        return url_for("evaluations.get_evaluation", evaluation_id=job.result_id)
    evaluation_id = service().desk.evaluation_of(job.tenant_id, job.result_id)
    if not evaluation_id:
        abort(404, "The document of this task was deleted with its evaluation.")
    return url_for("documents.get_document", evaluation_id=evaluation_id, document_id=job.result_id)


def accepted(job: Job) -> Response:
    """The answer to a request that became a task."""
    response = written(shown(job), 202)
    response.headers["Location"] = url_for("tasks.get_task", task_id=job.id)
    response.headers["Retry-After"] = str(ASK_AGAIN_SECONDS)
    return response


def shown(job: Job) -> dict[str, Any]:
    """A task as it is answered."""
    return stripped(
        {
            "id": job.id,
            "kind": job.kind,
            "state": job.state,
            "createdAt": job.created_at.isoformat(timespec="seconds"),
            "attempts": job.attempts,
            "finishedAt": job.finished_at,
            RESULTS[job.kind]: job.result_id if job.state == DONE else None,
            "problem": json.loads(job.problem) if job.problem else None,
        }
    )
