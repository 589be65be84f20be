"""What safe retries, long work and webhooks need from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from procurement_plugin.domain.findings import StateError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, timedelta

    from procurement_plugin.domain.actor import Actor

QUEUED, RUNNING, DONE, FAILED = "queued", "running", "done", "failed"
PENDING, DELIVERED, DEAD = "pending", "delivered", "dead"
DELIVERY_STATES = (PENDING, DELIVERED, DEAD)


class LeaseLostError(StateError):
    """Somebody else works on it by now, so nothing of this attempt is kept."""

    def __init__(self, message: str) -> None:
        super().__init__("takenOver", message)


class RequestName(NamedTuple):
    """A request with an Idempotency-Key; ``fingerprint`` is a hash over all that makes it another request."""

    tenant_id: str
    route: str
    key: str
    fingerprint: str


class Claim(NamedTuple):
    """The right to answer a request once; ``token`` tells it from an earlier attempt that crashed."""

    request: RequestName
    token: str


class KeptAnswer(NamedTuple):
    """An answer as it was given."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class KeptAnswers(Protocol):
    """The answers to requests with an Idempotency-Key."""

    def claim(self, request: RequestName) -> Claim | KeptAnswer:
        """The right to answer, or the answer that was given.

        Raises:
            KeyReusedError: the key belongs to another request.
            StillRunningError: the first request is still running.
        """

    def keep(self, claim: Claim, answer: KeptAnswer) -> None:
        """Keep the answer, in the transaction of what it tells.

        Raises:
            LeaseLostError: another attempt took over.
        """

    def release(self, claim: Claim) -> None:
        """Give the key back; nothing was stored."""


class Job(NamedTuple):
    """An accepted piece of work; ``result_id`` is the identifier that its result will have."""

    tenant_id: str
    id: str
    kind: str
    created_at: datetime
    result_id: str
    actor: Actor
    body: bytes
    state: str = QUEUED
    attempts: int = 0
    claim: str = ""
    finished_at: str = ""
    problem: bytes = b""


class Jobs(Protocol):
    """The jobs of all tenants."""

    def add(self, job: Job) -> None:
        """Accept a job."""

    def get(self, tenant_id: str, job_id: str) -> Job | None:
        """A job of that tenant, as it stands."""

    def pending(self, tenant_id: str, result_id: str) -> Job | None:
        """A job that has not ended and will give that result."""

    def take(self, worker: str, kinds: Sequence[str] = ()) -> Job | None:
        """The next job that nobody works on, leased; also one whose worker let its lease run out.

        ``kinds``: of these only, where they are named.
        """

    def extend(self, job: Job) -> bool:
        """Prolong the lease; False when somebody else has it."""

    def finish(self, job: Job) -> None:
        """Done, in the transaction that stores the result.

        Raises:
            LeaseLostError: somebody else has it.
        """

    def fail(self, job: Job, problem: Mapping[str, Any], moment: datetime) -> None:
        """Failed for good, with the event that tells of it.

        Raises:
            LeaseLostError: somebody else has it.
        """

    def release(self, job: Job, delay: timedelta) -> None:
        """Give it back with the attempts it states, to be taken again after a while."""


class Webhook(NamedTuple):
    """An address that wants to be told of events."""

    tenant_id: str
    id: str
    url: str
    events: tuple[str, ...]
    secret: str
    state: str
    created_at: str


class Delivery(NamedTuple):
    """One event on its way to one webhook, as it stands."""

    id: str
    webhook_id: str
    event_id: str
    event_type: str
    state: str
    attempts: int
    next_attempt_at: str
    last_status: int
    last_error: str
    created_at: str
    finished_at: str


class DueDelivery(NamedTuple):
    """A delivery that was taken to be sent now; ``attempts`` counts this one."""

    tenant_id: str
    id: str
    claim: str
    attempts: int
    webhook_id: str
    url: str
    secret: str
    event_id: str
    body: bytes


class Outcome(NamedTuple):
    """What came of an attempt: the status answered, or 0 and why there was none."""

    status: int
    error: str = ""


class Webhooks(Protocol):
    """Webhooks and their deliveries."""

    def add(self, webhook: Webhook, actor: Actor, most: int) -> None:
        """Keep a webhook.

        Raises:
            StateError: the tenant has as many as it may.
        """

    def all(self, tenant_id: str) -> Sequence[Webhook]:
        """The webhooks of a tenant."""

    def get(self, tenant_id: str, webhook_id: str) -> Webhook | None:
        """A webhook of that tenant."""

    def remove(self, tenant_id: str, webhook_id: str, actor: Actor, moment: datetime) -> bool:
        """Remove a webhook with its deliveries; False when there is none."""

    def deliveries(
        self, tenant_id: str, webhook_id: str, after: str, limit: int, state: str = ""
    ) -> Sequence[Delivery]:
        """Deliveries in the order in which they came up, a page of them; of one state, if it is named."""

    def again(self, tenant_id: str, webhook_id: str, delivery_id: str) -> Delivery | None:
        """Deliver once more, at once; None when there is no such delivery.

        Raises:
            StateError: it is on its way already.
        """


class Deliveries(Protocol):
    """Deliveries, as who sends them sees them."""

    def take(self) -> DueDelivery | None:
        """A delivery that is due, leased."""

    def record(self, due: DueDelivery, state: str, outcome: Outcome, next_attempt: datetime) -> None:
        """What came of an attempt; nothing happens when somebody else has it by now."""

    def stop(self, tenant_id: str, webhook_id: str) -> None:
        """Send nothing to this webhook any more."""
