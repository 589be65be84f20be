"""Launches: a platform asks for a link that opens one page, once, for somebody whom it knows."""

from __future__ import annotations

from flask import Blueprint, Response, request

from procurement_plugin.domain.actor import READ
from procurement_plugin.web.access import actor
from procurement_plugin.web.exchange import json_body, service, written
from procurement_plugin.web.schemas.access import read_launch

blueprint = Blueprint("launches", __name__)


@blueprint.post("/launches")
def create_launch() -> Response:
    """A link for a minute."""
    who, access = actor(READ), service().access
    secret, until = access.launches.issue(read_launch(json_body()), who)
    base = access.public_url or request.host_url.rstrip("/")
    return written({"url": f"{base}/pages/launch/{secret}", "expiresAt": until.isoformat(timespec="seconds")}, 201)
