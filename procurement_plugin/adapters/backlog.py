"""How much work waits in the database, and for how long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from procurement_plugin.adapters.database import text_of
from procurement_plugin.adapters.job_tables import job, webhook, webhook_delivery
from procurement_plugin.application.job_ports import DEAD, PENDING, QUEUED, RUNNING
from procurement_plugin.application.service_health import Backlog

if TYPE_CHECKING:
    from procurement_plugin.application.ports import Clock

LOOKED_BACK = timedelta(hours=24)


def backlog_of(connection: sa.Connection, machine: Clock, clock: Clock) -> Backlog:
    """What waits now.

    Args:
        machine: tells the time of leases.
        clock: tells the time of requests; it stands still in a demonstration.
    """
    now, told = machine.now(), clock.now()
    free = (job.c.state.in_((QUEUED, RUNNING)), job.c.lease_until <= text_of(now))
    waiting, oldest = _waiting(connection, job, job.c.lease_until, free)
    held = sa.select(sa.func.count()).where(job.c.state == RUNNING, job.c.lease_until > text_of(now))
    table = webhook_delivery
    active = sa.exists().where(
        webhook.c.tenant_id == table.c.tenant_id, webhook.c.id == table.c.webhook_id, webhook.c.state == "active"
    )
    due = (table.c.state == PENDING, active, table.c.next_attempt_at <= text_of(now))
    _, oldest_due = _waiting(connection, table, table.c.next_attempt_at, due)
    pending = sa.select(sa.func.count()).where(table.c.state == PENDING, active)
    dead = (table.c.state == DEAD, table.c.finished_at >= text_of(now - LOOKED_BACK))
    return Backlog(
        waiting=waiting,
        running=connection.execute(held).scalar_one(),
        oldest_waiting=_seconds(oldest, told),
        pending=connection.execute(pending).scalar_one(),
        oldest_due=_seconds(oldest_due, told),
        given_up=connection.execute(sa.select(sa.func.count()).where(*dead)).scalar_one(),
    )


def _waiting(
    connection: sa.Connection, table: sa.Table, due: sa.Column[str], wanted: tuple[sa.ColumnElement[bool], ...]
) -> tuple[int, str | None]:
    """How many rows wait, and since when the first of them could have been taken."""
    since = sa.case((due > table.c.created_at, due), else_=table.c.created_at)
    count, oldest = connection.execute(sa.select(sa.func.count(), sa.func.min(since)).where(*wanted)).one()
    return int(count), oldest


def _seconds(since: str | None, now: datetime) -> float:
    return 0.0 if since is None else max(0.0, (now - datetime.fromisoformat(since)).total_seconds())
