"""Processes are killed at chosen and at random points: no accepted job is lost, and none gives two evaluations.

By default a worker is killed 3 times; PROCUREMENT_KILLS=200 sets another number (about a second for each).
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from running import COMMAND, begun, clean, free_port, until, working
from work.counting import count

from procurement_plugin.adapters.storage import Storage
from procurement_plugin.bootstrap import wiring
from procurement_plugin.bootstrap.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask.testing import FlaskClient

BASE = "/scoring/v1"
KILLS = int(os.environ.get("PROCUREMENT_KILLS", "3"))
DEAD = 9
TESTS = Path(__file__).resolve().parents[1]
forks = multiprocessing.get_context("forkserver")
forks.set_forkserver_preload(["work.dying"])


@pytest.fixture
def queue(tmp_path: Path) -> str:
    """The queue's address."""
    return f"sqlite:///{tmp_path}/queue.sqlite3"


@pytest.fixture
def storage(url: str) -> Iterator[Storage]:
    """A prepared database under the machine's own clock, with leases of a second."""
    made = Storage(url)
    yield made
    made.close()


@pytest.fixture
def client(storage: Storage, url: str, queue: str) -> FlaskClient:
    """A caller."""
    return wiring.create_app(Settings(url, queue_url=queue), storage).test_client()


@contextmanager
def started(work: Callable[..., None], *given: Any) -> Iterator[Any]:
    """A process that does some of ``work.dying``; it ends with the block."""
    with pytest.MonkeyPatch.context() as patched:  # the server of forks takes its path from here when it begins
        patched.setenv("PYTHONPATH", os.pathsep.join(map(str, (TESTS.parent, TESTS))))
        with working(forks.Process(target=work, args=given)) as made:
            yield made


def accepted(client: FlaskClient, lot: dict[str, Any]) -> str:
    """Where the task of a request is."""
    return str(client.post(f"{BASE}/evaluations", json=lot, headers={"Prefer": "respond-async"}).headers["Location"])


def all_done(client: FlaskClient, places: list[str], seconds: float = 60) -> list[str]:
    """Where the evaluations are, once every task is done."""
    ends = time.monotonic() + seconds
    while any(client.get(place).status_code != 303 for place in places):
        assert time.monotonic() < ends, [client.get(place).get_json() for place in places]
        time.sleep(0.1)
    return [str(client.get(place).headers["Location"]) for place in places]


def attempts(storage: Storage) -> int:
    """How often any job was begun."""
    with storage._engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT sum(attempts) FROM job").scalar() or 0)


def test_workers_are_killed_at_random_and_each_job_gives_one_evaluation(
    client: FlaskClient, storage: Storage, url: str, queue: str, lot: dict[str, Any]
) -> None:
    from work import dying  # noqa: PLC0415  it loads law, method and data

    chance = random.Random(7)  # noqa: S311  for tests
    places: list[str] = []
    for _ in range(KILLS):
        places += [accepted(client, lot) for _ in range(3)]
        before = attempts(storage)
        with started(dying.work, url, queue) as process:
            ends = time.monotonic() + 10
            while attempts(storage) == before and time.monotonic() < ends:
                time.sleep(0.005)
            time.sleep(0.2 * chance.random())
            process.kill()
            process.join()
            assert process.exitcode == -signal.SIGKILL
    with started(dying.work, url, queue):
        evaluations = all_done(client, places, 60 + KILLS)
    tried = [client.get(place).get_json()["attempts"] for place in places]
    again = sum(tried) - len(places)
    print(f"{KILLS} kills, {len(places)} jobs, {again} begun again, at most {max(tried)} times")
    assert len(set(evaluations)) == len(places)
    assert count(storage, "evaluation") == len(places)
    assert count(storage, "audit_event", "event = 'evaluation.stored'") == len(places)
    assert all(client.get(place).status_code == 200 for place in evaluations)
    assert storage.audit.verify("local") == []
    assert again > 0 or KILLS < 30


@pytest.mark.parametrize(
    ("point", "stored"), [("after take", 0), ("before finish", 0), ("after finish", 0), ("after commit", 1)]
)
def test_a_worker_that_dies_at_a_point_of_a_job_loses_nothing(
    client: FlaskClient, storage: Storage, url: str, queue: str, lot: dict[str, Any], point: str, stored: int
) -> None:
    from work import dying  # noqa: PLC0415

    place = accepted(client, lot)
    with started(dying.die_working, url, queue, point) as process:
        process.join(60)
        assert process.exitcode == DEAD
    assert count(storage, "evaluation") == stored
    with started(dying.work, url, queue):
        all_done(client, [place])
    assert count(storage, "evaluation") == 1
    assert client.get(place).get_json()["attempts"] == 2 - stored


@pytest.mark.parametrize(
    ("point", "stored"), [("after claim", 0), ("before keep", 0), ("after keep", 0), ("after commit", 1)]
)
def test_a_server_that_dies_at_a_point_of_an_answer_makes_one_evaluation(
    client: FlaskClient, storage: Storage, url: str, queue: str, lot: dict[str, Any], point: str, stored: int
) -> None:
    """The caller saw no answer and sends the request again, with the same key."""
    from work import dying  # noqa: PLC0415

    with started(dying.die_answering, url, queue, point, lot, "key") as process:
        process.join(60)
        assert process.exitcode == DEAD
    assert count(storage, "evaluation") == stored
    again = client.post(f"{BASE}/evaluations", json=lot, headers={"Idempotency-Key": "key"})
    if not stored:
        assert (again.status_code, again.get_json()["type"][-19:]) == (409, "requestStillRunning")
        with storage._engine.begin() as connection:  # its time runs out
            connection.exec_driver_sql("UPDATE kept_answer SET lease_until = '2026'")
        again = client.post(f"{BASE}/evaluations", json=lot, headers={"Idempotency-Key": "key"})
    assert again.status_code == 201
    assert count(storage, "evaluation") == 1
    assert json.loads(client.get(again.headers["Location"]).data)["id"] == again.get_json()["id"]


def test_the_worker_command_ends_its_work_and_stops_at_sigterm(
    client: FlaskClient, storage: Storage, url: str, queue: str, lot: dict[str, Any]
) -> None:
    environment = clean({"PROCUREMENT_DATABASE_URL": url, "PROCUREMENT_QUEUE_URL": queue})
    places = [accepted(client, lot) for _ in range(100)]
    with begun([COMMAND, "worker"], env=environment, stdout=subprocess.DEVNULL) as process:
        until(lambda: count(storage, "job", "state = 'done'"))
        process.terminate()
        assert process.wait(60) == 0
    assert count(storage, "job", "state = 'running'") == 0
    done = count(storage, "job", "state = 'done'")
    assert 0 < done < len(places)
    assert count(storage, "evaluation") == done


def test_serve_runs_tasks_beside_and_stops_at_sigterm(
    client: FlaskClient, storage: Storage, url: str, queue: str, lot: dict[str, Any]
) -> None:
    """A single machine needs nothing else; what was accepted before is taken, too."""
    environment = clean({"PROCUREMENT_DATABASE_URL": url, "PROCUREMENT_QUEUE_URL": queue})
    command = [COMMAND, "serve", "--port", str(free_port()), "--workers", "1"]
    place = accepted(client, lot)
    with begun(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        all_done(client, [place])
        process.terminate()
        assert process.wait(40) == 0
    assert count(storage, "evaluation") == 1
