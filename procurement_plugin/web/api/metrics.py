"""Figures for Prometheus: for who has the operator's token, or asks where nobody else can."""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, request

from procurement_plugin.web.problems import problem
from procurement_plugin.web.watch import watch

blueprint = Blueprint("metrics", __name__)
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
CLOSED = (
    "Metrics are shown at PROCUREMENT_OPERATIONS_ADDRESS, or to who sends PROCUREMENT_METRICS_TOKEN as bearer token."
)


@blueprint.get("/metrics")
def metrics() -> Response:
    """All figures of this machine's processes in Prometheus' text form."""
    found = watch()
    if not found.open and not _believed(found.token):
        refused = problem(401, name="invalidAccessToken" if found.token else "noAccessToken", detail=CLOSED)
        refused.headers["WWW-Authenticate"] = "Bearer"
        return refused
    return Response(found.written(), content_type=MEDIA_TYPE)


def _believed(token: str) -> bool:
    kind, _, sent = request.headers.get("Authorization", "").partition(" ")
    return bool(token) and kind.lower() == "bearer" and hmac.compare_digest(sent.strip().encode(), token.encode())
