"""Health: the worst of its parts, with the reason, in two seconds whatever hangs, and without internals."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from conftest import ROOT

from procurement_plugin.adapters.health_probes import Probe, free_bytes
from procurement_plugin.adapters.machine_clock import MachineClock
from procurement_plugin.application import service_health as sh
from procurement_plugin.application.service_health import Backlog, Observed, StoreState, health_of
from procurement_plugin.bootstrap import watch_wiring, wiring
from procurement_plugin.bootstrap.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask.testing import FlaskClient

    from procurement_plugin.adapters.storage import Storage

NOTHING = Backlog(0, 0, 0, 0, 0, 0)
WELL = Observed(StoreState.READY, True, NOTHING, 1 << 40, 0, True)


@pytest.mark.parametrize(
    ("seen", "status", "part", "reason"),
    [
        ({"store": StoreState.AWAY, "backlog": None}, "DOWN", "database", sh.REASONS[StoreState.AWAY]),
        (
            {"store": StoreState.OTHER_RELEASE, "backlog": None},
            "DOWN",
            "database",
            sh.REASONS[StoreState.OTHER_RELEASE],
        ),
        ({"queue": False}, "DEGRADED", "queue", sh.NO_QUEUE),
        ({"backlog": NOTHING._replace(oldest_waiting=301)}, "DEGRADED", "tasks", sh.TASKS_WAIT),
        ({"backlog": NOTHING._replace(oldest_waiting=300)}, "UP", "tasks", ""),
        ({"backlog": NOTHING._replace(oldest_due=301)}, "DEGRADED", "deliveries", sh.DELIVERIES_WAIT),
        ({"backlog": NOTHING._replace(given_up=1)}, "DEGRADED", "deliveries", sh.GIVEN_UP),
        ({"free_bytes": sh.LITTLE_DISK - 1}, "DEGRADED", "disk", sh.DISK_LOW),
        ({"free_bytes": sh.NO_DISK}, "DEGRADED", "disk", sh.DISK_LOW),
        ({"free_bytes": sh.NO_DISK - 1}, "DOWN", "disk", sh.DISK_FULL),
        ({"due_for_review": 1}, "DEGRADED", "data", sh.REVIEW_DUE),
        ({"pdf": False}, "DEGRADED", "documents", sh.NO_PDF),
    ],
)
def test_the_whole_is_as_well_as_its_worst_part(seen: dict[str, Any], status: str, part: str, reason: str) -> None:
    found = health_of(WELL._replace(**seen))
    assert found.status == status
    assert [(p.name, p.reason) for p in found.parts if p.status != "UP"] == ([(part, reason)] if reason else [])


def test_down_is_worse_than_degraded() -> None:
    assert health_of(WELL._replace(pdf=False, store=StoreState.AWAY, backlog=None)).status == "DOWN"
    assert health_of(WELL).status == "UP"


def test_a_service_that_is_well_says_so(client: FlaskClient) -> None:
    answer = client.get("/health")
    body = answer.get_json()
    assert answer.status_code == 200
    assert body["details"].keys() == {"database", "queue", "tasks", "deliveries", "disk", "data", "documents"}
    assert body["details"]["database"] == {"status": "UP"}
    assert client.get("/health/live").get_json() == {"status": "UP"}
    assert client.get("/health/ready").get_json() == {"status": "UP"}


def test_a_database_at_another_release_is_down_and_the_process_still_lives(
    fresh_database: Callable[..., str], storage: Storage
) -> None:
    empty = fresh_database(prepared=False)
    client = wiring.create_app(Settings(empty), storage).test_client()
    answer = client.get("/health")
    assert (answer.status_code, answer.get_json()["status"]) == (503, "DOWN")
    assert "db upgrade" in answer.get_json()["details"]["database"]["reason"]
    assert client.get("/health/ready").status_code == 503
    assert client.get("/health/live").status_code == 200


def test_a_lost_database_is_told_without_its_place(storage: Storage, tmp_path: Path) -> None:
    url = f"postgresql+psycopg://somebody:hidden@/secret?host={tmp_path}"
    client = wiring.create_app(Settings(url, queue_url=f"sqlite:///{tmp_path}/gone/queue"), storage).test_client()
    answer = client.get("/health")
    told = answer.get_data(as_text=True)
    assert answer.status_code == 503
    assert answer.get_json()["details"]["queue"]["status"] == "DEGRADED"
    for hidden in ("hidden", "secret", str(tmp_path), "psycopg"):
        assert hidden not in told


def test_a_probe_that_hangs_holds_up_nobody_and_gathers_no_threads() -> None:
    free, looks = threading.Event(), []

    def look() -> str:
        looks.append(1)
        free.wait(30)
        return "there"

    probe = Probe(look, "silent", patience=0.2, keep=0.0)
    began = time.monotonic()
    assert [probe.seen() for _ in range(20)] == ["silent"] * 20
    assert time.monotonic() - began < 2
    assert len(looks) == 1
    free.set()
    ends = time.monotonic() + 5
    while probe.seen() != "there":
        assert time.monotonic() < ends


def test_a_probe_that_fails_is_silent_and_an_answer_is_kept_for_a_while() -> None:
    assert Probe(lambda: 1 // 0, -1).seen() == -1
    looks: list[int] = []
    probe = Probe(lambda: looks.append(1) or len(looks), 0, keep=60)
    assert [probe.seen(), probe.seen()] == [1, 1]


def test_the_backlog_is_that_of_the_database(
    storage: Storage, database_url: str, app: Any, lot: dict[str, Any]
) -> None:
    client = app.test_client()
    client.post("/scoring/v1/evaluations", json=lot, headers={"Prefer": "respond-async"})
    watcher = watch_wiring.Watcher(Settings(database_url), MachineClock())
    backlog = watcher._seen()[1]
    assert backlog is not None
    assert (backlog.waiting, backlog.running) == (1, 0)
    assert backlog.oldest_waiting < 60
    taken = storage.jobs.take("a worker")
    assert taken is not None
    backlog = watch_wiring.Watcher(Settings(database_url), MachineClock())._seen()[1]
    assert backlog is not None
    assert (backlog.waiting, backlog.running, backlog.oldest_waiting) == (0, 1, 0)
    storage.jobs.release(taken, timedelta(0))
    with storage._engine.begin() as connection:
        connection.execute(sa.text("UPDATE job SET created_at = '2020-01-01T00:00:00.000+00:00'"))
        connection.execute(sa.text("UPDATE job SET lease_until = created_at"))
    found = watch_wiring.Watcher(Settings(database_url), MachineClock()).health()
    assert {part.name: part.reason for part in found.parts if part.name == "tasks"} == {"tasks": sh.TASKS_WAIT}


def test_the_disk_that_counts_is_the_one_that_is_written_to(tmp_path: Path) -> None:
    assert free_bytes(f"sqlite:///{tmp_path}/x.sqlite3") > 0
    assert free_bytes("postgresql+psycopg://host/db") > 0


def test_the_page_names_every_part() -> None:
    page = (ROOT / "examples" / "deployment" / "README.md").read_text("utf-8")
    for part in health_of(WELL).parts:
        assert f"`{part.name}`" in page
