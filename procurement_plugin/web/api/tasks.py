"""Tasks: what was accepted to be scored later."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, url_for

from procurement_plugin.application.evaluation_document import stripped
from procurement_plugin.application.job_ports import DONE, FAILED
from procurement_plugin.domain.actor import READ
from procurement_plugin.web.access import actor
from procurement_plugin.web.exchange import service, written

if TYPE_CHECKING:
    import uuid

    from procurement_plugin.application.job_ports import Job

blueprint = Blueprint("tasks", __name__)
ASK_AGAIN_SECONDS = 2


@blueprint.get("/tasks/<uuid:task_id>")
def get_task(task_id: uuid.UUID) -> Response:
    """How far it is; 303 to the evaluation once it is done, the problem when it failed."""
    job = service().work.jobs.get(actor(READ).tenant_id, str(task_id))
    if job is None:
        abort(404, "There is no task with this identifier; ended tasks are kept for 7 days.")
    if job.state == DONE:
        response = written(shown(job), 303)
        response.headers["Location"] = url_for("evaluations.get_evaluation", evaluation_id=job.result_id)
        return response
    response = written(shown(job))
    if job.state != FAILED:
        response.headers["Retry-After"] = str(ASK_AGAIN_SECONDS)
    return response


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
            "evaluationId": job.result_id if job.state == DONE else None,
            "problem": json.loads(job.problem) if job.problem else None,
        }
    )
