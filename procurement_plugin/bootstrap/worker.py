"""A worker: runs accepted jobs, delivers webhooks, removes what is kept no longer, and stops gracefully."""

from __future__ import annotations

import logging
import os
import random
import socket
import threading
import time
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from procurement_plugin.application.issue_document import DOCUMENT
from procurement_plugin.application.rescan_lists import Rescanner
from procurement_plugin.application.run_jobs import EVALUATION, JobRunner
from procurement_plugin.application.webhook_delivery import Deliverer
from procurement_plugin.bootstrap.work_log import NotedDeliveries, noted, problem_noted
from procurement_plugin.domain.findings import UnavailableError
from procurement_plugin.web.scoring import run_evaluation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from procurement_plugin.adapters.storage import Storage
    from procurement_plugin.adapters.wake_queue import WakeQueue
    from procurement_plugin.adapters.webhook_sender import WebhookSender
    from procurement_plugin.application.document_ports import Documents
    from procurement_plugin.application.job_ports import Job
    from procurement_plugin.application.ports import Clock
    from procurement_plugin.web.service import Service

# How long a worker sleeps when nobody wakes it, and how often it removes what is kept no longer and
# looks for watch lists that rest on other data.
LOOK_SECONDS = 2.0
TIDY_SECONDS = RESCAN_SECONDS = 600.0
GRACE_SECONDS = 20.0
# An address that is slow to answer holds up one thread only.
SENDERS = 3
logger = logging.getLogger(__name__)


class Worker:
    """Works in threads of its own until it is stopped."""

    def __init__(
        self,
        wired: Service,
        storage: Storage,
        queue: WakeQueue,
        sender: WebhookSender,
        machine: Clock,
        documents: Documents | None = None,
    ) -> None:
        self.watch = wired.watch
        self._storage = storage
        self._documents = documents
        self._queue = queue
        self._stop = threading.Event()
        self._nudge = threading.Event()
        self._desk = wired.desk
        self._running: set[Job] = set()
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        # Of its own, so that a long document keeps no evaluation waiting.
        self._runners = [
            JobRunner(storage.jobs, storage.transaction, wired.clock, perform, problem_noted, self._kept)
            for perform in ({EVALUATION: partial(run_evaluation, wired)}, {DOCUMENT: wired.desk.make})
        ]
        self._rescanner = Rescanner(wired.monitoring, _list_failed)
        deliveries = NotedDeliveries(storage.webhooks, wired.watch.counts.delivery)
        self._deliverer = Deliverer(deliveries, sender.send, machine, random.random)
        self._threads = [
            threading.Thread(target=self._loop, args=(look, wait), name=name, daemon=True)
            for name, look, wait in (
                ("jobs", partial(self._runners[0].run_next, self._name), self._awaited),
                ("documents", partial(self._runners[1].run_next, self._name), self._nudged),
                *[("webhooks", self._deliverer.deliver_next, partial(self._stop.wait, LOOK_SECONDS))] * SENDERS,
                ("tidying", self.tidy, partial(self._stop.wait, TIDY_SECONDS)),
                ("watch lists", self.rescan, partial(self._stop.wait, RESCAN_SECONDS)),
            )
        ]

    def start(self) -> None:
        """Begin to work."""
        for thread in self._threads:
            thread.start()

    def stop(self, grace: float = GRACE_SECONDS) -> None:
        """Take no more; end what is running, or give it back when that takes longer than ``grace`` seconds."""
        self._stop.set()
        self._nudge.set()
        ends = time.monotonic() + grace
        for thread in filter(threading.Thread.is_alive, self._threads):
            thread.join(max(0.1, ends - time.monotonic()))
        for job in tuple(self._running):
            with suppress(UnavailableError):  # then its lease runs out
                self._storage.jobs.release(job, timedelta(0))
        self._desk.close()
        self._queue.close()

    def run_next(self) -> bool:
        """Run one job; False when there is none."""
        return any(runner.run_next(self._name) for runner in self._runners)

    def deliver_next(self) -> bool:
        """Make one attempt of a delivery; False when none is due."""
        return self._deliverer.deliver_next()

    def rescan(self) -> bool:
        """Rescan a page of the watch lists that rest on other data than this release's; False at the end of them."""
        return self._rescanner.walk()

    def tidy(self) -> bool:
        """Remove what is kept no longer; there is never more to do."""
        for kept in (self._storage.answers, self._storage.jobs, self._storage.webhooks):
            kept.tidy()
        if self._documents is not None:
            self._storage.documents.tidy(self._documents)
        return False

    def _awaited(self) -> None:
        """Wait to be woken, and wake who makes documents, too: the queue says only that there is something to do."""
        self._queue.wait(LOOK_SECONDS, self._stop)
        self._nudge.set()

    def _nudged(self) -> None:
        self._nudge.wait(LOOK_SECONDS)
        self._nudge.clear()

    def _loop(self, look: Callable[[], bool], wait: Callable[[], object]) -> None:
        while not self._stop.is_set():
            try:
                if look():
                    continue
            except UnavailableError:
                pass  # the store has said why, and is asked again after the pause
            except Exception as error:
                logger.exception("a worker met %s and goes on", type(error).__name__)
            wait()

    @contextmanager
    def _kept(self, job: Job) -> Iterator[None]:
        """Hold the lease of a job while it is worked on."""
        self._running.add(job)
        done = threading.Event()
        thread = threading.Thread(target=self._extend, args=(job, done), daemon=True)
        thread.start()
        try:
            with noted(job, self.watch.counts.task):
                yield
        finally:
            done.set()
            self._running.discard(job)

    def _extend(self, job: Job, done: threading.Event) -> None:
        while not done.wait(self._storage.jobs.lease.total_seconds() / 3):
            try:
                if not self._storage.jobs.extend(job):
                    return
            except Exception as error:  # noqa: BLE001  the next turn tries again, before the lease runs out
                logger.warning("the lease was not prolonged: %s", type(error).__name__)


def _list_failed(error: Exception) -> None:
    logger.error("a watch list could not be rescanned: %s", type(error).__name__)
