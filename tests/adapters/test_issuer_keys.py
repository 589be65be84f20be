"""An issuer's keys over HTTP: kept, refreshed with measure, and believed for a bounded time when they cannot be read."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from procurement_plugin.adapters import issuer_keys
from procurement_plugin.adapters.bearer import BearerTokens
from procurement_plugin.adapters.issuer_keys import FetchError, IssuerClaims, IssuerKeys, fetcher
from procurement_plugin.domain.findings import ClaimsError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

ISSUER = "https://login.platform.example"


class Address:
    """An address that answers as it is told, and a clock; counts how often it was asked."""

    def __init__(self, *keys: Any) -> None:
        self.answer: Any = {"keys": [key.as_dict(private=False) for key in keys]}
        self.asked = 0
        self.seconds = 0.0

    def fetch(self) -> Any:
        self.asked += 1
        if self.answer is None:
            raise FetchError("down")
        return self.answer

    def keys(self, **more: Any) -> IssuerKeys:
        return IssuerKeys(self.fetch, lambda: self.seconds, **more)


def key(kid: str) -> Any:
    return OKPKey.generate_key("Ed25519", {"kid": kid})


def token(signer: Any, **changed: Any) -> str:
    claims = {
        "iss": ISSUER,
        "aud": "procurement-plugin",
        "sub": "anna",
        "tenant": "near",
        "scope": "scoring:read",
        "exp": int(time.time()) + 60,
        **changed,
    }
    given = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({"alg": "Ed25519", "kid": signer.kid}, given, signer, algorithms=["Ed25519"])


def claims_of(address: Address, *tenants: str) -> IssuerClaims:
    return IssuerClaims(ISSUER, address.keys(), "procurement-plugin", frozenset(tenants or ("near",)))


def test_keys_are_fetched_once_and_again_after_ten_minutes() -> None:
    address = Address(key("a"))
    keys = address.keys()
    for seconds, asked in ((0, 1), (1, 1), (599, 1), (601, 2), (602, 2), (1202, 3)):
        address.seconds = seconds
        assert [row["kid"] for row in keys.for_kid("a")] == ["a"]
        assert address.asked == asked, seconds


def test_an_unknown_name_asks_again_at_most_once_a_minute() -> None:
    address = Address(key("a"))
    keys = address.keys()
    keys.for_kid("a")
    address.seconds = 61
    address.answer = Address(key("a"), key("b")).answer
    assert {row["kid"] for row in keys.for_kid("b")} == {"a", "b"}
    for number in range(50):
        keys.for_kid(f"made up {number}")
    assert address.asked == 2
    address.seconds = 122
    keys.for_kid("made up")
    assert address.asked == 3


@pytest.mark.parametrize(
    "answer", [None, {}, {"keys": []}, {"keys": "x"}, [], "x", {"keys": [7, {"kty": "oct", "k": "eA"}]}]
)
def test_old_keys_stay_for_a_day_when_the_address_fails(answer: Any) -> None:
    address = Address(key("a"))
    keys = address.keys(longest=1000)
    keys.for_kid("a")
    address.answer, address.seconds = answer, 900
    assert [row["kid"] for row in keys.for_kid("a")] == ["a"]
    address.seconds = 1001
    with pytest.raises(UnavailableError, match="try again"):
        keys.for_kid("a")
    address.answer, address.seconds = Address(key("c")).answer, 1100
    assert [row["kid"] for row in keys.for_kid("c")] == ["c"]


def test_a_service_starts_while_its_issuer_does_not_answer() -> None:
    address = Address()
    address.answer = None
    keys = address.keys()
    for _ in range(5):
        with pytest.raises(UnavailableError):
            keys.for_kid("a")
    assert address.asked == 1
    address.answer, address.seconds = Address(key("a")).answer, 61
    assert [row["kid"] for row in keys.for_kid("a")] == ["a"]


def test_many_threads_fetch_once() -> None:
    address = Address(key("a"))
    slow = address.fetch

    def fetch() -> Any:
        time.sleep(0.05)
        return slow()

    keys = IssuerKeys(fetch)
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(len(keys.for_kid("a")))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (found, address.asked) == ([1] * 8, 1)


def test_a_token_of_the_issuer_says_who_acts() -> None:
    signer = key("a")
    found = claims_of(Address(signer)).actor(token(signer, name="Anna", person=True))
    assert (found.tenant_id, found.subject, found.name, found.person) == ("near", "anna", "Anna", True)


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://elsewhere.example"},
        {"iss": None},
        {"aud": "another-service"},
        {"tenant": None},
        {"tenant": "far"},
        {"tenant": "local"},
        {"sub": None},
        {"exp": None},
        {"exp": 1},
        {"scope": ["scoring:read"]},
    ],
)
def test_a_token_that_is_not_right_is_refused(changed: dict[str, Any]) -> None:
    signer = key("a")
    with pytest.raises(ClaimsError):
        claims_of(Address(signer)).actor(token(signer, **changed))


def test_every_tenant_has_to_be_said_in_so_many_words() -> None:
    signer = key("a")
    assert claims_of(Address(signer), "*").actor(token(signer, tenant="far")).tenant_id == "far"


def test_a_secret_among_the_keys_signs_nothing() -> None:
    """A set that holds a symmetric key, or a private one, is read for its public keys only."""
    secret = OctKey.generate_key(256, {"kid": "s"})
    address = Address(key("a"))
    address.answer["keys"].append(secret.as_dict(private=True))
    wrong = jwt.encode({"alg": "HS256", "kid": "s"}, {"iss": ISSUER}, secret, algorithms=["HS256"])
    with pytest.raises(ClaimsError):
        claims_of(address).actor(wrong)
    private = key("p")
    address.answer = {"keys": [private.as_dict(private=True)]}
    assert "d" not in address.keys().for_kid("p")[0]


def test_who_a_token_says_it_is_from_chooses_the_keys_and_no_others_are_tried() -> None:
    mine = key("a")

    class NoClients:
        def get(self, _: str) -> None:
            return None

    bearer = BearerTokens(NoClients(), issuer=claims_of(Address(mine)), issuer_name=ISSUER)  # type: ignore[arg-type]
    assert bearer.actor(token(mine)).subject == "anna"
    for said in ("https://elsewhere.example", None):
        with pytest.raises(ClaimsError, match="knows nobody"):
            bearer.actor(token(mine, iss=said))


class Answers(BaseHTTPRequestHandler):
    """An authorization server that misbehaves on request."""

    def do_GET(self) -> None:
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "/keys")
            self.end_headers()
            return
        if self.path == "/garbage":
            self.wfile.write(b"no HTTP\r\n\r\n")
            return
        self.send_response(500 if self.path == "/broken" else 200)
        self.end_headers()
        try:
            for _ in range({"/large": 100, "/slow": 1000}.get(self.path, 0)):
                self.wfile.write(b" " * (10_000 if self.path == "/large" else 1))
                time.sleep(0.02 if self.path == "/slow" else 0)
            self.wfile.write(b"no json" if self.path == "/text" else json.dumps({"keys": []}).encode())
        except OSError:
            pass

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server on this machine."""
    made = HTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    thread.join()
    made.server_close()


def test_keys_come_over_http(server: str) -> None:
    assert fetcher(f"{server}/keys")() == {"keys": []}


@pytest.mark.parametrize("path", ["/redirect", "/broken", "/garbage", "/text", "/large", "/slow"])
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_answer_that_is_redirected_broken_too_large_or_too_slow_is_none(
    server: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuer_keys, "TIMEOUT_SECONDS", 0.5)
    began = time.monotonic()
    with pytest.raises(FetchError):
        fetcher(f"{server}{path}")()
    assert time.monotonic() - began < 10  # of the twenty that it would take


def test_nobody_there_is_an_error_like_the_others() -> None:
    with pytest.raises(FetchError):
        fetcher("http://127.0.0.1:1/keys")()
