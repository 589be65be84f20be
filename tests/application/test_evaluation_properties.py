"""What must hold for every lot: independence, permutation, monotonicity, additivity; checked against the oracle."""

import copy
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal as D
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from oracle import recomputed

from procurement_plugin.application.evaluate_lot import evaluate_lot
from procurement_plugin.application.evaluation_document import document_of
from procurement_plugin.bootstrap import knowledge, wiring
from procurement_plugin.web.schemas.reading import read_evaluation

MOMENT = datetime(2026, 12, 1, tzinfo=UTC)
CLASSES = {
    "road": ["articOver33t", "averageHgv", "rigidOver17t", "averageArticRefrigerated"],
    "sea": ["containerShip", "bulkCarrier"],
}


def answer(request: Mapping[str, Any]) -> dict[str, Any]:
    reference = knowledge.reference()
    lot = read_evaluation(request, knowledge.schemas(), reference)
    return document_of(
        evaluate_lot(lot, reference), reference, evaluation_id="x", computed_at=MOMENT, engine_version="t"
    )


def text(low: float | str, high: float | str, places: int) -> st.SearchStrategy[str]:
    return st.decimals(D(str(low)), D(str(high)), places=places).map(lambda d: f"{d:f}")


@st.composite
def elements(draw: st.DrawFn) -> dict[str, str]:
    mode = draw(st.sampled_from(sorted(CLASSES)))
    return {
        "mode": mode,
        "vehicleClass": draw(st.sampled_from(CLASSES[mode])),
        "distanceKm": draw(text("0.1", 20000, 1)),
    }


@st.composite
def bids(draw: st.DrawFn, number: int) -> dict[str, Any]:
    first = draw(st.integers(1, 9999))
    shares = [f"{D(first) / 100:f}", f"{(10000 - D(first)) / 100:f}"]
    sites = [
        {
            "id": f"S{index}",
            "share": share,
            "chains": [{"deliveryPoint": "D1", "elements": draw(st.lists(elements(), min_size=1, max_size=3))}],
        }
        for index, share in enumerate(shares)
    ]
    amount = draw(text(100000, 300000, 2))
    return {
        "id": f"B-{number}",
        "bidder": {"id": f"F{number}", "name": f"Firm {number}"},
        "items": [{"itemId": "I1", "productionSites": sites}],
        "criterionInputs": {
            "proximity": {"deliveryLeadTime": {"value": draw(text(0, 60, 1)), "unit": "d"}},
            "supplySecurity": {
                "leadTime": {
                    "guaranteedDays": draw(text(0, 60, 1)),
                    "liquidatedDamagesClause": "7",
                    "evidence": ["E1"],
                },
            },
        },
        "otherCriteria": {"price": {"amount": amount}, "quality": {"points": draw(text(0, 15, 2))}},
        "evidence": [{"id": "E1", "type": "clause", "status": "verified"}],
    }


@st.composite
def lots(draw: st.DrawFn) -> dict[str, Any]:
    path = wiring.data_directory("config").parent / "examples" / "02_weight_at_guardrail" / "request-at.json"
    request: dict[str, Any] = json.loads(path.read_text())
    request["bids"] = [draw(bids(number)) for number in range(draw(st.integers(1, 4)))]
    accepted = [{"verification": "derived"}, {"verification": "singleCopy"}]
    request["weightProfile"]["criteria"][1]["settings"] = {"transportEmissions": {"acceptedVerification": accepted}}
    request["weightProfile"]["pointsDecimals"] = draw(st.sampled_from(["2", "4", "6"]))
    return request


@given(lots())
def test_every_point_and_total_agrees_with_the_independent_oracle(request: dict[str, Any]) -> None:
    found = answer(request)
    for bid in found["bids"]:
        points, total = recomputed(found)[bid["id"]]
        assert [Fraction(score["points"]) for score in bid["criteria"]] == points
        assert Fraction(bid["total"]) == total


