"""Who may call. Until access control exists, only this machine: the loopback addresses."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from flask import request

from procurement_plugin.web.problems import problem

if TYPE_CHECKING:
    from flask import Flask, Response

# The one tenant of a service that has no access control yet; every row carries it from the first migration on.
LOCAL_TENANT = "local"


def is_loopback(address: str) -> bool:
    """Whether an address is this machine itself."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def register(app: Flask) -> None:
    """Refuse every caller that is not on this machine, and say why."""

    @app.before_request
    def _loopback_only() -> Response | None:
        if is_loopback(request.remote_addr or ""):
            return None
        return problem(403, detail="This version has no access control yet and answers only on this machine.")


def add_security_headers(response: Response) -> Response:
    """Headers that keep an answer from being sniffed, framed or cached along the way."""
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("Cache-Control", "no-store")
    return response
