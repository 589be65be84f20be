"""Jobs in the database: accepted once, taken under a lease, done in the transaction that stores their result."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from procurement_plugin.adapters.database import reading, text_of, writing
from procurement_plugin.adapters.job_tables import AT_ONCE, CLOCK_ERROR, job
from procurement_plugin.adapters.outbox import announce
from procurement_plugin.adapters.stored_actor import actor_body, actor_from
from procurement_plugin.application.events import failed_event
from procurement_plugin.application.job_ports import DONE, FAILED, QUEUED, RUNNING, Job, LeaseLostError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.engine import Engine

    from procurement_plugin.application.ports import Clock

LEASE = timedelta(seconds=60)
# How long a task can be asked for after it has ended.
KEPT = timedelta(days=7)


class JobStorage:
    """The jobs of all tenants."""

    lease = LEASE

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def add(self, added: Job) -> None:
        """Accept a job."""
        row = {
            **added._asdict(),
            "created_at": text_of(added.created_at),
            "actor": json.dumps(actor_body(added.actor), ensure_ascii=False).encode(),
            "lease_until": AT_ONCE,
            "worker": "",
        }
        with writing(self._engine) as connection:
            connection.execute(job.insert().values(**row))

    def get(self, tenant_id: str, job_id: str) -> Job | None:
        """A job of that tenant, as it stands."""
        wanted = sa.select(job).where(job.c.tenant_id == tenant_id, job.c.id == job_id)
        with reading(self._engine) as connection:
            row = connection.execute(wanted).mappings().first()
        return None if row is None else _job(dict(row))

    def pending(self, tenant_id: str, result_id: str) -> Job | None:
        """A job that has not ended and will give that result."""
        going = (job.c.result_id == result_id, job.c.state.in_((QUEUED, RUNNING)))
        wanted = sa.select(job).where(job.c.tenant_id == tenant_id, *going).limit(1)
        with reading(self._engine) as connection:
            row = connection.execute(wanted).mappings().first()
        return None if row is None else _job(dict(row))

    def take(self, worker: str, kinds: Sequence[str] = ()) -> Job | None:
        """The next job that nobody works on, leased; also one whose worker let its lease run out."""
        now = self._clock.now()
        over = sa.or_(job.c.lease_until <= text_of(now), job.c.lease_until > text_of(now + self.lease + CLOCK_ERROR))
        free = [job.c.state.in_((QUEUED, RUNNING)), over]
        free += [job.c.kind.in_(kinds)] if kinds else []
        with reading(self._engine) as connection:  # most of the time there is nothing, and no lock is taken
            if connection.execute(sa.select(job.c.id).where(*free).limit(1)).first() is None:
                return None
        wanted = sa.select(job).where(*free).order_by(job.c.created_at, job.c.id).limit(1)
        with writing(self._engine) as connection:
            row = connection.execute(wanted.with_for_update(skip_locked=True)).mappings().first()
            if row is None:
                return None
            taken = {
                "state": RUNNING,
                "attempts": row["attempts"] + 1,
                "claim": str(uuid.uuid4()),
                "worker": worker[:120],
                "lease_until": text_of(now + self.lease),
            }
            same = (job.c.tenant_id == row["tenant_id"], job.c.id == row["id"])
            connection.execute(job.update().where(*same).values(**taken))
        return _job({**row, **taken})

    def extend(self, held: Job) -> bool:
        """Prolong the lease; False when somebody else has it."""
        until = text_of(self._clock.now() + self.lease)
        with writing(self._engine) as connection:
            return bool(connection.execute(job.update().where(*_held(held)).values(lease_until=until)).rowcount)

    def finish(self, held: Job) -> None:
        """Done, in the transaction that stores the result; the request is not needed any more.

        Raises:
            LeaseLostError: somebody else has it.
        """
        with writing(self._engine) as connection:
            self._end(connection, held, state=DONE)

    def fail(self, held: Job, problem: Mapping[str, Any], moment: datetime) -> None:
        """Failed for good, with the event that tells of it.

        Raises:
            LeaseLostError: somebody else has it.
        """
        with writing(self._engine) as connection:
            self._end(connection, held, state=FAILED, problem=json.dumps(problem, ensure_ascii=False).encode())
            announce(connection, held.tenant_id, failed_event(held.id, text_of(moment)))

    def release(self, held: Job, delay: timedelta) -> None:
        """Give it back with the attempts it states, to be taken again after a while; not when somebody else has it."""
        until = text_of(self._clock.now() + delay)
        back = {"state": QUEUED, "claim": "", "worker": "", "lease_until": until, "attempts": held.attempts}
        with writing(self._engine) as connection:
            connection.execute(job.update().where(*_held(held)).values(**back))

    def tidy(self) -> int:
        """Remove tasks that ended long ago; the number of rows."""
        old = (job.c.state.in_((DONE, FAILED)), job.c.finished_at <= text_of(self._clock.now() - KEPT))
        with writing(self._engine) as connection:
            return int(connection.execute(job.delete().where(*old)).rowcount)

    def _end(self, connection: sa.Connection, held: Job, **values: Any) -> None:
        ended = {"finished_at": text_of(self._clock.now()), "body": b"", "claim": "", **values}
        if connection.execute(job.update().where(*_held(held)).values(**ended)).rowcount != 1:
            raise LeaseLostError("The lease of this task ran out, and another worker took it.")


def _held(held: Job) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        job.c.tenant_id == held.tenant_id,
        job.c.id == held.id,
        job.c.claim == held.claim,
        job.c.state == RUNNING,
    )


def _job(row: Mapping[str, Any]) -> Job:
    values = {name: row[name] for name in Job._fields}
    actor = actor_from(row["tenant_id"], json.loads(row["actor"]))
    return Job(**{**values, "created_at": datetime.fromisoformat(row["created_at"]), "actor": actor})
