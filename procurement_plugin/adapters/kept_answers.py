"""Answers to requests with an Idempotency-Key: claimed first, kept in the transaction of what they tell.

A crash leaves a claim whose lease runs out; the next attempt takes it over under a new token. An attempt that comes
late finds that the token is no longer its own, and its whole transaction is rolled back.
"""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from procurement_plugin.adapters.database import text_of, writing
from procurement_plugin.adapters.job_tables import CLOCK_ERROR, kept_answer
from procurement_plugin.adapters.ledger import INSERTS
from procurement_plugin.application.job_ports import Claim, KeptAnswer, LeaseLostError, RequestName
from procurement_plugin.domain.findings import KeyReusedError, StillRunningError

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from procurement_plugin.application.ports import Clock

# How long a request may take before another attempt takes over, and when to ask again meanwhile.
LEASE = timedelta(seconds=120)
ASK_AGAIN_SECONDS = 2
REUSED = (
    "This Idempotency-Key was used for another request (another body, address, If-Match, Prefer or caller). "
    "Use a new key for a new request."
)
RUNNING = "The first request with this Idempotency-Key is still running; ask again in a moment."


class AnswerStorage:
    """The kept answers of all tenants; ``keep`` says for how long."""

    def __init__(self, engine: Engine, clock: Clock, keep: timedelta) -> None:
        self._engine = engine
        self._clock = clock
        self._keep = keep

    def claim(self, request: RequestName) -> Claim | KeptAnswer:
        """The right to answer, or the answer that was given.

        Raises:
            KeyReusedError: the key belongs to another request.
            StillRunningError: the first request is still running.
        """
        claim = Claim(request, str(uuid.uuid4()))
        now = self._clock.now()
        row = {
            **request._asdict(),
            "state": "running",
            "claim": claim.token,
            "lease_until": text_of(now + LEASE),
            "expires_at": text_of(now + self._keep),
            "status": 0,
            "headers": b"",
            "body": b"",
        }
        insert = INSERTS[self._engine.dialect.name](kept_answer).on_conflict_do_nothing()
        with writing(self._engine) as connection:
            connection.execute(insert.values(**row))
            wanted = sa.select(kept_answer).where(*_of(request)).with_for_update()
            found = connection.execute(wanted).mappings().first()
            if found is None:  # given back between the two statements
                raise StillRunningError(RUNNING, ASK_AGAIN_SECONDS)
            if found["claim"] == claim.token:
                return claim
            given = _given(dict(found), request, now)
            if given is not None:
                return given
            connection.execute(kept_answer.update().where(*_of(request)).values(**row))
        return claim

    def keep(self, claim: Claim, answer: KeptAnswer) -> None:
        """Keep the answer, in the transaction of what it tells.

        Raises:
            LeaseLostError: another attempt took over.
        """
        values = {
            "state": "done",
            "status": answer.status,
            "headers": json.dumps(dict(answer.headers)).encode(),
            "body": answer.body,
            "expires_at": text_of(self._clock.now() + self._keep),
        }
        with writing(self._engine) as connection:
            if connection.execute(kept_answer.update().where(*_held(claim)).values(**values)).rowcount != 1:
                raise LeaseLostError("Another attempt with this Idempotency-Key took over; nothing was stored.")

    def release(self, claim: Claim) -> None:
        """Give the key back, unless an answer was kept or another attempt took over."""
        with writing(self._engine) as connection:
            connection.execute(kept_answer.delete().where(*_held(claim)))

    def tidy(self) -> int:
        """Remove what is kept no longer; the number of rows."""
        now = text_of(self._clock.now())
        old = (kept_answer.c.expires_at <= now, kept_answer.c.lease_until <= now)
        with writing(self._engine) as connection:
            return int(connection.execute(kept_answer.delete().where(*old)).rowcount)


def _given(row: dict[str, Any], request: RequestName, now: datetime) -> KeptAnswer | None:
    """The answer in a row; None when it is too old, or its request crashed."""
    done = row["state"] == "done"
    if (row["expires_at"] if done else row["lease_until"]) <= text_of(now):
        return None
    if not done and row["lease_until"] > text_of(now + LEASE + CLOCK_ERROR):
        return None
    if row["fingerprint"] != request.fingerprint:
        raise KeyReusedError(REUSED)
    if not done:
        raise StillRunningError(RUNNING, ASK_AGAIN_SECONDS)
    return KeptAnswer(row["status"], json.loads(row["headers"]), row["body"])


def _of(request: RequestName) -> tuple[sa.ColumnElement[bool], ...]:
    table = kept_answer
    return (
        table.c.tenant_id == request.tenant_id,
        table.c.route == request.route,
        table.c.key == request.key,
    )


def _held(claim: Claim) -> tuple[sa.ColumnElement[bool], ...]:
    return (*_of(claim.request), kept_answer.c.claim == claim.token, kept_answer.c.state == "running")
