"""The token endpoint: who signs rightly gets a short token, and every way to sign wrongly is refused."""

from __future__ import annotations

import base64
import json
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from freezegun import freeze_time
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from web.platforms import ADMINISTRATOR, BASE, PUBLIC, TOKEN_ADDRESS, Platform, api_key, far, near, service

from procurement_plugin.adapters.signed_tokens import claims_before_belief, header_of, registered
from procurement_plugin.adapters.signing_keys import new_key, read_keys, write_keys

if TYPE_CHECKING:
    from pathlib import Path

    from procurement_plugin.adapters.storage import Storage

__all__ = ["far", "near", "service"]  # fixtures


def refused(response: Any, error: str, status: int = 401) -> str:
    """The description of a refusal, whose form is that of RFC 6749, section 5.2."""
    assert (response.status_code, response.get_json()["error"]) == (status, error), response.get_data(as_text=True)
    assert response.headers["Cache-Control"] == "no-store"
    assert set(response.get_json()) == {"error", "error_description"}
    words: str = response.get_json()["error_description"]
    return words


def test_a_client_that_signs_gets_a_token_that_is_believed(near: Platform) -> None:
    response = near.ask(scope="scoring:read scoring:evaluate")
    body = response.get_json()
    assert response.status_code == 200
    assert (body["token_type"], body["expires_in"], body["scope"]) == ("Bearer", 600, "scoring:evaluate scoring:read")
    claims = claims_before_belief(body["access_token"])
    assert header_of(body["access_token"])["typ"] == "at+jwt"
    assert (claims["iss"], claims["sub"], claims["tenant"]) == (f"{PUBLIC}{BASE}", near.id, "near")
    assert claims["person"] is False
    assert near.call("get", "weightProfiles", token=body["access_token"]).status_code == 200


NOW = int(time.time())


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"iss": "somebody"}, "iss has to be"),
        ({"aud": "https://elsewhere.example/token"}, "aud has to be"),
        ({"aud": [TOKEN_ADDRESS, "https://elsewhere.example"]}, "nothing else"),
        ({"aud": None}, "aud has to be"),
        ({"exp": None}, "exp is missing"),
        ({"exp": NOW - 60}, "exp has passed"),
        ({"exp": NOW + 100_000}, "5 minutes ahead"),
        ({"exp": "tomorrow"}, "exp is missing or is no number"),
        ({"exp": 10**400}, "5 minutes ahead"),
        ({"exp": True}, "exp is missing or is no number"),
        ({"nbf": NOW + 100_000}, "nbf"),
        ({"iat": NOW + 100_000}, "iat"),
        ({"jti": None}, "jti has to be"),
        ({"jti": 7}, "jti has to be"),
        ({"jti": "x" * 201}, "jti has to be"),
        ({"person": "anna"}, "person has to be"),
        ({"person": {"subject": "anna", "name": "Anna", "admin": True}}, "person has to be"),
    ],
)
def test_a_claim_that_is_not_right_is_named(near: Platform, claims: dict[str, Any], words: str) -> None:
    assert words in refused(near.ask(near.assertion(**claims)), "invalid_client")


def test_an_end_that_is_no_number_of_json_is_refused(near: Platform) -> None:
    """Python's JSON reads NaN, and every comparison with it is false."""
    whole = near.assertion(exp=float("nan"))
    assert "exp is missing" in refused(near.ask(whole), "invalid_client")


@pytest.mark.parametrize("text", ["\ud800", "a\x00b", "x" * 500, "", ["near-platform"], {}, 7, None, True])
@pytest.mark.parametrize("name", ["sub", "jti", "person"])
def test_claims_of_every_kind_are_refused_gently(near: Platform, name: str, text: Any) -> None:
    response = near.ask(near.assertion(**{name: text}))
    expected = 200 if (name, text) in (("person", None), ("jti", "a\x00b"), ("jti", "\ud800")) else 401
    assert response.status_code == expected


@pytest.mark.parametrize(
    "headers", [{"kid": ["a"]}, {"kid": {}}, {"kid": 7}, {"crit": ["exp"]}, {"typ": 7}, {"jwk": {}}, {"b64": False}]
)
def test_headers_of_every_kind_are_refused_gently(near: Platform, headers: dict[str, Any]) -> None:
    head, body, signature = near.assertion().split(".")
    whole = {**json.loads(base64.urlsafe_b64decode(head + "==")), **headers}
    made = base64.urlsafe_b64encode(json.dumps(whole).encode()).decode().rstrip("=")
    refused(near.ask(f"{made}.{body}.{signature}"), "invalid_client")
    assert near.call("get", "weightProfiles", token=f"{made}.{body}.{signature}").status_code == 401


