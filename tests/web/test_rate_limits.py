"""Limits over HTTP: by client, by address for who is not believed, and health never."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema
from databases import url_of
from web.platforms import BASE, ELSEWHERE, Platform, registered, settings_of
from web.test_service import schema

from procurement_plugin.adapters.rate_limits import Rate
from procurement_plugin.bootstrap import wiring

if TYPE_CHECKING:
    from pathlib import Path

    from procurement_plugin.adapters.storage import Storage


def platforms(storage: Storage, folder: Path, **limits: Any) -> tuple[Platform, Platform]:
    """Two platforms on a service with limits."""
    http = wiring.create_app(settings_of(folder, url_of(storage), **limits)).test_client()
    return (
        registered(Platform("near-platform", "near", http), storage),
        registered(Platform("far-platform", "far", http), storage),
    )


def test_a_client_that_calls_too_often_is_told_how_long_to_wait(storage: Storage, tmp_path: Path) -> None:
    near, far = platforms(storage, tmp_path, rate=Rate(3, 60))
    token, others = near.token(), far.token()
    found = [near.call("get", "weightProfiles", token=token) for _ in range(4)]
    assert [response.status_code for response in found] == [200, 200, 200, 429]
    refused = found[-1]
    assert 1 <= int(refused.headers["Retry-After"]) <= 20
    assert refused.content_type == "application/problem+json"
    assert refused.get_json()["type"] == "urn:problem-type:belgif:tooManyRequests"
    jsonschema.validate(refused.get_json(), schema("Problem"))
    assert near.call("get", "weightProfiles", token=near.token()).status_code == 429  # another token, the same client
    assert far.call("get", "weightProfiles", token=others).status_code == 200


def test_who_is_not_believed_is_slowed_by_address(storage: Storage, tmp_path: Path) -> None:
    near, _ = platforms(storage, tmp_path, address_rate=Rate(4, 60))
    token = near.token()  # one of the four
    found = [near.call("get", "weightProfiles", token=token[:-1]).status_code for _ in range(4)]
    assert found == [401, 401, 401, 429]
    asked = near.ask()
    assert (asked.status_code, asked.content_type) == (429, "application/problem+json")
    assert near.call("get", "weightProfiles", token=token).status_code == 200
    for address in ("203.0.113.10", "2001:db8::1"):
        other = near.http.get(f"{BASE}/weightProfiles", environ_base={"REMOTE_ADDR": address})
        assert other.status_code == 401


def test_a_network_of_ipv6_is_one_address(storage: Storage, tmp_path: Path) -> None:
    """Whoever has one line has 2**64 addresses; a mapped address is that of IPv4."""
    near, _ = platforms(storage, tmp_path, address_rate=Rate(2, 3600))

    def asked(address: str) -> int:
        return near.http.get(f"{BASE}/weightProfiles", environ_base={"REMOTE_ADDR": address}).status_code

    assert [asked(f"2001:db8:0:7::{number:x}") for number in (1, 2, 3)] == [401, 401, 429]
    assert asked("2001:db8:0:8::1") == 401
    assert [asked(address) for address in ("198.51.100.9", "::ffff:198.51.100.9", "198.51.100.9")] == [401, 401, 429]


def test_pages_are_limited_too(storage: Storage, tmp_path: Path) -> None:
    near, _ = platforms(storage, tmp_path, address_rate=Rate(2, 60))
    found = [near.http.get("/pages/scanner", environ_base={"REMOTE_ADDR": ELSEWHERE}) for _ in range(3)]
    assert [response.status_code for response in found] == [403, 403, 429]
    assert "Retry-After" in found[-1].headers


def test_health_is_never_limited_and_open_to_anybody(storage: Storage, tmp_path: Path) -> None:
    near, _ = platforms(storage, tmp_path, rate=Rate(1, 3600), address_rate=Rate(1, 3600))
    for _ in range(5):
        response = near.http.get("/health", environ_base={"REMOTE_ADDR": ELSEWHERE})
        assert (response.status_code, response.get_json()["details"]["database"]) == (200, {"status": "UP"})
