"""Tasks and keys while the store fails, and while the machine's clock is set forward and back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from work.conftest import SetClock, app, machine, settings, storage, url, worker
from work.counting import count

from procurement_plugin.adapters.job_storage import JobStorage
from procurement_plugin.adapters.kept_answers import AnswerStorage
from procurement_plugin.application.job_ports import Claim, LeaseLostError, RequestName
from procurement_plugin.domain.findings import StillRunningError, UnavailableError

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from procurement_plugin.adapters.storage import Storage
    from procurement_plugin.bootstrap.worker import Worker

__all__ = ["app", "machine", "settings", "storage", "url", "worker"]  # fixtures
BASE = "/scoring/v1"
LATER = {"Prefer": "respond-async"}
NAME = RequestName("local", "route", "key", "f" * 64)


def given(client: FlaskClient, lot: dict[str, Any]) -> str:
    """Where an accepted task is."""
    return str(client.post(f"{BASE}/evaluations", json=lot, headers=LATER).headers["Location"])


def test_attempts_that_the_store_failed_do_not_count(
    client: FlaskClient, worker: Worker, machine: SetClock, lot: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full for an hour does not make a task fail."""
    place = given(client, lot)

    def full(*_: object) -> None:
        raise UnavailableError("full")

    with monkeypatch.context() as patched:
        patched.setattr(JobStorage, "finish", full)
        for _ in range(20):
            with pytest.raises(UnavailableError):
                worker.run_next()
            machine.forward(seconds=10)
    assert client.get(place).get_json()["state"] == "queued"
    assert worker.run_next()
    assert client.get(place).status_code == 303


def test_nothing_is_stored_when_giving_back_fails_too(
    client: FlaskClient, storage: Storage, machine: SetClock, lot: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key is free again when its lease has run out."""
    key = {"Idempotency-Key": "key"}

    def full(*_: object) -> None:
        raise UnavailableError("full")

    with monkeypatch.context() as patched:
        patched.setattr(AnswerStorage, "keep", full)
        patched.setattr(AnswerStorage, "release", full)
        assert client.post(f"{BASE}/evaluations", json=lot, headers=key).status_code == 503
    assert count(storage, "evaluation") == 0
    assert client.post(f"{BASE}/evaluations", json=lot, headers=key).status_code == 409
    machine.forward(seconds=121)
    assert client.post(f"{BASE}/evaluations", json=lot, headers=key).status_code == 201
    assert count(storage, "evaluation") == 1


def test_a_refusal_stays_a_refusal_when_the_key_cannot_be_given_back(
    client: FlaskClient, lot: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise UnavailableError("away")

    monkeypatch.setattr(AnswerStorage, "release", away)
    del lot["bids"]
    assert client.post(f"{BASE}/evaluations", json=lot, headers={"Idempotency-Key": "k"}).status_code == 400


def test_a_task_is_taken_again_after_the_clock_was_set_back(
    client: FlaskClient, worker: Worker, storage: Storage, machine: SetClock, lot: dict[str, Any]
) -> None:
    """Its worker was killed; the lease would else run for as long as the clock was set back."""
    place = given(client, lot)
    assert storage.jobs.take("killed") is not None
    machine.forward(hours=-3)
    assert worker.run_next()
    assert client.get(place).status_code == 303


def test_small_differences_of_clocks_take_nothing_away(
    client: FlaskClient, storage: Storage, machine: SetClock, lot: dict[str, Any]
) -> None:
    given(client, lot)
    assert storage.jobs.take("first") is not None
    machine.forward(minutes=-9)
    assert storage.jobs.take("second") is None


def test_after_a_jump_forward_the_slower_of_two_attempts_stores_nothing(
    client: FlaskClient, worker: Worker, storage: Storage, machine: SetClock, lot: dict[str, Any]
) -> None:
    place = given(client, lot)
    slow = storage.jobs.take("slow")
    machine.forward(days=1)
    assert worker.run_next()
    assert slow is not None
    with pytest.raises(LeaseLostError):
        storage.jobs.finish(slow)
    assert client.get(place).status_code == 303
    assert count(storage, "evaluation") == 1


@pytest.mark.parametrize(("jump", "free"), [(timedelta(hours=-2), True), (timedelta(minutes=-9), False)])
def test_a_key_is_free_again_after_the_clock_was_set_back(
    storage: Storage, machine: SetClock, jump: timedelta, free: bool
) -> None:
    assert isinstance(storage.answers.claim(NAME), Claim)
    machine.moment += jump
    if free:
        assert isinstance(storage.answers.claim(NAME), Claim)
    else:
        with pytest.raises(StillRunningError):
            storage.answers.claim(NAME)
