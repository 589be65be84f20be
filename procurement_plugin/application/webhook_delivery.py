"""Deliver events to webhooks: signed, tried again with growing pauses, given up after a number of attempts."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import TYPE_CHECKING

from procurement_plugin.application.job_ports import DEAD, DELIVERED, PENDING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from procurement_plugin.application.job_ports import Deliveries, DueDelivery, Outcome
    from procurement_plugin.application.ports import Clock

SECRET_PREFIX = "whsec_"  # noqa: S105  how a secret begins, not one
MEDIA_TYPE = "application/cloudevents+json; charset=utf-8"
MOST_ATTEMPTS = 10
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=24)
GROWTH = 4
JITTER = 0.2
GONE = 410
SUCCESS = range(200, 300)


def pause_after(attempt: int, chance: float) -> timedelta:
    """How long to wait after a failed attempt, counted from 1.

    5 s × 4^(attempt − 1), at most a day, and up to a fifth more.

    Args:
        chance: from 0 to 1; keeps many deliveries from coming back at one moment.
    """
    grown: timedelta = FIRST_PAUSE * GROWTH ** min(attempt - 1, MOST_ATTEMPTS)
    return min(grown, LONGEST_PAUSE) * (1 + JITTER * chance)


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """HMAC-SHA256 over ``id.timestamp.body``, as Standard Webhooks writes it: ``v1,`` and base64."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def headers_of(due: DueDelivery, timestamp: int) -> dict[str, str]:
    """The headers of one attempt."""
    return {
        "Content-Type": MEDIA_TYPE,
        "User-Agent": "procurement-plugin",
        "webhook-id": due.event_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(due.secret, due.event_id, timestamp, due.body),
    }


class Deliverer:
    """Sends what is due.

    ``send`` makes one attempt and never raises; ``chance`` gives a number from 0 to 1.
    """

    def __init__(
        self,
        deliveries: Deliveries,
        send: Callable[[str, Mapping[str, str], bytes], Outcome],
        clock: Clock,
        chance: Callable[[], float],
    ) -> None:
        self._deliveries = deliveries
        self._send = send
        self._clock = clock
        self._chance = chance

    def deliver_next(self) -> bool:
        """Make one attempt; False when nothing is due."""
        due = self._deliveries.take()
        if due is None:
            return False
        outcome = self._send(due.url, headers_of(due, int(self._clock.now().timestamp())), due.body)
        now = self._clock.now()
        if outcome.status in SUCCESS:
            self._deliveries.record(due, DELIVERED, outcome, now)
        elif outcome.status == GONE or due.attempts >= MOST_ATTEMPTS:
            self._deliveries.record(due, DEAD, outcome, now)
        else:
            self._deliveries.record(due, PENDING, outcome, now + pause_after(due.attempts, self._chance()))
        if outcome.status == GONE:
            self._deliveries.stop(due.tenant_id, due.webhook_id)
        return True
