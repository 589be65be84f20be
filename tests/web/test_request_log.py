"""The line of a request: findable from what the caller got, of a fixed form, one JSON object."""

from __future__ import annotations

import io
import json
import logging
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from web.platforms import Platform, far, near, service

from procurement_plugin.bootstrap import logs
from procurement_plugin.web.tracing import request_id_of, trace_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask.testing import FlaskClient

__all__ = ["far", "near", "service"]  # fixtures
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{TRACE}-00f067aa0ba902b7-01"
Lines = list[dict[str, Any]]


@contextmanager
def written(level: str = "INFO") -> Iterator[Callable[[], Lines]]:
    """Writes the log as the service does, and reads it back."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.formatter(text=False))
    ours = [logging.getLogger(name) for name in logs.OURS]
    logging.root.addHandler(handler)
    for logger in ours:
        logger.setLevel(level)
    try:
        yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    finally:
        logging.root.removeHandler(handler)
        for logger in ours:
            logger.setLevel(logging.NOTSET)


def test_a_request_has_one_line_that_says_who_and_how(near: Platform, lot: dict[str, Any]) -> None:
    token = near.token()
    with written() as lines:
        answer = near.call("post", "evaluations", token=token, json=lot, headers={"traceparent": PARENT})
    (line,) = lines()
    told = {
        name: line[name] for name in ("event", "level", "method", "route", "status", "tenant", "client", "trace_id")
    }
    assert told == {
        "event": "request",
        "level": "info",
        "method": "POST",
        "route": "/scoring/v1/evaluations",
        "status": 201,
        "tenant": "near",
        "client": "near-platform",
        "trace_id": TRACE,
    }
    assert line["evaluation"] == answer.get_json()["id"]
    assert line["ms"] > 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", line["timestamp"])


@pytest.mark.parametrize(
    ("path", "body"), [("evaluations", {}), ("nothing", None), ("evaluations/secret-of-mine", None)]
)
def test_what_a_caller_quotes_is_found_in_the_log(client: FlaskClient, path: str, body: Any) -> None:
    with written() as lines:
        answer = client.open(f"/scoring/v1/{path}", method="GET" if body is None else "POST", json=body)
    (line,) = lines()
    assert line["problem"] == answer.get_json()["instance"]
    assert line["status"] == answer.status_code
    assert "secret-of-mine" not in json.dumps(line)


def test_an_unforeseen_error_is_found_too_without_its_words(
    client: FlaskClient, lot: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("words of a bidder")

    monkeypatch.setattr("procurement_plugin.web.scoring.score", fails)
    with written() as lines:
        answer = client.post("/scoring/v1/evaluations", json=lot)
    error, request = lines()
    assert answer.status_code == request["status"] == 500
    assert request["problem"] == answer.get_json()["instance"]
    assert error["trace_id"] == request["trace_id"]
    assert "RuntimeError" in error["event"]
    assert "words of a bidder" not in json.dumps([error, request])


def test_an_error_is_told_by_its_type_and_places_alone() -> None:
    logger = logging.getLogger("procurement_plugin.test")
    with written() as lines:
        try:
            raise ValueError("words of a bidder")  # noqa: TRY301  it is what is tested
        except ValueError as error:
            logger.exception("something failed")
            logger.error(error)  # noqa: TRY400  as gunicorn does
        logging.getLogger("gunicorn.error").error("Error handling request %s", "/pages/launches/a-secret")
        logging.getLogger("gunicorn.error").warning("Invalid request from ip=192.0.2.1: Invalid header 'a-secret'")
        logger.warning("odd", extra={"told": {"thing": Platform}})
    assert [line["event"] for line in lines()] == [
        "something failed",
        "error",
        "Error handling request",
        "Invalid request from ip=192.0.2.1",
        "odd",
    ]
    text = json.dumps(lines())
    assert "words of a bidder" not in text
    assert "a-secret" not in text
    assert lines()[0]["error"] == "ValueError"
    assert "test_request_log.py:" in lines()[0]["places"]


def test_text_for_people_is_a_line_too() -> None:
    record = logging.LogRecord("procurement_plugin.x", logging.INFO, "x.py", 1, "request", None, None)
    record.told = {"status": 200}
    line = logs.formatter(text=True).format(record)
    assert "request" in line
    assert "status" in line
    assert "\n" not in line


def test_asking_for_health_is_told_only_to_who_wants_every_detail(client: FlaskClient) -> None:
    for level, count in (("INFO", 0), ("DEBUG", 2)):
        with written(level) as lines:
            client.get("/health/live")
            client.get("/metrics")
        assert len(lines()) == count


def test_a_trace_goes_on_and_is_given_back(client: FlaskClient) -> None:
    answer = client.get("/health/live", headers={"traceparent": PARENT, "X-Request-Id": "mine-1"})
    version, trace, span, flags = answer.headers["traceparent"].split("-")
    assert (version, trace, flags) == ("00", TRACE, "01")
    assert span != "00f067aa0ba902b7"
    assert answer.headers["BelGov-Trace-Id"].replace("-", "") == TRACE
    assert answer.headers["X-Request-Id"] == "mine-1"
    assert "X-Request-Id" not in client.get("/health/live").headers


@pytest.mark.parametrize(
    "header",
    [
        "",
        "nonsense",
        PARENT.upper(),
        PARENT.replace("00-", "ff-", 1),
        f"{PARENT}-more",
        f"00-{'0' * 32}-00f067aa0ba902b7-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"{PARENT}\n",
        f"00-{TRACE[:-1]}-00f067aa0ba902b7-01",
    ],
)
def test_what_is_no_trace_begins_a_new_one(header: str) -> None:
    found = trace_of(header)
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-00", found.parent) or header.strip() == PARENT
    assert found.trace_id != TRACE or header.strip() == PARENT


def test_a_later_version_of_the_header_may_say_more() -> None:
    assert trace_of(f"01-{TRACE}-00f067aa0ba902b7-03-more").parent.startswith(f"00-{TRACE}-")


@pytest.mark.parametrize("header", ["a b", "ü", "x" * 65, "a\nb", '{"json": 1}', "<script>"])
def test_what_is_no_name_of_a_request_is_not_repeated(header: str) -> None:
    assert request_id_of(header) == ""


def test_a_method_that_does_not_exist_is_not_repeated(client: FlaskClient) -> None:
    with written() as lines:
        client.open("/scoring/v1/evaluations", method="SECRETWORD")
    assert lines()[0]["method"] == "other"