def test_all_faults_of_an_assertion_are_said_at_once(near: Platform) -> None:
    words = refused(near.ask(near.assertion(aud="x", exp=1, jti=None)), "invalid_client")
    assert all(part in words for part in ("aud", "exp", "jti"))


def test_an_unknown_client_and_a_wrong_signature_are_told_the_same(near: Platform) -> None:
    stranger = OKPKey.generate_key("Ed25519", {"kid": near.key.kid})
    wrong = near.ask(near.assertion(key=stranger)).get_json()
    unknown = near.ask(near.assertion(iss="nobody", sub="nobody")).get_json()
    assert wrong == unknown


def test_only_asymmetric_signatures_are_believed(near: Platform) -> None:
    public = json.dumps(near.key.as_dict(private=False)).encode()
    for secret in (public, base64.urlsafe_b64decode(near.key.as_dict(private=False)["x"] + "=")):
        confused = near.assertion({"alg": "HS256"}, key=OctKey.import_key(secret))
        refused(near.ask(confused), "invalid_client")
    head, body, _ = near.assertion().split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    refused(near.ask(f"{none}.{body}."), "invalid_client")
    refused(near.ask(f"{head}.{body}."), "invalid_client")
    for rubbish in ("a.b.c", "x", "....", "é.é.é", "a" * 9_000):
        refused(near.ask(rubbish), "invalid_client")


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
@pytest.mark.parametrize("algorithm", ["Ed25519", "EdDSA", "ES256", "ES384", "PS256", "RS256"])
def test_every_named_algorithm_works_with_its_own_kind_of_key_only(
    near: Platform, storage: Storage, algorithm: str
) -> None:
    kinds = {"E": lambda: ECKey.generate_key("P-" + algorithm[2:]), "P": _rsa, "R": _rsa}
    key: Any = OKPKey.generate_key("Ed25519") if algorithm[:2] == "Ed" else kinds[algorithm[0]]()
    keys, faults = registered(key.as_dict(private=False), 10)
    assert faults == []
    storage.clients.change(near.id, "client.keysRotated", lambda c: c.with_keys(keys, ()), ADMINISTRATOR, _now())
    head = {"alg": algorithm, "kid": keys[0]["kid"]}
    assert near.ask(near.assertion(head, key=key)).status_code == 200
    assert near.ask(near.assertion({**head, "kid": None}, key=key)).status_code == 200
    refused(near.ask(near.assertion({**head, "kid": near.key.kid}, key=key)), "invalid_client")


def _rsa() -> RSAKey:
    return RSAKey.generate_key(2048)


def _now() -> datetime:
    return datetime.now(UTC)


def test_an_assertion_is_used_once(near: Platform, far: Platform) -> None:
    once = near.assertion(jti="the-same")
    assert near.ask(once).status_code == 200
    assert "used before" in refused(near.ask(once), "invalid_client")
    assert "used before" in refused(near.ask(near.assertion(jti="the-same")), "invalid_client")
    assert far.ask(far.assertion(jti="the-same")).status_code == 200


def test_of_many_who_send_one_assertion_at_the_same_time_one_gets_a_token(near: Platform) -> None:
    once = near.assertion()
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(near.ask(once).status_code)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [200, 401, 401, 401, 401, 401]


def test_a_refused_assertion_does_not_use_up_its_name(near: Platform) -> None:
    stranger = OKPKey.generate_key("Ed25519", {"kid": near.key.kid})
    refused(near.ask(near.assertion(jti="mine", key=stranger)), "invalid_client")
    refused(near.ask(near.assertion(jti="mine"), scope="scoring:everything"), "invalid_scope", 400)
    assert near.ask(near.assertion(jti="mine")).status_code == 200


def test_the_names_of_assertions_are_forgotten_when_these_have_ended(near: Platform, storage: Storage) -> None:
    moment = _now()
    assert storage.clients.use_once(near.id, "a", moment + timedelta(minutes=5), moment)
    assert not storage.clients.use_once(near.id, "a", moment + timedelta(minutes=5), moment)
    assert storage.clients.use_once(near.id, "a", moment + timedelta(hours=1), moment + timedelta(minutes=6))


@pytest.mark.parametrize(
    ("form", "error", "status"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type", 400),
        ({"grant_type": ""}, "invalid_request", 400),
        ({"client_assertion_type": "saml"}, "invalid_client", 401),
        ({"client_id": "far-platform"}, "invalid_client", 401),
        ({"scope": "scoring:everything"}, "invalid_scope", 400),
    ],
)
def test_the_codes_of_the_rfc_are_used(near: Platform, form: dict[str, str], error: str, status: int) -> None:
    refused(near.ask(**form), error, status)


