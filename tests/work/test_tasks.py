"""Accepted work: run once to its end, by whichever worker has the lease, and told as the call at once would tell it."""

from __future__ import annotations

import copy
import json
import os
import threading
import time
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from running import until
from work.counting import count

from procurement_plugin.adapters.job_storage import LEASE
from procurement_plugin.adapters.wake_queue import QueueError, WakeQueue, queue_beside
from procurement_plugin.application.job_ports import LeaseLostError
from procurement_plugin.application.run_jobs import MOST_ATTEMPTS
from procurement_plugin.bootstrap import wiring
from procurement_plugin.bootstrap import worker as worker_module
from procurement_plugin.bootstrap.environment import SettingsError
from procurement_plugin.bootstrap.settings import Settings, data_directory, settings_from
from procurement_plugin.web.scoring import run_evaluation

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient
    from work.conftest import SetClock

    from procurement_plugin.adapters.storage import Storage
    from procurement_plugin.bootstrap.worker import Worker

BASE = "/scoring/v1"
# A Redis server for one more queue, for example redis://127.0.0.1:6379/0; the package redis is needed, too.
REDIS = [address for address in [os.environ.get("PROCUREMENT_TEST_REDIS_URL", "")] if address]
LATER = {"Prefer": "respond-async"}


def accepted(client: FlaskClient, lot: dict[str, Any], **headers: str) -> str:
    """Where the task of a request is."""
    answer = client.post(f"{BASE}/evaluations", json=lot, headers=LATER | headers)
    assert answer.status_code == 202, answer.get_data(as_text=True)
    return str(answer.headers["Location"])


def test_a_task_leads_to_the_evaluation_that_the_call_at_once_would_give(
    client: FlaskClient, worker: Worker, storage: Storage, lot: dict[str, Any]
) -> None:
    answer = client.post(f"{BASE}/evaluations", json=lot, headers=LATER)
    assert (answer.status_code, answer.headers["Preference-Applied"]) == (202, "respond-async")
    place = answer.headers["Location"]
    waiting = client.get(place)
    assert (waiting.status_code, waiting.get_json()["state"]) == (200, "queued")
    assert int(waiting.headers["Retry-After"]) > 0
    schema = json.loads((data_directory("schemas") / "Task.schema.json").read_text())
    jsonschema.validate(waiting.get_json(), schema)
    assert worker.run_next()
    assert not worker.run_next()
    done = client.get(place)
    assert (done.status_code, done.get_json()["state"]) == (303, "done")
    jsonschema.validate(done.get_json(), schema)
    late, now = client.get(done.headers["Location"]).get_json(), client.post(f"{BASE}/evaluations", json=lot).get_json()
    for told in (late, now):
        del told["id"], told["computedAt"]
    assert late == now
    assert count(storage, "job", "length(body) > 0") == 0


def test_more_bids_than_the_bound_become_a_task(storage: Storage, settings: Settings, lot: dict[str, Any]) -> None:
    bids = len(lot["bids"])
    for bound, status in ((bids, 201), (bids - 1, 202)):
        changed = Settings(settings.database_url, queue_url=settings.queue_url, bids_at_once=bound)
        answer = wiring.create_app(changed, storage).test_client().post(f"{BASE}/evaluations", json=lot)
        assert answer.status_code == status
        assert "Preference-Applied" not in answer.headers


def test_what_is_wrong_in_form_is_refused_at_once(client: FlaskClient, storage: Storage, lot: dict[str, Any]) -> None:
    lot["bids"][0]["colour"] = "blue"
    refused = client.post(f"{BASE}/evaluations", json=lot, headers=LATER)
    assert (refused.status_code, refused.get_json()["issues"][0]["name"]) == (400, "bids[0].colour")
    unknown = {"weightProfileVersion": {"profileId": "none", "version": 1}, "bids": lot["bids"][1:]}
    assert client.post(f"{BASE}/evaluations", json=unknown, headers=LATER).status_code == 404
    assert count(storage, "job") == 0


