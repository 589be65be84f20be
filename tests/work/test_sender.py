"""Where a webhook message goes: to public addresses only, to the one that was checked, and in bounded time."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from procurement_plugin.adapters.webhook_sender import NOT_PUBLIC, WebhookSender
from procurement_plugin.domain.public_address import is_loopback, is_public

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

REFUSED = [
    *("127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255"),  # noqa: S104
    *("192.168.1.1", "169.254.169.254", "169.254.170.2", "100.64.0.1", "100.100.100.200", "168.63.129.16"),
    *("192.0.0.192", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.7", "224.0.0.1", "239.1.2.3"),
    *("240.0.0.1", "255.255.255.255", "192.88.99.1"),
    *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "100::1"),
    *("::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.0.0.1", "::127.0.0.1", "::ffff:0:127.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1"),
    *("3fff::1", "4000::1", "localhost", "", "1.2.3", "01.2.3.4", "1.2.3.4.5"),
]
PUBLIC = ["1.1.1.1", "8.8.8.8", "93.184.215.14", "172.15.255.255", "172.32.0.1", "100.63.255.255", "100.128.0.1"]
PUBLIC += ["2606:4700::1111", "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "223.255.255.255"]


@pytest.mark.parametrize("address", REFUSED)
def test_no_message_goes_to_an_address_that_is_not_public(address: str) -> None:
    assert not is_public(address)
    sender = WebhookSender(resolve=lambda *_: [address], seconds=1)
    assert sender.send("https://platform.example/", {}, b"{}").error == NOT_PUBLIC


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_known_as_such(address: str) -> None:
    assert is_public(address)


def test_what_is_public_here_is_global_to_the_library_too() -> None:
    """The library's list changes with Python; ours may be stricter, never laxer, at the edges of every network."""
    edges = [
        f"{first}.{second}.{third}.1" for first in range(256) for second in (0, 18, 64, 168) for third in (0, 2, 100)
    ]
    for text in edges:
        if is_public(text):
            assert ip_address(text).is_global, text


def test_loopback_is_told_in_all_its_forms() -> None:
    assert [is_loopback(text) for text in ("127.0.0.9", "::1", "::ffff:127.0.0.1")] == [True] * 3
    assert [is_loopback(text) for text in ("10.0.0.1", "::2", "localhost", "1.1.1.1")] == [False] * 4