def test_a_parameter_twice_in_the_address_or_in_json_is_refused(near: Platform) -> None:
    place = f"{BASE}/oauth/token"
    twice = near.http.post(place, data="grant_type=client_credentials&grant_type=client_credentials")
    assert twice.get_json()["error"] == "invalid_request"
    assert near.http.post(place, json={}).get_json()["error"] == "invalid_request"
    assert near.http.post(f"{place}?scope=x", data={"grant_type": "x"}).get_json()["error"] == "invalid_request"


def test_keys_are_rotated_without_a_gap(near: Platform, storage: Storage) -> None:
    old, new = near.key, OKPKey.generate_key("Ed25519", {"kid": "second"})
    added = new.as_dict(private=False)
    storage.clients.change(near.id, "client.keysRotated", lambda c: c.with_keys([added], ()), ADMINISTRATOR, _now())
    assert near.ask().status_code == 200
    near.key = new
    assert near.ask().status_code == 200
    storage.clients.change(near.id, "client.keysRotated", lambda c: c.with_keys((), [old.kid]), ADMINISTRATOR, _now())
    assert near.ask().status_code == 200
    near.key = old
    refused(near.ask(), "invalid_client")
    events = [event["event"] for event in storage.audit.events("near")]
    assert events == ["client.added", "client.keysRotated", "client.keysRotated"]
    assert storage.audit.verify("near") == []


def test_a_removed_client_gets_no_token_and_its_old_ones_end_at_once(near: Platform, storage: Storage) -> None:
    from dataclasses import replace  # noqa: PLC0415

    token = near.token()
    storage.clients.change(near.id, "client.removed", lambda c: replace(c, active=False), ADMINISTRATOR, _now())
    response = near.call("get", "weightProfiles", token=token)
    assert response.status_code == 401
    assert "removed" in response.get_json()["detail"]
    refused(near.ask(), "invalid_client")


def test_a_platform_names_the_person_in_what_it_signs(near: Platform) -> None:
    claims = claims_before_belief(near.token(person={"subject": "anna", "name": "Anna Peeters"}))
    assert (claims["sub"], claims["name"], claims["person"]) == ("anna", "Anna Peeters", True)
    assert claims["client_id"] == near.id


def test_an_access_token_ends_after_ten_minutes(near: Platform) -> None:
    token = near.token()
    with freeze_time(_now() + timedelta(minutes=11)):
        response = near.call("get", "weightProfiles", token=token)
    assert response.status_code == 401
    assert response.get_json()["type"].endswith("expiredAccessToken")
    assert response.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def test_own_keys_are_rotated_while_the_service_runs(near: Platform, tmp_path: Path) -> None:
    file = tmp_path / "signing.json"
    first, second = read_keys(file)[0], new_key()
    old = near.token()
    write_keys(file, [second, first])
    new = near.token()
    assert header_of(new)["kid"] == second["kid"]
    for token in (old, new):
        assert near.call("get", "weightProfiles", token=token).status_code == 200
    shown = near.http.get(f"{BASE}/oauth/jwks.json", environ_base={"REMOTE_ADDR": "203.0.113.9"}).get_json()["keys"]
    assert [key["kid"] for key in shown] == [second["kid"], first["kid"]]
    assert not any("d" in key for key in shown)
    write_keys(file, [second])
    assert near.call("get", "weightProfiles", token=old).status_code == 401
    file.write_text("spoilt")
    assert near.call("get", "weightProfiles", token=new).status_code == 200


def test_an_assertion_is_no_access_token_and_an_access_token_no_assertion(near: Platform) -> None:
    token = near.token()
    refused(near.ask(token), "invalid_client")
    for wrong in (near.assertion(), near.assertion(iss=f"{PUBLIC}{BASE}", aud="procurement-plugin")):
        assert near.call("get", "weightProfiles", token=wrong).status_code == 401


def test_an_api_key_is_kept_as_a_hash_and_does_nothing_official(
    near: Platform, storage: Storage, lot: dict[str, Any]
) -> None:
    key = api_key(storage)
    created = near.call("post", "evaluations", token=key, json=lot)
    assert (created.status_code, created.get_json()["kind"]) == (201, "trial")
    draft = {name: lot[name] for name in ("procedure", "lot", "weightProfile")}
    kept = near.call("post", "weightProfiles", token=key, json=draft)
    place = f"{kept.headers['Location']}/publications"
    published = near.call("post", place, token=key, json={}, headers={"If-Match": kept.headers["ETag"]})
    assert published.status_code == 403
    assert "nothing official" in published.get_json()["detail"]
    kept_client = storage.clients.get("key-0123")
    assert kept_client is not None
    assert key.split(".")[1] not in json.dumps([dict(row) for row in kept_client.keys])
    for wrong in (key[:-1], key + "x", key.replace("key-0123", near.id), "sk_test_.", "sk_test_x.y"):
        assert near.call("get", "weightProfiles", token=wrong).status_code == 401
