"""Where a page of a list begins is said by an identifier; anything else is refused, on every database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from flask.testing import FlaskClient

BASE = "/scoring/v1"
HOOK = {"url": "https://platform.example.org/events", "events": ["scoring.evaluation.completed"]}


@pytest.mark.parametrize("after", ["%00", "a%00b", "%F0%9F%98%80", "%0A", "%FF"])
def test_an_odd_beginning_is_refused_with_words(client: FlaskClient, after: str) -> None:
    place = client.post(f"{BASE}/webhooks", json=HOOK).headers["Location"]
    for address in (f"{BASE}/weightProfiles", f"{place}/deliveries"):
        answer = client.get(f"{address}?after={after}")
        assert (answer.status_code, "after" in answer.get_json()["detail"]) == (400, True), address
