"""The service as it runs: processes that count together, a log that is all JSON, slow callers, a database that hangs."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from running import Running, ask, free_port, run, running

from procurement_plugin.bootstrap.server import choose_slot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BASE = "scoring/v1"
LISTED = "weight_profiles.list_profiles"
# Replaced often, so that the replacing is seen; two processes, so that counting together is.
SETTINGS = {"PROCUREMENT_LOG": "json", "PROCUREMENT_MAX_REQUESTS": "20", "PROCUREMENT_RECEIVE_SECONDS": "2"}


class Place:
    """A running service with its two doors."""

    def __init__(self, process: Running, port: int, door: int) -> None:
        self.process = process
        self.url = f"http://127.0.0.1:{port}"
        self.door = f"http://127.0.0.1:{door}"
        self.port = port

    def figure(self, name: str, **labels: str) -> float:
        """A figure of /metrics."""
        text = ask(f"{self.door}/metrics")[2].decode()
        samples = [s for family in text_string_to_metric_families(text) for s in family.samples]
        return sum(s.value for s in samples if s.name == f"procurement_{name}" and labels.items() <= s.labels.items())


@pytest.fixture
def place(database_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    """The service on a database of its own; with two processes unless a test says otherwise."""
    port, door = free_port(), free_port()
    given = {
        "PROCUREMENT_DATABASE_URL": database_url,
        "PROCUREMENT_QUEUE_URL": f"sqlite:///{tmp_path}/queue.sqlite3",
        "PROCUREMENT_OPERATIONS_ADDRESS": f"127.0.0.1:{door}",
        "TMPDIR": str(tmp_path),
        **SETTINGS,
    }
    command = ("serve", "--port", str(port), "--workers", str(getattr(request, "param", 2)))
    with running(command, given, tmp_path, f"http://127.0.0.1:{port}/health/ready") as process:
        yield Place(process, port, door)


def test_processes_count_together_also_those_that_were_replaced(
    place: Place, lot: dict[str, Any], tmp_path: Path
) -> None:
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: ask(f"{place.url}/{BASE}/weightProfiles", seconds=60)[0], range(150)))
    assert set(answers) == {200}
    assert ask(f"{place.url}/{BASE}/evaluations", lot)[0] == 201
    listed = place.figure("http_request_duration_seconds_count", status="2xx", operation=LISTED)
    assert listed == 150
    assert place.figure("evaluations_total", kind="trial") == 1
    assert place.figure("health", part="database") == 1
    lines = place.process.lines()
    booted = [line for line in lines if str(line["event"]).startswith("Booting worker")]
    assert len(booted) > 4  # two at first, and others in their place
    files = list(tmp_path.glob("procurement-*/metrics/*.db"))
    assert 0 < len(files) <= 2 * 2 * 2  # two kinds of files, by number and not by process
    assert sum(line["event"] == "request" for line in lines) == 151
    assert place.process.stop() == 0
    assert not list(tmp_path.glob("procurement-*"))


def test_no_call_of_the_operator_is_lost_while_processes_are_replaced(place: Place) -> None:
    """With two processes that end after some 20 requests each, both may be away at times; calls wait then."""
    ended = threading.Event()

    def look(path: str) -> int:
        looks, expected = 0, (200, 503) if path == "health" else (200,)  # a probe that is slow today is no lost call
        while not ended.is_set():
            assert ask(f"{place.door}/{path}", seconds=60)[0] in expected
            looks += 1
        return looks

    with ThreadPoolExecutor(8) as threads:
        looking = [threads.submit(look, path) for path in ("metrics", "health", "health/live", "health/live")]
        try:
            work = threads.map(lambda _: ask(f"{place.url}/{BASE}/weightProfiles", seconds=60)[0], range(200))
            assert set(work) == {200}
        finally:
            ended.set()
        assert all(looks.result() > 0 for looks in looking)
    booted = [line for line in place.process.lines() if str(line["event"]).startswith("Booting worker")]
    assert len(booted) > 6


@pytest.mark.parametrize("place", [1], indirect=True)
def test_slow_callers_take_no_thread_for_long(place: Place) -> None:
    """More of them than there are threads; some send nothing more, some a byte now and then."""
    head = b"POST /scoring/v1/evaluations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    with ExitStack() as opened:
        slow = [
            opened.enter_context(socket.create_connection(("127.0.0.1", place.port), timeout=20)) for _ in range(16)
        ]
        for number, caller in enumerate(slow):
            caller.sendall(head + (b"Content-Length: 1000\r\n\r\n{" if number % 2 else b"X-Slow: "))
        ends = time.monotonic() + 1
        while time.monotonic() < ends:
            for caller in slow:
                with suppress(ConnectionError):  # its two seconds are over, and it was refused
                    caller.sendall(b" ")
            time.sleep(0.2)
        assert ask(f"{place.url}/health/live", seconds=30)[0] == 200


def test_headers_of_a_stranger_are_not_believed_and_the_command_line_asks_for_health(place: Place) -> None:
    for headers in ({"X-Forwarded-For": "203.0.113.9"}, {"X-Forwarded-Proto": "https", "Host": "example.org"}):
        assert ask(f"{place.url}/{BASE}/weightProfiles", headers=headers)[0] == 403
    status = ask(f"{place.url}/{BASE}/refData/weightLimits?day={'1' * 5000}")[0]
    assert status in (400, 414)
    found = run("health", f"{place.url}/health", environment={})
    assert run("health", place.url, environment={}).stdout == found.stdout
    assert (found.returncode, found.stdout.split()[0]) in ((0, "UP"), (0, "DEGRADED"))
    assert run("health", f"{place.url}/health/live", environment={}).stdout.strip() == "UP"
    lost = run("health", f"http://127.0.0.1:{free_port()}/health", environment={})
    assert (lost.returncode, lost.stderr.strip()) == (1, "It does not answer.")
    other = run("health", f"{place.url}/scoring/v1/doc/openapi.json", environment={})
    assert "no such service" in other.stdout


def test_a_door_that_is_taken_is_told_before_anything_starts(database_url: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        given = {"PROCUREMENT_DATABASE_URL": database_url, "PROCUREMENT_OPERATIONS_ADDRESS": address}
        found = run("serve", "--port", str(free_port()), environment=given)
    assert found.returncode == 2
    assert "PROCUREMENT_OPERATIONS_ADDRESS" in found.stderr


def test_a_database_that_hangs_does_not_hang_health(database_url: str, request: pytest.FixtureRequest) -> None:
    """The server of the tests is stopped in its tracks: connections stay open, and nobody answers."""
    if request.config.getoption("--database") != "postgresql":
        pytest.skip("only a server can hang; run with --database postgresql")
    del database_url  # so that this test is among those of the databases
    place: Place = request.getfixturevalue("place")
    folder = request.getfixturevalue("postgres")._data
    pids = [int((folder / "postmaster.pid").read_text().split()[0])]
    pids += [
        int(pid)
        for pid in subprocess.run(
            ["pgrep", "-P", str(pids[0])], capture_output=True, text=True, check=True
        ).stdout.split()
    ]
    assert ask(f"{place.door}/health")[0] == 200
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        with ThreadPoolExecutor(24) as threads:  # every thread of the service waits for the database
            waiting = [threads.submit(lambda: ask(f"{place.url}/{BASE}/weightProfiles", seconds=60)) for _ in range(24)]
            time.sleep(1.5)
            for path, expected in (("health", 503), ("health/ready", 503), ("health/live", 200)):
                began = time.monotonic()
                status, _, body = ask(f"{place.door}/{path}")
                assert time.monotonic() - began < 3
                assert status == expected, body
            text = ask(f"{place.door}/metrics")[2].decode()
            assert 'procurement_health{part="database"} 0.0' in text
            assert "procurement_tasks{" not in text
            for pid in reversed(pids):
                os.kill(pid, signal.SIGCONT)
            assert {future.result()[0] for future in waiting} <= {200, 503}
    finally:
        for pid in reversed(pids):
            os.kill(pid, signal.SIGCONT)
    ends = time.monotonic() + 10
    while ask(f"{place.door}/health")[0] != 200:
        assert time.monotonic() < ends


class Process:
    """One of gunicorn's."""


def test_a_process_counts_under_the_lowest_free_number() -> None:
    server = Process()
    server.WORKERS = {}
    for expected, ended in ((1, 0), (2, 0), (3, 2), (2, 0), (4, 1), (1, 0)):
        made = Process()
        choose_slot(server, made)
        assert made.slot == expected
        server.WORKERS[made.slot] = made
        server.WORKERS.pop(ended, None)
    assert json.dumps(sorted(server.WORKERS)) == "[1, 2, 3, 4]"
