"""What the processes of the kill tests do; loaded once by a server of forks, so that each of them begins at once."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from procurement_plugin.adapters.job_storage import JobStorage
from procurement_plugin.adapters.kept_answers import AnswerStorage
from procurement_plugin.application import run_jobs
from procurement_plugin.bootstrap import knowledge, wiring
from procurement_plugin.bootstrap.server import worker_of
from procurement_plugin.bootstrap.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

LEASE = timedelta(seconds=1)
DEAD = 9
for load in (knowledge.reference, knowledge.schemas, knowledge.guard, knowledge.raw_materials):
    load()


def work(url: str, queue: str) -> None:
    """Work until killed; no job is given up, however often it is hit."""
    JobStorage.lease = LEASE
    run_jobs.MOST_ATTEMPTS = 1_000_000
    worker_of(Settings(url, queue_url=queue)).start()
    time.sleep(3600)


def die_working(url: str, queue: str, point: str) -> None:
    """Take a job and die at a point of it."""
    JobStorage.lease = LEASE
    settings = Settings(url, queue_url=queue)
    _die_at(point, JobStorage, "take", "finish")
    worker_of(settings).run_next()


def die_answering(url: str, queue: str, point: str, request: dict[str, Any], key: str) -> None:
    """Answer a request with an Idempotency-Key and die at a point of it."""
    _die_at(point, AnswerStorage, "claim", "keep")
    client = wiring.create_app(Settings(url, queue_url=queue)).test_client()
    client.post("/scoring/v1/evaluations", json=request, headers={"Idempotency-Key": key})


def _die_at(point: str, store: type, first: str, last: str) -> None:
    """``after first``, ``before last``, ``after last`` (not yet committed) or ``after commit``."""
    from procurement_plugin.adapters.database import Transaction  # noqa: PLC0415

    places = {
        f"after {first}": (store, first, False),
        f"before {last}": (store, last, True),
        f"after {last}": (store, last, False),
        "after commit": (Transaction, "end", False),
    }
    owner, name, before = places[point]
    whole: Callable[..., Any] = getattr(owner, name)

    def dies(*given: Any) -> None:
        if not before:
            whole(*given)
        os._exit(DEAD)

    setattr(owner, name, dies)
