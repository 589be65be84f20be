"""The same request with the same Idempotency-Key is answered once, whatever happens in between."""

from __future__ import annotations

import copy
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from work.counting import count

from procurement_plugin.adapters.kept_answers import LEASE
from procurement_plugin.application.job_ports import Claim, KeptAnswer, RequestName
from procurement_plugin.domain.actor import PROFILES
from procurement_plugin.domain.findings import KeyReusedError, StaleRevisionError
from procurement_plugin.web import scoring
from procurement_plugin.web.access import LOCAL
from procurement_plugin.web.operations import OPERATIONS

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from work.conftest import SetClock

    from procurement_plugin.adapters.storage import Storage

BASE = "/scoring/v1"
KEY = {"Idempotency-Key": "5f0c1a4e-try 1"}
SAME = ("Location", "ETag", "Content-Type")
# POSTs that keep nothing, and so need no key.
STORE_NOTHING = {
    *(
        "createComplianceCheck",
        "createSimulation",
        "createEstimate",
        "createMaterialScan",
        "createScanComparison",
        "createProductionComparison",
        "createProjectScreening",
        "createImport",
    ),
}
# What opens something is kept as a hash only, so such an answer cannot be repeated: who lost it asks for another.
SECRETS = {"createAccessToken", "createLaunch"}


class KilledError(BaseException):
    """Stands for the death of the process: nothing that cleans up runs."""


