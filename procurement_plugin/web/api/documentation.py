"""The OpenAPI description of what this service answers, made from the same schemas that check requests."""

from __future__ import annotations

from flask import Blueprint, Response, json

from procurement_plugin.web.exchange import answer, service
from procurement_plugin.web.openapi import description

blueprint = Blueprint("documentation", __name__)


@blueprint.get("/doc/openapi.json")
def openapi() -> Response:
    """OpenAPI 3.1."""
    wired = service()
    made = description(wired.schemas, wired.engine_version, wired.examples)
    return answer(json.dumps(made, ensure_ascii=False).encode())
