"""What stands in the logs: never a token, an assertion, a key, a cookie, or what a bidder sent."""

from __future__ import annotations

import json
import logging
import re
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from web.platforms import Platform, api_key, far, near, service
from web.test_launches import ANNA, FROM_OUR_PAGE, Browser

from procurement_plugin.bootstrap.logs import formatter

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from procurement_plugin.adapters.storage import Storage

__all__ = ["far", "near", "service"]  # fixtures
BIDDER = "Secret Bidder of Nowhere"


@pytest.fixture
def everything(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """All that any library would log for a curious operator.

    SQLAlchemy's rows are left out: it writes what the database answers when its own DEBUG is asked for, and says so.
    """
    caplog.set_level(logging.DEBUG)
    for name in ("sqlalchemy.engine", "sqlalchemy.engine.Engine"):
        caplog.set_level(logging.INFO, logger=name)
    return caplog


def test_a_run_of_requests_leaves_no_secret_and_no_bid_in_the_log(
    everything: pytest.LogCaptureFixture,
    near: Platform,
    storage: Storage,
    service: Flask,
    lot: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine = service.extensions["procurement"].evaluations._engine
    engine.echo = True  # statements, as an operator would switch them on
    lot["bids"][0]["bidder"]["name"] = BIDDER
    secrets = [BIDDER, lot["bids"][0]["bidder"]["id"]]
    assertion = near.assertion()
    response = near.ask(assertion)
    token = response.get_json()["access_token"]
    key = api_key(storage)
    secrets += [assertion, assertion.split(".")[2], token, token.split(".")[2], key, key.split(".")[1]]
    secrets += [
        json.loads((tmp_path / "signing.json").read_text())["keys"][0]["d"],
        near.key.as_dict(private=True)["d"],
    ]
    near.ask(assertion)  # used before
    near.ask(near.assertion(exp=1))
    near.call("post", "evaluations", token=token, json=lot)
    near.call("post", "evaluations", token=key, json=lot)
    near.call("post", "evaluations", token=token, json={**lot, "bids": lot["bids"] * 2})
    near.call("post", "evaluations", token=token, data=json.dumps(lot) + "}")
    near.call("get", "weightProfiles", token=token[:-2])
    url = near.call("post", "launches", token=token, json=ANNA).get_json()["url"]
    path = url.removeprefix("https://scoring.example.org")
    browser = Browser(service)
    browser.open(path)
    browser.open(path, "POST", FROM_OUR_PAGE)
    browser.open("/pages/scanner?product=heat+pumps")
    secrets += [path.rsplit("/", 1)[1], *browser.cookies.values()]
    _break(monkeypatch, engine, near, token, lot)
    engine.echo = False
    logged = everything.text + "".join(str(vars(record)) for record in everything.records)
    form = formatter(text=False)
    lines = [json.loads(form.format(record)) for record in everything.records]
    logged += json.dumps(lines, ensure_ascii=False)
    said = [line for line in lines if line["event"] == "request"]
    assert {line["status"] for line in said} >= {200, 201, 400, 401, 500}
    assert {line["route"] for line in said} >= {"/scoring/v1/evaluations", "/scoring/v1/oauth/token"}
    assert {line.get("tenant") for line in said} >= {"near", "test-somebody"}
    assert "INSERT INTO evaluation" in logged  # so much was logged that a leak would show
    assert "unforeseen error: RuntimeError at" in logged
    # A table that is gone: SQLite calls it by one name, PostgreSQL by another.
    assert re.search("unforeseen error: (Operational|Programming)Error at", logged)
    for secret in secrets:
        assert secret not in logged, secret
    assert re.search(r"eyJ[A-Za-z0-9_-]{20,}", logged) is None  # nothing that looks like a token at all


def _break(monkeypatch: pytest.MonkeyPatch, engine: Any, near: Platform, token: str, lot: dict[str, Any]) -> None:
    """Faults whose own words hold what was sent: one of ours, one of the database."""

    def fails(found: Any, *_: object) -> None:
        raise RuntimeError(f"cannot score {found}")

    monkeypatch.setattr("procurement_plugin.web.scoring.score", fails)
    assert near.call("post", "evaluations", token=token, json=lot).status_code == 500
    monkeypatch.undo()
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE evaluation RENAME TO away"))
    assert near.call("post", "evaluations", token=token, json=lot).status_code == 500
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE away RENAME TO evaluation"))


def test_an_error_of_the_database_does_not_say_what_was_written(storage: Storage) -> None:
    with storage._engine.begin() as connection, pytest.raises(sa.exc.SQLAlchemyError) as caught:
        connection.execute(sa.text("INSERT INTO nowhere VALUES (:name)"), {"name": BIDDER})
    assert BIDDER not in str(caught.value)
