"""What is done later: many tenders scored by a worker, documents being made; each task belongs to its own matter."""

from __future__ import annotations

import copy
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from browser.stories import OPENED, claimed, publish
from werkzeug.test import encode_multipart

from procurement_plugin.application.issue_document import DOCUMENT
from procurement_plugin.application.run_jobs import EVALUATION, JobRunner
from procurement_plugin.bootstrap import wiring
from procurement_plugin.bootstrap.settings import Settings
from procurement_plugin.domain.findings import StateError
from procurement_plugin.web.access import LOCAL
from procurement_plugin.web.problems import document_of
from procurement_plugin.web.scoring import read, run_evaluation, scored

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from procurement_plugin.adapters.storage import Storage
    from procurement_plugin.application.job_ports import Job

HERE = {"Sec-Fetch-Site": "same-origin"}
NONE = "00000000-0000-4000-8000-000000000009"
TOO_LONG = "The words of Secret Ltd made more pages than a document may have."


@pytest.fixture
def lot(requests_by_name: dict[str, Any]) -> dict[str, Any]:
    return claimed(requests_by_name["supply_security/request.json"])


@pytest.fixture
def app(storage: Storage, database_url: str) -> Flask:
    """A service where two bids are many."""
    del storage
    return wiring.create_app(replace(Settings(database_url, None, OPENED), bids_at_once=1))


def work(app: Flask, perform: Callable[[Job], None] | None = None) -> None:
    """Do the next task, as a worker would."""
    wired = app.extensions["procurement"]
    kinds = {EVALUATION: perform or (lambda job: run_evaluation(wired, job)), DOCUMENT: perform or wired.desk.make}
    runner = JobRunner(
        wired.work.jobs, wired.work.transaction, wired.clock, kinds, document_of, lambda _: nullcontext()
    )
    assert runner.run_next("worker of the tests")


def refuse(_: Job) -> None:
    raise StateError("pagesExceeded", TOO_LONG)


def place_of(version: dict[str, Any]) -> str:
    return f"/pages/committee/profiles/{version['profileId']}/versions/{version['version']}"


def another(lot: dict[str, Any]) -> dict[str, Any]:
    """The lot of another procedure."""
    other = copy.deepcopy(lot)
    other["procedure"]["id"] += "-2"
    return other


def sent(app: Flask, version: dict[str, Any], lot: dict[str, Any]) -> str:
    """Many tenders sent by the page; where their evaluation is waited for."""
    form = {"_act": "evaluate", "_bids": app.json.dumps(lot["bids"])}
    answer = app.test_client().post(f"{place_of(version)}/tenders", data=form, headers=HERE)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    waiting: str = answer.headers["Location"]
    assert waiting.startswith(f"{place_of(version)}/tasks/")
    return waiting


def test_many_tenders_are_waited_for_with_a_link_and_lead_to_their_evaluation(
    app: Flask, database_url: str, lot: dict[str, Any]
) -> None:
    waiting, client = sent(app, publish(database_url, lot, LOCAL), lot), app.test_client()
    page = client.get(waiting).get_data(as_text=True)
    assert "waits for its turn" in page
    assert f'href="{waiting}"' in page  # without scripts
    assert f'data-progress="{waiting}"' in page  # with them
    work(app)
    done = client.get(waiting)
    assert done.status_code == 303
    assert "Overview of the evaluation" in client.get(done.headers["Location"]).get_data(as_text=True)


def test_a_form_of_many_tenders_is_read_whole(app: Flask, database_url: str, lot: dict[str, Any]) -> None:
    """Each tender has fields of its own, in a form that carries a file."""
    version, bids = publish(database_url, lot, LOCAL), []
    for number in range(2100):
        bid = copy.deepcopy(lot["bids"][0])
        bid |= {"id": f"B-{number}", "bidder": {"id": f"F-{number}", "name": f"Firm {number}"}}
        bids.append(bid)
    fields = {f"{name}[{number}]": "" for number in range(2100) for name in ("kind", "why")}
    form = {"_act": "read", "_bids": app.json.dumps(bids), **fields, "why[2099]": "It came too late, by an hour."}
    boundary, body = encode_multipart(form)
    kind = f"multipart/form-data; boundary={boundary}"
    page = app.test_client().post(f"{place_of(version)}/tenders", data=body, headers=HERE, content_type=kind)
    assert page.status_code == 400, page.status_code  # a reason without a kind
    assert len(page.data) < 8_000_000
    assert "It came too late, by an hour." in page.get_data(as_text=True)
    assert page.get_data(as_text=True).count('class="tender"') == 2100


