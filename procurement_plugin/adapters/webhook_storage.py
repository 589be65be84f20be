"""Webhooks, and what was sent to them: each delivery taken under a lease, tried again when it is due."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from procurement_plugin.adapters.database import reading, text_of, writing
from procurement_plugin.adapters.job_tables import AT_ONCE, webhook, webhook_delivery, webhook_event
from procurement_plugin.adapters.ledger import Change, record
from procurement_plugin.application.job_ports import DEAD, DELIVERED, PENDING, Delivery, DueDelivery, Webhook
from procurement_plugin.domain.findings import StateError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.engine import Engine

    from procurement_plugin.application.job_ports import Outcome
    from procurement_plugin.application.ports import Clock
    from procurement_plugin.domain.actor import Actor

LEASE = timedelta(seconds=60)
KEPT = timedelta(days=30)


class WebhookStorage:
    """The webhooks of all tenants."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def add(self, added: Webhook, actor: Actor, most: int) -> None:
        """Keep a webhook.

        Raises:
            StateError: the tenant has as many as it may.
        """
        row = {**added._asdict(), "events": " ".join(added.events)}
        count = sa.select(sa.func.count()).where(webhook.c.tenant_id == added.tenant_id)
        with writing(self._engine) as connection:
            if (connection.execute(count).scalar() or 0) >= most:
                raise StateError("tooManyWebhooks", f"There are {most} webhooks already; remove one first.")
            connection.execute(webhook.insert().values(**row))
            _record(connection, actor, "webhook.created", row, added.created_at)

    def all(self, tenant_id: str) -> Sequence[Webhook]:
        """The webhooks of a tenant."""
        wanted = sa.select(webhook).where(webhook.c.tenant_id == tenant_id).order_by(webhook.c.created_at, webhook.c.id)
        with reading(self._engine) as connection:
            return [_webhook(row) for row in connection.execute(wanted).mappings()]

    def get(self, tenant_id: str, webhook_id: str) -> Webhook | None:
        """A webhook of that tenant."""
        with reading(self._engine) as connection:
            row = connection.execute(sa.select(webhook).where(*_of(tenant_id, webhook_id))).mappings().first()
        return None if row is None else _webhook(row)

    def remove(self, tenant_id: str, webhook_id: str, actor: Actor, moment: datetime) -> bool:
        """Remove a webhook with its deliveries; False when there is none."""
        table = webhook_delivery
        with writing(self._engine) as connection:
            wanted = sa.select(webhook).where(*_of(tenant_id, webhook_id)).with_for_update()
            row = connection.execute(wanted).mappings().first()
            if row is None:
                return False
            connection.execute(table.delete().where(table.c.tenant_id == tenant_id, table.c.webhook_id == webhook_id))
            connection.execute(webhook.delete().where(*_of(tenant_id, webhook_id)))
            _record(connection, actor, "webhook.removed", row, text_of(moment))
        return True

    def deliveries(
        self, tenant_id: str, webhook_id: str, after: str, limit: int, state: str = ""
    ) -> Sequence[Delivery]:
        """Deliveries in the order in which they came up, a page of them; of one state, if it is named."""
        table = webhook_delivery
        wanted = (
            _deliveries()
            .where(table.c.tenant_id == tenant_id, table.c.webhook_id == webhook_id, table.c.id > after)
            .order_by(table.c.id)
            .limit(limit)
        )
        if state:
            wanted = wanted.where(table.c.state == state)
        with reading(self._engine) as connection:
            return [_delivery(row) for row in connection.execute(wanted).mappings()]

    def again(self, tenant_id: str, webhook_id: str, delivery_id: str) -> Delivery | None:
        """Deliver once more, at once; None when there is no such delivery.

        Raises:
            StateError: it is on its way already.
        """
        table = webhook_delivery
        same = (table.c.tenant_id == tenant_id, table.c.webhook_id == webhook_id, table.c.id == delivery_id)
        fresh = {"state": PENDING, "attempts": 0, "next_attempt_at": AT_ONCE, "claim": "", "finished_at": ""}
        with writing(self._engine) as connection:
            ended = (*same, table.c.state.in_((DELIVERED, DEAD)))
            changed = connection.execute(table.update().where(*ended).values(**fresh)).rowcount == 1
            row = connection.execute(_deliveries().where(*same)).mappings().first()
            if row is not None and not changed:
                raise StateError("deliveryPending", "This delivery is on its way already.")
        return None if row is None else _delivery(row)

    def take(self) -> DueDelivery | None:
        """A delivery that is due, leased."""
        table, now = webhook_delivery, self._clock.now()
        due = (table.c.state == PENDING, table.c.next_attempt_at <= text_of(now))
        wanted = (
            sa.select(table, webhook.c.url, webhook.c.secret, webhook_event.c.body)
            .join(webhook, sa.and_(webhook.c.tenant_id == table.c.tenant_id, webhook.c.id == table.c.webhook_id))
            .join(webhook_event, _same_event())
            .where(*due, webhook.c.state == "active")
            .order_by(table.c.next_attempt_at, table.c.id)
            .limit(1)
        )
        with reading(self._engine) as connection:  # most of the time there is nothing, and no lock is taken
            if connection.execute(wanted).first() is None:
                return None
        with writing(self._engine) as connection:
            locked = wanted.with_for_update(skip_locked=True, of=table)
            row = connection.execute(locked).mappings().first()
            if row is None:
                return None
            claim, attempts = str(uuid.uuid4()), row["attempts"] + 1
            taken = {"claim": claim, "attempts": attempts, "next_attempt_at": text_of(now + LEASE)}
            same = (table.c.tenant_id == row["tenant_id"], table.c.id == row["id"])
            connection.execute(table.update().where(*same).values(**taken))
        return DueDelivery(**{name: {**row, **taken}[name] for name in DueDelivery._fields})

    def record(self, due: DueDelivery, state: str, outcome: Outcome, next_attempt: datetime) -> None:
        """What came of an attempt; nothing happens when somebody else has it by now."""
        table = webhook_delivery
        values = {
            "state": state,
            "claim": "",
            "last_status": outcome.status,
            "last_error": outcome.error[:200],
            "next_attempt_at": text_of(next_attempt),
            "finished_at": "" if state == PENDING else text_of(self._clock.now()),
        }
        same = (table.c.tenant_id == due.tenant_id, table.c.id == due.id, table.c.claim == due.claim)
        with writing(self._engine) as connection:
            connection.execute(table.update().where(*same).values(**values))

    def stop(self, tenant_id: str, webhook_id: str) -> None:
        """Send nothing to this webhook any more."""
        with writing(self._engine) as connection:
            connection.execute(webhook.update().where(*_of(tenant_id, webhook_id)).values(state="stopped"))

    def tidy(self) -> int:
        """Remove deliveries that ended long ago, and events that nobody waits for; the number of deliveries."""
        table, event = webhook_delivery, webhook_event
        old = (table.c.state != PENDING, table.c.finished_at <= text_of(self._clock.now() - KEPT))
        waiting = sa.exists().where(table.c.tenant_id == event.c.tenant_id, table.c.event_id == event.c.id)
        with writing(self._engine) as connection:
            removed = connection.execute(table.delete().where(*old)).rowcount
            connection.execute(event.delete().where(~waiting))
        return int(removed)


