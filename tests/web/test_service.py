"""The service over HTTP: what is stored is answered byte for byte; what blocks is answered with findings."""

import copy
import json
import re
from typing import Any

import jsonschema
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import validate as validate_openapi

from procurement_plugin.bootstrap import knowledge, wiring
from procurement_plugin.bootstrap.settings import Settings, data_directory
from procurement_plugin.bootstrap.wiring import UnpreparedStoreError, create_app
from procurement_plugin.web.openapi import description, json_schemas
from procurement_plugin.web.pages.session import SCREENS

BASE = "/scoring/v1"


def schema(name: str) -> dict[str, Any]:
    published: dict[str, Any] = json.loads((data_directory("schemas") / f"{name}.schema.json").read_text())
    return published


def test_an_evaluation_is_stored_and_answered_again_byte_for_byte(client: FlaskClient, lot: dict[str, Any]) -> None:
    created = client.post(f"{BASE}/evaluations", json=lot)
    again = client.get(created.headers["Location"])
    assert created.status_code == 201
    assert again.status_code == 200
    assert created.data == again.data
    assert created.headers["ETag"] == again.headers["ETag"]
    unchanged = client.get(created.headers["Location"], headers={"If-None-Match": again.headers["ETag"]})
    assert (unchanged.status_code, unchanged.data) == (304, b"")


def test_the_same_request_gives_the_same_answer_but_for_id_and_time(client: FlaskClient, lot: dict[str, Any]) -> None:
    first, second = (client.post(f"{BASE}/evaluations", json=lot).get_json() for _ in range(2))
    assert first["id"] != second["id"]
    for answer in (first, second):
        del answer["id"], answer["computedAt"]
    assert json.dumps(first) == json.dumps(second)


def test_a_blocked_profile_is_answered_409_with_findings_and_nothing_is_stored(
    app: Flask, client: FlaskClient, requests_by_name: dict[str, Any]
) -> None:
    response = client.post(f"{BASE}/evaluations", json=requests_by_name["02_weight_at_guardrail/request-above.json"])
    problem = response.get_json()
    assert response.status_code == 409
    assert problem["type"] == "urn:problem-type:scoring:blockedByFindings"
    finding = next(f for f in problem["findings"] if f["severity"] == "block")
    assert (finding["maximum"], finding["actual"], finding["kind"]) == ("45", "45.01", "guardrail")
    assert finding["overridable"]
    assert "not a legal maximum" in finding["reasoning"].lower()
    with app.extensions["procurement"].evaluations._engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM evaluation")) == 0


def test_a_compliance_check_stores_nothing_and_lists_all_findings(
    client: FlaskClient, requests_by_name: dict[str, Any]
) -> None:
    above = requests_by_name["02_weight_at_guardrail/request-above.json"]
    body = {"procedure": above["procedure"], "weightProfile": above["weightProfile"]}
    found = client.post(f"{BASE}/complianceChecks", json=body).get_json()
    assert found["blocked"]
    assert found["day"] == "2026-12-01"
    jsonschema.validate(found, schema("ComplianceCheck"))


def test_a_profile_without_price_breaks_hard_law_with_its_quote(client: FlaskClient, lot: dict[str, Any]) -> None:
    lot["weightProfile"]["criteria"][3]["criterion"] = "beauty"
    for bid in lot["bids"]:
        bid["otherCriteria"]["beauty"] = bid["otherCriteria"].pop("price")
    problem = client.post(f"{BASE}/evaluations", json=lot).get_json()
    hard = [finding for finding in problem["findings"] if finding["kind"] == "hardLaw"]
    assert hard[0]["severity"] == "block"
    assert not hard[0]["overridable"]
    assert "price or cost" in hard[0]["references"][0]["quote"]


def test_a_fixed_price_is_lawful_and_said(client: FlaskClient, lot: dict[str, Any]) -> None:
    """Directive 2014/24/EU, Article 67(2), second subparagraph: compete on quality criteria only."""
    criteria = lot["weightProfile"]["criteria"]
    criteria[4]["weight"] = "55.00"
    del criteria[3]
    lot["weightProfile"] |= {"fixedPrice": {"value": "200000.00", "currency": "EUR"}, "tieRule": ["quality", "lots"]}
    for bid in lot["bids"]:
        del bid["otherCriteria"]["price"]
    response = client.post(f"{BASE}/evaluations", json=lot)
    assert response.status_code == 201, response.get_data(as_text=True)
    assert "weighting.fixedPrice" in {finding["code"] for finding in response.get_json()["findings"]}


def test_answers_and_requests_follow_the_published_schemas(
    client: FlaskClient, requests_by_name: dict[str, Any]
) -> None:
    for name, request in requests_by_name.items():
        jsonschema.validate(request, schema("EvaluationRequest"))
        response = client.post(f"{BASE}/evaluations", json=request)
        kind = "Evaluation" if response.status_code == 201 else "Problem"
        assert response.status_code in (201, 409), name
        jsonschema.validate(response.get_json(), schema(kind))
    jsonschema.validate(client.get(f"{BASE}/refData/weightLimits").get_json(), schema("WeightLimits"))
    jsonschema.validate(client.post(f"{BASE}/evaluations", json={}).get_json(), schema("Problem"))


