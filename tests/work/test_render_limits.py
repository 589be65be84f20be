"""A renderer is a process of its own: inside limits, killed when it goes beyond, replaced, never in the web process."""

from __future__ import annotations

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

import pytest

from procurement_plugin.adapters import render_pool
from procurement_plugin.adapters.pdf import PdfRenderer
from procurement_plugin.adapters.render_pool import RenderPool
from procurement_plugin.application.document_record import DocumentOrder, record_of
from procurement_plugin.application.rendering import RenderTask
from procurement_plugin.bootstrap import knowledge, wiring
from procurement_plugin.bootstrap.document_wiring import setup_of
from procurement_plugin.bootstrap.environment import Environment, SettingsError
from procurement_plugin.bootstrap.rendering_settings import RenderLimits, limits_from
from procurement_plugin.bootstrap.settings import data_directory
from procurement_plugin.bootstrap.worker import Worker

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from procurement_plugin.adapters.storage import Storage
    from procurement_plugin.bootstrap.settings import Settings

BASE = "/scoring/v1"
ORDER = {"type": "justification", "language": "en"}


@pytest.fixture
def evaluation(client: FlaskClient, lot: dict[str, Any]) -> str:
    """A stored evaluation."""
    return str(client.post(f"{BASE}/evaluations", json=lot).get_json()["id"])


def order_of() -> DocumentOrder:
    return DocumentOrder(str(uuid.uuid4()), "justification", "en")


def ordered(client: FlaskClient, evaluation: str) -> Any:
    return client.post(f"{BASE}/evaluations/{evaluation}/documents", json=ORDER)


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
    assert told["problem"]["type"].endswith(name), told["problem"]
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


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_that_reaches_the_renderer_too_fails_no_task(
    client: FlaskClient, evaluation: str, worker: Worker, monkeypatch: pytest.MonkeyPatch, name: signal.Signals
) -> None:
    """As systemd sends it, or a terminal: the worker ends the task at hand, and needs its renderer for that."""
    ordered(client, evaluation)
    worker.run_next()  # it has started
    ask = render_pool._Child.ask

    def stopped(child: Any, task: RenderTask) -> Any:
        os.kill(child._process.pid, name)
        return ask(child, task)

    monkeypatch.setattr(render_pool._Child, "ask", stopped)
    task = client.post(f"{BASE}/evaluations/{evaluation}/documents", json=ORDER | {"language": "fr"})
    worker.run_next()
    assert client.get(task.headers["Location"]).status_code == 303
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
    given = Environment({"PROCUREMENT_RENDER_SECONDS": "9", "PROCUREMENT_RENDER_MEMORY_MIB": "300"})
    assert limits_from(given) == RenderLimits(9, 300)
    for wrong in ("0", "-1", "1.5", "much", "100001"):
        given = Environment({"PROCUREMENT_RENDER_PAGES": wrong})
        limits_from(given)
        with pytest.raises(SettingsError, match="PROCUREMENT_RENDER_PAGES must be a whole number"):
            given.check()


def test_a_fault_of_the_template_says_its_kind_and_no_word_of_a_bidder(monkeypatch: pytest.MonkeyPatch) -> None:
    from procurement_plugin.adapters.render_process import answered  # noqa: PLC0415

    def fail(*_: Any) -> bytes:
        raise LookupError("Secret Bidder NV")

    monkeypatch.setattr(PdfRenderer, "render", fail)
    body = {"id": "1"}
    order = order_of()
    header, pdf = answered(knowledge.renderer(), RenderTask(body, order, b"{}"))
    assert (header, pdf) == ({"done": False, "problem": "fault", "text": "LookupError"}, b"")
