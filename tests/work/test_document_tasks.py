"""Documents: ordered over the API, laid out by another process, stored once, the same bytes ever after."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from procurement_plugin.adapters import render_pool
from procurement_plugin.adapters.pdf import PdfRenderer
from procurement_plugin.adapters.render_pool import RenderPool
from procurement_plugin.application.document_record import DocumentOrder, record_of
from procurement_plugin.application.rendering import RenderTask
from procurement_plugin.bootstrap import knowledge, wiring
from procurement_plugin.bootstrap.document_wiring import setup_of
from procurement_plugin.bootstrap.rendering_settings import RenderingSettingsError, RenderLimits, limits_from
from procurement_plugin.bootstrap.settings import data_directory
from procurement_plugin.bootstrap.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from flask.testing import FlaskClient

    from procurement_plugin.adapters.storage import Storage
    from procurement_plugin.bootstrap.settings import Settings

BASE = "/scoring/v1"
ORDER = {"type": "justification", "language": "en"}
REASON = "The name of the authority was misspelt."


@pytest.fixture
def evaluation(client: FlaskClient, lot: dict[str, Any]) -> str:
    """A stored evaluation."""
    answer = client.post(f"{BASE}/evaluations", json=lot)
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return str(answer.get_json()["id"])


@pytest.fixture
def done(worker: Worker) -> Iterator[Callable[[], None]]:
    """Does all that is to do; its renderer ends with the test."""

    def run() -> None:
        while worker.run_next():
            pass

    yield run
    worker.stop(0)


def order_of() -> DocumentOrder:
    return DocumentOrder(str(uuid.uuid4()), "justification", "en")


def ordered(client: FlaskClient, evaluation: str, **more: Any) -> Any:
    return client.post(f"{BASE}/evaluations/{evaluation}/documents", json=ORDER | more)


def made(client: FlaskClient, answer: Any, done: Callable[[], None]) -> str:
    """The address of an ordered document once it is made."""
    assert answer.status_code == 202, answer.get_data(as_text=True)
    done()
    ended = client.get(answer.headers["Location"])
    assert ended.status_code == 303, ended.get_data(as_text=True)
    return str(ended.headers["Location"])


def test_an_ordered_document_is_a_task_that_leads_to_the_file(
    client: FlaskClient, evaluation: str, done: Callable[[], None], storage: Storage
) -> None:
    answer = ordered(client, evaluation)
    task = answer.get_json()
    jsonschema.validate(task, json.loads((data_directory("schemas") / "Task.schema.json").read_text()))
    assert (task["kind"], task["state"]) == ("document", "queued")
    place = made(client, answer, done)
    assert place.startswith(f"{BASE}/evaluations/{evaluation}/documents/")
    file = client.get(place)
    assert (file.status_code, file.content_type) == (200, "application/pdf")
    assert file.data.startswith(b"%PDF-1.7")
    assert client.get(place).data == file.data
    assert file.headers["ETag"] == f'"{hashlib.sha256(file.data).hexdigest()}"'
    assert client.get(place, headers={"If-None-Match": file.headers["ETag"]}).status_code == 304
    assert client.get(place, headers={"Accept": "text/html"}).status_code == 406
    listed = client.get(f"{BASE}/evaluations/{evaluation}/documents").get_json()
    jsonschema.validate(listed, json.loads((data_directory("schemas") / "DocumentList.schema.json").read_text()))
    assert [row["href"] for row in listed["items"]] == [place]
    event = next(row for row in storage.audit.events("local") if row["event"] == "document.stored")
    assert hashlib.sha256(file.data).hexdigest() == event["payload"]["sha256"]
    assert storage.audit.verify("local") == []


def test_the_stored_bytes_are_those_of_the_stored_evaluation(
    client: FlaskClient, evaluation: str, done: Callable[[], None]
) -> None:
    """Rendered again here, in another process than the worker's renderer, they are the same."""
    place = made(client, ordered(client, evaluation), done)
    body = client.get(f"{BASE}/evaluations/{evaluation}").get_json()
    order = order_of()._replace(id=place.rpartition("/")[2])
    assert knowledge.renderer().render(body, "en", order) == client.get(place).data


def test_the_same_order_again_is_the_same_document(
    client: FlaskClient, evaluation: str, done: Callable[[], None]
) -> None:
    first, second = ordered(client, evaluation), ordered(client, evaluation)
    assert first.headers["Location"] == second.headers["Location"], "it is under way"
    place = made(client, first, done)
    again = ordered(client, evaluation)
    assert (again.status_code, again.headers["Location"]) == (200, place)
    assert again.get_json()["id"] == place.rpartition("/")[2]
    other = ordered(client, evaluation, language="nl")
    assert other.status_code == 202, "in another language it is another document"