class Server:
    """A server on this machine that answers as a test wants."""

    def __init__(
        self, answers: Callable[[BaseHTTPRequestHandler], None], context: ssl.SSLContext | None = None
    ) -> None:
        self.calls: list[tuple[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.calls.append((self.path, self.headers["Host"]))
                self.rfile.read(int(self.headers["Content-Length"]))
                answers(self)

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *_: None  # type: ignore[method-assign]
        if context is not None:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Makes servers, and ends them."""
    made: list[Server] = []

    def start(answers: Callable[[BaseHTTPRequestHandler], None], context: ssl.SSLContext | None = None) -> Server:
        made.append(Server(answers, context))
        return made[-1]

    yield start
    for one in made:
        one.server.shutdown()
        one.server.server_close()


def answering(status: int, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    """Answers with a status and headers."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()

    return answer


def test_a_redirect_is_not_followed(serve: Callable[..., Server]) -> None:
    inner = serve(answering(200))
    outer = serve(answering(307, Location=f"http://127.0.0.1:{inner.port}/metadata"))
    outcome = WebhookSender(loopback=True).send(f"http://127.0.0.1:{outer.port}/", {}, b"{}")
    assert (outcome.status, outcome.error) == (307, "answered 307")
    assert (len(outer.calls), inner.calls) == (1, [])


def test_a_name_is_resolved_once_and_the_checked_address_is_used(
    serve: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: public when checked, this machine a moment later. The connection goes to what was checked."""
    server = serve(answering(200))
    asked: list[str] = []
    connected: list[tuple[str, int]] = []

    def rebinding(host: str, _: int) -> Sequence[str]:
        asked.append(host)
        return ["93.184.215.14"] if len(asked) == 1 else ["127.0.0.1"]

    def connect(address: tuple[str, int], *_: object) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    outcome = WebhookSender(resolve=rebinding).send(f"https://platform.example:{server.port}/", {}, b"{}")
    assert outcome.status == 0
    assert (asked, connected) == (["platform.example"], [("93.184.215.14", server.port)])
    assert server.calls == []


def test_one_bad_address_among_good_ones_refuses_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "create_connection", lambda *_: pytest.fail("connected"))
    for addresses in (["1.1.1.1", "10.0.0.1"], ["::1", "1.1.1.1"], [], ["127.0.0.1", "1.1.1.1"]):
        sender = WebhookSender(loopback=True, resolve=lambda *_, found=addresses: found)  # type: ignore[misc]
        assert sender.send("https://platform.example/", {}, b"{}").error == NOT_PUBLIC


def test_without_tls_nothing_leaves_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "create_connection", lambda *_: pytest.fail("connected"))
    sender = WebhookSender(loopback=True, resolve=lambda *_: ["1.1.1.1"])
    assert "only https" in sender.send("http://platform.example/", {}, b"{}").error


def test_loopback_is_refused_unless_it_was_set(serve: Callable[..., Server]) -> None:
    server = serve(answering(200))
    url = f"http://127.0.0.1:{server.port}/a?b=c"
    assert WebhookSender().send(url, {}, b"{}").error == NOT_PUBLIC
    assert server.calls == []
    assert WebhookSender(loopback=True).send(url, {}, b"{}").status == 200
    assert server.calls[0][0] == "/a?b=c"


def test_who_answers_a_byte_at_a_time_does_not_hold_the_worker(serve: Callable[..., Server]) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        for _ in range(100):
            handler.wfile.write(b"H")
            handler.wfile.flush()
            time.sleep(0.1)

    def drip_headers(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.flush_headers()
        drip(handler)

    def drip_body(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        drip(handler)

    late = (0, "no answer within 0.5 seconds")
    for slow, expected in ((drip, late), (drip_headers, late), (drip_body, (200, ""))):
        server = serve(slow)
        began = time.monotonic()
        outcome = WebhookSender(loopback=True, seconds=0.5).send(f"http://127.0.0.1:{server.port}/", {}, b"{}")
        assert time.monotonic() - began < 8  # of the ten that it would take
        assert outcome == expected


def test_a_long_answer_is_not_read_to_its_end(serve: Callable[..., Server]) -> None:
    written: list[int] = []

    def pour(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(10**9))
        handler.end_headers()
        for count in range(1000):
            handler.wfile.write(b"x" * 10**6)
            written.append(count)

    server = serve(pour)
    assert WebhookSender(loopback=True).send(f"http://127.0.0.1:{server.port}/", {}, b"{}").status == 200
    time.sleep(0.3)
    assert len(written) < 100


def test_what_is_no_http_or_nobody_there_is_told_in_few_words() -> None:
    def nowhere(*_: object) -> Sequence[str]:
        raise socket.gaierror

    assert WebhookSender(resolve=nowhere).send("https://platform.example/", {}, b"").error == "the name has no address"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    outcome = WebhookSender(loopback=True).send(f"http://127.0.0.1:{port}/", {}, b"")
    assert (outcome.status, outcome.error) == (0, "the connection failed (ConnectionRefusedError)")


def _certificate(folder: Path, name: str) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    private.write_bytes(key.private_bytes(*form))
    return certificate, private


def test_the_certificate_is_checked_against_the_name_though_the_connection_goes_to_a_number(
    serve: Callable[..., Server], tmp_path: Path
) -> None:
    certificate, private = _certificate(tmp_path, "platform.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, private)
    server = serve(answering(200), context)
    trusting = ssl.create_default_context(cafile=str(certificate))
    sent: dict[str, Any] = {"headers": {}, "body": b"{}"}
    sender = WebhookSender(loopback=True, resolve=lambda *_: ["127.0.0.1"], context=trusting)
    assert sender.send(f"https://platform.example:{server.port}/", **sent).status == 200
    assert server.calls == [("/", f"platform.example:{server.port}")]
    other = sender.send(f"https://other.example:{server.port}/", **sent)
    assert (other.status, other.error[:15]) == (0, "the certificate")
    strict = WebhookSender(loopback=True, resolve=lambda *_: ["127.0.0.1"])
    assert strict.send(f"https://platform.example:{server.port}/", **sent).error.startswith("the certificate")
    assert len(server.calls) == 1
