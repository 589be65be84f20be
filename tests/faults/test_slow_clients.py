"""Clients that are slow, silent or gone cost no thread: a service with one process answers others beside hundreds."""

from __future__ import annotations

import contextlib
import json
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from databases import sqlite_urls
from faults.running import BASE, Process, Server
from running import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SLOW = 300
START = f"POST {BASE}/evaluations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n".encode()
Client = socket.socket


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the service of this module keeps its files."""
    return tmp_path_factory.mktemp("slow")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    """One process with its four threads."""
    url = sqlite_urls(folder)()
    made = Server({"PROCUREMENT_DATABASE_URL": url}, "--workers", "1", log=folder / "log", quick=False)
    try:
        made.wait()
        yield made
    finally:
        made.kill()


@pytest.fixture
def connect(server: Server) -> Iterator[Any]:
    """Makes connections that send some bytes and no more; closes them in the end."""
    made: list[Client] = []

    def connected(begin: bytes = b"", *, small: bool = False) -> Client:
        client = socket.socket()
        if small:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        client.settimeout(30)
        client.connect(("127.0.0.1", server.port))
        client.sendall(begin)
        made.append(client)
        return client

    yield connected
    for client in made:
        client.close()


def whole(lot: dict[str, Any]) -> bytes:
    """A request with its length."""
    body = json.dumps(lot).encode()
    return START + f"Content-Length: {len(body)}\r\n\r\n".encode() + body


def many_bids(lot: dict[str, Any], number: int) -> dict[str, Any]:
    """The lot with the first bid so many times."""
    return lot | {"bids": [lot["bids"][0] | {"id": f"B-{count}"} for count in range(number)]}


def test_hundreds_of_silent_and_slow_clients(server: Server, connect: Any, lot: dict[str, Any]) -> None:
    for number in range(SLOW):
        connect((b"", START, START + b"Content-Length: 5000\r\n\r\n{")[number % 3])
    assert server.ask("POST", "evaluations", lot, seconds=30).status == 201


def test_who_does_not_read_holds_nobody_up(server: Server, connect: Any, lot: dict[str, Any]) -> None:
    asked = b"GET /scoring/v1/doc/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
    readers = [connect(asked, small=True) for _ in range(20)]
    assert server.ask("POST", "evaluations", lot, seconds=30).status == 201
    got = b""
    while b"\r\n\r\n" not in got or len(got) < 20_000:  # and who reads late gets it all the same
        got += readers[0].recv(4096)
    assert got.startswith(b"HTTP/1.1 200")


def test_a_request_byte_by_byte_is_answered(server: Server, connect: Any, lot: dict[str, Any]) -> None:
    client, request = connect(), whole(lot)
    for begin in range(0, len(request), 40):
        client.sendall(request[begin : begin + 40])
    assert client.recv(4096).startswith(b"HTTP/1.1 201")
    del server


def test_who_leaves_in_the_middle_of_two_thousand_bids_leaves_nothing(
    server: Server, connect: Any, folder: Path, lot: dict[str, Any]
) -> None:
    request = whole(many_bids(lot, 2000))
    for part in (100, len(request) // 2, len(request) - 1):
        connect(request[:part]).close()
    assert server.ask("POST", "evaluations", lot).status == 201
    log = (folder / "log").read_text().replace("gunicorn.error", "gunicorn")
    assert "rror" not in log


def test_who_leaves_while_it_is_scored_costs_nothing_but_the_answer(
    server: Server, connect: Any, lot: dict[str, Any]
) -> None:
    """It is stored, as the request was whole; with an Idempotency-Key the caller gets it later."""
    connect(whole(many_bids(lot, 500))).close()
    assert server.ask("POST", "evaluations", lot).status == 201


def test_a_half_closed_connection_is_answered(connect: Any, lot: dict[str, Any]) -> None:
    client = connect(whole(lot))
    client.shutdown(socket.SHUT_WR)
    assert client.recv(4096).startswith(b"HTTP/1.1 201")


def test_chunks_and_the_next_request_behind_them(connect: Any, lot: dict[str, Any]) -> None:
    body = json.dumps(lot).encode()
    pieces = [body[begin : begin + 500] for begin in range(0, len(body), 500)]
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in [*pieces, b""])
    client = connect(
        START + b"Transfer-Encoding: chunked\r\n\r\n" + chunks
        + b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    )  # fmt: skip
    got = b"".join(iter(lambda: client.recv(65536), b""))
    assert got.startswith(b"HTTP/1.1 201")
    assert got.endswith(b'"UP"}')


@pytest.mark.parametrize(
    ("rest", "status"),
    [
        (b"Content-Length: 9000000\r\n\r\n" + b"x" * 300_000, b"413"),
        (b"Content-Length: x\r\n\r\n", b"400"),
        (b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", b"400"),
        (b"X: " + b"y" * 100_000, b"431"),
    ],
)
def test_what_cannot_be_read_is_refused(connect: Any, folder: Path, rest: bytes, status: bytes) -> None:
    client = connect(START + rest)
    assert client.recv(4096).startswith(b"HTTP/1.1 " + status)
    assert "unforeseen" not in (folder / "log").read_text()


def test_nobody_is_waited_for_without_end(tmp_path: Path, lot: dict[str, Any]) -> None:
    """Half a request is answered 408, and an answer of which nothing is taken is dropped."""
    given = {"PROCUREMENT_DATABASE_URL": sqlite_urls(tmp_path)(), "PROCUREMENT_TEST_SECONDS": "2"}
    server = Server(given, "--workers", "1", log=tmp_path / "log")
    try:
        server.wait()
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as half, socket.socket() as reader:
            half.sendall(START)
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            reader.settimeout(60)
            reader.connect(("127.0.0.1", server.port))
            reader.sendall(whole(many_bids(lot, 1200)))
            assert half.recv(4096).startswith(b"HTTP/1.1 408")
            got = len(reader.recv(1000))
            time.sleep(6)
            with contextlib.suppress(ConnectionResetError):
                while piece := reader.recv(65536):
                    got += len(piece)
            assert got < 4_500_000
        assert server.ask("GET", "/health").status == 200
    finally:
        server.kill()


def test_at_sigterm_what_was_begun_is_answered(tmp_path: Path, lot: dict[str, Any]) -> None:
    """The service ends by itself, though a client holds a half request."""
    url = sqlite_urls(tmp_path)()
    server = Server({"PROCUREMENT_DATABASE_URL": url}, "--workers", "1", log=tmp_path / "log", quick=False)
    try:
        server.wait()
        request, here = whole(many_bids(lot, 600)), ("127.0.0.1", server.port)
        with contextlib.ExitStack() as opened, ThreadPoolExecutor(4) as senders:
            silent, *clients = [opened.enter_context(socket.create_connection(here, timeout=60)) for _ in range(5)]
            silent.sendall(START)
            for client in clients:  # who was answered once is known to the service
                client.sendall(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
                answer = b""
                while not answer.endswith(b"}") and (piece := client.recv(4096)):  # head and body may come apart
                    answer += piece
                assert answer.startswith(b"HTTP/1.1 200")
            list(senders.map(lambda client: client.sendall(request), clients))
            server.running.send_signal(signal.SIGTERM)
            assert [client.recv(4096)[:12] for client in clients] == [b"HTTP/1.1 201"] * 4
            assert server.running.wait(40) == 0
    finally:
        server.kill()


def test_at_sigterm_who_has_just_connected_is_still_answered(tmp_path: Path) -> None:
    """A request may be on its way; a process that is replaced after so many requests ends like this, too."""
    url = sqlite_urls(tmp_path)()
    server = Server({"PROCUREMENT_DATABASE_URL": url}, "--workers", "1", log=tmp_path / "log", quick=False)
    try:
        server.wait()
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as client:
            server.ask("GET", "/health/live")  # whoever came before is accepted by now
            server.running.send_signal(signal.SIGTERM)
            until(lambda: "Handling signal: term" in (tmp_path / "log").read_text())
            time.sleep(0.2)  # the process hears of it; it waits for two seconds
            client.sendall(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert client.recv(4096).startswith(b"HTTP/1.1 200")
        assert server.running.wait(40) == 0
    finally:
        server.kill()


def test_two_that_upgrade_at_once_both_succeed(fresh_database: Any, database_url: str, tmp_path: Path) -> None:
    del database_url  # only marks it as a test of databases
    given = {"PROCUREMENT_DATABASE_URL": fresh_database(prepared=False)}
    both = [Process(given, "db", "upgrade", log=tmp_path / f"{number}.log", quick=False) for number in range(2)]
    try:
        ended = [process.running.wait(60) for process in both]
    finally:
        for process in both:
            process.kill()
    assert ended == [0, 0], [log.read_text()[-2000:] for log in tmp_path.glob("*.log")]
