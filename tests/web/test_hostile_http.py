"""Hand-made hostile requests: each gets a 4xx as problem+json, never a 500, through the server and past it."""

from __future__ import annotations

import gzip
import json
import os
import socket
import subprocess
import sys
import time
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT
from gunicorn.http.errors import InvalidChunkSize
from running import begun, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient

BASE = "/scoring/v1"
EVALUATIONS = f"POST {BASE}/evaluations HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n".encode()
JSON = b"Content-Type: application/json\r\n"
CHUNKED = EVALUATIONS + JSON + b"Transfer-Encoding: chunked\r\n\r\n"
LISTED = f"GET {BASE}/weightProfiles HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n".encode()
BOMB = gzip.compress(b" " * 50_000_000)
RAW = {
    "a small method": (b"get /health HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "a version that does not exist": (b"GET /health HTTP/3.0\r\nHost: a\r\n\r\n", 400),
    "bytes in the address": (b"GET /\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "NUL in the address": (b"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "a long address": (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
    "a huge header": (LISTED + b"X-Big: " + b"a" * 100_000 + b"\r\n\r\n", 431),
    "many headers": (LISTED + b"".join(b"X-%d: a\r\n" % n for n in range(500)) + b"\r\n", 431),
    "NUL in a header": (LISTED + b"Idempotency-Key: a\x00b\r\n\r\n", 400),
    "two hosts": (LISTED + b"Host: evil\r\n\r\n", 400),
    "no colon": (LISTED + b"Nonsense\r\n\r\n", 400),
    "two lengths": (EVALUATIONS + JSON + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef", 400),
    "a negative length": (EVALUATIONS + JSON + b"Content-Length: -1\r\n\r\n", 400),
    "length and chunks": (CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Length: 5\r\n\r\n") + b"0\r\n\r\n", 400),
    "a chunk of no size": (CHUNKED + b"zz\r\nabc\r\n0\r\n\r\n", 400),
    "a chunk of negative size": (CHUNKED + b"-5\r\nabc\r\n0\r\n\r\n", 400),
    "a compressed bomb": (EVALUATIONS + JSON + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(BOMB) + BOMB, 400),
    "an expectation": (LISTED + b"Expect: 200-ok\r\n\r\n", 417),
    "a token of bytes": (LISTED + b"Authorization: Bearer \xff\xfe\r\n\r\n", 401),
}  # fmt: skip


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A running service."""
    folder: Path = tmp_path_factory.mktemp("hostile")
    found = free_port()
    command = "from procurement_plugin.bootstrap.cli import main; main()"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PROCUREMENT_DATABASE_URL": f"sqlite:///{folder}/a.sqlite3"}
    given = ["serve", "--port", str(found), "--workers", "1", "--without-worker"]
    with begun([sys.executable, "-c", command, *given], env=environment, stderr=subprocess.DEVNULL) as server:
        _await(found, server)
        yield found


def _await(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert server.poll() is None
        try:
            sent(port, b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the service did not start")


def sent(port: int, raw: bytes) -> bytes:
    """What the service answers to bytes; a caller that is cut off while it sends reads what was answered."""
    answer = b""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as caller:
        try:
            caller.sendall(raw)
            while part := caller.recv(65_536):
                answer += part
        except ConnectionError:
            if not answer:
                raise
    return answer


@pytest.mark.parametrize("name", RAW)
def test_what_is_hardly_http_is_refused_gently(port: int, name: str) -> None:
    raw, status = RAW[name]
    head, _, body = sent(port, raw).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status), head
    assert b"application/problem+json" in head
    told = json.loads(body)
    assert told["status"] == status
    assert told["type"].startswith("urn:problem-type:")
    assert told["detail"]
    assert b"evil" not in body
    assert b"Nonsense" not in body


def test_an_entity_tag_of_strange_digits_is_refused(client: FlaskClient, lot: dict[str, Any]) -> None:
    draft = {name: lot[name] for name in ("procedure", "lot", "weightProfile")}
    kept = client.post(f"{BASE}/weightProfiles", json=draft)
    for tag in ('"²"', '"١"', '"1e1"', "*", '"-1"', '"99999999999"'):
        found = client.put(kept.headers["Location"], json=draft, headers={"If-Match": tag})
        assert found.status_code == 412, tag


@pytest.mark.parametrize("raw", [b'{"\\ud800": 1}', b'{"procedure": {"\\udfff": 1}}'])
@pytest.mark.parametrize("path", ["evaluations", "simulations", "complianceChecks", "weightProfiles", "materialScans", "webhooks"])  # fmt: skip
def test_half_a_character_in_a_name_is_refused(client: FlaskClient, path: str, raw: bytes) -> None:
    found = client.post(f"{BASE}/{path}", data=raw, content_type="application/json")
    assert found.status_code == 400
    assert found.get_json()["issues"]
    found.get_data().decode("utf-8")


def test_an_object_of_very_many_names_is_refused_at_once(client: FlaskClient) -> None:
    raw = json.dumps({f"name{number}": 1 for number in range(10_001)})
    found = client.post(f"{BASE}/materialScans", data=raw, content_type="application/json")
    assert found.status_code == 400
    assert "10001 names" in found.get_json()["detail"]


class _Broken(BytesIO):
    """A body whose chunks do not fit together, as the server reports it."""

    def read(self, *_: Any) -> bytes:
        raise InvalidChunkSize(b"zz")

    readline = readinto = read  # type: ignore[assignment]  # however it is read


@pytest.mark.parametrize("path", ["evaluations", "imports", "oauth/token", "launches"])
def test_a_body_that_breaks_off_is_refused(client: FlaskClient, path: str) -> None:
    more = {"wsgi.input": _Broken(), "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    found = client.open(f"{BASE}/{path}", method="POST", content_type="application/json", environ_overrides=more)
    assert found.status_code == 400
    assert "broke off" in found.get_json()["detail"]
