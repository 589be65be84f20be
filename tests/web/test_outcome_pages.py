"""What pages say after the decision: a tender that was drawn by lot, sealed documents, figures to work out again."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from browser.stories import OPENED, REASON, claimed, publish
from web.test_committee_tasks import work
from web.test_drawn_decision import lot as drawn_lot

from procurement_plugin.application.launch_pages import LaunchRequest
from procurement_plugin.bootstrap import wiring
from procurement_plugin.bootstrap.settings import Settings
from procurement_plugin.domain.actor import READ, SCOPES, Actor
from procurement_plugin.web.access import LOCAL
from procurement_plugin.web.scoring import read, scored

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from procurement_plugin.adapters.storage import Storage
    from procurement_plugin.application.ports import StoredEvaluation
    from procurement_plugin.application.rendering import RenderTask

__all__ = ["drawn_lot"]  # a fixture
HERE = {"Sec-Fetch-Site": "same-origin"}
CHAIR = replace(LOCAL, subject="chair", name="Chair", person=True)
SEAL = b" and a seal"


class Paper:
    """Lays out and seals in no time."""

    def render(self, task: RenderTask) -> bytes:
        return f"%PDF {task.order.type} {task.order.bid_id}".encode()

    def seal(self, pdf: bytes) -> bytes:
        return pdf + SEAL

    def close(self) -> None:
        """Nothing was begun."""


@pytest.fixture
def app(storage: Storage, database_url: str) -> Flask:
    """A service that seals, and whose evaluations count though its clock stands still."""
    del storage
    made = wiring.create_app(Settings(database_url, None, OPENED))
    wired = made.extensions["procurement"]
    wired.life._demonstration = False
    wired.desk._renderer = wired.desk._seal = Paper()
    return made


def decided(app: Flask, database_url: str, lot: dict[str, Any], winner: str = "") -> StoredEvaluation:
    """An official evaluation whose decision was sent."""
    wired = app.extensions["procurement"]
    body = {"weightProfileVersion": publish(database_url, lot, LOCAL), "bids": lot["bids"]}
    stored = scored(wired, read(wired, body, LOCAL), LOCAL, "00000000-0000-4000-8000-000000000001")
    wired.life.take(stored, "confirm", REASON, CHAIR)
    wired.life.take(stored, "sendDecision", "", CHAIR, winner_id=winner)
    return stored


def bidder(app: Flask, stored: StoredEvaluation, bid: str) -> FlaskClient:
    """The browser of a bidder whose page was opened."""
    platform = Actor("local", "platform", "Platform", frozenset(SCOPES))
    about = {"evaluationId": stored.id, "bidId": bid}
    asked = LaunchRequest("breakdown", bid, bid, True, frozenset({READ}), "en", about)
    secret, _ = app.extensions["procurement"].access.launches.issue(asked, platform)
    client = app.test_client()
    assert client.post(f"/pages/launch/{secret}", headers=HERE).status_code == 303
    return client


def test_who_was_drawn_by_lot_and_who_was_not_is_told_in_words(
    app: Flask, database_url: str, drawn_lot: dict[str, Any]
) -> None:
    stored = decided(app, database_url, drawn_lot, "B-TWIN")
    twin, loser = drawn_lot["bids"][1]["id"], drawn_lot["bids"][0]["id"]
    told = {
        bid: bidder(app, stored, bid).get("/pages/breakdown").get_data(as_text=True) for bid in ("B-TWIN", twin, loser)
    }
    assert "Your tender was selected" in told["B-TWIN"]
    assert "Your tender shares the first rank with the selected tender; lots were drawn" in told[twin]
    assert "points higher" not in told[twin]
    assert "points higher under the published criteria" in told[loser]
    overview = app.test_client().get(f"/pages/committee/evaluations/{stored.id}").get_data(as_text=True)
    assert "Twin (invented)" in overview
    assert "Drawn by lot among the tenders that share the first rank." in overview


def test_a_sealed_document_is_called_so_and_given_out_as_it_is(
    app: Flask, database_url: str, requests_by_name: dict[str, Any]
) -> None:
    lot = claimed(requests_by_name["supply_security/request.json"])
    stored, client = decided(app, database_url, lot), app.test_client()
    first = json.loads(stored.body)["ranking"][0]["bidId"]
    place = f"/pages/committee/evaluations/{stored.id}/documents"
    for form in ({"type": "justification"}, {"type": "debrief", "bidId": first}):
        ordered = client.post(place, data={"language": "en", **form}, headers=HERE)
        assert ordered.status_code == 303, ordered.get_data(as_text=True)
        work(app)
    page = client.get(place).get_data(as_text=True)
    assert page.count("<td>sealed<br>") == 2
    assert "not sealed" not in page
    kept = app.extensions["procurement"].desk.of("local", stored.id)
    for document in kept:
        answer = client.get(f"{place}/{document.id}")
        assert answer.data.endswith(SEAL)
        assert answer.headers["ETag"] == f'"{document.sha256}"'
    own = bidder(app, stored, first)
    assert kept[1].sha256 in own.get("/pages/breakdown").get_data(as_text=True)
    assert own.get("/pages/breakdown/debriefings/1").data.endswith(SEAL)


def test_a_bidder_can_work_every_element_out_from_what_is_shown(
    app: Flask, database_url: str, requests_by_name: dict[str, Any]
) -> None:
    """The file beside the page holds each factor; the page says where tonnes and kilometres come from."""
    lot = requests_by_name["transport_emissions/request.json"]
    stored = decided(app, database_url, lot)
    bid = json.loads(stored.body)["ranking"][-1]["bidId"]
    client = bidder(app, stored, bid)
    page, answer = client.get("/pages/breakdown").get_data(as_text=True), client.get("/pages/breakdown/record")
    assert "Where the tonnes and kilometres come from" in page
    assert 'attachment; filename="result-of-your-tender.json"' in answer.headers["Content-Disposition"]
    record = answer.get_json()
    assert record["reader"] == {"bidId": bid}
    assert [row["id"] for row in record["bids"]] == [bid]
    assert record["parameters"]
    score = next(row for row in record["bids"][0]["criteria"] if row["criterion"] == "transportEmissions")
    elements = [step for step in score["steps"] if step["step"] == "element"]
    assert elements
    for step in elements:
        figures = {name: Decimal(value) for name, value in step["operands"].items() if name in FACTORS}
        tonnes = figures["massKg"] * figures["siteShare"] * figures["deliveryShare"] / 10_000_000
        assert tonnes == figures["massTonnes"]
        product = tonnes * figures["distanceKm"] * figures["intensity"] * figures["adjustment"]
        assert abs(product - Decimal(step["result"])) < Decimal("1E-6")
    others = {row["id"] for row in lot["bids"]} - {bid}
    names = {row["bidder"]["name"] for row in lot["bids"] if row["id"] in others} - {record["winner"]["bidder"]["name"]}
    assert not [name for name in (*names, *(f'"{other}"' for other in others)) if name in answer.get_data(as_text=True)]


FACTORS = ("massKg", "siteShare", "deliveryShare", "massTonnes", "distanceKm", "intensity", "adjustment")