def test_a_failed_task_tells_the_problem_of_the_call_at_once(
    client: FlaskClient, worker: Worker, requests_by_name: dict[str, Any]
) -> None:
    above = requests_by_name["02_weight_at_guardrail/request-above.json"]
    place = accepted(client, above)
    worker.run_next()
    failed = client.get(place)
    assert (failed.status_code, failed.get_json()["state"]) == (200, "failed")
    jsonschema.validate(failed.get_json(), json.loads((data_directory("schemas") / "Task.schema.json").read_text()))
    at_once = client.post(f"{BASE}/evaluations", json=above).get_json()
    told = failed.get_json()["problem"]
    assert told["findings"]
    assert {name: told[name] for name in told if name != "instance"} == {
        name: at_once[name] for name in at_once if name != "instance"
    }


def test_the_same_key_gives_the_same_task(client: FlaskClient, storage: Storage, lot: dict[str, Any]) -> None:
    key = {"Idempotency-Key": "1"}
    assert accepted(client, lot, **key) == accepted(client, lot, **key)
    assert count(storage, "job") == 1


def test_a_task_of_another_tenant_does_not_exist(app: Flask, client: FlaskClient, lot: dict[str, Any]) -> None:
    name = accepted(client, lot).rpartition("/")[2]
    jobs = app.extensions["procurement"].work.jobs
    assert jobs.get("local", name) is not None
    assert jobs.get("other", name) is None
    assert client.get(f"{BASE}/tasks/5f0c1a4e-0000-4000-8000-000000000000").status_code == 404


def test_a_job_whose_worker_died_is_taken_again_and_the_dead_one_keeps_nothing(
    app: Flask, client: FlaskClient, worker: Worker, storage: Storage, machine: SetClock, lot: dict[str, Any]
) -> None:
    place = accepted(client, lot)
    held = storage.jobs.take("one that dies")
    assert held is not None
    assert client.get(place).get_json()["state"] == "running"
    machine.forward(seconds=LEASE.total_seconds() - 1)
    assert storage.jobs.extend(held)
    machine.forward(seconds=LEASE.total_seconds() - 1)
    assert not worker.run_next()
    machine.forward(seconds=1)
    assert worker.run_next()
    assert not storage.jobs.extend(held)

    def ends_late() -> None:
        with storage.transaction():
            run_evaluation(app.extensions["procurement"], held._replace(result_id="another"))
            storage.jobs.finish(held)

    with pytest.raises(LeaseLostError):
        ends_late()
    done = client.get(place)
    assert (done.status_code, done.get_json()["attempts"]) == (303, 2)
    assert count(storage, "evaluation") == 1


def test_a_passing_fault_is_tried_again_and_a_lasting_one_is_told(
    client: FlaskClient, worker: Worker, machine: SetClock, lot: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise OSError("secret inside")

    place = accepted(client, lot)
    with monkeypatch.context() as patched:
        patched.setattr("procurement_plugin.web.scoring.score", fails)
        with pytest.raises(OSError, match="secret"):
            worker.run_next()
        assert client.get(place).get_json()["state"] == "queued"
        assert not worker.run_next()
    machine.forward(seconds=1)
    assert worker.run_next()
    assert client.get(place).status_code == 303
    place = accepted(client, lot)
    monkeypatch.setattr("procurement_plugin.web.scoring.score", fails)
    for _ in range(MOST_ATTEMPTS):
        machine.forward(minutes=1)
        with pytest.raises(OSError, match="secret"):
            worker.run_next()
    told = client.get(place).get_json()
    assert (told["state"], told["problem"]["status"]) == ("failed", 500)
    assert "secret" not in json.dumps(told)


def test_a_job_that_kills_its_workers_is_given_up(
    client: FlaskClient, worker: Worker, storage: Storage, machine: SetClock, lot: dict[str, Any]
) -> None:
    place = accepted(client, lot)
    for _ in range(MOST_ATTEMPTS):
        assert storage.jobs.take("one that dies")
        machine.forward(seconds=LEASE.total_seconds())
    assert worker.run_next()
    told = client.get(place).get_json()
    assert (told["state"], told["problem"]["detail"][:8]) == ("failed", "The work")
    machine.forward(days=7)
    worker.tidy()
    assert client.get(place).status_code == 404


def test_two_workers_never_take_the_same_job(client: FlaskClient, storage: Storage, lot: dict[str, Any]) -> None:
    for _ in range(6):
        accepted(client, lot)
    taken: list[str] = []
    together = threading.Barrier(6)

    def take() -> None:
        together.wait()
        found = storage.jobs.take("a worker")
        while found is not None:
            taken.append(found.id)
            found = storage.jobs.take("a worker")

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(taken), len(set(taken))) == (6, 6)


