"""Two bids share the first rank; lots are drawn outside, and the decision says over HTTP which one won."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from web.test_profile_life import BASE, at, bearer, keys, official_of, publish

if TYPE_CHECKING:
    from collections.abc import Callable

    from web.test_profile_life import At

__all__ = ["at", "bearer", "keys"]  # fixtures


@pytest.fixture
def lot(requests_by_name: dict[str, Any]) -> dict[str, Any]:
    """A lot with two bids that are alike but for their names, and a third one."""
    found = copy.deepcopy(requests_by_name["transport_emissions/request.json"])
    found["bids"] = found["bids"][:2]
    twin = copy.deepcopy(found["bids"][1])
    twin |= {"id": "B-TWIN", "bidder": {"id": "TWIN", "name": "Twin (invented)"}}
    found["bids"].append(twin)
    return found


def test_the_bid_that_was_drawn_is_told_to_everybody_it_concerns(
    at: At, bearer: Callable[..., dict[str, str]], lot: dict[str, Any]
) -> None:
    version = publish(at("noticeDispatchedAt"), lot)
    client, person = at("tenderDeadlineAt"), bearer("chair", "scoring:evaluate", "scoring:read")
    made = client.post(f"{BASE}/evaluations", json=official_of(lot, version))
    place, document = made.headers["Location"], made.get_json()
    first = sorted(row["bidId"] for row in document["ranking"] if row["rank"] == 1)
    assert first == sorted([lot["bids"][1]["id"], "B-TWIN"])

    def step(**asked: str) -> Any:
        return client.post(f"{place}/steps", json=asked, headers=person)

    early = step(step="confirm", winnerBidId="B-TWIN")
    assert (early.status_code, early.get_json()["type"][-11:]) == (409, "otherWinner")
    assert step(step="confirm").status_code == 201
    loser = lot["bids"][0]["id"]
    other = step(step="sendDecision", winnerBidId=loser)
    assert (other.status_code, other.get_json()["type"][-11:]) == (409, "otherWinner")
    assert loser in other.get_json()["detail"]
    sent = step(step="sendDecision", winnerBidId="B-TWIN").get_json()
    assert sent["steps"][-1]["winnerBidId"] == "B-TWIN"

    (award,) = client.get(f"{place}/ocds", headers=person).get_json()["awards"]
    assert award["relatedBids"] == ["B-TWIN"]
    assert [supplier["name"] for supplier in award["suppliers"]] == ["Twin (invented)"]
    orders = {"type": "debrief", "bidId": lot["bids"][1]["id"]}
    accepted = client.post(f"{place}/documents", json=orders, headers=person)
    assert accepted.status_code in (200, 202), accepted.get_data(as_text=True)