def test_a_repetition_is_answered_byte_for_byte_and_makes_nothing(
    client: FlaskClient, storage: Storage, lot: dict[str, Any]
) -> None:
    first, again = (client.post(f"{BASE}/evaluations", json=lot, headers=KEY) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.data == again.data
    assert [first.headers[name] for name in SAME] == [again.headers[name] for name in SAME]
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert count(storage, "evaluation") == 1
    assert client.post(f"{BASE}/evaluations", json=lot).status_code == 201
    assert count(storage, "evaluation") == 2


def test_another_request_under_the_same_key_is_refused(
    client: FlaskClient, storage: Storage, lot: dict[str, Any]
) -> None:
    assert client.post(f"{BASE}/evaluations", json=lot, headers=KEY).status_code == 201
    other = copy.deepcopy(lot)
    other["procedure"]["title"] = "Another one"
    for body, headers in ((other, KEY), (lot, KEY | {"Prefer": "respond-async"})):
        refused = client.post(f"{BASE}/evaluations", json=body, headers=headers)
        assert refused.status_code == 422
        assert refused.get_json()["type"] == "urn:problem-type:scoring:idempotencyKeyReused"
        assert "new key" in refused.get_json()["detail"]
    assert count(storage, "evaluation") == 1


def test_keys_belong_to_a_tenant_and_a_route(storage: Storage) -> None:
    names = [("a", "evaluations"), ("b", "evaluations"), ("a", "webhooks")]
    for tenant, route in names:
        assert isinstance(storage.answers.claim(RequestName(tenant, route, "1", "0" * 64)), Claim)
    with pytest.raises(KeyReusedError):
        storage.answers.claim(RequestName("a", "evaluations", "1", "f" * 64))


@pytest.mark.parametrize("key", ["", "x" * 256, "tab\tin it", "h\xe9", "\x7f"])
def test_a_key_that_cannot_be_used_is_named(client: FlaskClient, lot: dict[str, Any], key: str) -> None:
    refused = client.post(f"{BASE}/evaluations", json=lot, headers={"Idempotency-Key": key})
    (issue,) = refused.get_json()["issues"]
    assert (refused.status_code, issue["in"], issue["name"]) == (400, "header", "Idempotency-Key")
    assert "1 to 255" in issue["detail"]


@pytest.mark.parametrize("key", ["!", "~" * 255, 'a "quoted" one'])
def test_any_printable_key_will_do(client: FlaskClient, lot: dict[str, Any], key: str) -> None:
    assert client.post(f"{BASE}/evaluations", json=lot, headers={"Idempotency-Key": key}).status_code == 201


def test_of_eight_at_once_exactly_one_makes_something(app: Flask, storage: Storage, lot: dict[str, Any]) -> None:
    answers: list[Any] = []
    together = threading.Barrier(8)

    def send() -> None:
        client = app.test_client()
        together.wait()
        answers.append(client.post(f"{BASE}/evaluations", json=lot, headers=KEY))

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(storage, "evaluation") == 1
    made = [answer for answer in answers if answer.status_code == 201]
    waiting = [answer for answer in answers if answer.status_code == 409]
    assert made
    assert len(made) + len(waiting) == 8
    assert len({answer.data for answer in made}) == 1
    assert sum("Idempotency-Replayed" not in answer.headers for answer in made) == 1
    for answer in waiting:
        assert int(answer.headers["Retry-After"]) > 0
        assert answer.get_json()["type"].endswith("requestStillRunning")


def test_an_answer_is_kept_for_a_day_and_then_removed(
    client: FlaskClient, storage: Storage, machine: SetClock, lot: dict[str, Any]
) -> None:
    first = client.post(f"{BASE}/evaluations", json=lot, headers=KEY)
    machine.forward(hours=23, minutes=59)
    storage.answers.tidy()
    assert client.post(f"{BASE}/evaluations", json=lot, headers=KEY).data == first.data
    machine.forward(minutes=2)
    assert client.post(f"{BASE}/evaluations", json=lot, headers=KEY).data != first.data
    assert count(storage, "evaluation") == 2
    machine.forward(hours=24)
    assert storage.answers.tidy() == 1
    assert count(storage, "kept_answer") == 0


def test_a_refusal_is_not_remembered(
    client: FlaskClient, storage: Storage, requests_by_name: dict[str, Any], lot: dict[str, Any]
) -> None:
    """It stored nothing; once corrected, the same key serves."""
    above = requests_by_name["02_weight_at_guardrail/request-above.json"]
    assert client.post(f"{BASE}/evaluations", json=above, headers=KEY).status_code == 409
    assert client.post(f"{BASE}/evaluations", json={}, headers=KEY).status_code == 400
    assert client.post(f"{BASE}/evaluations", data="x", headers=KEY).status_code == 415
    assert count(storage, "kept_answer") == 0
    assert client.post(f"{BASE}/evaluations", json=lot, headers=KEY).status_code == 201


def test_a_death_before_the_end_leaves_nothing_and_a_later_attempt_takes_over(
    client: FlaskClient, storage: Storage, machine: SetClock, lot: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: object) -> None:
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(storage.answers, "keep", dies)
        patched.setattr(storage.answers, "release", dies)
        with pytest.raises(KilledError):
            client.post(f"{BASE}/evaluations", json=lot, headers=KEY)
    assert (count(storage, "evaluation"), count(storage, "audit_event")) == (0, 0)
    waiting = client.post(f"{BASE}/evaluations", json=lot, headers=KEY)
    assert (waiting.status_code, waiting.headers["Retry-After"]) == (409, "2")
    machine.forward(seconds=LEASE.total_seconds())
    assert client.post(f"{BASE}/evaluations", json=lot, headers=KEY).status_code == 201
    assert count(storage, "evaluation") == 1


def test_a_first_attempt_that_comes_late_stores_nothing(
    app: Flask, storage: Storage, machine: SetClock, lot: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it computes, its time runs out, and a second attempt is made and answered."""
    second: list[Any] = []
    score = scoring.score

    def slow(*given: Any) -> Any:
        if not second:
            second.append(None)
            machine.forward(seconds=LEASE.total_seconds() + 1)
            thread = threading.Thread(
                target=lambda: second.append(app.test_client().post(f"{BASE}/evaluations", json=lot, headers=KEY))
            )
            thread.start()
            thread.join()
        return score(*given)

    monkeypatch.setattr(scoring, "score", slow)
    first = app.test_client().post(f"{BASE}/evaluations", json=lot, headers=KEY)
    assert (first.status_code, first.get_json()["type"][-9:]) == (409, "takenOver")
    assert second[1].status_code == 201
    assert count(storage, "evaluation") == 1
    assert app.test_client().post(f"{BASE}/evaluations", json=lot, headers=KEY).data == second[1].data


def test_what_is_spoilt_on_the_way_is_not_kept(storage: Storage, machine: SetClock) -> None:
    """Whoever swallows an error of a write does not get the other half committed."""
    profiles, now = storage.profiles, machine.now()

    def twice() -> None:
        with storage.transaction():
            profiles.create(LOCAL, "1", {}, now)
            with suppress(StaleRevisionError):
                profiles.create(LOCAL, "1", {}, now)

    with pytest.raises(RuntimeError, match="nothing of it is kept"):
        twice()
    assert count(storage, "weight_profile") == 0
    storage.answers.keep(_claimed(storage), KeptAnswer(201, {}, b""))


def _claimed(storage: Storage) -> Claim:
    claim = storage.answers.claim(RequestName("a", "b", "c", "0" * 64))
    assert isinstance(claim, Claim)
    return claim


def test_every_operation_that_stores_takes_a_key_and_says_so(app: Flask) -> None:
    marked = {
        (rule.rule, "POST")
        for rule in app.url_map.iter_rules()
        if getattr(app.view_functions[rule.endpoint], "stores_once", False)
    }
    described = {operation.name for operation in OPERATIONS if operation.once}
    posts = {operation.name for operation in OPERATIONS if operation.method == "post"}
    assert posts - STORE_NOTHING - SECRETS == described
    assert len(marked) == len(described)


def test_a_permission_is_asked_before_an_answer_is_repeated(app: Flask, client: FlaskClient, lot: Any) -> None:
    draft = {name: lot[name] for name in ("procedure", "lot", "weightProfile")}
    assert client.post(f"{BASE}/weightProfiles", json=draft, headers=KEY).status_code == 201
    del app
    from procurement_plugin.web import access  # noqa: PLC0415

    with pytest.MonkeyPatch.context() as patched:
        fewer = access.Actor("local", "local", "local", LOCAL.scopes - {PROFILES})
        patched.setattr(access, "LOCAL", fewer)
        assert client.post(f"{BASE}/weightProfiles", json=draft, headers=KEY).status_code == 403


def test_a_profile_and_its_publication_are_made_once(
    client: FlaskClient, storage: Storage, requests_by_name: dict[str, Any]
) -> None:
    """Without the key the second publication would be refused, for the draft has changed by then."""
    lot = requests_by_name["transport_emissions/request.json"]
    draft = {name: lot[name] for name in ("procedure", "lot", "weightProfile")}
    found = client.post(f"{BASE}/complianceChecks", json=draft).get_json()["findings"]
    place = ("code", "where", "parameter")
    draft["answers"] = [
        {**{name: row[name] for name in place if name in row}, "reason": "Weighed against the need of this contract."}
        for row in found
        if row["severity"] == "warn"
    ]
    made = [client.post(f"{BASE}/weightProfiles", json=draft, headers=KEY) for _ in range(2)]
    assert made[0].headers["Location"] == made[1].headers["Location"]
    headers = KEY | {"If-Match": made[0].headers["ETag"]}
    address = f"{made[0].headers['Location']}/publications"
    published = [client.post(address, json={}, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in published] == [201, 201], published[1].get_json()
    assert published[0].data == published[1].data
    assert (count(storage, "weight_profile"), count(storage, "profile_version")) == (1, 1)
    moved = client.post(address, json={}, headers=KEY | {"If-Match": '"7"'})
    assert moved.status_code == 422
