"""Whether the service is up, open to whoever may reach it, without internals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, json

from procurement_plugin.application.service_health import Status
from procurement_plugin.web.watch import watch

if TYPE_CHECKING:
    from procurement_plugin.application.service_health import Part

blueprint = Blueprint("health", __name__)
# Without its database the service can answer nothing; whatever else is amiss, requests are better sent to it.
NEEDED = "database"


@blueprint.get("/health")
def health() -> Response:
    """UP, DEGRADED or DOWN, and every part with its reason; 503 when it is DOWN."""
    found = watch().health()
    details = {part.name: _shown(part) for part in found.parts}
    return _answer({"status": found.status, "details": details}, up=found.status is not Status.DOWN)


@blueprint.get("/health/live")
def live() -> Response:
    """The process answers; nothing else is asked, for a new process would not mend it."""
    return _answer({"status": Status.UP}, up=True)


@blueprint.get("/health/ready")
def ready() -> Response:
    """Whether requests may be sent here: the database answers and stands at this release."""
    needed = next(part for part in watch().health().parts if part.name == NEEDED)
    return _answer({**_shown(needed)}, up=needed.status is not Status.DOWN)


def _shown(part: Part) -> dict[str, str]:
    return {"status": part.status} | ({"reason": part.reason} if part.reason else {})


def _answer(body: object, *, up: bool) -> Response:
    return Response(json.dumps(body), 200 if up else 503, content_type="application/json")
