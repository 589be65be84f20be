"""Requests and answers about webhooks and tasks."""

from __future__ import annotations

import base64
import binascii
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from marshmallow import fields as mf

from procurement_plugin.application.events import EVENT_TYPES
from procurement_plugin.application.webhook_delivery import SECRET_PREFIX
from procurement_plugin.domain.public_address import is_loopback, is_public
from procurement_plugin.web.schemas import fields as f
from procurement_plugin.web.schemas.answer import ProblemSchema
from procurement_plugin.web.schemas.answer_parts import anything, listed, text, texts
from procurement_plugin.web.schemas.fields import said
from procurement_plugin.web.schemas.reading import issue, load, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from procurement_plugin.domain.findings import Finding

SECRET_BYTES = (24, 64)
LOWEST_PORT = 1024
HTTPS_PORT = 443
LOCAL_NAMES = ("localhost", "localhost.localdomain", "ip6-localhost")
MESSAGE = "Give an https address of your own, for example https://platform.example/events."
NAME = r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?"
ADDRESS = rf"https?://(?:{NAME}|\[[0-9A-Fa-f:.]{{2,45}}\])(?::[0-9]{{1,5}})?(?:/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?"


class Address(f.PatternField):
    """The address of a webhook."""

    def __init__(self, **kwargs: Any) -> None:
        says = 'an https address of at most 2000 characters, for example "https://platform.example/events"'
        super().__init__(ADDRESS, says, longest=2000, **kwargs)


class Secret(f.PatternField):
    """The secret of a webhook, in the form of Standard Webhooks."""

    def __init__(self, **kwargs: Any) -> None:
        says = f"{SECRET_PREFIX} and 24 to 64 random bytes in base64"
        super().__init__(f"{SECRET_PREFIX}[A-Za-z0-9+/]{{32,86}}={{0,2}}", says, longest=100, **kwargs)


class WebhookRequestSchema(f.ClosedSchema):
    """Where events are to be told."""

    url = Address(**said("https only; a public address"))
    events = f.listed(f.Choice(EVENT_TYPES), "Types of events", most=len(EVENT_TYPES))
    secret = Secret(metadata={"description": "With which messages are signed; made by the service when left out"})


class WebhookSchema(f.ClosedSchema):
    """A webhook."""

    id = text("Identifier")
    url = text("Where events are told")
    events = texts("Types of events")
    state = text("active, or stopped because the address answered 410")
    createdAt = text("When it was made")
    secret = text("With which messages are signed; shown once, when it is made", required=False)


class WebhookListSchema(f.ClosedSchema):
    """All webhooks of the tenant."""

    items = listed(WebhookSchema, "Webhooks")
    total = mf.Integer(required=True)


class DeliverySchema(f.ClosedSchema):
    """One event on its way to a webhook."""

    id = text("Identifier")
    webhookId = text("Webhook")
    eventId = text("Identifier of the event; also the header webhook-id")
    eventType = text("Type of the event")
    state = text("pending, delivered or dead (given up)")
    attempts = mf.Integer(required=True)
    lastStatus = mf.Integer(metadata={"description": "Status of the last answer"})
    lastError = text("Why the last attempt failed", required=False)
    nextAttemptAt = text("When it is tried again", required=False)
    createdAt = text("When the event happened")
    finishedAt = text("When it was delivered or given up", required=False)


class DeliveryListSchema(f.ClosedSchema):
    """A page of deliveries."""

    items = listed(DeliverySchema, "Deliveries")
    next = text("Identifier to name in 'after' for the next page; empty at the end")


class TaskSchema(f.ClosedSchema):
    """A request that was accepted to be done later."""

    id = text("Identifier")
    kind = text("evaluation or document")
    state = text("queued, running, done or failed")
    createdAt = text("When it was accepted")
    attempts = mf.Integer(required=True, metadata={"description": "How often it was begun"})
    finishedAt = text("When it ended", required=False)
    evaluationId = text("The evaluation, once it is done", required=False)
    documentId = text("The document, once it is done", required=False)
    problem = mf.Nested(ProblemSchema, metadata={"description": "Why it failed: what the call at once would answer"})


class CloudEventSchema(f.ClosedSchema):
    """What a webhook receives: CloudEvents 1.0, identifiers and links only."""

    specversion = text("1.0")
    id = text("Identifier; the same in each attempt")
    source = text("/scoring/v1")
    type = text("Type of the event")
    subject = text("Identifier of the thing it is about")
    time = text("When it happened")
    datacontenttype = text("application/json")
    data = anything("Identifiers and href")


WORK_REQUESTS = {"WebhookRequest": WebhookRequestSchema()}
WORK_ANSWERS = (TaskSchema, WebhookSchema, WebhookListSchema, DeliverySchema, DeliveryListSchema, CloudEventSchema)


def read_webhook(body: Any, *, loopback: bool) -> dict[str, Any]:
    """A request for a webhook: url, events, and the secret if one is given.

    Raises:
        UnreadableInputError: with every problem at once.
    """
    loaded = load(WORK_REQUESTS["WebhookRequest"], body)
    refuse([*_address_faults(loaded["url"], loopback=loopback), *_other_faults(loaded)])
    return loaded


def _other_faults(loaded: dict[str, Any]) -> Iterator[Finding]:
    if len(set(loaded["events"])) < len(loaded["events"]):
        yield issue("input.invalidInput", "events", "A type of event stands here twice; name each once.")
    if "secret" in loaded and not _good_secret(loaded["secret"]):
        low, high = SECRET_BYTES
        message = f"Write {SECRET_PREFIX} and {low} to {high} random bytes in base64, or leave it out to be given one."
        yield issue("input.invalidInput", "secret", message)


def _good_secret(secret: str) -> bool:
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return False
    return SECRET_BYTES[0] <= len(key) <= SECRET_BYTES[1]


def _address_faults(url: str, *, loopback: bool) -> Iterator[Finding]:
    """What can be told without asking the network; names are resolved and checked at each delivery."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or HTTPS_PORT
    except ValueError:
        yield issue("input.invalidInput", "url", f"This is no address. {MESSAGE}")
        return
    local = host.rstrip(".") in LOCAL_NAMES or host.endswith(".localhost") or is_loopback(host)
    if local and loopback:
        return
    if parts.scheme != "https":
        yield issue("input.invalidInput", "url", f"Only https is told of events. {MESSAGE}")
    if port != HTTPS_PORT and port < LOWEST_PORT:
        yield issue("input.invalidInput", "url", f"Use port {HTTPS_PORT}, or one from {LOWEST_PORT}.")
    if local or not _may_be_public(host):
        yield issue("input.invalidInput", "url", f"{host} is not on the public internet. {MESSAGE}")


def _may_be_public(host: str) -> bool:
    """Numbers must be public addresses in their usual form; a name needs a dot and a last part of letters."""
    try:
        ip_address(host)
    except ValueError:
        last = host.rstrip(".").rpartition(".")
        return bool(last[0]) and not last[2].isdigit() and not last[2].lower().startswith("0x")
    return is_public(host)
