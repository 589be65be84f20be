"""Figures about the running service for Prometheus: few labels, all from fixed lists; no tenant and no procedure."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, generate_latest, values
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from procurement_plugin.application.service_health import Backlog, Health, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from prometheus_client.metrics_core import Metric

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_slot: list[int] = []


def use_slot(number: int) -> None:
    """Count under a number that a later process may take over.

    The library's own choice, the process's number, leaves a file behind for each process that ever ran.
    """
    _slot[:] = [number]


def _process() -> int:
    return _slot[0] if _slot else os.getpid()


class Metrics:
    """What this process counts. Where processes count together, they write to the folder of ``FOLDER``."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        self._requests = self._histogram("http_request", "Requests answered", ("operation", "status"))
        self._evaluations = self._counter("evaluations", "Evaluations stored", ("kind", "by"))
        self._bids = self._counter("bids_scored", "Bids in stored evaluations", ("kind",))
        self._blocked = self._counter("blocking_findings", "Findings that stopped a request", ("kind",))
        self._tasks = self._histogram("task", "Attempts at tasks", ("end",))
        self._deliveries = self._histogram("webhook_delivery", "Attempts at webhook deliveries", ("end",))
        self._pdf = self._histogram("pdf", "Documents laid out", ())

    def request(self, operation: str, status: int, seconds: float) -> None:
        """A request was answered; ``operation`` is the name of the route."""
        self._requests.labels(operation, f"{status // 100}xx").observe(seconds)

    def evaluation(self, kind: str, by: str, bids: int) -> None:
        """An evaluation was stored: trial or official, by a request or by a task."""
        self._evaluations.labels(kind, by).inc()
        self._bids.labels(kind).inc(bids)

    def blocked(self, kinds: Iterable[str]) -> None:
        """Findings stopped a request; hard law, guardrail or structural."""
        for kind in kinds:
            self._blocked.labels(kind).inc()

    def task(self, end: str, seconds: float) -> None:
        """An attempt at a task ended: done, failed, retried or lost to another worker."""
        self._tasks.labels(end).observe(seconds)

    def delivery(self, end: str, seconds: float) -> None:
        """An attempt at a delivery ended: delivered, retried or dead."""
        self._deliveries.labels(end).observe(seconds)

    def pdf(self, seconds: float) -> None:
        """A document was laid out."""
        self._pdf.observe(seconds)

    def written(self, health: Health, backlog: Backlog | None, version: str) -> bytes:
        """Everything in Prometheus' text form, of all processes that count together."""
        counted = self.registry
        if FOLDER in os.environ:
            counted = CollectorRegistry()
            MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
        asked = CollectorRegistry()
        asked.register(_Asked(_gauges(health, backlog, version)))
        return generate_latest(counted) + generate_latest(asked)

    def _histogram(self, name: str, text: str, labels: Sequence[str]) -> Histogram:
        described = f"{text}, with the seconds they took"
        full = f"procurement_{name}_duration_seconds"
        return Histogram(full, described, labels, buckets=SECONDS, registry=self.registry)

    def _counter(self, name: str, text: str, labels: Sequence[str]) -> Counter:
        return Counter(f"procurement_{name}_total", text, labels, registry=self.registry)


class _Asked:
    """Figures that are looked up when they are asked for, and so are the same from every process."""

    def __init__(self, families: Sequence[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


def _gauges(health: Health, backlog: Backlog | None, version: str) -> list[Metric]:
    parts = GaugeMetricFamily(
        "procurement_health", "Parts that are UP (1), DEGRADED (0.5) or DOWN (0)", labels=["part"]
    )
    marks = {Status.UP: 1.0, Status.DEGRADED: 0.5, Status.DOWN: 0.0}
    for part in health.parts:
        parts.add_metric([part.name], marks[part.status])
    families: list[Metric] = [
        InfoMetricFamily("procurement_build", "The release that runs", {"version": version}),
        parts,
    ]
    if backlog is None:  # a figure that is missing says more than one that is wrong
        return families
    tasks = GaugeMetricFamily("procurement_tasks", "Tasks that wait or run", labels=["state"])
    tasks.add_metric(["waiting"], backlog.waiting)
    tasks.add_metric(["running"], backlog.running)
    deliveries = GaugeMetricFamily("procurement_webhook_deliveries", "Deliveries that wait", labels=["state"])
    deliveries.add_metric(["pending"], backlog.pending)
    deliveries.add_metric(["given_up_last_day"], backlog.given_up)
    ages = {
        "procurement_oldest_waiting_task_seconds": ("How long the oldest task waits", backlog.oldest_waiting),
        "procurement_oldest_due_delivery_seconds": ("How long the oldest delivery is due", backlog.oldest_due),
    }
    aged = [GaugeMetricFamily(name, text, value=value) for name, (text, value) in ages.items()]
    return [*families, tasks, deliveries, *aged]


@cache
def metrics() -> Metrics:
    """What this process counts; made when it is first used, which has to be after a fork."""
    together = FOLDER in os.environ
    values.ValueClass = values.MultiProcessValue(_process) if together else values.MutexValue  # type: ignore[no-untyped-call]
    return Metrics()