def _of(tenant_id: str, webhook_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (webhook.c.tenant_id == tenant_id, webhook.c.id == webhook_id)


def _same_event() -> sa.ColumnElement[bool]:
    table, event = webhook_delivery, webhook_event
    return sa.and_(event.c.tenant_id == table.c.tenant_id, event.c.id == table.c.event_id)


def _deliveries() -> sa.Select[Any]:
    return sa.select(webhook_delivery, webhook_event.c.type.label("event_type")).join(webhook_event, _same_event())


def _webhook(row: Mapping[Any, Any]) -> Webhook:
    values = {name: row[name] for name in Webhook._fields}
    return Webhook(**{**values, "events": tuple(row["events"].split(" "))})


def _delivery(row: Mapping[Any, Any]) -> Delivery:
    return Delivery(**{name: row[name] for name in Delivery._fields})


def _record(connection: sa.Connection, actor: Actor, event: str, row: Mapping[Any, Any], when: str) -> None:
    """The audit event; the secret is no part of it."""
    told = {name: row[name] for name in ("id", "url", "events")}
    payload = {"actor": actor.subject, "name": actor.name, "url": row["url"], "events": row["events"]}
    change = Change(actor.tenant_id, when, event, "webhook", str(row["id"]), actor.subject, told, payload)
    record(connection, change)