def test_a_working_worker_is_woken_and_stops_gracefully(
    client: FlaskClient, worker: Worker, lot: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "LOOK_SECONDS", 60)
    worker.start()
    place = accepted(client, lot)
    until(lambda: client.get(place).status_code == 303)
    began = time.monotonic()
    worker.stop(10)
    assert time.monotonic() - began < 10


def test_a_stop_gives_back_what_takes_too_long(
    client: FlaskClient, worker: Worker, storage: Storage, lot: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, score = threading.Event(), wiring_score()

    def slow(*given: Any) -> Any:
        go_on.wait(30)
        return score(*given)

    monkeypatch.setattr("procurement_plugin.web.scoring.score", slow)
    place = accepted(client, lot)
    worker.start()
    until(lambda: client.get(place).get_json()["state"] == "running")
    worker.stop(0.2)
    assert client.get(place).get_json()["state"] == "queued"
    go_on.set()
    time.sleep(0.5)
    assert count(storage, "evaluation") == 0
    assert storage.jobs.take("the next one")


def wiring_score() -> Any:
    """The use case as it is before a test replaces it."""
    from procurement_plugin.application.score_request import score  # noqa: PLC0415

    return score


def test_the_queue_wakes_and_its_absence_costs_only_time(url: str, tmp_path: Path) -> None:
    stop = threading.Event()
    for address in (queue_beside(url), "sqlite://", *REDIS):
        queue = WakeQueue(address)
        queue.wake()
        began = time.monotonic()
        queue.wait(30, stop)
        assert time.monotonic() - began < 5
        queue.wait(0.3, stop)
        queue.close()
    away = WakeQueue(f"sqlite:///{tmp_path}/no/such/folder/queue")
    away.wake()
    away.wait(0.2, stop)
    full = WakeQueue("sqlite://")
    for _ in range(1_005):
        full.wake()
    assert full._storage().queue_size() == 1_000
    with pytest.raises(QueueError, match="PROCUREMENT_QUEUE_URL"):
        WakeQueue("amqp://somewhere")


def test_the_settings_of_work_come_from_the_environment() -> None:
    assert settings_from({}).bids_at_once == 2000
    given = settings_from(
        {
            "PROCUREMENT_QUEUE_URL": "redis://queue/0",
            "PROCUREMENT_BIDS_AT_ONCE": "10",
            "PROCUREMENT_ANSWER_HOURS": "48",
            "PROCUREMENT_WEBHOOK_LOOPBACK": "yes",
        }
    )
    assert (given.queue_url, given.bids_at_once, given.webhook_loopback) == ("redis://queue/0", 10, True)
    assert given.keep_answers.total_seconds() == 48 * 3600
    for wrong in ("0", "many", "-1", "1.5"):
        with pytest.raises(SettingsError, match="PROCUREMENT_BIDS_AT_ONCE"):
            settings_from({"PROCUREMENT_BIDS_AT_ONCE": wrong})


def test_bids_are_kept_out_of_the_queue(client: FlaskClient, settings: Settings, lot: dict[str, Any]) -> None:
    """Whoever reads the queue learns that there is work, and whoever writes to it can only wake a worker."""
    lot = copy.deepcopy(lot)
    accepted(client, lot)
    storage = wiring.queue_of(settings)._storage()
    assert [bytes(item) for item in storage.enqueued_items()] == [b"wake"]
