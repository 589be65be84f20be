"""Who may call: only this machine as yet, and for what changes something, who the platform's claims name."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from flask import current_app, g, request

from procurement_plugin.domain.actor import EVALUATE, PROFILES, READ, Actor
from procurement_plugin.domain.findings import ClaimsError, NotPermittedError
from procurement_plugin.web.problems import problem

if TYPE_CHECKING:
    from flask import Flask, Response

# A caller on this machine, where no platform's keys are set: one tenant, no person, and so no approval and no
# confirmation. Once keys are set, who sends no claims gets nothing.
LOCAL = Actor("local", "local", "local", frozenset({EVALUATE, PROFILES, READ}))
BEARER = "Bearer "


def is_loopback(address: str) -> bool:
    """Whether an address is this machine itself."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def register(app: Flask) -> None:
    """Refuse every caller that is not on this machine, and say why; find out who the others are."""

    @app.before_request
    def _loopback_only() -> Response | None:
        if is_loopback(request.remote_addr or ""):
            return None
        return problem(403, detail="This version has no access control yet and answers only on this machine.")


def actor(scope: str) -> Actor:
    """Who acts in this request, with a permission for it.

    Raises:
        ClaimsError: claims were sent and cannot be believed.
        NotPermittedError: the permission is missing.
    """
    if "actor" not in g:
        g.actor = _actor(request.headers.get("Authorization", ""))
    found: Actor = g.actor
    if scope not in found.scopes:
        raise NotPermittedError(f"The permission {scope} is needed for this.")
    return found


def _actor(header: str) -> Actor:
    claims = current_app.extensions["procurement"].claims
    if claims is None and not header:
        return LOCAL
    if claims is None or not header.startswith(BEARER):
        raise ClaimsError("Send the platform's claims as a bearer token; this service has to hold the platform's keys.")
    found: Actor = claims(header.removeprefix(BEARER))
    return found


def add_security_headers(response: Response) -> Response:
    """Headers that keep an answer from being sniffed, framed or cached along the way."""
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("Cache-Control", "no-store")
    return response
