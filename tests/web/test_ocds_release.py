"""An official evaluation as OCDS release: what is for publication, what for the authority, and when.

Set ``PROCUREMENT_TEST_DATA`` to a folder that holds ``ocds-for-eforms_release-schema.json`` (Open Contracting
Partnership, Apache-2.0) at any depth, to hold releases against the schema of the standard as well.
"""

from __future__ import annotations

import copy
import json
import os
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from web.test_exports import JSON, decide, evaluated, lot, notice, person, place
from web.test_profile_life import BASE, REASON, at, bearer, keys, official_of, publish

from procurement_plugin.application.ocds_release import ocds_release

if TYPE_CHECKING:
    from web.test_exports import At, Evaluated

__all__ = ["at", "bearer", "evaluated", "keys", "lot", "person"]  # fixtures
SCHEMA = "ocds-for-eforms_release-schema.json"
EXTENSION = Path(__file__).resolve().parents[2] / "schemas" / "ocds_scoring_extension"


def test_before_the_decision_nothing_about_bids_is_for_publication(
    evaluated: Evaluated, person: dict[str, str]
) -> None:
    """Not when evaluated, not when confirmed, and not when cancelled before the decision."""
    client, _, document = evaluated
    for step in ("", "confirm", "cancel"):
        if step:
            client.post(place(document, "steps"), json={"step": step, "reason": REASON}, headers=person)
        refused = client.get(place(document, "ocds"))
        assert (refused.status_code, refused.get_json()["type"][-15:]) == (409, "decisionNotSent")
        body = refused.get_data(as_text=True)
        assert not [bid for bid in document["bids"] if bid["bidder"]["name"] in body or bid["id"] in body]


def test_after_the_decision_the_winner_is_published_and_the_others_are_counted(
    evaluated: Evaluated, person: dict[str, str]
) -> None:
    client, _, document = evaluated
    decide(client, document, person)
    found = client.get(place(document, "ocds"))
    release, text = found.get_json(), found.get_data(as_text=True)
    winner = next(bid for bid in document["bids"] if bid["rank"] == 1)
    others = [bid for bid in document["bids"] if bid is not winner]
    assert others
    for bid in others:
        assert bid["bidder"]["name"] not in text
        assert bid["bidder"]["id"] not in text
    (shown,) = release["bids"]["details"]
    assert (shown["id"], shown["rank"], shown["status"]) == (winner["id"], 1, "valid")
    assert Decimal(str(shown["x_scoring"]["total"])) == Decimal(winner["total"])
    told = [Decimal(str(row["points"])) for row in shown["x_scoring"]["criteria"]]
    assert told == [Decimal(row["points"]) for row in winner["criteria"]]
    assert not [row for row in shown["x_scoring"]["criteria"] if set(row) - {"criterion", "weight", "points"}]
    for proof in winner["evidence"]:
        assert proof.get("sha256", "no hash") not in text
    counts = {row["measure"]: row["value"] for row in release["bids"]["statistics"]}
    assert counts == {"bids": len(document["bids"]), "validBids": len(document["bids"]), "disqualifiedBids": 0}
    (award,) = release["awards"]
    assert (award["status"], award["relatedBids"], release["tag"]) == ("pending", [winner["id"]], ["award"])
    assert award["documents"][0]["documentType"] == "evaluationReports"
    assert document["inputHash"] in award["documents"][0]["description"]
    decided = client.get(place(document, "steps")).get_json()["steps"][-1]["at"]
    assert (release["date"], award["date"]) == (decided, decided)


def test_the_authority_gets_every_bid_at_any_time_marked_as_not_for_publication(
    evaluated: Evaluated, person: dict[str, str]
) -> None:
    client, _, document = evaluated
    before = client.get(place(document, "ocds?audience=authority")).get_json()
    assert before["description"].startswith("Not for publication")
    assert [bid["id"] for bid in before["bids"]["details"]] == [bid["id"] for bid in document["bids"]]
    assert {bid["status"] for bid in before["bids"]["details"]} == {"pending"}
    assert ("awards" in before, before["tag"]) == (False, ["tenderUpdate"])
    assert not [party for party in before["parties"] if "supplier" in party["roles"]]
    for bid, told in zip(document["bids"], before["bids"]["details"], strict=True):
        for row, score in zip(bid["criteria"], told["x_scoring"]["criteria"], strict=True):
            measure = row.get("measure", {}).get("value")
            assert Decimal(str(score.get("measure", {}).get("value", 0))) == Decimal(measure or 0)
    decide(client, document, person, "close")
    after = client.get(place(document, "ocds?audience=authority")).get_json()
    assert after["awards"][0]["status"] == "active"
    assert [party["roles"] for party in after["parties"]].count(["tenderer", "supplier"]) == 1


