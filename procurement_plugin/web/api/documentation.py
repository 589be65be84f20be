"""The OpenAPI description of what this service answers, made from the same schemas that check requests."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, json

from procurement_plugin.web.exchange import answer, service
from procurement_plugin.web.openapi import description

blueprint = Blueprint("documentation", __name__)


@blueprint.get("/doc/openapi.json")
def openapi() -> Response:
    """OpenAPI 3.1."""
    wired, made = service(), current_app.extensions
    if "openapi" not in made:  # the same for as long as the process lives
        described = description(wired.schemas, wired.engine_version, wired.examples)
        made["openapi"] = json.dumps(described, ensure_ascii=False).encode()
    return answer(made["openapi"])
