"""Wires what watches a service: health from probes, figures for Prometheus, and the operator's own door to both."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache, partial
from typing import TYPE_CHECKING

from flask import Flask

from procurement_plugin import __version__
from procurement_plugin.adapters.health_probes import AWAY, Probe, StoreProbe, can_lay_out, free_bytes
from procurement_plugin.adapters.machine_clock import MachineClock
from procurement_plugin.adapters.metrics import metrics
from procurement_plugin.adapters.parameter_files import due_for_review
from procurement_plugin.adapters.wake_queue import WakeQueue, queue_beside
from procurement_plugin.application.service_health import NO_DISK, Health, Observed, health_of
from procurement_plugin.bootstrap import knowledge
from procurement_plugin.web import problems
from procurement_plugin.web.access import add_security_headers
from procurement_plugin.web.api import health as health_view
from procurement_plugin.web.api import metrics as metrics_view
from procurement_plugin.web.watch import Watch

if TYPE_CHECKING:
    from procurement_plugin.application.ports import Clock
    from procurement_plugin.application.service_health import Backlog
    from procurement_plugin.bootstrap.settings import Settings

MONTHS_UNTIL_REVIEW = 12
# Seconds for which a look serves everybody who asks.
DISK_KEPT = 10.0
DATA_KEPT = 3600.0


class Watcher:
    """Watches one service."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        url = settings.database_url
        self._store = Probe(StoreProbe(url, MachineClock(), clock).look, AWAY)
        self._queue = Probe(partial(_queue_answers, settings.queue_url or queue_beside(url)), silent=False)
        self._disk = Probe(partial(free_bytes, url), NO_DISK, keep=DISK_KEPT)
        self._data = Probe(_due, 0, keep=DATA_KEPT)

    def health(self) -> Health:
        """How the service is; all probes look at the same time, so that it takes no longer than one of them."""
        return self._seen()[0]

    def written(self) -> bytes:
        """Every figure, in Prometheus' text form."""
        return metrics().written(*self._seen(), __version__)

    def _seen(self) -> tuple[Health, Backlog | None]:
        for probe in (self._store, self._queue, self._disk, self._data):
            probe.begin()
        state, backlog = self._store.seen()
        free, due = self._disk.seen(), self._data.seen()
        seen = Observed(state, self._queue.seen(), backlog, free, due, _can_lay_out())
        return health_of(seen), backlog


def watch_of(settings: Settings, clock: Clock) -> Watch:
    """What watches the service of these settings; ``clock`` is the service's own."""
    watcher = Watcher(settings, clock)
    token = settings.server.metrics_token
    return Watch(metrics(), watcher.health, watcher.written, token, open=not settings.serves_others)


def operators_app(found: Watch, *, is_local: bool) -> Flask:
    """The application behind the operator's door: health and metrics, nothing else."""
    app = Flask("procurement_plugin.web", static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the provider is Flask's default one
    app.extensions["watch"] = Watch(found.counts, found.health, found.written, found.token, open=is_local)
    problems.register(app)
    app.register_blueprint(health_view.blueprint)
    app.register_blueprint(metrics_view.blueprint)
    app.after_request(add_security_headers)
    return app


def _queue_answers(url: str) -> bool:
    queue = WakeQueue(url)
    try:
        return queue.answers()
    finally:
        queue.close()


def _due() -> int:
    return len(due_for_review(knowledge.reference().parameters, MONTHS_UNTIL_REVIEW, datetime.now(UTC).date()))


@cache
def _can_lay_out() -> bool:
    return can_lay_out()
