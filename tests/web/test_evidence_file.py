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
            del document["verifier"], document["verifiedOn"]
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
        item |= {"status": "verified", "verifier": "The platform", "verifiedOn": "2027-01-15"}
    second = again(client, lot, version, document).get_json()
    assert second["bids"][0]["evidence"][0]["status"] == "refused"


def first_finding(response: Any) -> tuple[str, str]:
    assert response.status_code == 409, response.get_data(as_text=True)
    found = response.get_json()["findings"][0]
    return found["code"].rpartition(":")[2], found["where"]


def changed(lot: dict[str, Any], change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """The lot with its first bid changed."""
    other = copy.deepcopy(lot)
    change(other["bids"][0])
    return other


def supply(bid: dict[str, Any]) -> dict[str, Any]:
    inputs: dict[str, Any] = bid["criterionInputs"]["supplySecurity"]
    return inputs


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (lambda bid: supply(bid)["stock"].update(quantity="500"), "criterionInputs.supplySecurity"),
        (lambda bid: supply(bid)["stock"].update(quantity="1"), "criterionInputs.supplySecurity"),
        (lambda bid: bid["bidder"].update(name="Another firm"), "bidder"),
        (lambda bid: bid["items"][0].update(massKg="1"), "items"),
    ],
)
def test_the_facts_stay_as_they_were_opened_better_or_worse(
    evaluated: Evaluated, lot: dict[str, Any], change: Callable[[dict[str, Any]], None], part: str
) -> None:
    client, version, document = evaluated
    code, where = first_finding(again(client, changed(lot, change), version, document))
    assert code.endswith("committedValueChanged")
    assert where == f"bids[0].{part}"


def test_the_bids_are_those_that_were_opened_no_fewer_and_no_others(evaluated: Evaluated, lot: dict[str, Any]) -> None:
    client, version, document = evaluated
    fewer, more = copy.deepcopy(lot), copy.deepcopy(lot)
    del fewer["bids"][0]
    more["bids"].append({**copy.deepcopy(lot["bids"][0]), "id": "B-LATE"})
    assert first_finding(again(client, fewer, version, document))[0].endswith("missingBid")
    assert first_finding(again(client, more, version, document)) == ("clarification.newBid", "bids[2]")


def test_another_version_is_no_way_around_the_opening(at: At, lot: dict[str, Any], evaluated: Evaluated) -> None:
    other = copy.deepcopy(lot)
    supply(other["bids"][0])["stock"]["quantity"] = "500"
    second = publish(at("noticeDispatchedAt"), other)
    refused = at("tenderDeadlineAt").post(f"{BASE}/evaluations", json=official_of(other, second))
    assert refused.status_code == 409
    assert evaluated[1]["profileId"] in refused.get_json()["detail"]


def test_what_was_copied_wrongly_an_approver_corrects_in_print(
    evaluated: Evaluated, lot: dict[str, Any], bearer: Bearer
) -> None:
    client, version, document = evaluated
    right = changed(lot, lambda bid: supply(bid)["stock"].update(quantity="250"))
    told = {"supersedes": document["id"], "reason": "The stock of the first bid was copied wrongly."}
    told |= {"corrections": [{"bidId": "B-1", "reason": "The tender says 250 units, a digit was misread."}]}
    clerk = bearer("clerk", "scoring:evaluate", "scoring:read")
    refused = client.post(f"{BASE}/evaluations", json=official_of(right, version, **told), headers=clerk)
    assert refused.status_code == 409
    assert "scoring:approve" in refused.get_json()["detail"]
    approver = bearer("approver", "scoring:evaluate", "scoring:read", "scoring:approve")
    idle = client.post(f"{BASE}/evaluations", json=official_of(lot, version, **told), headers=approver)
    assert "Nothing differs" in idle.get_json()["detail"]
    made = client.post(f"{BASE}/evaluations", json=official_of(right, version, **told), headers=approver)
    assert made.status_code == 201, made.get_data(as_text=True)
    (row,) = made.get_json()["corrections"]
    assert (row["bidId"], row["approver"]["name"]) == ("B-1", "Approver")
    assert row["differences"] == ["In bid B-1, 'criterionInputs.supplySecurity' is not as it was opened."]
    assert again(client, right, version, made.get_json()).status_code == 201
    assert client.get(f"{BASE}/evaluations/{document['id']}").get_json() == document


def test_a_document_is_the_same_with_all_its_particulars(
    evaluated: Evaluated, lot: dict[str, Any], person: dict[str, str]
) -> None:
    """Neither another file under the same name nor a later last day slips in."""
    client, version, document = evaluated
    for change in ({"sha256": "b" * 64}, {"validTo": "2099-01-01"}, {"issuer": "A friend"}):
        other = changed(lot, lambda bid, change=change: bid["evidence"][0].update(change))  # type: ignore[misc]
        code, where = first_finding(again(client, other, version, document))
        assert (code, where) == ("clarification.notAskedFor", "bids[0].evidence[0]")
    del person


