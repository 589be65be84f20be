"""Official evaluations as tasks, and the events of a procedure's life."""

from __future__ import annotations

import copy
import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from work.counting import count

from procurement_plugin.adapters.webhook_sender import WebhookSender
from procurement_plugin.application.events import COMPLETED, PUBLISHED, STEP_TAKEN, TASK_FAILED
from procurement_plugin.application.job_ports import Webhook
from procurement_plugin.bootstrap import wiring
from procurement_plugin.bootstrap.settings import Settings
from procurement_plugin.bootstrap.worker import Worker
from procurement_plugin.web.access import LOCAL

if TYPE_CHECKING:
    from flask import Flask
    from work.conftest import SetClock

    from procurement_plugin.adapters.storage import Storage

BASE = "/scoring/v1"
LATER = {"Prefer": "respond-async"}


def at(moment: str, storage: Storage, settings: Settings, hours: int = 0) -> Flask:
    """The service with its clock standing at a moment, or some hours after it."""
    stands = datetime.fromisoformat(moment) + timedelta(hours=hours)
    return wiring.create_app(Settings(settings.database_url, clock_at=stands, queue_url=settings.queue_url), storage)


def worker_of(app: Flask, storage: Storage, settings: Settings, machine: SetClock) -> Worker:
    """A worker of that service."""
    wired = app.extensions["procurement"]
    return Worker(wired, storage, wiring.queue_of(settings), WebhookSender(), machine)


def version_of(app: Flask, lot: dict[str, Any]) -> dict[str, Any]:
    """A published version of a request's profile."""
    client = app.test_client()
    draft = {name: lot[name] for name in ("procedure", "lot", "weightProfile")}
    found = client.post(f"{BASE}/complianceChecks", json=draft).get_json()["findings"]
    draft["answers"] = [
        {name: row[name] for name in ("code", "where", "parameter") if name in row}
        | {"reason": "Weighed against the need of this contract."}
        for row in found
        if row["severity"] == "warn"
    ]
    kept = client.post(f"{BASE}/weightProfiles", json=draft)
    tag = {"If-Match": kept.headers["ETag"]}
    made = client.post(f"{kept.headers['Location']}/publications", json={}, headers=tag).get_json()
    return {"profileId": made["profileId"], "version": made["version"]}


def test_the_life_of_a_procedure_is_told_and_an_official_task_counts_as_one(
    storage: Storage, settings: Settings, machine: SetClock, requests_by_name: dict[str, Any]
) -> None:
    lot = copy.deepcopy(requests_by_name["transport_emissions/request.json"])
    events = (COMPLETED, PUBLISHED, STEP_TAKEN, TASK_FAILED)
    hook = Webhook("local", "w", "https://platform.example/", events, "whsec_" + "A" * 32, "active", "2026")
    storage.webhooks.add(hook, LOCAL, 20)
    storage.webhooks.add(hook._replace(tenant_id="other"), LOCAL, 20)
    version = version_of(at(lot["procedure"]["noticeDispatchedAt"], storage, settings), lot)
    body = {"weightProfileVersion": version, "bids": lot["bids"]}
    early = at(lot["procedure"]["noticeDispatchedAt"], storage, settings)
    too_soon = early.test_client().post(f"{BASE}/evaluations", json=body, headers=LATER).headers["Location"]
    worker_of(early, storage, settings, machine).run_next()
    failed = early.test_client().get(too_soon).get_json()
    assert failed["problem"]["type"] == "urn:problem-type:scoring:beforeOpening"

    late = at(lot["procedure"]["tenderDeadlineAt"], storage, settings, hours=48)
    client = late.test_client()
    place = client.post(f"{BASE}/evaluations", json=body, headers=LATER).headers["Location"]
    assert worker_of(late, storage, settings, machine).run_next()
    done = client.get(place)
    assert done.status_code == 303, done.get_data(as_text=True)
    evaluation = client.get(done.headers["Location"]).get_json()
    assert (evaluation["id"], evaluation["kind"]) == (done.get_json()["evaluationId"], "official")
    again = client.post(f"{BASE}/evaluations", json=body, headers=LATER).headers["Location"]
    worker_of(late, storage, settings, machine).run_next()
    assert client.get(again).get_json()["problem"]["type"].endswith("otherEvaluation")
    step = {"step": "cancel", "reason": "The lot is not needed any more after all."}
    key = {"Idempotency-Key": "cancel it"}
    taken = [client.post(f"{done.headers['Location']}/steps", json=step, headers=key) for _ in range(2)]
    assert [answer.status_code for answer in taken] == [201, 201]
    assert taken[0].data == taken[1].data

    assert count(storage, "evaluation") == 1
    told = []
    due = storage.webhooks.take()
    while due is not None:
        assert due.tenant_id == "local"
        told.append(json.loads(due.body))
        due = storage.webhooks.take()
    kinds = sorted(event["type"] for event in told)
    assert kinds == sorted([PUBLISHED, TASK_FAILED, COMPLETED, TASK_FAILED, STEP_TAKEN])
    for event in told:
        link = client.get(event["data"]["href"])
        assert link.status_code == 200, event
        assert set(event["data"]) <= {"href", "evaluationId", "stepNumber", "taskId", "profileId", "version"}
    assert storage.audit.verify("local") == []
