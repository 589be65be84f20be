"""Whether the service is up, open to any caller on this machine, without internals."""

from __future__ import annotations

from flask import Blueprint, Response, json

from procurement_plugin.web.exchange import service

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
def health() -> Response:
    """UP, or DOWN with 503 when the store does not answer or stands at another release."""
    up = service().evaluations.ready()
    return Response(json.dumps({"status": "UP" if up else "DOWN"}), 200 if up else 503, content_type="application/json")