def test_a_task_is_found_under_its_own_version_only_also_when_it_has_failed(
    app: Flask, database_url: str, lot: dict[str, Any]
) -> None:
    version = publish(database_url, lot, LOCAL)
    other = publish(database_url, another(lot), LOCAL)
    waiting, client = sent(app, version, lot), app.test_client()
    elsewhere = waiting.replace(place_of(version), place_of(other))
    assert client.get(elsewhere).status_code == 404
    work(app, refuse)
    assert TOO_LONG in client.get(waiting).get_data(as_text=True)
    strange = client.get(elsewhere)
    assert (strange.status_code, TOO_LONG in strange.get_data(as_text=True)) == (404, False)


def test_why_a_document_failed_is_told_beside_its_own_evaluation_only(
    app: Flask, database_url: str, lot: dict[str, Any]
) -> None:
    wired, client = app.extensions["procurement"], app.test_client()
    places = []
    for number, request in enumerate((lot, another(lot))):
        body = {"weightProfileVersion": publish(database_url, request, LOCAL), "bids": request["bids"]}
        stored = scored(wired, read(wired, body, LOCAL), LOCAL, f"00000000-0000-4000-8000-00000000000{number}")
        places.append(f"/pages/committee/evaluations/{stored.id}/documents")
    ordered = client.post(places[0], data={"type": "justification", "language": "fr"}, headers=HERE)
    task = ordered.headers["Location"].rpartition("=")[2]
    for state in ("queued", "failed"):
        assert client.get(f"{places[0]}/tasks/{task}").status_code == 200, state
        assert client.get(f"{places[1]}/tasks/{task}").status_code == 404, state
        assert f"task-{task}" in client.get(f"{places[0]}?task={task}").get_data(as_text=True)
        assert f"task-{task}" not in client.get(f"{places[1]}?task={task}").get_data(as_text=True)
        if state == "queued":
            work(app, refuse)
    assert TOO_LONG in client.get(f"{places[0]}?task={task}").get_data(as_text=True)
    assert TOO_LONG not in client.get(f"{places[1]}?task={task}").get_data(as_text=True)


def test_what_an_evaluation_makes_is_known_by_its_identifier(
    app: Flask, database_url: str, lot: dict[str, Any]
) -> None:
    """Of every kind, bid and language that can be ordered, and of nothing else."""
    wired = app.extensions["procurement"]
    body = {"weightProfileVersion": publish(database_url, lot, LOCAL), "bids": lot["bids"]}
    stored = scored(wired, read(wired, body, LOCAL), LOCAL, "00000000-0000-4000-8000-000000000001")
    for asked in ({"type": "justification", "language": "de"}, {"type": "art84Annex", "language": "nl"}):
        assert wired.desk.makes(stored, wired.desk.order(stored, asked, LOCAL).result_id)
    assert not wired.desk.makes(stored, NONE)


def test_the_start_says_where_each_lot_stands(app: Flask, database_url: str, lot: dict[str, Any]) -> None:
    version, client = publish(database_url, lot, LOCAL), app.test_client()
    early = wiring.create_app(Settings(database_url, None, OPENED.replace(day=2))).test_client()
    assert "tenders not opened yet" in early.get("/pages/committee").get_data(as_text=True)
    assert "tenders to be brought in" in client.get("/pages/committee").get_data(as_text=True)
    sent(app, version, lot)
    work(app)
    assert "evaluated, not confirmed yet" in client.get("/pages/committee").get_data(as_text=True)


def test_a_trial_has_documents_too(app: Flask, lot: dict[str, Any]) -> None:
    wired, client = app.extensions["procurement"], app.test_client()
    trial = scored(wired, read(wired, lot, LOCAL), LOCAL, "00000000-0000-4000-8000-000000000001")
    place = f"/pages/committee/evaluations/{trial.id}/documents"
    page = client.get(place)
    assert (page.status_code, "Trial evaluation: never an award" in page.get_data(as_text=True)) == (200, True)
    assert client.post(place, data={"type": "justification", "language": "en"}, headers=HERE).status_code == 303