@given(lots(), st.data())
def test_a_bid_scores_the_same_whichever_other_bids_there_are(request: dict[str, Any], data: st.DataObject) -> None:
    whole = {bid["id"]: bid["criteria"] for bid in answer(request)["bids"]}
    kept = data.draw(st.permutations(request["bids"]))[: data.draw(st.integers(1, len(request["bids"])))]
    for bid in answer({**request, "bids": kept})["bids"]:
        assert _without_places(bid["criteria"]) == _without_places(whole[bid["id"]])


def _without_places(criteria: list[dict[str, Any]]) -> str:
    """Scores without the paths that name a bid by its position."""
    parts = json.loads(json.dumps(criteria))
    for score in parts:
        for step in score.get("steps", []):
            step.get("operands", {}).pop("chain", None)
        for finding in score.get("findings", []):
            finding.pop("where", None)
    return json.dumps(parts, sort_keys=True)


@given(lots())
def test_totals_are_the_exact_sum_of_the_points_and_points_stay_inside_the_weight(request: dict[str, Any]) -> None:
    for bid in answer(request)["bids"]:
        points = [D(score["points"]) for score in bid["criteria"]]
        assert sum(points) == D(bid["total"])
        assert all(0 <= value <= D(score["weight"]) for value, score in zip(points, bid["criteria"], strict=True))


@given(lots(), st.data())
def test_the_order_of_names_and_of_elements_does_not_matter(request: dict[str, Any], data: st.DataObject) -> None:
    shuffled = copy.deepcopy(dict(reversed(request.items())))
    for bid in shuffled["bids"]:
        for site in bid["items"][0]["productionSites"]:
            chain = site["chains"][0]
            chain["elements"] = data.draw(st.permutations(chain["elements"]))
    assert _totals(answer(shuffled)) == _totals(answer(request))


def _totals(found: dict[str, Any]) -> dict[str, str]:
    return {bid["id"]: bid["total"] for bid in found["bids"]}


@given(lots())
def test_the_same_request_gives_the_same_document(request: dict[str, Any]) -> None:
    assert json.dumps(answer(request)) == json.dumps(answer(copy.deepcopy(request)))


@given(lots(), text("0.1", 500, 1))
def test_a_longer_transport_never_gains_points(request: dict[str, Any], more: str) -> None:
    longer = copy.deepcopy(request)
    element = longer["bids"][0]["items"][0]["productionSites"][0]["chains"][0]["elements"][0]
    element["distanceKm"] = f"{D(element['distanceKm']) + D(more):f}"
    before, after = (_emission_points(answer(version)) for version in (request, longer))
    assert after <= before


def _emission_points(found: dict[str, Any]) -> D:
    return D(found["bids"][0]["criteria"][1]["points"])


@given(lots(), st.data())
def test_splitting_an_element_in_two_leaves_emissions_unchanged(request: dict[str, Any], data: st.DataObject) -> None:
    split = copy.deepcopy(request)
    chain = split["bids"][0]["items"][0]["productionSites"][0]["chains"][0]
    whole = D(chain["elements"][0]["distanceKm"]) + D(1)
    part = D(data.draw(st.integers(1, int(whole * 10) - 1))) / 10
    chain["elements"][0]["distanceKm"] = f"{part:f}"
    chain["elements"].insert(1, chain["elements"][0] | {"distanceKm": f"{whole - part:f}"})
    joined = copy.deepcopy(request)
    joined["bids"][0]["items"][0]["productionSites"][0]["chains"][0]["elements"][0]["distanceKm"] = f"{whole:f}"
    assert _emission_points(answer(split)) == _emission_points(answer(joined))


@given(lots())
def test_a_heavier_item_changes_emissions_per_tonne_of_the_lot_in_proportion(request: dict[str, Any]) -> None:
    request["bids"][0]["items"][0]["massKg"] = "16000"
    heavier = copy.deepcopy(request)
    heavier["bids"][0]["items"][0]["massKg"] = "32000"
    before, after = (_kilograms(answer(version)) for version in (request, heavier))
    assert after == 2 * before


