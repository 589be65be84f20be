"""Commands for who may call, as an administrator uses them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import OctKey, OKPKey, RSAKey

from procurement_plugin.adapters.signing_keys import read_keys

COMMAND = str(Path(sys.executable).with_name("procurement-plugin"))
FOR_TENANT = ("--tenant", "near", "--name", "Near", "--scope", "scoring:read")


def run(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PROCUREMENT_DATABASE_URL": f"sqlite:///{folder}/c.sqlite3", **settings}
    return subprocess.run(
        [COMMAND, *arguments], env=environment, cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )


def public(folder: Path, kid: str, key: Any = None) -> str:
    file = folder / f"{kid}.json"
    made = key or OKPKey.generate_key("Ed25519", {"kid": kid})
    file.write_text(json.dumps(made.as_dict(private=False)))
    return str(file)


def test_a_client_is_added_listed_rotated_and_removed(tmp_path: Path) -> None:
    added = run(tmp_path, "clients", "add", "near-1", *FOR_TENANT, "--keys", public(tmp_path, "k1"))
    assert (added.returncode, added.stdout) == (0, "Registered near-1 for near with keys k1.\n"), added.stderr
    again = run(tmp_path, "clients", "add", "near-1", *FOR_TENANT, "--keys", public(tmp_path, "k1"))
    assert (again.returncode, "given before" in again.stderr) == (2, True)
    both = run(tmp_path, "clients", "rotate", "near-1", "--add", public(tmp_path, "k2"))
    assert both.stdout == "near-1 now has keys k1, k2.\n"
    assert run(tmp_path, "clients", "rotate", "near-1", "--remove", "k1").stdout == "near-1 now has keys k2.\n"
    last = run(tmp_path, "clients", "rotate", "near-1", "--remove", "k2")
    assert (last.returncode, "1 to 10 keys" in last.stderr) == (2, True)
    assert "near-1  near  Near  scoring:read  k2\n" in run(tmp_path, "clients", "list").stdout
    assert run(tmp_path, "clients", "remove", "near-1").returncode == 0
    assert "k2  removed" in run(tmp_path, "clients", "list", "--tenant", "near").stdout
    assert run(tmp_path, "clients", "remove", "near-1").returncode == 2
    verified = run(tmp_path, "audit", "verify", "--tenant", "near")
    assert (verified.returncode, verified.stdout) == (0, "near: 4 events, 0 faults\n")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (OKPKey.generate_key("Ed25519").as_dict(private=True), "holds a private key"),
        (OctKey.generate_key(256).as_dict(private=True), "Only public keys"),
        (RSAKey.generate_key(2048).as_dict(private=False) | {"n": "AQAB"}, "2048 to 8192 bits"),
        (OKPKey.generate_key("X25519").as_dict(private=False), "Its curve"),
        ({"kty": "OKP", "crv": "Ed25519", "x": "AA"}, "cannot be read"),
        ({"keys": []}, "1 to 10"),
        ([], "1 to 10"),
        ({"keys": [7]}, "no JSON Web Key"),
    ],
)
def test_keys_that_do_not_fit_are_refused_with_words_and_nothing_is_stored(
    tmp_path: Path, content: Any, words: str
) -> None:
    (tmp_path / "k.json").write_text(json.dumps(content))
    result = run(tmp_path, "clients", "add", "near-1", *FOR_TENANT, "--keys", "k.json")
    assert (result.returncode, words in result.stderr) == (2, True), result.stderr
    assert "Traceback" not in result.stderr
    assert run(tmp_path, "clients", "list").stdout == "There are no clients.\n"


def test_an_api_key_is_shown_once_for_a_test_tenant_only(tmp_path: Path) -> None:
    made = run(tmp_path, "clients", "api-key", "--tenant", "test-us")
    assert made.stdout.startswith("sk_test_key-")
    assert made.stdout.strip() not in run(tmp_path, "clients", "list").stdout
    real = run(tmp_path, "clients", "api-key", "--tenant", "near")
    assert (real.returncode, "'test-'" in real.stderr, real.stdout) == (2, True, "")
    approving = run(tmp_path, "clients", "api-key", "--tenant", "test-us", "--scope", "scoring:approve")
    assert approving.returncode == 2


def test_own_keys_are_added_used_and_retired(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "signing.json"
    assert "signs and checks" in run(tmp_path, "keys", "add", str(file)).stdout
    assert file.stat().st_mode & 0o777 == 0o600
    assert "it checks" in run(tmp_path, "keys", "add", str(file)).stdout
    first, second = (key["kid"] for key in read_keys(file))
    assert run(tmp_path, "keys", "use", str(file), second).returncode == 0
    assert run(tmp_path, "keys", "list", str(file)).stdout == f"{second}  signs and checks\n{first}  checks\n"
    assert run(tmp_path, "keys", "retire", str(file), "nobody").returncode == 2
    assert run(tmp_path, "keys", "retire", str(file), first).returncode == 0
    assert run(tmp_path, "keys", "retire", str(file), second).returncode == 2
    assert [key["kid"] for key in read_keys(file)] == [second]


def test_keys_of_a_test_platform_are_made_as_before(tmp_path: Path) -> None:
    assert run(tmp_path, "keys", "platform-keys").returncode == 0
    assert {path.name for path in (tmp_path / "platform-keys").iterdir()} == {"private.json", "public.json"}
    assert "add" in run(tmp_path, "keys", "--help").stdout


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "access control is not configured"),
        ({"PROCUREMENT_PLATFORM_KEYS": "public.json"}, "PROCUREMENT_PUBLIC_URL"),
        ({"PROCUREMENT_ISSUER": "https://login.example.org"}, "PROCUREMENT_ISSUER_JWKS_URL"),
        (
            {"PROCUREMENT_PLATFORM_KEYS": "nowhere.json", "PROCUREMENT_PUBLIC_URL": "https://s.example"},
            "PROCUREMENT_PLATFORM_KEYS names no file that can be read",
        ),
    ],
)
def test_serving_others_needs_a_whole_configuration(tmp_path: Path, settings: dict[str, str], words: str) -> None:
    result = run(tmp_path, "serve", "--host", "192.0.2.1", "--port", "8999", **settings)
    assert (result.returncode, words in result.stderr) == (2, True), result.stderr
    assert "Traceback" not in result.stderr
