"""Half a configuration of access is refused at the start, with everything that is missing at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from procurement_plugin.adapters.claims import UnreadableKeysError
from procurement_plugin.adapters.rate_limits import Rate
from procurement_plugin.adapters.signing_keys import new_key, write_keys
from procurement_plugin.bootstrap import wiring
from procurement_plugin.bootstrap.access_settings import AccessSettings
from procurement_plugin.bootstrap.environment import SettingsError
from procurement_plugin.bootstrap.settings import Settings, settings_from

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from procurement_plugin.adapters.storage import Storage

URL = "https://scoring.example.org"
JWKS = "https://login.example.org/jwks"
WHOLE = {"ISSUER": "https://login.example.org", "ISSUER_JWKS_URL": JWKS, "ISSUER_TENANTS": "near,far"}


def read(**given: str) -> AccessSettings:
    return settings_from({f"PROCUREMENT_{name}": value for name, value in given.items()}).access


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"ISSUER": WHOLE["ISSUER"]}, ["ISSUER_JWKS_URL", "ISSUER_TENANTS"]),
        ({"ISSUER_JWKS_URL": JWKS}, ["PROCUREMENT_ISSUER is missing", "ISSUER_TENANTS"]),
        ({"ISSUER_TENANTS": "near"}, ["PROCUREMENT_ISSUER is missing", "ISSUER_JWKS_URL is missing"]),
        ({"SIGNING_KEYS": "keys.json"}, ["PROCUREMENT_PUBLIC_URL"]),
        ({"SIGNING_KEYS": "keys.json", "PUBLIC_URL": "http://scoring.example.org"}, ["https://"]),
        ({"SIGNING_KEYS": "keys.json", "PUBLIC_URL": f"{URL}/below"}, ["host alone"]),
        ({"SIGNING_KEYS": "keys.json", "PUBLIC_URL": "scoring.example.org"}, ["https://"]),
        ({"SIGNING_KEYS": "keys.json", "PUBLIC_URL": "https://[x"}, ["https://"]),
        ({"PUBLIC_URL": URL}, ["nothing says who may call"]),
        ({"PROXIES": "1"}, ["nothing says who may call"]),
        ({"PROXIES": "many"}, ["PROCUREMENT_PROXIES"]),
        ({**WHOLE, "ISSUER_JWKS_URL": "http://login.example.org/jwks"}, ["ISSUER_JWKS_URL", "https://"]),
        ({**WHOLE, "ISSUER": f"{URL}/scoring/v1", "PUBLIC_URL": URL, "SIGNING_KEYS": "k"}, ["this service itself"]),
        ({"RATE_LIMIT": "many"}, ["600/minute"]),
        ({"RATE_LIMIT": "0/minute", "RATE_LIMIT_ADDRESS": "1/day"}, ["RATE_LIMIT is", "RATE_LIMIT_ADDRESS is"]),
    ],
)
def test_half_a_configuration_is_refused_with_all_that_is_missing(given: dict[str, str], words: list[str]) -> None:
    with pytest.raises(SettingsError) as caught:
        read(**given)
    for word in words:
        assert word in str(caught.value)


def test_nothing_set_answers_this_machine_only_and_without_limit() -> None:
    settings = settings_from({})
    assert not settings.serves_others
    assert (settings.access.rate, settings.access.address_rate) == (None, None)


def test_a_whole_configuration_has_limits_unless_they_are_off() -> None:
    found = read(**WHOLE)
    assert found.issuer_tenants == {"near", "far"}
    assert (found.rate, found.address_rate) == (Rate(600, 60), Rate(60, 60))
    off = read(**WHOLE, RATE_LIMIT="off", RATE_LIMIT_ADDRESS="5/second")
    assert (off.rate, off.address_rate) == (None, Rate(5, 1))


@pytest.mark.parametrize("content", [None, "", "{}", '{"keys": []}', '{"keys": [{"kty": "oct", "k": "eA"}]}'])
def test_keys_that_cannot_be_used_stop_the_start(storage: Storage, tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "keys.json"
    if content is not None:
        file.write_text(content)
    url = storage._engine.url.render_as_string()
    with pytest.raises(UnreadableKeysError, match="procurement-plugin keys add"):
        wiring.create_app(Settings(url, access=AccessSettings(signing_keys=file, public_url=URL)))
    with pytest.raises(UnreadableKeysError, match="PROCUREMENT_PLATFORM_KEYS"):
        wiring.create_app(Settings(url, file))


def test_keys_of_a_client_are_no_keys_of_the_service(storage: Storage, tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    public = {name: value for name, value in new_key().items() if name != "d"}
    write_keys(file, [public])
    url = storage._engine.url.render_as_string()
    with pytest.raises(UnreadableKeysError):
        wiring.create_app(Settings(url, access=AccessSettings(signing_keys=file, public_url=URL)))


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "scoring.example.org"},
        {"Host": "localhost.example.org:8000"},
        {"X-Forwarded-For": "203.0.113.9"},
        {"Forwarded": "for=203.0.113.9"},
    ],
)
def test_without_access_a_call_that_comes_from_elsewhere_by_a_detour_is_refused(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    response = client.get("/health", headers=headers)
    assert response.status_code == 403
    for host in ("localhost:8000", "127.0.0.1", "[::1]:8000"):
        assert client.get("/health", headers={"Host": host}).status_code == 200


def test_behind_a_proxy_the_address_is_the_callers(storage: Storage, tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    write_keys(file, [new_key()])
    url = storage._engine.url.render_as_string()
    access = AccessSettings(signing_keys=file, public_url=URL, proxies=1, address_rate=Rate(1, 3600))
    client = wiring.create_app(Settings(url, access=access)).test_client()

    def status(address: str) -> int:
        return client.get("/scoring/v1/weightProfiles", headers={"X-Forwarded-For": address}).status_code

    # The last address is the proxy's own word; what a caller wrote before it counts for nothing.
    assert [status("203.0.113.1"), status("203.0.113.2"), status("203.0.113.2"), status("x, 203.0.113.1")] == [
        401,
        401,
        429,
        429,
    ]
