"""A profile's life over HTTP: drafts that two officers change, publication, versions, and what may not happen."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from flask.testing import FlaskClient

from procurement_plugin.adapters.claims import new_keys, signed
from procurement_plugin.bootstrap import wiring
from procurement_plugin.bootstrap.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from procurement_plugin.adapters.storage import Storage

BASE = "/scoring/v1"
SYSTEM = ("scoring:evaluate", "scoring:profiles", "scoring:read")
PLACE = ("code", "where", "parameter")
REASON = "Weighed against the need of this contract."
At = Callable[[str], FlaskClient]


@pytest.fixture
def lot(requests_by_name: dict[str, Any]) -> dict[str, Any]:
    """A request whose profile meets one warning of the guard."""
    return copy.deepcopy(requests_by_name["transport_emissions/request.json"])


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """The keys of a test platform."""
    new_keys(tmp_path / "keys")
    return tmp_path / "keys"


@pytest.fixture
def bearer(keys: Path) -> Callable[..., dict[str, str]]:
    """Headers with signed claims."""

    def made(subject: str, *scopes: str, **claims: Any) -> dict[str, str]:
        content = {"sub": subject, "name": subject.title(), "person": True, "exp": 4_000_000_000, **claims}
        return {"Authorization": f"Bearer {signed(keys / 'private.json', {'scope': ' '.join(scopes), **content})}"}

    return made


@pytest.fixture
def at(
    storage: Storage, database_url: str, keys: Path, lot: dict[str, Any], bearer: Callable[..., dict[str, str]]
) -> Iterator[At]:
    """A client whose clock stands at a moment of the procedure."""
    del storage
    apps = []

    def made(moment: str) -> FlaskClient:
        clock = datetime.fromisoformat(lot["procedure"].get(moment, moment))
        apps.append(wiring.create_app(Settings(database_url, keys / "public.json", clock)))
        client = apps[-1].test_client()
        # The platform itself, unless a call names somebody else.
        client.environ_base["HTTP_AUTHORIZATION"] = bearer("platform", *SYSTEM, person=False)["Authorization"]
        return client

    yield made
    for app in apps:
        app.extensions["procurement"].evaluations.close()


def draft_of(lot: dict[str, Any], *answers: dict[str, str]) -> dict[str, Any]:
    """The draft of a request, with reasons for warnings."""
    draft = {name: lot[name] for name in ("procedure", "lot", "weightProfile")}
    return {**draft, "answers": [{**answer, "reason": REASON} for answer in answers]} if answers else draft


def warned(client: FlaskClient, lot: dict[str, Any], severity: str = "warn") -> list[dict[str, str]]:
    """Code and place of the findings of one severity against a request's profile."""
    check = {name: lot[name] for name in ("procedure", "lot", "weightProfile")}
    found = client.post(f"{BASE}/complianceChecks", json=check).get_json()["findings"]
    return [{n: row[n] for n in PLACE if n in row} for row in found if row["severity"] == severity]


def kept(client: FlaskClient, draft: dict[str, Any], **headers: str) -> tuple[str, str]:
    """Where a new draft is, and its entity tag."""
    response = client.post(f"{BASE}/weightProfiles", json=draft, headers=headers)
    assert response.status_code == 201, response.get_data(as_text=True)
    return response.headers["Location"], response.headers["ETag"]


def publish(client: FlaskClient, lot: dict[str, Any]) -> dict[str, Any]:
    """A published version of a request's profile."""
    place, tag = kept(client, draft_of(lot, *warned(client, lot)))
    response = client.post(f"{place}/publications", json={}, headers={"If-Match": tag})
    assert response.status_code == 201, response.get_data(as_text=True)
    version: dict[str, Any] = response.get_json()
    return version