def test_a_late_answer_brings_no_document(
    evaluated: Evaluated, lot: dict[str, Any], at: At, person: dict[str, str]
) -> None:
    client, version, document = evaluated
    day = lot["procedure"]["tenderDeadlineAt"][:10]
    asked = {"bidId": "B-1", "evidence": ["E1"], "question": "Who signed it?", "answerBy": day}
    client.post(place(document, "clarifications"), json=asked, headers=person)
    number = client.get(place(document, "evidence")).get_json()["clarifications"][0]["number"]
    new = {"id": "E3", "type": "list of sites", "sha256": HASH, "status": "claimed"}
    late = at("2098-01-01T09:00:00+00:00")
    given = {"text": "Here it is.", "evidence": [new]}
    answers = f"{place(document, 'clarifications')}/{number}/answers"
    told = late.post(answers, json=given, headers=person).get_json()
    assert told["clarifications"][0]["answer"]["late"] is True
    assert told["evaluateAgain"] == []
    other = changed(lot, lambda bid: bid["evidence"].append(new))
    assert first_finding(again(late, other, version, document))[0].endswith("notAskedFor")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"status": "verified"}, "evidence.verifierMissing"),
        ({"status": "verified", "verifier": "A", "verifiedOn": "2099-01-01"}, "evidence.verifiedInFuture"),
        ({"sha256": None}, "evidence.hashMissing"),
    ],
)
def test_a_document_has_its_hash_and_verifier_in_an_official_evaluation(
    at: At, lot: dict[str, Any], change: dict[str, Any], code: str
) -> None:
    version = publish(at("noticeDispatchedAt"), lot)
    first = lot["bids"][0]["evidence"][0]
    first.update({name: value for name, value in change.items() if value})
    for name in [name for name, value in change.items() if value is None]:
        del first[name]
    refused = at("tenderDeadlineAt").post(f"{BASE}/evaluations", json=official_of(lot, version))
    assert first_finding(refused) == (code, "bids[0].evidence[0]")


def test_a_document_refused_at_the_opening_stays_refused_unless_decided_here(
    at: At, lot: dict[str, Any], person: dict[str, str]
) -> None:
    version = publish(at("noticeDispatchedAt"), lot)
    client = at("tenderDeadlineAt")
    lot["bids"][0]["evidence"][0]["status"] = "refused"
    document = client.post(f"{BASE}/evaluations", json=official_of(lot, version)).get_json()
    lot["bids"][0]["evidence"][0]["status"] = "claimed"
    second = again(client, lot, version, document).get_json()
    assert second["bids"][0]["evidence"][0]["status"] == "refused"
    told = decision("B-1", "E1", "verified")
    found = client.post(place(second, "evidence"), json=told, headers=person).get_json()
    assert found["evaluateAgain"] == ["The document E1 of bid B-1 was accepted after this evaluation."]
    third = again(client, lot, version, second).get_json()
    assert third["bids"][0]["evidence"][0]["status"] == "verified"
    assert third["bids"][0]["evidence"][0]["verifiedOn"] == lot["procedure"]["tenderDeadlineAt"][:10]


def test_no_decision_is_sent_on_evidence_that_was_refused_meanwhile(
    evaluated: Evaluated, person: dict[str, str]
) -> None:
    client, _, document = evaluated
    steps = place(document, "steps")
    assert client.post(steps, json={"step": "confirm", "reason": REASON}, headers=person).status_code == 201
    told = decision(document["ranking"][0]["bidId"], "E1", "refused", "It was signed by nobody of the site.")
    client.post(place(document, "evidence"), json=told, headers=person)
    refused = client.post(steps, json={"step": "sendDecision"}, headers=person)
    assert refused.status_code == 409
    assert "Evaluate again" in refused.get_json()["detail"]


def test_clarifications_outlive_the_evaluation_beside_which_they_were_asked(
    evaluated: Evaluated, lot: dict[str, Any], person: dict[str, str]
) -> None:
    client, version, document = evaluated
    asked = {"bidId": "B-1", "evidence": ["E1"], "question": "Who signed it?", "answerBy": "2099-01-01"}
    client.post(place(document, "clarifications"), json=asked, headers=person)
    second = again(client, lot, version, document).get_json()
    (found,) = client.get(place(second, "evidence")).get_json()["clarifications"]
    answers = f"{place(second, 'clarifications')}/{found['number']}/answers"
    assert client.post(answers, json={"text": "The director."}, headers=person).status_code == 201


def test_names_used_twice_and_days_in_the_wrong_order_are_told_at_once(
    client: FlaskClient, lot: dict[str, Any]
) -> None:
    first = lot["bids"][0]
    first["evidence"][1]["id"] = "E1"
    first["evidence"][1] |= {"validFrom": "2026-02-01", "validTo": "2026-01-01"}
    supply(first)["sites"].append(copy.deepcopy(supply(first)["sites"][0]))
    found = client.post(f"{BASE}/evaluations", json=lot)
    assert found.status_code == 400
    places = {issue["name"] for issue in found.get_json()["issues"]}
    assert {"bids[0].evidence", "bids[0].evidence[1].validTo", "bids[0].criterionInputs.supplySecurity.sites"} <= places


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
    assert "lot.evidenceDecided" in events
    assert storage.audit.verify(tenant) == []
    import sqlalchemy as sa  # noqa: PLC0415

    for verb in ("UPDATE lot_record SET kind = 'x'", "DELETE FROM lot_record"):
        with pytest.raises(sa.exc.DatabaseError, match="append-only"), storage._engine.begin() as connection:
            connection.execute(sa.text(verb))
