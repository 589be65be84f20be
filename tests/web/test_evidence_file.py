"""Evidence beside an official evaluation: provisional points, decisions, clarifications, and a new evaluation."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from web.test_profile_life import BASE, REASON, at, bearer, keys, official_of, publish

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

    from procurement_plugin.adapters.storage import Storage

    At = Callable[[str], FlaskClient]
    Bearer = Callable[..., dict[str, str]]

__all__ = ["at", "bearer", "keys"]  # fixtures
HASH = "a" * 64


@pytest.fixture
def lot(requests_by_name: dict[str, Any]) -> dict[str, Any]:
    """Two bids under supply security, whose documents are claimed only."""
    request = copy.deepcopy(requests_by_name["supply_security/request.json"])
    for bid in request["bids"]:
        for document in bid["evidence"]:
            document["status"] = "claimed"
    return request


@pytest.fixture
def person(bearer: Bearer) -> dict[str, str]:
    """The chair of the committee."""
    return bearer("chair", "scoring:evaluate", "scoring:read")


@pytest.fixture
def evaluated(at: At, lot: dict[str, Any]) -> tuple[FlaskClient, dict[str, Any], dict[str, Any]]:
    """A client, the version, and the first evaluation under it."""
    version = publish(at("noticeDispatchedAt"), lot)
    client = at("tenderDeadlineAt")
    response = client.post(f"{BASE}/evaluations", json=official_of(lot, version))
    assert response.status_code == 201, response.get_data(as_text=True)
    return client, version, response.get_json()


Evaluated = tuple["FlaskClient", dict[str, Any], dict[str, Any]]


def place(document: dict[str, Any], part: str) -> str:
    return f"{BASE}/evaluations/{document['id']}/{part}"


def decision(bid: str, document: str, status: str, reason: str = REASON) -> dict[str, str]:
    return {"bidId": bid, "evidenceId": document, "status": status, "reason": reason}


def again(client: FlaskClient, lot: dict[str, Any], version: dict[str, Any], old: dict[str, Any]) -> Any:
    """The lot evaluated in the place of an earlier evaluation."""
    more = {"supersedes": old["id"], "reason": "Documents were decided about after the opening."}
    return client.post(f"{BASE}/evaluations", json=official_of(lot, version, **more))


def test_points_on_unchecked_documents_are_provisional_and_say_so(evaluated: Evaluated) -> None:
    _, _, document = evaluated
    for bid in document["bids"]:
        supply = bid["criteria"][0]
        assert bid["provisional"]
        assert supply["provisional"]
        assert supply["evidenceStatus"] == "claimed"


def test_a_winner_on_unchecked_documents_is_confirmed_with_a_reason_only(
    evaluated: Evaluated, person: dict[str, str]
) -> None:
    client, _, document = evaluated
    steps = place(document, "steps")
    refused = client.post(steps, json={"step": "confirm"}, headers=person)
    assert refused.status_code == 409
    assert "nobody has checked" in refused.get_json()["detail"]
    told = {"step": "confirm", "reason": "The documents are checked before the contract is signed."}
    assert client.post(steps, json=told, headers=person).status_code == 201


def test_once_its_documents_are_verified_the_winner_is_confirmed(evaluated: Evaluated, person: dict[str, str]) -> None:
    client, _, document = evaluated
    winner = document["ranking"][0]["bidId"]
    for name in ("E1", "E2"):
        found = client.post(place(document, "evidence"), json=decision(winner, name, "verified"), headers=person)
        assert found.status_code == 201, found.get_data(as_text=True)
    assert found.get_json()["evaluateAgain"] == []
    bid = next(row for row in found.get_json()["bids"] if row["bidId"] == winner)
    assert [(item["status"], item["statusWhenEvaluated"]) for item in bid["evidence"]] == [("verified", "claimed")] * 2
    assert bid["evidence"][0]["actor"]["name"] == "Chair"
    assert client.post(place(document, "steps"), json={"step": "confirm"}, headers=person).status_code == 201


def test_falsified_evidence_leads_to_a_new_evaluation_and_both_are_kept(
    evaluated: Evaluated, lot: dict[str, Any], person: dict[str, str]
) -> None:
    client, version, document = evaluated
    winner = document["ranking"][0]["bidId"]
    told = decision(winner, "E1", "refused", "The capacity statement was signed by nobody of the site.")
    found = client.post(place(document, "evidence"), json=told, headers=person).get_json()
    assert found["evaluateAgain"]
    blocked = client.post(place(document, "steps"), json={"step": "confirm", "reason": REASON}, headers=person)
    assert blocked.status_code == 409
    assert "Evaluate again" in blocked.get_json()["detail"]
    second = again(client, lot, version, document)
    assert second.status_code == 201, second.get_data(as_text=True)
    bid = next(row for row in second.get_json()["bids"] if row["id"] == winner)
    assert bid["evidence"][0]["status"] == "refused"
    assert bid["evidence"][0]["verifier"] == "Chair"
    assert second.get_json()["ranking"][0]["bidId"] != winner or bid["total"] < document["bids"][1]["total"]
    kept = client.get(f"{BASE}/evaluations/{document['id']}").get_json()
    assert kept == document


def test_the_platform_cannot_make_a_refused_document_good_again(
    evaluated: Evaluated, lot: dict[str, Any], person: dict[str, str]
) -> None:
    """The decision recorded here counts, whatever status is sent along."""
    client, version, document = evaluated
    told = decision("B-1", "E1", "refused", "The capacity statement was signed by nobody of the site.")
    client.post(place(document, "evidence"), json=told, headers=person)
    for item in lot["bids"][0]["evidence"]:
        item["status"] = "verified"
    second = again(client, lot, version, document).get_json()
    assert second["bids"][0]["evidence"][0]["status"] == "refused"


def test_a_clarification_completes_evidence_and_never_betters_a_promise(
    evaluated: Evaluated, lot: dict[str, Any]
) -> None:
    client, version, document = evaluated
    better = copy.deepcopy(lot)
    better["bids"][0]["criterionInputs"]["supplySecurity"]["stock"]["quantity"] = "500"
    refused = again(client, better, version, document)
    assert refused.status_code == 409
    issue = refused.get_json()["findings"][0]
    assert issue["code"].endswith("committedValueImproved")
    assert issue["where"] == "bids[0]"
    worse = copy.deepcopy(lot)
    worse["bids"][0]["criterionInputs"]["supplySecurity"]["stock"]["quantity"] = "100"
    assert again(client, worse, version, document).status_code == 201


def test_a_document_that_nobody_asked_for_is_refused_until_it_was(
    evaluated: Evaluated, lot: dict[str, Any], person: dict[str, str]
) -> None:
    client, version, document = evaluated
    new = {"id": "E3", "type": "list of sites", "sha256": HASH, "status": "claimed"}
    tiers = {"firstTier": "100", "secondTier": "0", "thirdTier": "0", "evidence": ["E3"]}
    completed = copy.deepcopy(lot)
    completed["bids"][0]["evidence"].append(new)
    sites = completed["bids"][0]["criterionInputs"]["supplySecurity"]["sites"]
    sites[0]["evidence"] = ["E1", "E3"]
    refused = again(client, completed, version, document)
    assert refused.get_json()["findings"][0]["code"].endswith("notAskedFor")
    asked = {"bidId": "B-1", "evidence": ["E1"], "question": "Who signed it?", "answerBy": "2099-01-01"}
    number = client.post(place(document, "clarifications"), json=asked, headers=person).get_json()["clarifications"][0][
        "number"
    ]
    answers = f"{place(document, 'clarifications')}/{number}/answers"
    given = {"text": "The director of the site; a list is enclosed.", "evidence": [new]}
    told = client.post(answers, json=given, headers=person)
    assert told.status_code == 201, told.get_data(as_text=True)
    assert told.get_json()["clarifications"][0]["answer"]["late"] is False
    assert (
        "Article 56(3)" in told.get_json()["legalBasis"][0]["title"]
        or "56(3)" in told.get_json()["legalBasis"][0]["title"]
    )
    assert client.post(answers, json=given, headers=person).status_code == 409
    assert again(client, completed, version, document).status_code == 201
    # What was not declared when the tenders closed cannot be declared now, documents or not.
    completed["bids"][0]["criterionInputs"]["supplySecurity"]["transparency"] = tiers
    last = client.get(place(document, "steps")).get_json()["steps"][-1]["evaluationId"]
    assert again(client, completed, version, {"id": last}).status_code == 409


@pytest.mark.parametrize(
    ("part", "body", "status"),
    [
        ("evidence", decision("B-9", "E1", "verified"), 404),
        ("evidence", decision("B-1", "E9", "verified"), 404),
        ("evidence", decision("B-1", "E1", "refused", "no"), 409),
        ("evidence", decision("B-1", "E1", "claimed"), 400),
        ("clarifications", {"bidId": "B-1", "question": "?", "answerBy": "2020-01-01"}, 409),
        ("clarifications", {"bidId": "B-1", "question": "?", "answerBy": "2026-02-30"}, 400),
        ("clarifications/7/answers", {"text": "Yes."}, 404),
    ],
)
def test_what_does_not_fit_is_refused_in_words(
    evaluated: Evaluated, person: dict[str, str], part: str, body: dict[str, Any], status: int
) -> None:
    client, _, document = evaluated
    found = client.post(place(document, part), json=body, headers=person)
    assert found.status_code == status, found.get_data(as_text=True)
    assert found.get_json()["detail"] or found.get_json()["issues"]


def test_a_system_decides_nothing_and_a_trial_has_no_file(evaluated: Evaluated, lot: dict[str, Any]) -> None:
    client, _, document = evaluated
    assert client.post(place(document, "evidence"), json=decision("B-1", "E1", "verified")).status_code == 409
    trial = client.post(f"{BASE}/evaluations", json=lot).get_json()
    assert client.get(place(trial, "evidence")).status_code == 404


def test_another_tenant_sees_no_file(evaluated: Evaluated, bearer: Bearer) -> None:
    client, _, document = evaluated
    other = bearer("spy", "scoring:evaluate", "scoring:read", tenant="another")
    assert client.get(place(document, "evidence"), headers=other).status_code == 404


def test_every_record_is_an_event_and_none_can_be_changed(
    evaluated: Evaluated, person: dict[str, str], storage: Storage
) -> None:
    client, _, document = evaluated
    client.post(place(document, "evidence"), json=decision("B-1", "E1", "verified"), headers=person)
    tenant = storage.audit.tenants()[0]
    events = [event["event"] for event in storage.audit.events(tenant)]
    assert "evaluation.evidenceDecided" in events
    assert storage.audit.verify(tenant) == []
    import sqlalchemy as sa  # noqa: PLC0415

    for verb in ("UPDATE evaluation_record SET kind = 'x'", "DELETE FROM evaluation_record"):
        with pytest.raises(sa.exc.DatabaseError, match="append-only"), storage._engine.begin() as connection:
            connection.execute(sa.text(verb))
