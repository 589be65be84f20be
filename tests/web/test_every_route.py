"""No route without access control: whoever brings nothing, or something forged, gets nothing of any route."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from web.platforms import ELSEWHERE, far, near, service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from werkzeug.routing import Rule

__all__ = ["far", "near", "service"]  # fixtures
IDENTIFIER = "5f0c1a4e-0000-4000-8000-000000000000"
# What may be reached by anybody, and why.
OPEN = {
    "health.": "says UP, DEGRADED or DOWN and why, nothing of anybody",
    "metrics.": "asks for a token of its own",
    "launch.show": "the secret in the address is what lets in",
    "launch.use": "the same",
    "language.choose": "remembers a language in the reader's own browser",
    "access_tokens.": "where tokens are asked for, and public keys",
    "documentation.openapi": "the published description",
    ".static": "style sheets and icons",
}


def test_every_route_asks_who_calls(service: Flask) -> None:
    http, tried = service.test_client(), 0
    for rule, method in routes(service):
        for headers in callers():
            answer = http.open(
                address(rule), method=method, headers=headers, json={}, environ_base={"REMOTE_ADDR": ELSEWHERE}
            )
            assert answer.status_code in (401, 403), (rule.rule, method, headers, answer.status_code)
            assert "no-store" in answer.headers["Cache-Control"]
        tried += 1
    assert tried > 40


def test_what_is_open_is_what_is_listed(service: Flask) -> None:
    """A new route that is open has to be put on the list, with the reason; and the list holds nothing that is gone."""
    endpoints = {rule.endpoint for rule in service.url_map.iter_rules()}
    for name in OPEN:
        assert [endpoint for endpoint in endpoints if is_open(endpoint, name)], name
    metrics = service.test_client().get("/metrics", environ_base={"REMOTE_ADDR": ELSEWHERE})
    assert metrics.status_code in (401, 403, 404)


def test_every_answer_of_a_page_keeps_scripts_and_frames_out(service: Flask) -> None:
    for rule, method in routes(service):
        if rule.rule.startswith("/pages/"):
            answer = service.test_client().open(
                address(rule), method=method, environ_base={"REMOTE_ADDR": ELSEWHERE}, base_url="https://localhost"
            )
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'none'" in policy
            assert "unsafe" not in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


def routes(service: Flask) -> Iterator[tuple[Rule, str]]:
    """Every route that has to ask who calls, with each of its methods."""
    for rule in service.url_map.iter_rules():
        if any(is_open(rule.endpoint, name) for name in OPEN):
            continue
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            yield rule, method


def is_open(endpoint: str, name: str) -> bool:
    """Whether an entry of the list is about an endpoint."""
    return endpoint == name or (name.endswith(".") and endpoint.startswith(name)) or endpoint.endswith(name)


def address(rule: Rule) -> str:
    """The route's address with something plausible in it."""
    values = {"<int:": "1", "<uuid:": IDENTIFIER}
    return re.sub(
        r"<(?:\w+:)?\w+>",
        lambda found: next((v for k, v in values.items() if found[0].startswith(k)), IDENTIFIER),
        rule.rule,
    )


def callers() -> list[dict[str, Any]]:
    """Nobody, and four who claim to be somebody."""
    forged = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm5hIn0."
    return [
        {},
        {"Authorization": f"Bearer {forged}"},
        {"Authorization": "Basic YW5uYTphbm5h"},
        {"Cookie": f"__Host-procurement={'A' * 43}; procurement={'B' * 43}"},
        {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Host": "localhost"},
    ]


def test_browsers_keep_styles_for_a_day_and_pages_not_at_all(service: Flask) -> None:
    http = service.test_client()
    style = http.get("/pages/static/pages.css")
    assert (style.status_code, style.headers["Cache-Control"]) == (200, "public, max-age=86400")
    style.close()
    assert "pages.css?v=" in http.get("/pages/launch/nothing").get_data(as_text=True)
    assert http.get("/pages/launch/nothing").headers["Cache-Control"] == "no-store"
