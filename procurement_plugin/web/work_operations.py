"""Operations on tasks and webhooks."""

from __future__ import annotations

from procurement_plugin.web.operation import AFTER, BASE, EVALUATION_ID, Operation

TASK_ID = {**EVALUATION_ID, "name": "taskId", "description": "Identifier of the task"}
WEBHOOK_ID = {**EVALUATION_ID, "name": "webhookId", "description": "Identifier of the webhook"}
DELIVERY_ID = {**EVALUATION_ID, "name": "deliveryId", "description": "Identifier of the delivery"}
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
        other_answers={"303": ("Done; Location leads to the evaluation", "Task")},
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
        once=True,
    ),
    Operation(
        "get", f"{BASE}/webhooks", "listWebhooks", "All webhooks", TAG, "WebhookList", "All of them", ("401", "403")
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
        parameters=(WEBHOOK_ID, AFTER_DELIVERY),
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
        once=True,
    ),
)
