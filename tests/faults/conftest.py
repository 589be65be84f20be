"""Databases with faults, and a service on them that gives up waiting after a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from procurement_plugin.adapters import database
from procurement_plugin.adapters.storage import Storage
from procurement_plugin.bootstrap import wiring
from procurement_plugin.bootstrap.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask.testing import FlaskClient

BASE = "/scoring/v1"
# The server of the tests does not wait for its log otherwise, and so forgets in a crash what it acknowledged.
OPTIONS = "-c lock_timeout=1s -c synchronous_commit=on"
KEY = {"Idempotency-Key": "the same request"}


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Statements wait a second for locks, not ten."""
    monkeypatch.setattr(database, "WAIT_SECONDS", 1)
    monkeypatch.setattr(database, "POSTGRESQL", {**database.POSTGRESQL, "options": OPTIONS})


@pytest.fixture
def caller(impatient: None) -> Iterator[Callable[[str], FlaskClient]]:
    """A caller of a service on the database of an address."""
    del impatient
    stores: list[Storage] = []

    def called(url: str) -> FlaskClient:
        stores.append(Storage(url))
        return wiring.create_app(Settings(url, queue_url="sqlite://"), stores[-1], prepared=True).test_client()

    yield called
    for store in stores:
        store.close()


def refused(client: FlaskClient, lot: dict[str, Any]) -> None:
    """The request is refused for now, in words that tell the caller what to do and an intruder nothing."""
    response = client.post(f"{BASE}/evaluations", json=lot, headers=KEY)
    assert response.status_code == 503, response.get_data(as_text=True)
    assert response.content_type == "application/problem+json"
    assert int(response.headers["Retry-After"]) > 0
    told = response.get_json()
    assert told["type"] == "urn:problem-type:belgif:serviceUnavailable"
    assert "send the request again" in told["detail"]
    words = response.get_data(as_text=True).lower()
    assert not any(word in words for word in ("sqlite", "postgres", "locked", "disk", "select", "insert"))


def accepted(client: FlaskClient, lot: dict[str, Any]) -> Any:
    """The same request is answered, once the fault is over."""
    response = client.post(f"{BASE}/evaluations", json=lot, headers=KEY)
    assert response.status_code == 201, response.get_data(as_text=True)
    return response.get_json()
