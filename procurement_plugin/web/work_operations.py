"""Operations on tasks and webhooks."""

from __future__ import annotations

from procurement_plugin.application.job_ports import DELIVERY_STATES
from procurement_plugin.domain.actor import EVALUATE, READ
from procurement_plugin.web.operation import AFTER, BASE, EVALUATION_ID, Operation

TASK_ID = {**EVALUATION_ID, "name": "taskId", "description": "Identifier of the task"}
WEBHOOK_ID = {**EVALUATION_ID, "name": "webhookId", "description": "Identifier of the webhook"}
DELIVERY_ID = {**EVALUATION_ID, "name": "deliveryId", "description": "Identifier of the delivery"}
STATE = {
    "name": "state",
    "in": "query",
    "required": False,
    "schema": {"type": "string", "enum": list(DELIVERY_STATES)},
    "description": "Only deliveries of this state; dead: given up",
}
AFTER_DELIVERY = {**AFTER, "description": "Identifier of the last delivery of the page before"}
TAG = "tasks and webhooks"
WORK = (
    Operation(
        "get",
        f"{BASE}/tasks/{{taskId}}",
        "getTask",
        "How far a task is",
        TAG,
        "Task",
        "Queued, running, or failed with its problem; Retry-After says when to ask again",
        ("401", "403", "404"),
        parameters=(TASK_ID,),
        scope=READ,
        other_answers={"303": ("Done; Location leads to the evaluation or the document", "Task")},
    ),
    Operation(
        "post",
        f"{BASE}/webhooks",
        "createWebhook",
        "Ask to be told of events",
        TAG,
        "Webhook",
        "Kept; the secret is shown this once",
        ("400", "401", "403", "409", "413", "415"),
        status="201",
        body="WebhookRequest",
        headers={"Location": "Address of the webhook"},
        scope=EVALUATE,
        once=True,
    ),
    Operation(
        "get",
        f"{BASE}/webhooks",
        "listWebhooks",
        "All webhooks",
        TAG,
        "WebhookList",
        "All of them",
        ("401", "403"),
        scope=EVALUATE,
    ),
    Operation(
        "get",
        f"{BASE}/webhooks/{{webhookId}}",
        "getWebhook",
        "A webhook",
        TAG,
        "Webhook",
        "Without its secret",
        ("401", "403", "404"),
        parameters=(WEBHOOK_ID,),
        scope=EVALUATE,
    ),
    Operation(
        "delete",
        f"{BASE}/webhooks/{{webhookId}}",
        "deleteWebhook",
        "Be told of nothing any more",
        TAG,
        "nothing",
        "Removed, with its deliveries",
        ("401", "403", "404"),
        status="204",
        parameters=(WEBHOOK_ID,),
        scope=EVALUATE,
    ),
    Operation(
        "get",
        f"{BASE}/webhooks/{{webhookId}}/deliveries",
        "listDeliveries",
        "What was sent to a webhook, a page at a time; dead: given up",
        TAG,
        "DeliveryList",
        "A page",
        ("400", "401", "403", "404"),
        parameters=(WEBHOOK_ID, AFTER_DELIVERY, STATE),
        scope=EVALUATE,
    ),
    Operation(
        "post",
        f"{BASE}/webhooks/{{webhookId}}/deliveries/{{deliveryId}}/redeliveries",
        "createRedelivery",
        "Deliver once more, at once",
        TAG,
        "Delivery",
        "On its way",
        ("401", "403", "404"),
        status="202",
        parameters=(WEBHOOK_ID, DELIVERY_ID),
        scope=EVALUATE,
        once=True,
    ),
)


def _signed(name: str, text: str) -> dict[str, object]:
    return {"name": name, "in": "header", "required": True, "schema": {"type": "string"}, "description": text}


# What this service sends to the addresses that asked for it.
WEBHOOKS = {
    "event": {
        "post": {
            "operationId": "receiveEvent",
            "summary": "Something happened",
            "description": "Answer 2xx within 10 seconds; 410 ends the webhook; whatever else is tried again, up to 10 "
            "times, 5 s × 4^(attempt - 1) apart, at most a day, up to a fifth more. Redirects are not followed. Events "
            "may come twice and in any order. Refuse messages whose timestamp is more than 5 minutes off.",
            "tags": [TAG],
            "parameters": [
                _signed("webhook-id", "Identifier of the event; the same in each attempt"),
                _signed("webhook-timestamp", "Seconds since 1970 at this attempt"),
                _signed(
                    "webhook-signature",
                    "v1, and the base64 of HMAC-SHA256 over webhook-id, a point, webhook-timestamp, a point and the "
                    "body; its key is the base64 behind whsec_ of the secret",
                ),
            ],
            "requestBody": {
                "required": True,
                "content": {
                    "application/cloudevents+json": {"schema": {"$ref": "#/components/schemas/CloudEvent"}},
                },
            },
            "responses": {"2XX": {"description": "Taken"}, "410": {"description": "Send nothing any more"}},
        }
    }
}
