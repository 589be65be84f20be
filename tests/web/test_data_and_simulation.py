"""Simulations and the pages of data: what they say, and that nothing but the event is kept."""

import copy
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

if TYPE_CHECKING:
    from procurement_plugin.adapters.storage import Storage


BASE = "/scoring/v1"


@pytest.fixture
def lot(requests_by_name: dict[str, Any]) -> dict[str, Any]:
    return copy.deepcopy(requests_by_name["01_first_evaluation/request.json"])


def test_a_simulation_says_how_firmly_the_winner_stands_and_what_other_data_would_change(
    client: FlaskClient, lot: dict[str, Any]
) -> None:
    answer = client.post(f"{BASE}/simulations", json=lot)
    assert answer.status_code == 200
    found = answer.get_json()
    assert found["kind"] == "simulation"
    assert (found["sensitivity"]["winner"], found["sensitivity"]["second"]) == ("B-2", "B-3")
    assert found["secondDataSet"]["orderChanges"] is True
    assert found["secondDataSet"]["classes"][0]["vehicleClass"] == "containerShip"
    assert found["otherSeaScenario"] | {"bids": []} == {"seaScenario": "cape", "orderChanges": False, "bids": []}


def test_a_simulation_and_an_evaluation_give_the_same_points(client: FlaskClient, lot: dict[str, Any]) -> None:
    simulated = client.post(f"{BASE}/simulations", json=lot).get_json()
    evaluated = client.post(f"{BASE}/evaluations", json=lot).get_json()
    assert {row["bidId"]: row["total"] for row in simulated["bids"]} == {
        bid["id"]: bid["total"] for bid in evaluated["bids"]
    }
    assert simulated["secondDataSet"] == evaluated["secondDataSet"]


def test_what_cannot_be_computed_is_refused_in_words(client: FlaskClient, requests_by_name: dict[str, Any]) -> None:
    """A warning of caution is simulated; settings without which nothing can be computed are not."""
    body = copy.deepcopy(requests_by_name["supply_security/request.json"])
    settings = body["weightProfile"]["criteria"][0]["settings"]["supplySecurity"]
    settings["demandPerDay"] = "0"
    found = client.post(f"{BASE}/simulations", json=body)
    assert found.status_code == 409
    assert "supplySecurity.demand" in {row["code"].rpartition(":")[2] for row in found.get_json()["findings"]}


def test_only_the_event_of_a_simulation_is_kept_and_the_trail_is_whole(
    app: Flask, client: FlaskClient, lot: dict[str, Any]
) -> None:
    store: Storage = app.extensions["procurement"].evaluations
    client.post(f"{BASE}/simulations", json=lot)
    (event,) = [event for event in store.audit.events("local") if event["event"] == "simulation.made"]
    assert event["payload"]["procedure"] == lot["procedure"]["id"]
    assert store.audit.verify("local") == []
    assert "evaluation.stored" not in {event["event"] for event in store.audit.events("local")}


def test_findings_that_block_an_evaluation_do_not_stop_a_simulation(
    client: FlaskClient, requests_by_name: dict[str, Any]
) -> None:
    request = requests_by_name["02_weight_at_guardrail/request-above.json"]
    assert client.post(f"{BASE}/evaluations", json=request).status_code == 409
    found = client.post(f"{BASE}/simulations", json=request)
    assert found.status_code == 200
    assert "block" in {finding["severity"] for finding in found.get_json()["findings"]}


def test_with_one_bid_there_is_no_sensitivity_and_no_fault(client: FlaskClient, lot: dict[str, Any]) -> None:
    lot["bids"] = lot["bids"][:1]
    found = client.post(f"{BASE}/simulations", json=lot).get_json()
    assert "sensitivity" not in found
    assert found["bids"][0]["rank"] == 1


def test_a_wrong_simulation_is_refused_like_an_evaluation(client: FlaskClient, lot: dict[str, Any]) -> None:
    lot["weightProfile"]["criteria"][0]["weight"] = "6"
    lot["weightProfile"]["dataSet"] = "nowhere"
    answer = client.post(f"{BASE}/simulations", json=lot)
    assert answer.status_code == 400
    assert {issue["name"] for issue in answer.get_json()["issues"]} == {
        "weightProfile.criteria",
        "weightProfile.dataSet",
    }


def test_every_data_set_is_shown_with_licence_and_attribution(client: FlaskClient) -> None:
    found = client.get(f"{BASE}/refData/dataSets").get_json()
    names = {item["id"] for item in found["items"]}
    distances = {"landmass", "places", "road_network", "sea_distances", "towns"}
    supply = {"countries", "cpv_divisions", "critical_materials", "determinations", "product_groups", "raw_materials"}
    assert {"open-eu-2026", "desnz-2026"} | distances | supply == names
    for item in found["items"]:
        assert len(item["sha256"]) == 64
        assert any(source.get("attribution") and source.get("licence") for source in item["sources"])


def test_intensities_are_shown_row_by_row(client: FlaskClient) -> None:
    found = client.get(f"{BASE}/refData/emissionIntensities").get_json()
    assert (found["dataSet"], found["total"]) == ("open-eu-2026", 87)
    ship = next(row for row in found["items"] if row["vehicleClass"] == "containerShip")
    assert (ship["wellToWheel"], ship["verification"]) == ("0.008147", "derived")
    other = client.get(f"{BASE}/refData/emissionIntensities?dataSet=desnz-2026").get_json()
    assert next(r for r in other["items"] if r["vehicleClass"] == "containerShip")["wellToWheel"] == "0.01977"


def test_ports_are_shown(client: FlaskClient) -> None:
    found = client.get(f"{BASE}/refData/ports").get_json()
    assert found["total"] == 839
    antwerp = next(port for port in found["items"] if port["unlocode"] == "BEANR")
    assert antwerp["gateway"] is True


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("emissionIntensities?dataSet=x", "there are: desnz-2026, open-eu-2026"),
        ("emissionIntensities?set=x", "only query parameter"),
        ("ports?country=BE", "takes no query parameters"),
        ("dataSets?day=1", "takes no query parameters"),
    ],
)
def test_a_wrong_question_is_answered_with_words(client: FlaskClient, address: str, words: str) -> None:
    answer = client.get(f"{BASE}/refData/{address}")
    assert answer.status_code == 400
    assert words in answer.get_json()["issues"][0]["detail"]


def test_a_bid_may_name_places_and_the_answer_says_what_they_stand_for(
    client: FlaskClient, requests_by_name: dict[str, Any]
) -> None:
    found = client.post(
        f"{BASE}/evaluations", json=requests_by_name["transport_emissions/request-chains.json"]
    ).get_json()
    by_id = {bid["id"]: bid["criteria"][0] for bid in found["bids"]}
    assert by_id["B-1"]["steps"][0]["operands"]["from"] == "50.93106, 5.33781 (town)"
    assert by_id["B-1"]["findings"][0]["code"] == "site.placedByTable"
    assert [by_id[name]["qualityGrade"] for name in ("B-1", "B-3", "B-5")] == ["E", "D", "D"]
