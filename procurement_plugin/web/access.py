"""Who may call, and how often: every call is refused unless something here lets it in."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import g, request
from werkzeug.exceptions import MethodNotAllowed, NotFound

from procurement_plugin.domain.actor import EVALUATE, PROFILES, READ, Actor, Proof
from procurement_plugin.domain.findings import ClaimsError, NotPermittedError, UnavailableError
from procurement_plugin.web.exchange import service
from procurement_plugin.web.pages import session
from procurement_plugin.web.pages.language import HOME
from procurement_plugin.web.problems import problem, too_many

if TYPE_CHECKING:
    from flask import Flask, Response

    from procurement_plugin.web.service import Access

# A caller on this machine, where access is not configured: one tenant, no person, and so no approval and no
# confirmation. Once it is, who sends no token gets nothing.
LOCAL = Actor("local", "local", "local", frozenset({EVALUATE, PROFILES, READ}), proof=Proof.LOCAL)
BEARER = "bearer "
# Open to whoever may reach the service; the metrics ask for a token of their own.
WATCHED = ("health", "metrics")
# Answered without a token: they hold no data of anybody.
PUBLIC = frozenset({"access_tokens.issue_token", "access_tokens.own_keys", "documentation.openapi"})
THIS_MACHINE = "Access is not configured, so this service answers only on this machine."
NO_TOKEN = "Send an access token: Authorization: Bearer …"  # noqa: S105  words, no secret


def is_loopback(address: str) -> bool:
    """Whether an address is this machine itself."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def register(app: Flask) -> None:
    """Let in who may come in; find out who it is."""

    @app.before_request
    def _admit() -> Response | None:
        access, endpoint = service().access, request.endpoint or ""
        if not access.required and not on_this_machine():
            return problem(403, detail=THIS_MACHINE)
        if request.blueprint in WATCHED or endpoint.endswith(".static"):
            return None
        if request.blueprint in session.SCREENS:
            if not access.required:
                g.actor = LOCAL
            return session.admit(access)
        if request.path.startswith(HOME) and isinstance(request.routing_exception, (NotFound, MethodNotAllowed)):
            # A person reads this, not a system.
            return session.nowhere(access)
        if endpoint in PUBLIC:
            return _slowed(access.limits.wait_at(request.remote_addr or ""))
        return _admit_caller(access)

    app.context_processor(session.context)


def _admit_caller(access: Access) -> Response | None:
    try:
        g.actor = _actor(access, request.headers.get("Authorization", ""))
    except (ClaimsError, UnavailableError):
        # Who cannot be believed is counted by address, so that guessing is slow.
        slowed = _slowed(access.limits.wait_at(request.remote_addr or ""))
        if slowed is None:
            raise
        return slowed
    return _slowed(access.limits.wait(g.actor.tenant_id, g.actor.client))


def actor(scope: str) -> Actor:
    """Who acts in this request, with a permission for it.

    Raises:
        NotPermittedError: the permission is missing.
    """
    found: Actor = g.actor
    if scope not in found.scopes:
        raise NotPermittedError(f"The permission {scope} is needed for this.")
    return found


def _actor(access: Access, header: str) -> Actor:
    if not header and not access.required:
        return LOCAL
    if not header.lower().startswith(BEARER):
        raise ClaimsError(NO_TOKEN, "noAccessToken")
    return access.actor(header[len(BEARER) :].strip())


def on_this_machine() -> bool:
    """Called from here, by a name of here, and not handed on by a proxy for somebody else.

    The name keeps out a page elsewhere whose own name was made to lead here (DNS rebinding).
    """
    handed_on = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    try:
        host = urlsplit(f"//{request.host}").hostname or ""
    except ValueError:
        host = ""
    return is_loopback(request.remote_addr or "") and is_loopback(host) and not handed_on


def _slowed(seconds: int) -> Response | None:
    return too_many(seconds) if seconds else None


def add_security_headers(response: Response) -> Response:
    """Headers that keep an answer from being sniffed, framed or cached along the way."""
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("Cache-Control", "no-store")
    return response
