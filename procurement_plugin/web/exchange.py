"""What every view shares: the wired service, a strictly read body, an answer with its entity tag."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from flask import Response, current_app, json, request
from werkzeug.exceptions import PreconditionFailed, PreconditionRequired, UnsupportedMediaType

from procurement_plugin.web.operation import AFTER_PATTERN
from procurement_plugin.web.strict_json import parse

if TYPE_CHECKING:
    from procurement_plugin.web.service import Service


def service() -> Service:
    """What the application was wired with."""
    found: Service = current_app.extensions["procurement"]
    return found


def json_body() -> Any:
    """The request's body, strictly parsed; another media type is refused."""
    if not request.is_json:
        raise UnsupportedMediaType("Send the request as application/json.")
    return parse(request.get_data())


def answer(body: bytes, status: int = 200, tag: str = "") -> Response:
    """A JSON answer with its entity tag."""
    response = Response(body, status, content_type="application/json")
    response.set_etag(tag or hashlib.sha256(body).hexdigest())
    return response


def written(body: Any, status: int = 200, tag: str = "") -> Response:
    """The same, from a value."""
    return answer(json.dumps(body, ensure_ascii=False).encode(), status, tag)


def after() -> str | None:
    """Behind which identifier a page of a list begins; empty for the first page, None when it is no identifier."""
    given = request.args.get("after", "")
    return given if re.fullmatch(AFTER_PATTERN, given) else None


def revision(thing: str = "profile") -> int:
    """The revision that If-Match names; without it nobody could tell a stale change from a fresh one.

    Args:
        thing: what is changed, in words.

    Raises:
        PreconditionRequired: there is no If-Match (428).
        PreconditionFailed: it names no revision (412).
    """
    header = request.headers.get("If-Match", "")
    if not header:
        raise PreconditionRequired(f"Send If-Match with the ETag of the {thing} as you read it.")
    named = header.strip().strip('"')
    if not (named.isascii() and named.isdigit()) or len(named) > 9:  # noqa: PLR2004
        raise PreconditionFailed(f"If-Match does not name a revision of this {thing}; read it again.")
    return int(named)
