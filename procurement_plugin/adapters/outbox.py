"""Events for webhooks, written in the transaction of what they tell: neither can be lost without the other."""

from __future__ import annotations

import secrets
import time
import uuid
from typing import TYPE_CHECKING

import sqlalchemy as sa

from procurement_plugin.adapters.job_tables import AT_ONCE, webhook, webhook_delivery, webhook_event
from procurement_plugin.application.events import cloud_event

if TYPE_CHECKING:
    from procurement_plugin.application.events import Event


def ordered_id() -> str:
    """A UUID of version 7: later ones sort behind earlier ones, to the millisecond."""
    stamp = int(time.time() * 1000) << 80
    return str(uuid.UUID(int=stamp | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)))


def announce(connection: sa.Connection, tenant_id: str, event: Event) -> None:
    """Keep the event and one delivery for each webhook of the tenant that asked for its type; else nothing."""
    wanted = sa.select(webhook.c.id, webhook.c.events).where(
        webhook.c.tenant_id == tenant_id, webhook.c.state == "active"
    )
    hooks = [row.id for row in connection.execute(wanted) if event.type in row.events.split(" ")]
    if not hooks:
        return
    event_id = str(uuid.uuid4())
    connection.execute(
        webhook_event.insert().values(
            tenant_id=tenant_id,
            id=event_id,
            type=event.type,
            occurred_at=event.occurred_at,
            body=cloud_event(event_id, event),
        )
    )
    for hook in hooks:
        connection.execute(
            webhook_delivery.insert().values(
                tenant_id=tenant_id,
                id=ordered_id(),
                webhook_id=hook,
                event_id=event_id,
                state="pending",
                attempts=0,
                next_attempt_at=AT_ONCE,
                claim="",
                last_status=0,
                last_error="",
                created_at=event.occurred_at,
                finished_at="",
            )
        )
