"""Other weights on a stored evaluation: the same points under the same weights, the same as scoring anew under others."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from procurement_plugin.application.evaluate_lot import evaluate_lot
from procurement_plugin.application.evaluation_document import document_of
from procurement_plugin.application.market_picture import market_picture
from procurement_plugin.application.simulate_lot import simulate_lot
from procurement_plugin.application.simulate_stored import simulate_stored
from procurement_plugin.bootstrap import knowledge
from procurement_plugin.web.schemas.reading import read_evaluation

if TYPE_CHECKING:
    from procurement_plugin.application.evaluate_lot import LotRequest

NAMES = ("01_first_evaluation", "03_bid_not_scorable", "proximity", "supply_security", "transport_emissions")


def read(body: dict[str, Any]) -> LotRequest:
    return read_evaluation(body, knowledge.schemas(), knowledge.reference())


def stored(request: LotRequest) -> dict[str, Any]:
    evaluated = evaluate_lot(request, knowledge.reference(), accepted=True)
    moment = datetime(2027, 1, 20, tzinfo=UTC)
    document = document_of(evaluated, knowledge.reference(), evaluation_id="e", computed_at=moment, engine_version="t")
    return copy.deepcopy(document)  # apart from the request, which tests change


@pytest.mark.parametrize("name", NAMES)
def test_the_same_weights_give_what_was_stored(name: str, requests_by_name: dict[str, Any]) -> None:
    request = read(copy.deepcopy(requests_by_name[f"{name}/request.json"]))
    document = stored(request)
    found = simulate_stored(document, request.profile)
    for row, bid in zip(found["bids"], document["bids"], strict=True):
        assert (row.get("total"), row.get("rank")) == (bid.get("total"), bid.get("rank"))
    assert found.get("secondDataSet") == document.get("secondDataSet")


@pytest.mark.parametrize("name", NAMES[:3])
def test_other_weights_give_what_scoring_anew_gives(name: str, requests_by_name: dict[str, Any]) -> None:
    body = copy.deepcopy(requests_by_name[f"{name}/request.json"])
    document = stored(read(body))
    criteria = body["weightProfile"]["criteria"]
    moved = [row for row in criteria if row.get("source") != "platform"][:2]
    for row, by in zip(moved, (Decimal("1.5"), Decimal("-1.5")), strict=True):
        row["weight"] = str(Decimal(row["weight"]) + by)
    again = read(body)
    fresh = simulate_lot(again, knowledge.reference())
    found = simulate_stored(document, again.profile)
    for part in ("bids", "clipping", "status"):
        assert found[part] == fresh[part]
    assert found.get("sensitivity") == fresh.get("sensitivity")
    assert "secondDataSet" not in found


def test_points_of_the_platform_keep_their_share(requests_by_name: dict[str, Any]) -> None:
    body = copy.deepcopy(requests_by_name["01_first_evaluation/request.json"])
    document = stored(read(body))
    rows = {row["criterion"]: row for row in body["weightProfile"]["criteria"]}
    rows["quality"]["weight"], rows["price"]["weight"] = "40", "30"
    for bid in body["bids"]:
        bid["otherCriteria"]["quality"]["points"] = "0"  # read for the profile alone
    found = simulate_stored(document, read(body).profile)
    before = {bid["id"]: Decimal(bid["criteria"][4]["points"]) for bid in document["bids"]}
    assert {bid["bidId"]: Decimal(bid["points"]["quality"]) for bid in found["bids"]} == {
        name: points * 2 for name, points in before.items()
    }


def test_the_picture_of_the_market_is_that_of_the_guard(requests_by_name: dict[str, Any]) -> None:
    """The effect and the mean of each Member State are those that the guard's own test reports."""
    request = read(copy.deepcopy(requests_by_name["transport_emissions/request.json"]))
    guard = knowledge.guard()
    looked = guard.look(request.procedure, request.profile, request.lot)
    report = next(report for report in looked.reports if report.name == "internalMarketEffect")
    market = guard.market(request.procedure, request.profile, request.lot)
    picture = market_picture(market, request.profile)
    assert picture["effect"] == f"{report.figures['effect']:f}"
    assert len(picture["states"]) == 27
    known = [row for row in picture["states"] if "mean" in row]
    assert len(known) >= 20  # no ship is accepted by this profile, so islands have no default chain
    for row in known:
        assert Decimal(row["low"]) <= Decimal(row["high"]) <= Decimal(picture["outOf"])
    means = {row["memberState"]: Decimal(row["mean"]) for row in known}
    assert means["BE"] == max(means[state] for state in ("BE", "DE", "PL", "RO"))
    assert {row["memberState"] for row in picture["regions"]} == set(means)
