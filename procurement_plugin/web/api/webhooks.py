"""Webhooks: who is told of events, what was sent, and sending it again."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, request, url_for

from procurement_plugin.application.evaluation_document import stripped
from procurement_plugin.application.job_ports import DELIVERY_STATES, PENDING, Delivery, Webhook
from procurement_plugin.domain.actor import EVALUATE
from procurement_plugin.web.access import actor
from procurement_plugin.web.exchange import after, json_body, service, written
from procurement_plugin.web.once import once
from procurement_plugin.web.schemas.webhooks import read_webhook

if TYPE_CHECKING:
    from procurement_plugin.domain.actor import Actor

blueprint = Blueprint("webhooks", __name__)
MOST_WEBHOOKS = 20
PAGE = 100
QUERY = (
    "The query parameters are 'after', the identifier of the last delivery of the page before, and 'state': "
    f"{', '.join(DELIVERY_STATES)}."
)
NO_WEBHOOK = "There is no webhook with this identifier."


@blueprint.post("/webhooks")
@once(EVALUATE)
def create_webhook() -> Response:
    """Keep a webhook, and show its secret this once."""
    who, wired = actor(EVALUATE), service()
    asked = read_webhook(json_body(), loopback=wired.work.loopback)
    made = Webhook(
        tenant_id=who.tenant_id,
        id=str(uuid.uuid4()),
        url=asked["url"],
        events=tuple(asked["events"]),
        secret=asked.get("secret") or wired.work.new_secret(),
        state="active",
        created_at=wired.clock.now().isoformat(timespec="seconds"),
    )
    wired.work.webhooks.add(made, who, MOST_WEBHOOKS)
    response = written({**shown(made), "secret": made.secret}, 201)
    response.headers["Location"] = url_for("webhooks.get_webhook", webhook_id=made.id)
    return response


@blueprint.get("/webhooks")
def list_webhooks() -> Response:
    """All webhooks, without their secrets."""
    items = [shown(one) for one in service().work.webhooks.all(actor(EVALUATE).tenant_id)]
    return written({"items": items, "total": len(items)})


@blueprint.get("/webhooks/<uuid:webhook_id>")
def get_webhook(webhook_id: uuid.UUID) -> Response:
    """One webhook, without its secret."""
    return written(shown(_found(webhook_id, actor(EVALUATE))))


@blueprint.delete("/webhooks/<uuid:webhook_id>")
def delete_webhook(webhook_id: uuid.UUID) -> Response:
    """Remove a webhook with its deliveries."""
    who, wired = actor(EVALUATE), service()
    if not wired.work.webhooks.remove(who.tenant_id, str(webhook_id), who, wired.clock.now()):
        abort(404, NO_WEBHOOK)
    return Response(status=204)


@blueprint.get("/webhooks/<uuid:webhook_id>/deliveries")
def list_deliveries(webhook_id: uuid.UUID) -> Response:
    """What was sent, a page at a time."""
    who, begin, state = actor(EVALUATE), after(), request.args.get("state", "")
    known = state in DELIVERY_STATES or "state" not in request.args
    if begin is None or not known or set(request.args) - {"after", "state"}:
        abort(400, QUERY)
    _found(webhook_id, who)
    found = service().work.webhooks.deliveries(who.tenant_id, str(webhook_id), begin, PAGE, state)
    return written({"items": [sent(one) for one in found], "next": found[-1].id if len(found) == PAGE else ""})


@blueprint.post("/webhooks/<uuid:webhook_id>/deliveries/<uuid:delivery_id>/redeliveries")
@once(EVALUATE)
def redeliver(webhook_id: uuid.UUID, delivery_id: uuid.UUID) -> Response:
    """Deliver once more, at once."""
    who = actor(EVALUATE)
    found = service().work.webhooks.again(who.tenant_id, str(webhook_id), str(delivery_id))
    if found is None:
        abort(404, "There is no delivery with this identifier to this webhook.")
    return written(sent(found), 202)


def shown(webhook: Webhook) -> dict[str, Any]:
    """A webhook as it is answered, without its secret."""
    return {
        "id": webhook.id,
        "url": webhook.url,
        "events": list(webhook.events),
        "state": webhook.state,
        "createdAt": webhook.created_at,
    }


def sent(delivery: Delivery) -> dict[str, Any]:
    """A delivery as it is answered."""
    waits = delivery.state == PENDING and delivery.attempts > 0
    return stripped(
        {
            "id": delivery.id,
            "webhookId": delivery.webhook_id,
            "eventId": delivery.event_id,
            "eventType": delivery.event_type,
            "state": delivery.state,
            "attempts": delivery.attempts,
            "lastStatus": delivery.last_status or None,
            "lastError": delivery.last_error,
            "nextAttemptAt": delivery.next_attempt_at if waits else None,
            "createdAt": delivery.created_at,
            "finishedAt": delivery.finished_at,
        }
    )


def _found(webhook_id: uuid.UUID, who: Actor) -> Webhook:
    found = service().work.webhooks.get(who.tenant_id, str(webhook_id))
    if found is None:
        abort(404, NO_WEBHOOK)
    return found