def test_published_schemas_and_openapi_are_what_the_software_says() -> None:
    version = wiring.__version__
    served = description(knowledge.schemas(), version, knowledge.examples())
    validate_openapi(served)
    assert json.loads((data_directory("schemas") / "openapi.json").read_text()) == served
    for name, made in json_schemas(knowledge.schemas(), version).items():
        assert json.loads((data_directory("schemas") / name).read_text()) == made
        jsonschema.Draft202012Validator.check_schema(made)


def test_every_object_of_the_request_is_closed() -> None:
    components = description(knowledge.schemas(), "t")["components"]["schemas"]
    open_ones = [name for name, made in components.items() if made.get("additionalProperties") is not False]
    assert open_ones == []


IDENTIFIED = ("evaluation", "profile", "task", "webhook", "delivery", "document", "site", "link", "event")


def test_every_route_is_described_and_every_description_is_a_route(app: Flask) -> None:
    names = {"{number}": "<int:number>", "{bidId}": "<path:bid_id>", "{watchListId}": "<uuid:watch_list_id>"} | {
        "{" + name + "Id}": f"<uuid:{name}_id>" for name in IDENTIFIED
    }

    def routed(path: str) -> str:
        return re.sub(r"\{\w+\}", lambda found: names[found.group()], path)

    described = {
        (routed(path), method.upper())
        for path, operations in description(knowledge.schemas(), "t")["paths"].items()
        for method in operations
    }
    pages = tuple(f"{name}." for name in (*SCREENS, "bootstrap"))  # for people; they have no description
    rules = [rule for rule in app.url_map.iter_rules() if not rule.endpoint.startswith(pages)]
    routes = {(r.rule, m) for r in rules for m in (r.methods or set()) - {"HEAD", "OPTIONS"}}
    assert routes == described


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/nowhere", 404),
        ("get", f"{BASE}/evaluations/5f0c1a4e-0000-4000-8000-000000000000", 404),
        ("get", f"{BASE}/evaluations/not-a-uuid", 404),
        ("delete", f"{BASE}/evaluations", 405),
        ("get", f"{BASE}/refData/weightLimits?day=soon", 400),
        ("get", f"{BASE}/refData/weightLimits?colour=blue", 400),
    ],
)
def test_every_error_is_a_problem_document(client: FlaskClient, method: str, path: str, status: int) -> None:
    response = getattr(client, method)(path)
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    jsonschema.validate(response.get_json(), schema("Problem"))


def test_the_limits_in_force_depend_on_the_day(client: FlaskClient) -> None:
    before = client.get(f"{BASE}/refData/weightLimits?day=2020-01-01").get_json()
    after = client.get(f"{BASE}/refData/weightLimits?day=2026-12-01").get_json()
    assert {item["kind"] for item in before["items"]} == {"hardLaw"}
    assert after["total"] > before["total"]


def test_only_this_machine_is_answered(client: FlaskClient, lot: dict[str, Any]) -> None:
    for address in ("10.0.0.8", "2001:db8::1", "203.0.113.9"):
        response = client.post(f"{BASE}/evaluations", json=lot, environ_base={"REMOTE_ADDR": address})
        assert response.status_code == 403
        assert "this machine" in response.get_json()["detail"]
    assert client.get("/health", environ_base={"REMOTE_ADDR": "::1"}).status_code == 200


def test_answers_carry_security_headers(client: FlaskClient) -> None:
    headers = client.get("/health").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_the_service_refuses_to_start_on_a_database_that_is_not_prepared(tmp_path: Any) -> None:
    with pytest.raises(UnpreparedStoreError, match="db upgrade"):
        create_app(Settings(database_url=f"sqlite:///{tmp_path}/empty.sqlite3"))


def test_an_unforeseen_fault_is_answered_without_its_inside(
    client: FlaskClient, lot: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr("procurement_plugin.web.scoring.score", fails)
    response = client.post(f"{BASE}/evaluations", json=lot)
    assert response.status_code == 500
    assert "secret" not in response.get_data(as_text=True)


def test_a_tenant_does_not_see_another_tenants_evaluation(app: Flask, client: FlaskClient, lot: dict[str, Any]) -> None:
    created = client.post(f"{BASE}/evaluations", json=lot).get_json()
    kept = app.extensions["procurement"].evaluations
    assert kept.get("local", created["id"]) is not None
    assert kept.get("other", created["id"]) is None


def test_all_criteria_of_one_bid_may_be_open_while_the_others_keep_their_points(
    client: FlaskClient, requests_by_name: dict[str, Any]
) -> None:
    request = copy.deepcopy(requests_by_name["03_bid_not_scorable/request.json"])
    answer = client.post(f"{BASE}/evaluations", json=request).get_json()
    assert answer["status"] == "incomplete"
    by_id = {bid["id"]: bid for bid in answer["bids"]}
    assert "total" in by_id["B-1"]
    assert "total" not in by_id["B-3"]
    codes = {f["code"] for score in by_id["B-3"]["criteria"] for f in score.get("findings", [])}
    assert codes >= {"chain.defaultNotCovered", "evaluation.notScorable"}
