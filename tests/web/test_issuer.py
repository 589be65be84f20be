"""Calls with tokens of a platform's own authorization server, whose keys are fetched from its address."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from databases import url_of
from joserfc import jwt
from joserfc.jwk import OKPKey
from web.platforms import BASE, ELSEWHERE

from procurement_plugin.bootstrap import wiring
from procurement_plugin.bootstrap.settings import settings_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from procurement_plugin.adapters.storage import Storage

ISSUER = "https://login.platform.example"
KEY = OKPKey.generate_key("Ed25519", {"kid": "issuer-1"})


class Keys(BaseHTTPRequestHandler):
    """The issuer's address."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"keys": [KEY.as_dict(private=False)]}).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    """Where the issuer's keys are."""
    server = HTTPServer(("127.0.0.1", 0), Keys)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/jwks"
    server.shutdown()
    thread.join()
    server.server_close()


def called(storage: Storage, address: str, **changed: Any) -> Any:
    """A call with a token of the issuer."""
    given = {
        "ISSUER": ISSUER,
        "ISSUER_JWKS_URL": address,
        "ISSUER_TENANTS": "near",
        "DATABASE_URL": url_of(storage),
    }
    app = wiring.create_app(settings_from({f"PROCUREMENT_{name}": value for name, value in given.items()}))
    claims = {
        "iss": ISSUER,
        "aud": "procurement-plugin",
        "sub": "anna",
        "name": "Anna",
        "person": True,
        "tenant": "near",
        "scope": "scoring:read",
        "exp": int(time.time()) + 60,
        **changed,
    }
    token = jwt.encode({"alg": "Ed25519", "kid": KEY.kid}, claims, KEY, algorithms=["Ed25519"])
    headers = {"Authorization": f"Bearer {token}"}
    place = f"{BASE}/weightProfiles"
    return app.test_client().get(place, headers=headers, environ_base={"REMOTE_ADDR": ELSEWHERE})


def test_a_token_of_the_issuer_is_believed_for_its_tenants_only(storage: Storage, address: str) -> None:
    assert called(storage, address).status_code == 200
    assert called(storage, address, scope="scoring:evaluate").status_code == 403
    for changed in ({"tenant": "far"}, {"iss": "https://elsewhere.example"}, {"exp": 1}, {"aud": "x"}):
        assert called(storage, address, **changed).status_code == 401, changed


def test_an_issuer_that_does_not_answer_is_a_503_and_no_refusal_of_the_token(storage: Storage) -> None:
    response = called(storage, "http://127.0.0.1:1/jwks")
    assert response.status_code == 503
    assert response.content_type == "application/problem+json"
    assert response.get_json()["type"].endswith("serviceUnavailable")
