"""Two platforms, each with a registered client of its own tenant, on a service with access configured."""

from __future__ import annotations

import json
import time
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from joserfc import jws
from joserfc.jwk import OKPKey

from procurement_plugin.adapters.bearer import api_key_of, hash_of
from procurement_plugin.adapters.signing_keys import new_key, write_keys
from procurement_plugin.bootstrap import wiring
from procurement_plugin.bootstrap.access_settings import AccessSettings
from procurement_plugin.bootstrap.settings import Settings
from procurement_plugin.domain.actor import APPROVE, SCOPES, Actor
from procurement_plugin.domain.clients import Client, ClientKind

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient

    from procurement_plugin.adapters.storage import Storage

BASE = "/scoring/v1"
PUBLIC = "https://scoring.example.org"
TOKEN_ADDRESS = f"{PUBLIC}{BASE}/oauth/token"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ADMINISTRATOR = Actor("-", "administrator", "Administrator", frozenset())
ELSEWHERE = "203.0.113.9"


class Platform:
    """A platform with its private key, as it stands outside the service."""

    def __init__(self, client_id: str, tenant: str, http: FlaskClient) -> None:
        self.id = client_id
        self.tenant = tenant
        self.http = http
        self.key: Any = OKPKey.generate_key("Ed25519", {"kid": f"{client_id}-1"})

    def client(self, scopes: tuple[str, ...] = SCOPES) -> Client:
        """As an administrator registers it."""
        keys = (self.key.as_dict(private=False),)
        who = (self.id, self.tenant, f"Platform {self.id}")
        return Client(*who, ClientKind.PRIVATE_KEY_JWT, frozenset(scopes), keys)

    def assertion(self, header: dict[str, Any] | None = None, key: Any = None, **changed: Any) -> str:
        """An assertion that is right but for what is changed; None leaves a claim out."""
        now = int(time.time())
        claims = {
            "iss": self.id,
            "sub": self.id,
            "aud": TOKEN_ADDRESS,
            "iat": now,
            "exp": now + 60,
            "jti": str(uuid.uuid4()),
            **changed,
        }
        given = {name: value for name, value in claims.items() if value is not None}
        head = {"alg": "Ed25519", "kid": self.key.kid, **(header or {})}
        head = {name: value for name, value in head.items() if value is not None}
        return jws.serialize_compact(head, json.dumps(given), key or self.key, algorithms=[head["alg"]])

    def ask(self, assertion: str = "", **form: str) -> Any:
        """The answer of the token endpoint."""
        sent = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion or self.assertion(),
            **form,
        }
        given = {name: value for name, value in sent.items() if value}
        return self.http.post(f"{BASE}/oauth/token", data=given, environ_base={"REMOTE_ADDR": ELSEWHERE})

    def token(self, scope: str = "", **claims: Any) -> str:
        """An access token."""
        response = self.ask(self.assertion(**claims), scope=scope)
        assert response.status_code == 200, response.get_data(as_text=True)
        token: str = response.get_json()["access_token"]
        return token

    def call(self, method: str, path: str, *, token: str = "", **more: Any) -> Any:
        """A call from another machine with an access token."""
        headers = {"Authorization": f"Bearer {token or self.token()}", **more.pop("headers", {})}
        place = path if path.startswith("/") else f"{BASE}/{path}"
        return self.http.open(
            place, method=method.upper(), headers=headers, environ_base={"REMOTE_ADDR": ELSEWHERE}, **more
        )


def settings_of(folder: Path, database_url: str, **access: Any) -> Settings:
    """A service with keys of its own."""
    key_file = folder / "signing.json"
    if not key_file.exists():
        write_keys(key_file, [new_key()])
    made = AccessSettings(signing_keys=key_file, public_url=PUBLIC, **access)
    return Settings(database_url, access=made)


@pytest.fixture
def service(storage: Storage, database_url: str, tmp_path: Path) -> Flask:
    """A service that answers other machines, without limits."""
    del storage
    made = wiring.create_app(settings_of(tmp_path, database_url))
    made.testing = False
    return made


@pytest.fixture
def near(service: Flask, storage: Storage) -> Platform:
    """The first platform."""
    return registered(Platform("near-platform", "near", service.test_client()), storage)


@pytest.fixture
def far(service: Flask, storage: Storage) -> Platform:
    """The second platform, of another tenant."""
    return registered(Platform("far-platform", "far", service.test_client()), storage)


def registered(platform: Platform, storage: Storage, scopes: tuple[str, ...] = SCOPES) -> Platform:
    """The platform, registered."""
    storage.clients.add(platform.client(scopes), "client.added", ADMINISTRATOR, datetime.now(UTC))
    return platform


def api_key(storage: Storage, tenant: str = "test-somebody") -> str:
    """An API key of a test tenant."""
    scopes = frozenset(SCOPES) - {APPROVE}
    made = Client("key-0123", tenant, "Somebody", ClientKind.API_KEY, scopes, ({"sha256": hash_of("s" * 43)},))
    storage.clients.add(made, "apiKey.issued", ADMINISTRATOR, datetime.now(UTC))
    return api_key_of("key-0123", "s" * 43)