def test_a_correction_is_a_new_document_that_names_the_old_one(
    client: FlaskClient, evaluation: str, done: Callable[[], None]
) -> None:
    old = made(client, ordered(client, evaluation), done)
    before, name = client.get(old).data, old.rpartition("/")[2]
    new = made(client, ordered(client, evaluation, replaces=name, reason=REASON), done)
    assert new != old
    assert client.get(old).data == before
    rows = client.get(f"{BASE}/evaluations/{evaluation}/documents").get_json()["items"]
    assert [(row.get("replaces"), row.get("reason")) for row in rows] == [(None, None), (name, REASON)]
    assert name.encode() in client.get(new).data, "the metadata names it in plain text"
    assert ordered(client, evaluation).headers["Location"] == new, "the correction is what counts"
    again = ordered(client, evaluation, replaces=name, reason=REASON)
    assert (again.status_code, again.headers["Location"]) == (200, new)


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"type": "letter"}, "type"),
        ({"language": "xx"}, "language"),
        ({"bidId": "B-1"}, "bidId"),
        ({"replaces": "5f0c1a4e-0000-4000-8000-000000000000", "reason": REASON}, "replaces"),
        ({"replaces": "5f0c1a4e-0000-4000-8000-000000000000", "reason": "Oops."}, "reason"),
        ({"replaces": "5f0c1a4e-0000-4000-8000-000000000000"}, "reason"),
        ({"type": "debrief"}, "bidId"),
        ({"type": "debrief", "bidId": "B-99"}, "bidId"),
        ({"words": {"slogan": "Buy!"}}, "words.slogan"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_an_order_that_cannot_be_is_refused_at_its_place(
    client: FlaskClient, evaluation: str, more: dict[str, Any], name: str
) -> None:
    answer = ordered(client, evaluation, **more)
    assert answer.status_code == 400
    assert [issue["name"] for issue in answer.get_json()["issues"]] == [name]


def test_a_document_stands_below_its_own_evaluation_only(
    client: FlaskClient, evaluation: str, lot: dict[str, Any], done: Callable[[], None]
) -> None:
    place = made(client, ordered(client, evaluation), done)
    other = client.post(f"{BASE}/evaluations", json=lot).get_json()["id"]
    assert client.get(place.replace(evaluation, other)).status_code == 404
    assert client.get(f"{BASE}/evaluations/{uuid.uuid4()}/documents").status_code == 404
    assert ordered(client, str(uuid.uuid4())).status_code == 404


def test_an_idempotency_key_orders_once(client: FlaskClient, evaluation: str, done: Callable[[], None]) -> None:
    key = {"Idempotency-Key": "order-1"}
    first, second = (
        client.post(f"{BASE}/evaluations/{evaluation}/documents", json=ORDER, headers=key) for _ in range(2)
    )
    assert (first.status_code, second.headers["Idempotency-Replayed"]) == (202, "true")
    assert first.data == second.data
    made(client, first, done)


def test_a_webhook_is_told_with_identifiers_and_a_link(
    client: FlaskClient, evaluation: str, done: Callable[[], None]
) -> None:
    wanted = {"url": "https://platform.example.org/events", "events": ["scoring.document.completed"]}
    hook = client.post(f"{BASE}/webhooks", json=wanted).get_json()["id"]
    made(client, ordered(client, evaluation), done)
    rows = client.get(f"{BASE}/webhooks/{hook}/deliveries").get_json()["items"]
    assert [row["eventType"] for row in rows] == ["scoring.document.completed"]


def limited(app: Flask, storage: Storage, settings: Settings, machine: Any, limits: RenderLimits) -> Worker:
    from procurement_plugin.adapters.webhook_sender import WebhookSender  # noqa: PLC0415

    del app
    narrow = replace(settings, rendering=limits)
    return Worker(
        wiring.service_of(storage, narrow), storage, wiring.queue_of(narrow), WebhookSender(loopback=True), machine
    )


@pytest.mark.parametrize(
    ("limits", "name", "word"),
    [
        (RenderLimits(pages=2), "tooManyPages", "at most 2"),
        (RenderLimits(memory_mib=150), "renderingTooLarge", "150 MiB"),
        (RenderLimits(seconds=1), "renderingTooLong", "1 seconds"),
    ],
)
def test_a_document_beyond_a_limit_is_a_failed_task_that_says_which(
    app: Flask, client: FlaskClient, storage: Storage, settings: Settings, machine: Any, evaluation: str,
    limits: RenderLimits, name: str, word: str, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    if limits.seconds == 1:
        monkeypatch.setattr(render_pool, "MODULE", "work.sleeping")
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join(path for path in sys.path if path))
    task = ordered(client, evaluation).headers["Location"]
    worker = limited(app, storage, settings, machine, limits)
    worker.run_next()
    worker.stop(0)
    told = client.get(task).get_json()
    assert told["state"] == "failed"
    assert told["problem"]["type"].endswith(name)
    assert word in told["problem"]["detail"]
    assert client.get(f"{BASE}/evaluations/{evaluation}/documents").get_json()["items"] == []
    assert ordered(client, evaluation).status_code == 202, "it can be ordered again"


def test_a_killed_renderer_is_a_failed_task_and_the_next_gets_a_fresh_one(
    client: FlaskClient, evaluation: str, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = render_pool._Child.ask

    def struck(child: Any, task: RenderTask) -> Any:
        threading.Timer(0.2, os.kill, (child._process.pid, signal.SIGKILL)).start()
        return ask(child, task)

    monkeypatch.setattr(render_pool._Child, "ask", struck)
    task = ordered(client, evaluation).headers["Location"]
    worker.run_next()
    told = client.get(task).get_json()
    assert told["problem"]["type"].endswith("rendererKilled"), told
    assert "signal 9" in told["problem"]["detail"]
    monkeypatch.undo()
    again = ordered(client, evaluation)
    worker.run_next()
    assert client.get(again.headers["Location"]).status_code == 303
    worker.stop(0)


def test_a_renderer_serves_many_and_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render_pool, "MOST_TASKS", 2)
    body = json.loads((data_directory("config").parent / "examples/proximity/evaluation.json").read_text())
    body |= {"id": "1", "computedAt": "2026-12-01T10:00:00+00:00", "engineVersion": "0"}
    order = order_of()
    pool = RenderPool(lambda: setup_of(RenderLimits()))
    files = {pool.render(RenderTask(body, order, record_of(order, body))) for _ in range(3)}
    pool.close()
    assert len(files) == 1


def test_a_worker_that_is_stopped_leaves_no_process(client: FlaskClient, evaluation: str, worker: Worker) -> None:
    ordered(client, evaluation)
    worker.run_next()
    child = worker._desk._renderer._free.queue[0]
    assert child._process.poll() is None
    worker.stop(0)
    time.sleep(0.1)
    assert child._process.poll() is not None


def test_what_answers_requests_never_loads_the_library_that_lays_out(tmp_path: Any) -> None:
    code = (
        "import sys; from procurement_plugin.bootstrap import wiring, server; from procurement_plugin.bootstrap.settings"
        " import Settings; from procurement_plugin.adapters.storage import Storage;"
        f"url='sqlite:///{tmp_path}/a.sqlite3'; Storage(url).upgrade(); app=wiring.create_app(Settings(database_url=url));"
        "app.test_client().get('/scoring/v1/evaluations/5f0c1a4e-0000-4000-8000-000000000000/documents');"
        "print([name for name in ('weasyprint','pyhanko','fontTools') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert told.stdout.strip() == "[]"


def test_limits_are_read_from_the_environment() -> None:
    assert limits_from({"PROCUREMENT_RENDER_SECONDS": "9", "PROCUREMENT_RENDER_MEMORY_MIB": "300"}) == RenderLimits(
        9, 300
    )
    for wrong in ("0", "-1", "1.5", "much", "100001"):
        with pytest.raises(RenderingSettingsError, match="PROCUREMENT_RENDER_PAGES must be a whole number"):
            limits_from({"PROCUREMENT_RENDER_PAGES": wrong})


def test_a_fault_of_the_template_says_its_kind_and_no_word_of_a_bidder(monkeypatch: pytest.MonkeyPatch) -> None:
    from procurement_plugin.adapters.render_process import answered  # noqa: PLC0415

    def fail(*_: Any) -> bytes:
        raise LookupError("Secret Bidder NV")

    monkeypatch.setattr(PdfRenderer, "render", fail)
    body = {"id": "1"}
    order = order_of()
    header, pdf = answered(knowledge.renderer(), RenderTask(body, order, b"{}"))
    assert (header, pdf) == ({"done": False, "problem": "fault", "text": "LookupError"}, b"")