def official_of(bids_of: dict[str, Any], version: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Bids under a version."""
    named = {"profileId": version["profileId"], "version": version["version"]}
    return {"weightProfileVersion": named, "bids": bids_of["bids"], **more}


def test_of_two_officers_one_wins_and_the_other_is_told(at: At, lot: dict[str, Any]) -> None:
    """Both change from the same revision; the second gets 412, and the draft holds the first one's text."""
    client = at("noticeDispatchedAt")
    place, tag = kept(client, draft_of(lot))
    first, second = draft_of(lot), draft_of(lot)
    first["reason"], second["reason"] = "first officer", "second officer"
    assert client.put(place, json=first, headers={"If-Match": tag}).status_code == 200
    late = client.put(place, json=second, headers={"If-Match": tag})
    assert late.status_code == 412
    assert "Read it again" in late.get_json()["detail"]
    assert client.get(place).get_json()["reason"] == "first officer"


def test_a_change_without_if_match_is_asked_for_it(at: At, lot: dict[str, Any]) -> None:
    """428, and nothing changed."""
    client = at("noticeDispatchedAt")
    place, tag = kept(client, draft_of(lot))
    assert client.put(place, json=draft_of(lot)).status_code == 428
    assert client.post(f"{place}/publications", json={}).status_code == 428
    assert client.get(place).headers["ETag"] == tag


def test_open_warnings_keep_a_draft_from_being_published(at: At, lot: dict[str, Any]) -> None:
    """Each warning needs its author's reason; the answer lists those that have none."""
    client = at("noticeDispatchedAt")
    lot["weightProfile"]["criteria"][0].pop("need")
    place, tag = kept(client, draft_of(lot))
    refused = client.post(f"{place}/publications", json={}, headers={"If-Match": tag})
    assert refused.status_code == 409
    told = {(row["code"], row["where"]) for row in refused.get_json()["findings"]}
    assert ("weighting.needMissing", "weightProfile.criteria[0].need") in told
    assert publish(client, lot)["answers"][0]["reason"] == REASON


def test_a_published_version_never_changes(at: At, lot: dict[str, Any]) -> None:
    """A change is 409 without a reason; with one a second version comes, and the first is as it was."""
    client = at("noticeDispatchedAt")
    version = publish(client, lot)
    place = f"{BASE}/weightProfiles/{version['profileId']}"
    tag = client.get(place).headers["ETag"]
    draft = draft_of(lot, *warned(client, lot))
    refused = client.put(place, json=draft, headers={"If-Match": tag})
    assert (refused.status_code, refused.get_json()["type"][-16:]) == (409, "alreadyPublished")
    draft["reason"] = "The delivery point has moved to another building."
    tag = client.put(place, json=draft, headers={"If-Match": tag}).headers["ETag"]
    second = client.post(f"{place}/publications", json={}, headers={"If-Match": tag}).get_json()
    assert (second["version"], second["reason"]) == (2, draft["reason"])
    assert client.get(f"{place}/versions/1").get_json() == version


def test_publishing_twice_at_once_makes_one_version(at: At, lot: dict[str, Any]) -> None:
    """Ten calls at the same moment: one 201, the others a conflict."""
    client = at("noticeDispatchedAt")
    place, tag = kept(client, draft_of(lot, *warned(client, lot)))
    found: list[int] = []
    start = threading.Barrier(10)

    def call() -> None:
        mine = client.application.test_client()
        mine.environ_base.update(client.environ_base)
        start.wait()
        found.append(mine.post(f"{place}/publications", json={}, headers={"If-Match": tag}).status_code)

    threads = [threading.Thread(target=call) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert min(found) == 201
    assert set(sorted(found)[1:]) <= {409, 412}
    assert client.get(f"{place}/versions/2").status_code == 404


def test_nothing_is_published_once_the_bids_may_be_open(at: At, lot: dict[str, Any]) -> None:
    """A minute before the deadline is early enough, the deadline itself is too late."""
    deadline = datetime.fromisoformat(lot["procedure"]["tenderDeadlineAt"])
    assert publish(at((deadline - timedelta(minutes=1)).isoformat()), lot)["version"] == 1
    client = at("tenderDeadlineAt")
    place, tag = kept(client, draft_of(lot, *warned(client, lot)))
    late = client.post(f"{place}/publications", json={}, headers={"If-Match": tag})
    assert (late.status_code, late.get_json()["type"][-12:]) == (409, "afterOpening")


def over_the_guardrail(lot: dict[str, Any]) -> dict[str, Any]:
    """A profile that only a legal approver lets through: transport emissions above the caution value."""
    criteria = {row["criterion"]: row for row in lot["weightProfile"]["criteria"]}
    emissions, price = criteria["transportEmissions"], criteria["price"]
    spare = str(100 - 46 - sum(int(float(r["weight"])) for r in criteria.values() if r not in (emissions, price)))
    emissions["weight"], price["weight"] = "46", spare
    return lot


def test_a_block_is_set_aside_only_by_another_person_with_the_permission(
    at: At, bearer: Callable[..., dict[str, str]], lot: dict[str, Any]
) -> None:
    """Not by a system, not without the permission, not by the author; by the approver, and it is printed."""
    client = at("noticeDispatchedAt")
    lot = over_the_guardrail(lot)
    officer = bearer("officer", "scoring:profiles", "scoring:read", "scoring:approve", "scoring:evaluate")
    place, tag = kept(client, draft_of(lot, *warned(client, lot)), **officer)
    overrides = {"overrides": [{**row, "reason": REASON} for row in warned(client, lot, "block")]}
    assert overrides["overrides"]
    callers = {
        "nobody": {},
        "author": officer,
        "no permission": bearer("lawyer", "scoring:profiles"),
        "no person": bearer("robot", "scoring:profiles", "scoring:approve", person=False),
    }
    for name, headers in callers.items():
        refused = client.post(f"{place}/publications", json=overrides, headers={"If-Match": tag, **headers})
        assert refused.status_code == 403, name
    lawyer = bearer("lawyer", "scoring:profiles", "scoring:approve")
    done = client.post(f"{place}/publications", json=overrides, headers={"If-Match": tag, **lawyer})
    assert done.status_code == 201, done.get_data(as_text=True)
    assert done.get_json()["overrides"][0]["approver"] == {"subject": "lawyer", "name": "Lawyer"}
    answer = at("tenderDeadlineAt").post(f"{BASE}/evaluations", json=official_of(lot, done.get_json()), headers=officer)
    assert answer.get_json()["overrides"] == done.get_json()["overrides"]


def test_hard_law_cannot_be_set_aside(at: At, bearer: Callable[..., dict[str, str]], lot: dict[str, Any]) -> None:
    """A criterion without evidence stays blocked, whoever approves."""
    client = at("noticeDispatchedAt")
    lot["weightProfile"]["criteria"][0]["evidence"] = []
    place, tag = kept(client, draft_of(lot, *warned(client, lot)))
    overrides = {"overrides": [{**row, "reason": REASON} for row in warned(client, lot, "block")]}
    lawyer = bearer("lawyer", "scoring:profiles", "scoring:approve")
    refused = client.post(f"{place}/publications", json=overrides, headers={"If-Match": tag, **lawyer})
    assert refused.status_code == 409
    assert "legal.verifiable" in {row["code"] for row in refused.get_json()["findings"]}


@pytest.mark.parametrize("spoil", ["tail", "other key", "expired", "audience", "algorithm"])
def test_claims_that_cannot_be_believed_are_401(
    at: At, bearer: Callable[..., dict[str, str]], tmp_path: Path, lot: dict[str, Any], spoil: str
) -> None:
    """A changed signature, another platform's key, an old token, another audience, no algorithm."""
    good = bearer("officer", "scoring:profiles")["Authorization"]
    new_keys(tmp_path / "others")
    claims = {"sub": "officer", "scope": "scoring:profiles"}
    bad = {
        "tail": good[:-4] + ("AAAA" if good[-4:] != "AAAA" else "BBBB"),
        "other key": "Bearer " + signed(tmp_path / "others" / "private.json", {**claims, "exp": 4_000_000_000}),
        "expired": bearer("officer", "scoring:profiles", exp=1_000_000_000)["Authorization"],
        "audience": bearer("officer", "scoring:profiles", aud="another service")["Authorization"],
        "algorithm": "Bearer eyJhbGciOiJub25lIn0." + good.split(".")[1] + ".",
    }[spoil]
    response = at("noticeDispatchedAt").post(
        f"{BASE}/weightProfiles", json=draft_of(lot), headers={"Authorization": bad}
    )
    assert response.status_code == 401
    assert response.get_json()["type"].startswith("urn:problem-type:")


def test_a_missing_permission_is_403_and_another_tenant_sees_nothing(
    at: At, bearer: Callable[..., dict[str, str]], lot: dict[str, Any]
) -> None:
    """Scopes hold; a profile of one tenant does not exist for another."""
    client = at("noticeDispatchedAt")
    reader = bearer("reader", "scoring:read")
    assert client.post(f"{BASE}/weightProfiles", json=draft_of(lot), headers=reader).status_code == 403
    place, _ = kept(client, draft_of(lot))
    other = bearer("reader", "scoring:read", tenant="other")
    assert client.get(place, headers=other).status_code == 404
    assert client.get(f"{BASE}/weightProfiles", headers=other).get_json()["items"] == []
    assert len(client.get(f"{BASE}/weightProfiles", headers=reader).get_json()["items"]) == 1


def test_an_official_evaluation_waits_for_the_deadline_and_goes_through_its_life(
    at: At, bearer: Callable[..., dict[str, str]], lot: dict[str, Any]
) -> None:
    """Not before the opening; confirmed by a person only; closed only after the decision was sent."""
    version = publish(at("noticeDispatchedAt"), lot)
    body = official_of(lot, version)
    early = at("noticeDispatchedAt").post(f"{BASE}/evaluations", json=body)
    assert (early.status_code, early.get_json()["type"][-13:]) == (409, "beforeOpening")
    client = at("tenderDeadlineAt")
    made = client.post(f"{BASE}/evaluations", json=body)
    assert (made.status_code, made.get_json()["kind"]) == (201, "official")
    steps = made.headers["Location"] + "/steps"
    assert client.get(steps).get_json()["possibleSteps"] == ["confirm", "cancel"]
    assert client.post(steps, json={"step": "confirm"}).status_code == 409
    person = bearer("chair", "scoring:evaluate", "scoring:read")
    assert client.post(steps, json={"step": "close"}, headers=person).status_code == 409
    confirmed = client.post(steps, json={"step": "confirm"}, headers=person)
    assert confirmed.get_json()["state"] == "confirmed"
    assert confirmed.get_json()["steps"][-1]["actor"]["name"] == "Chair"
    assert client.post(steps, json={"step": "sendDecision"}, headers=person).get_json()["state"] == "standstill"


def test_a_re_evaluation_names_what_it_replaces_and_both_are_kept(at: At, lot: dict[str, Any]) -> None:
    """Without the name of the one that counts, or without a reason, nothing is stored; afterwards the first is out."""
    version = publish(at("noticeDispatchedAt"), lot)
    client = at("tenderDeadlineAt")
    first = client.post(f"{BASE}/evaluations", json=official_of(lot, version))
    assert client.post(f"{BASE}/evaluations", json=official_of(lot, version)).status_code == 409
    named = {"supersedes": first.get_json()["id"]}
    assert client.post(f"{BASE}/evaluations", json=official_of(lot, version, **named)).status_code == 409
    out = [{"bidId": lot["bids"][0]["id"], "kind": "withdrawn", "reason": "Withdrawn by letter."}]
    again = official_of(lot, version, **named, reason="A bid was withdrawn before the decision.", exclusions=out)
    second = client.post(f"{BASE}/evaluations", json=again)
    assert second.status_code == 201, second.get_data(as_text=True)
    assert lot["bids"][0]["id"] not in {row["id"] for row in second.get_json()["bids"]}
    assert second.get_json()["exclusions"] == out
    old = client.get(first.headers["Location"] + "/steps").get_json()
    assert (old["state"], old["possibleSteps"]) == ("superseded", [])
    assert client.post(first.headers["Location"] + "/steps", json={"step": "confirm"}).status_code == 409


def test_an_official_evaluation_takes_no_other_procedure_or_lot(at: At, lot: dict[str, Any]) -> None:
    """What was published counts; something else sent along is pointed out."""
    version = publish(at("noticeDispatchedAt"), lot)
    other = {**lot["lot"], "title": "Something else"}
    response = at("tenderDeadlineAt").post(f"{BASE}/evaluations", json=official_of(lot, version, lot=other))
    assert response.status_code == 400
    assert response.get_json()["issues"][0]["name"] == "lot"


def test_every_bid_excluded_is_pointed_out(at: At, lot: dict[str, Any]) -> None:
    """An unknown bid and an empty evaluation are both refused."""
    version = publish(at("noticeDispatchedAt"), lot)
    client = at("tenderDeadlineAt")
    for names in (["no such bid"], [bid["id"] for bid in lot["bids"]]):
        out = [{"bidId": name.replace(" ", "-"), "kind": "excluded", "reason": "A reason."} for name in names]
        response = client.post(f"{BASE}/evaluations", json=official_of(lot, version, exclusions=out))
        assert response.status_code == 400


@pytest.mark.parametrize("language", ["en", "nl", "fr", "de"])
def test_a_published_version_has_its_notice_in_four_languages(at: At, lot: dict[str, Any], language: str) -> None:
    """Plain text with version and fingerprint; another language is refused with the list."""
    client = at("noticeDispatchedAt")
    version = publish(client, lot)
    place = f"{BASE}/weightProfiles/{version['profileId']}/versions/1/notice"
    found = client.get(f"{place}?language={language}")
    assert (found.status_code, found.headers["Content-Language"]) == (200, language)
    assert version["fingerprint"] in found.get_data(as_text=True)
    assert client.get(f"{place}?language=xx").status_code == 400


def test_an_override_sets_aside_one_limit_and_not_another_at_the_same_place(
    at: At, bearer: Callable[..., dict[str, str]], lot: dict[str, Any]
) -> None:
    """Two limits of one kind are broken at one field; each needs its own reason."""
    client = at("noticeDispatchedAt")
    lot = over_the_guardrail(lot)
    place, tag = kept(client, draft_of(lot, *warned(client, lot)))
    blocks = warned(client, lot, "block")
    twins = [row for row in blocks if row["code"] == "weighting.maximumWeight"]
    assert len(twins) == 2
    lawyer = bearer("lawyer", "scoring:profiles", "scoring:approve")
    given = {"overrides": [{**row, "reason": REASON} for row in blocks if row != twins[0]]}
    refused = client.post(f"{place}/publications", json=given, headers={"If-Match": tag, **lawyer})
    assert refused.status_code == 409
    assert [row["parameter"] for row in refused.get_json()["findings"]] == [twins[0]["parameter"]]


def test_once_keys_are_set_who_sends_no_claims_gets_nothing(at: At, lot: dict[str, Any]) -> None:
    """Reading, checking, keeping and scoring all need claims then; health and the description stay open."""
    client = at("noticeDispatchedAt")
    del client.environ_base["HTTP_AUTHORIZATION"]
    calls = [
        client.get(f"{BASE}/weightProfiles"),
        client.post(f"{BASE}/weightProfiles", json=draft_of(lot)),
        client.post(f"{BASE}/complianceChecks", json=draft_of(lot)),
        client.post(f"{BASE}/evaluations", json=lot),
        client.get(f"{BASE}/evaluations/00000000-0000-0000-0000-000000000000"),
    ]
    assert [response.status_code for response in calls] == [401] * 5
    assert client.get("/health").status_code == 200


def test_closing_waits_for_the_end_of_the_standstill(
    at: At, bearer: Callable[..., dict[str, str]], lot: dict[str, Any]
) -> None:
    """Belgium: fifteen days from the day after sending, rolled over days off; a day earlier it is refused."""
    lot["procedure"]["jurisdiction"] = "BE-VLG"
    version = publish(at("noticeDispatchedAt"), lot)
    person = bearer("chair", "scoring:evaluate", "scoring:read")
    client = at("2027-01-18T09:00:00+01:00")
    steps = client.post(f"{BASE}/evaluations", json=official_of(lot, version)).headers["Location"] + "/steps"
    client.post(steps, json={"step": "confirm"}, headers=person)
    sent = client.post(steps, json={"step": "sendDecision"}, headers=person).get_json()["steps"][-1]["standstill"]
    assert (sent["last"], sent["firstPossible"], sent["parameter"]) == (
        "2027-02-02",
        "2027-02-03",
        "be.deadlines.standstill",
    )
    early = at("2027-02-02T23:00:00+01:00").post(steps, json={"step": "close"}, headers=person)
    assert (early.status_code, early.get_json()["type"][-17:]) == (409, "standstillRunning")
    assert at("2027-02-03T08:00:00+01:00").post(steps, json={"step": "close"}, headers=person).status_code == 201
    cancel = client.post(steps, json={"step": "cancel", "reason": REASON}, headers=person)
    assert cancel.status_code == 409


def test_where_the_standstill_is_not_known_closing_needs_a_reason(
    at: At, bearer: Callable[..., dict[str, str]], lot: dict[str, Any]
) -> None:
    """No country, no public holidays: the record says so, and a person says why it is safe."""
    version = publish(at("noticeDispatchedAt"), lot)
    person = bearer("chair", "scoring:evaluate", "scoring:read")
    client = at("tenderDeadlineAt")
    steps = client.post(f"{BASE}/evaluations", json=official_of(lot, version)).headers["Location"] + "/steps"
    client.post(steps, json={"step": "confirm"}, headers=person)
    sent = client.post(steps, json={"step": "sendDecision"}, headers=person).get_json()["steps"][-1]["standstill"]
    assert "name the country" in sent["notWorkedOut"]
    assert client.post(steps, json={"step": "close"}, headers=person).status_code == 409
    reason = {"step": "close", "reason": "The standstill was counted by hand and has ended."}
    assert client.post(steps, json=reason, headers=person).status_code == 201
