"""Whether the service is well: UP, DEGRADED or DOWN for each part, and why, in words that tell outsiders nothing."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

# A task that nobody takes for so long, or a delivery that is due for so long, waits for a worker that is not there.
LONGEST_WAIT_SECONDS = 300
MEBIBYTE = 1 << 20
LITTLE_DISK = 512 * MEBIBYTE
NO_DISK = 32 * MEBIBYTE


class Status(StrEnum):
    """As belgif names it; the later, the worse."""

    UP = "UP"
    DEGRADED = "DEGRADED"
    DOWN = "DOWN"


class StoreState(StrEnum):
    """What the database answers."""

    READY = "ready"
    OTHER_RELEASE = "otherRelease"
    AWAY = "away"


class Backlog(NamedTuple):
    """Work that waits, of all tenants together.

    Attributes:
        oldest_waiting: seconds since the oldest waiting task could have been taken.
        oldest_due: seconds since the oldest waiting delivery was due.
        given_up: deliveries given up in the last 24 hours and not sent again.
    """

    waiting: int
    running: int
    oldest_waiting: float
    pending: int
    oldest_due: float
    given_up: int


class Observed(NamedTuple):
    """What was seen of the parts.

    Attributes:
        queue: whether the queue answers.
        backlog: none when the database does not tell.
        free_bytes: on the fullest disk that is written to.
        due_for_review: parameters that nobody checked for a year.
        pdf: whether documents can be laid out here.
    """

    store: StoreState
    queue: bool
    backlog: Backlog | None
    free_bytes: int
    due_for_review: int
    pdf: bool


class Part(NamedTuple):
    """One part of the service; the reason is empty when it is up."""

    name: str
    status: Status
    reason: str


class Health(NamedTuple):
    """The service with its parts; it is as well as the worst of them."""

    status: Status
    parts: tuple[Part, ...]


REASONS = {
    StoreState.AWAY: "The database does not answer.",
    StoreState.OTHER_RELEASE: "The database stands at another release: procurement-plugin db upgrade.",
}
NO_QUEUE = "The queue does not answer; workers look for tasks every few seconds instead."
TASKS_WAIT = "Tasks wait for a worker."
DELIVERIES_WAIT = "Webhook deliveries wait for a worker."
GIVEN_UP = "Webhook deliveries were given up in the last 24 hours."
DISK_LOW = "The disk is nearly full."
DISK_FULL = "The disk is full."
REVIEW_DUE = "Parameters are due for review: procurement-plugin config check."
NO_PDF = "Documents cannot be laid out here; system libraries are missing."


def health_of(seen: Observed) -> Health:
    """The health of the whole, from what was seen."""
    backlog = seen.backlog
    waits = backlog is not None and backlog.oldest_waiting > LONGEST_WAIT_SECONDS
    late = backlog is not None and backlog.oldest_due > LONGEST_WAIT_SECONDS
    given_up = backlog is not None and backlog.given_up > 0
    deliveries = DELIVERIES_WAIT if late else GIVEN_UP if given_up else ""
    parts = (
        _part("database", REASONS.get(seen.store, ""), Status.DOWN),
        _part("queue", "" if seen.queue else NO_QUEUE),
        _part("tasks", TASKS_WAIT if waits else ""),
        _part("deliveries", deliveries),
        _disk(seen.free_bytes),
        _part("data", REVIEW_DUE if seen.due_for_review else ""),
        _part("documents", "" if seen.pdf else NO_PDF),
    )
    order = list(Status)
    return Health(max((part.status for part in parts), key=order.index), parts)


def _part(name: str, reason: str, worst: Status = Status.DEGRADED) -> Part:
    return Part(name, worst if reason else Status.UP, reason)


def _disk(free: int) -> Part:
    if free < NO_DISK:
        return _part("disk", DISK_FULL, Status.DOWN)
    return _part("disk", DISK_LOW if free < LITTLE_DISK else "")
