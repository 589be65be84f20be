"""Estimates: a bidder's own score under a published version; nothing of it is stored or logged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from procurement_plugin.application.estimate_bid import estimate
from procurement_plugin.domain.actor import READ
from procurement_plugin.web.access import actor
from procurement_plugin.web.exchange import json_body, service, written
from procurement_plugin.web.schemas.estimate_reading import read_estimate

if TYPE_CHECKING:
    from flask import Response

blueprint = Blueprint("estimates", __name__)


@blueprint.post("/estimates")
def create_estimate() -> Response:
    """Points, steps, gaps and what would improve most, of one bid."""
    who, wired = actor(READ), service()
    publisher = wired.publisher
    asked = read_estimate(
        json_body(),
        wired.schemas,
        lambda name, number: publisher.version(who.tenant_id, name, number),
        publisher.reference_of,
    )
    return written(estimate(*asked))
