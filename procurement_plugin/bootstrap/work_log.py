"""Notes how tasks and webhook deliveries end: a line in the log and a count for each attempt; nothing of bids."""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from structlog.contextvars import bind_contextvars, clear_contextvars

from procurement_plugin.application.job_ports import DEAD, DELIVERED, LeaseLostError
from procurement_plugin.application.run_jobs import MOST_ATTEMPTS
from procurement_plugin.domain.findings import ProcurementError
from procurement_plugin.web.problems import document_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from procurement_plugin.application.job_ports import Deliveries, DueDelivery, Job, Outcome

logger = logging.getLogger(__name__)


@contextmanager
def noted(job: Job, count: Callable[[str, float], None]) -> Iterator[None]:
    """Note how an attempt at a task ends: done, failed, to be retried, or lost to another worker."""
    began, end = time.perf_counter(), "done"
    clear_contextvars()
    bind_contextvars(task=job.id, tenant=job.tenant_id)
    try:
        yield
    except LeaseLostError:
        end = "lost"
        raise
    except ProcurementError:
        end = "failed"
        raise
    except BaseException:
        end = "failed" if job.attempts >= MOST_ATTEMPTS else "retried"
        raise
    finally:
        seconds = time.perf_counter() - began
        count(end, seconds)
        told = {"kind": job.kind, "end": end, "attempt": job.attempts, "ms": round(seconds * 1000, 1)}
        logger.log(logging.INFO if end == "done" else logging.WARNING, "task", extra={"told": told})


def problem_noted(error: Exception | None) -> Mapping[str, Any]:
    """The problem document of a task that failed; the log names it, so that who quotes it can be answered."""
    document = document_of(error)
    told = {"problem": document["instance"], "status": document["status"]}
    logger.warning("task failed", extra={"told": told})
    return document


class NotedDeliveries:
    """The deliveries of a store, each attempt noted."""

    def __init__(self, inner: Deliveries, count: Callable[[str, float], None]) -> None:
        self._inner = inner
        self._count = count
        self._began: dict[str, float] = {}

    def take(self) -> DueDelivery | None:
        """A delivery that is due."""
        due = self._inner.take()
        if due is not None:
            self._began[due.claim] = time.perf_counter()
        return due

    def record(self, due: DueDelivery, state: str, outcome: Outcome, next_attempt: datetime) -> None:
        """What came of an attempt. The address is not told: it may hold a secret of the platform's."""
        self._inner.record(due, state, outcome, next_attempt)
        seconds = time.perf_counter() - self._began.pop(due.claim, time.perf_counter())
        end = {DELIVERED: "delivered", DEAD: "dead"}.get(state, "retried")
        self._count(end, seconds)
        told: dict[str, Any] = {"delivery": due.id, "webhook": due.webhook_id, "tenant": due.tenant_id, "end": end}
        told |= {"attempt": due.attempts, "status": outcome.status, "ms": round(seconds * 1000, 1)}
        logger.log(logging.INFO if end == "delivered" else logging.WARNING, "delivery", extra={"told": told})

    def stop(self, tenant_id: str, webhook_id: str) -> None:
        """Send nothing to this webhook any more."""
        self._inner.stop(tenant_id, webhook_id)