def test_excluded_and_withdrawn_bids_are_counted_for_all_and_named_for_the_authority(
    at: At, lot: dict[str, Any], person: dict[str, str]
) -> None:
    lot["bids"] = [*lot["bids"], *({**copy.deepcopy(lot["bids"][0]), "id": f"B-{n}"} for n in (8, 9))]
    out = [
        {"bidId": "B-8", "kind": "excluded", "reason": "Selection criteria not met."},
        {"bidId": "B-9", "kind": "withdrawn", "reason": "Withdrawn by letter."},
    ]
    version = publish(at("noticeDispatchedAt"), lot)
    client = at("tenderDeadlineAt")
    document = client.post(f"{BASE}/evaluations", json=official_of(lot, version, exclusions=out)).get_json()
    decide(client, document, person)
    public, whole = (client.get(place(document, f"ocds?audience={who}")) for who in ("publication", "authority"))
    scored = len(document["bids"])
    for answer in (public, whole):
        counts = {row["measure"]: row["value"] for row in answer.get_json()["bids"]["statistics"]}
        assert counts == {"bids": scored + 1, "validBids": scored, "disqualifiedBids": 1}
    assert "B-8" not in public.get_data(as_text=True)
    assert "B-9" not in public.get_data(as_text=True)
    told = {bid["id"]: bid["status"] for bid in whole.get_json()["bids"]["details"]}
    assert (told["B-8"], told["B-9"]) == ("disqualified", "withdrawn")
    assert client.get(place(document, "bids/B-8")).get_json()["exclusion"] == out[0]


def test_a_superseded_evaluation_and_a_trial_are_no_release(evaluated: Evaluated, lot: dict[str, Any]) -> None:
    client, version, document = evaluated
    more = {"supersedes": document["id"], "reason": "A calculation was checked again by hand."}
    second = client.post(f"{BASE}/evaluations", json=official_of(lot, version, **more))
    assert second.status_code == 201, second.get_data(as_text=True)
    for audience in ("publication", "authority"):
        refused = client.get(place(document, f"ocds?audience={audience}"))
        assert (refused.status_code, refused.get_json()["type"][-10:]) == (409, "superseded")
    trial = client.post(f"{BASE}/evaluations", json=lot).get_json()
    assert client.get(place(trial, "ocds?audience=authority")).status_code == 404


def test_a_decision_on_another_evaluation_publishes_nothing_of_this_one(
    evaluated: Evaluated, lot: dict[str, Any], person: dict[str, str]
) -> None:
    """Evaluated again after the decision was sent: the new one has no decision yet."""
    client, version, document = evaluated
    decide(client, document, person)
    more = {"supersedes": document["id"], "reason": "The review body asked for a new evaluation."}
    second = client.post(f"{BASE}/evaluations", json=official_of(lot, version, **more)).get_json()
    assert client.get(place(second, "ocds")).status_code == 409
    assert "awards" not in client.get(place(second, "ocds?audience=authority")).get_json()


def test_releases_keep_the_schema_of_the_standard(evaluated: Evaluated, person: dict[str, str]) -> None:
    root = os.environ.get("PROCUREMENT_TEST_DATA")
    files = sorted(Path(root).rglob(SCHEMA)) if root else []
    if not files:
        pytest.skip(f"set PROCUREMENT_TEST_DATA to a folder with {SCHEMA}")
    schema = json.loads(files[0].read_text())
    client, version, document = evaluated
    tender = client.get(notice(version), headers={"Accept": JSON}).get_json()["tender"]
    checked = jsonschema.Draft4Validator({**schema, "required": []})
    assert not list(checked.iter_errors({"tender": tender}))
    decide(client, document, person)
    for audience in ("publication", "authority"):
        release = client.get(place(document, f"ocds?audience={audience}")).get_json()
        named = {"ocid": "ocds-213czf-1", **release}
        assert not [error.message for error in jsonschema.Draft4Validator(schema).iter_errors(named)]
    assert list(checked.iter_errors({"tender": {**tender, "lots": [{"id": 7}]}}))


def test_our_extension_describes_every_name_that_we_add(evaluated: Evaluated, person: dict[str, str]) -> None:
    """Each part named x_scoring, against its definition closed to other names."""
    client, _, document = evaluated
    decide(client, document, person)
    release = client.get(place(document, "ocds?audience=authority")).get_json()
    definitions = json.loads((EXTENSION / "release-schema.json").read_text())["definitions"]
    closed = {name: {**part, "additionalProperties": False} for name, part in definitions.items()}
    awarded = release["tender"]["lots"][0]["awardCriteria"]
    parts = [("ScoringRules", awarded["x_scoring"])]
    parts += [("ScoredCriterion", row["x_scoring"]) for row in awarded["criteria"]]
    parts += [("BidScores", bid["x_scoring"]) for bid in release["bids"]["details"]]
    assert len(parts) == 1 + len(awarded["criteria"]) + len(document["bids"])
    for name, value in parts:
        schema = {"$ref": f"#/definitions/{name}", "definitions": closed}
        assert not [error.message for error in jsonschema.Draft4Validator(schema).iter_errors(value)]
    told = json.loads((EXTENSION / "extension.json").read_text())
    assert [name for name in told["schemas"] if not (EXTENSION / name).exists()] == []


def test_while_lots_are_to_be_drawn_nobody_is_named_as_the_winner(evaluated: Evaluated) -> None:
    """Two bids share the first place; both are counted, neither is shown, the award has no supplier yet."""
    _, _, document = evaluated
    tied = copy.deepcopy(document)
    for row in tied["ranking"][:2]:
        row |= {"rank": 1, "stillTied": True}
    sent = {"step": "sendDecision", "evaluationId": tied["id"], "at": "2027-02-01T09:00:00+01:00"}
    release = ocds_release(tied, {"state": "standstill", "steps": [sent]}, (), "en", "publication")
    assert "details" not in release["bids"]
    assert {"suppliers", "relatedBids"}.isdisjoint(release["awards"][0])
    assert [party["roles"] for party in release["parties"]] == [["buyer"]]