def _kilograms(found: dict[str, Any]) -> D:
    steps = found["bids"][0]["criteria"][1]["steps"]
    return D(next(step["result"] for step in steps if step["step"] == "sum"))


@given(lots())
def test_equal_totals_share_the_tie_protocol_and_higher_totals_rank_higher(request: dict[str, Any]) -> None:
    found = answer(request)
    ranked = found["ranking"]
    assert [D(row["total"]) for row in ranked] == sorted((D(row["total"]) for row in ranked), reverse=True)
    for first, second in zip(ranked, ranked[1:], strict=False):
        if first["total"] == second["total"]:
            assert first["tieRuleApplied"] == second["tieRuleApplied"]
        assert first["rank"] < second["rank"] or first.get("stillTied")


def test_two_identical_bids_share_a_rank_and_lots_are_left_to_people(requests_by_name: dict[str, Any]) -> None:
    request = copy.deepcopy(requests_by_name["02_weight_at_guardrail/request-at.json"])
    request["bids"][1] = request["bids"][0] | {"id": "B-9"}
    rows = answer(request)["ranking"]
    assert [row["rank"] for row in rows] == [1, 1]
    assert all(row["stillTied"] for row in rows)


def test_a_tie_goes_to_the_named_criterion_then_to_price(requests_by_name: dict[str, Any]) -> None:
    request = copy.deepcopy(requests_by_name["02_weight_at_guardrail/request-at.json"])
    cheaper = copy.deepcopy(request["bids"][0]) | {"id": "B-9"}
    request["weightProfile"]["criteria"][3] |= {"source": "platform"}
    del request["weightProfile"]["criteria"][3]["scale"]
    for bid, price, quality in ((request["bids"][0], "30", "8"), (cheaper, "29", "9")):
        bid["otherCriteria"] = {"price": {"points": price}, "quality": {"points": quality}}
    request["bids"] = [request["bids"][0], cheaper]
    rows = answer(request)["ranking"]
    assert rows[0]["total"] == rows[1]["total"]
    assert [(row["rank"], row["bidId"]) for row in rows] == [(1, "B-9"), (2, "B-1")]


@given(lots())
def test_a_bid_better_in_everything_is_never_ranked_below(request: dict[str, Any]) -> None:
    worse = request["bids"][0]
    better = copy.deepcopy(worse) | {"id": "B-better"}
    better["otherCriteria"]["price"]["amount"] = f"{D(worse['otherCriteria']['price']['amount']) - 1:f}"
    days = D(worse["criterionInputs"]["proximity"]["deliveryLeadTime"]["value"])
    better["criterionInputs"]["proximity"]["deliveryLeadTime"]["value"] = f"{max(D(0), days - 1):f}"
    ranks = {row["bidId"]: row["rank"] for row in answer({**request, "bids": [worse, better]})["ranking"]}
    assert ranks["B-better"] <= ranks[worse["id"]]


@given(lots())
def test_a_criterion_of_weight_zero_changes_no_total(request: dict[str, Any]) -> None:
    without = copy.deepcopy(request)
    criteria = without["weightProfile"]["criteria"]
    freed = D(criteria[0]["weight"])
    criteria[4]["weight"] = f"{D(criteria[4]['weight']) + freed:f}"
    criteria[0]["weight"] = "0"
    removed = copy.deepcopy(without)
    del removed["weightProfile"]["criteria"][0]
    assert _totals(answer(without)) == _totals(answer(removed))


def test_totals_that_differ_in_the_last_digit_are_not_a_tie(requests_by_name: dict[str, Any]) -> None:
    request = copy.deepcopy(requests_by_name["02_weight_at_guardrail/request-at.json"])
    twin = copy.deepcopy(request["bids"][0]) | {"id": "B-9"}
    twin["otherCriteria"]["quality"]["points"] = "9.0001"
    request["bids"] = [request["bids"][0], twin]
    rows = answer(request)["ranking"]
    assert [(row["bidId"], row["rank"]) for row in rows] == [("B-9", 1), ("B-1", 2)]
    assert "tieRuleApplied" not in rows[0]
