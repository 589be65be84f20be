"""What watches a running service; put together in bootstrap, read by the views."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from flask import current_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from procurement_plugin.application.service_health import Health


class Counts(Protocol):
    """Counts what happens. Every text is one of a short fixed list: it becomes a label."""

    def request(self, operation: str, status: int, seconds: float) -> None:
        """A request was answered; ``operation`` is the name of its route."""

    def evaluation(self, kind: str, by: str, bids: int) -> None:
        """An evaluation was stored: trial or official, by a request or by a task."""

    def blocked(self, kinds: Iterable[str]) -> None:
        """Findings stopped a request, of these kinds."""

    def task(self, end: str, seconds: float) -> None:
        """An attempt at a task ended: done, failed, retried or lost to another worker."""

    def delivery(self, end: str, seconds: float) -> None:
        """An attempt at a webhook delivery ended: delivered, retried or dead."""

    def pdf(self, seconds: float) -> None:
        """A document was laid out."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What watches the service.

    Attributes:
        counts: counts for the operator.
        health: how the service is; answers in seconds, whatever hangs.
        written: everything counted, in Prometheus' text form.
        token: who sends it as bearer token may read the counts; empty when there is none.
        open: whether they are shown without it, since only this machine can ask.
    """

    counts: Counts
    health: Callable[[], Health]
    written: Callable[[], bytes]
    token: str
    open: bool


def watch() -> Watch:
    """What the application was wired with."""
    found: Watch = current_app.extensions["watch"]
    return found
