"""One line and one count for each request: which route, how it ended, whose it was; nothing of what was sent."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

from flask import g, request
from structlog.contextvars import bind_contextvars, clear_contextvars

from procurement_plugin.web.tracing import request_id_of, trace_of
from procurement_plugin.web.watch import watch

if TYPE_CHECKING:
    from flask import Flask, Response

logger = logging.getLogger(__name__)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
UNMATCHED = "unmatched"
# Asked for every few seconds by machines; told only to who wants every detail.
QUIET = ("health.", "metrics.")


def register(app: Flask) -> None:
    """Note every request of an application; to be called before anything else may answer."""

    @app.before_request
    def _begin() -> None:
        g.began = time.perf_counter()
        g.trace = trace_of(request.headers.get("traceparent", ""))
        g.request_id = request_id_of(request.headers.get("X-Request-Id", ""))
        clear_contextvars()  # a thread answers one request after another
        bind_contextvars(trace_id=g.trace.trace_id)

    @app.after_request
    def _end(response: Response) -> Response:
        response.headers["traceparent"] = g.trace.parent
        response.headers["BelGov-Trace-Id"] = g.trace.identifier
        if g.request_id:
            response.headers["X-Request-Id"] = g.request_id
        seconds = time.perf_counter() - g.began
        operation = request.endpoint or UNMATCHED
        watch().counts.request(operation, response.status_code, seconds)
        level = logging.DEBUG if operation.startswith(QUIET) else logging.INFO
        logger.log(level, "request", extra={"told": _told(response, seconds)})
        return response


def _told(response: Response, seconds: float) -> dict[str, Any]:
    """What is said of a request. The route stands for its address, which may hold identifiers and secrets."""
    actor = g.get("actor")
    told = {
        "method": request.method if request.method in METHODS else "other",
        "route": request.url_rule.rule if request.url_rule is not None else UNMATCHED,
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
        "tenant": actor.tenant_id if actor is not None else "",
        "client": actor.client if actor is not None else "",
        "span_id": g.trace.span_id,
        "request_id": g.request_id,
        "problem": g.get("problem", ""),
    }
    return {name: value for name, value in told.items() if value != ""}
