"""Reads an evaluation request and scores it; the same whether it is answered at once or run as a task."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from structlog.contextvars import bind_contextvars

from procurement_plugin.application.job_ports import Job
from procurement_plugin.application.official_evaluation import OfficialRequest
from procurement_plugin.application.run_jobs import EVALUATION
from procurement_plugin.application.score_request import score
from procurement_plugin.web.schemas.life_reading import read_official
from procurement_plugin.web.schemas.reading import read_evaluation
from procurement_plugin.web.strict_json import parse

if TYPE_CHECKING:
    from procurement_plugin.application.evaluate_lot import LotRequest, Reference
    from procurement_plugin.application.ports import StoredEvaluation
    from procurement_plugin.domain.actor import Actor
    from procurement_plugin.web.service import Service

Read = tuple["LotRequest | OfficialRequest", "Reference"]


def read(wired: Service, body: Any, who: Actor) -> Read:
    """The request, with the law, method and data it is scored by; every problem of form is raised at once."""
    if not isinstance(body, dict) or "weightProfileVersion" not in body:
        return read_evaluation(body, wired.schemas, wired.reference), wired.reference
    publisher = wired.publisher
    return read_official(
        body, wired.schemas, lambda name, number: publisher.version(who.tenant_id, name, number), publisher.reference_of
    )


def scored(wired: Service, found: Read, who: Actor, evaluation_id: str, by: str = "request") -> StoredEvaluation:
    """Score what was read and keep it: officially under a published version, else as a trial.

    ``by`` says to who counts whether a request or a task did it.
    """
    asked, reference = found
    if isinstance(asked, OfficialRequest):
        stored, lot = wired.life.evaluate(asked, reference, who, evaluation_id), asked.lot
    else:
        stored, lot = score(asked, reference, wired.evaluations, wired.clock, evaluation_id, who), asked
    wired.work.after_commit(lambda: wired.watch.counts.evaluation(stored.kind, by, len(lot.bids)))
    bind_contextvars(evaluation=stored.id)
    return stored


def task_id(result_id: str, matter: str) -> str:
    """The identifier of a task about a matter; so that can be told also once its request is not kept any more."""
    return str(uuid.uuid5(uuid.UUID(result_id), matter))


def accept(wired: Service, body: bytes, who: Actor, matter: str = "") -> Job:
    """Accept a request as a task, and wake a worker once that is kept; ``matter`` says what the task is about."""
    result = str(uuid.uuid4())
    job = Job(
        tenant_id=who.tenant_id,
        id=task_id(result, matter) if matter else str(uuid.uuid4()),
        kind=EVALUATION,
        created_at=wired.clock.now(),
        result_id=result,
        actor=who,
        body=body,
    )
    wired.work.jobs.add(job)
    bind_contextvars(task=job.id)
    wired.work.after_commit(wired.work.wake)
    return job


def run_evaluation(wired: Service, job: Job) -> None:
    """Score an accepted request, under the identifier that was set when it was accepted."""
    scored(wired, read(wired, parse(job.body), job.actor), job.actor, job.result_id, by="task")
