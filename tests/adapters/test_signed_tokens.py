"""Keys that signatures are checked with: each for its own algorithm, and never a secret."""

from __future__ import annotations

import json
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey

from procurement_plugin.adapters.signed_tokens import public, usable, verified


def signed(key: Any, algorithm: str) -> str:
    return jws.serialize_compact({"alg": algorithm}, json.dumps({"sub": "a"}), key, algorithms=[algorithm])


def test_a_key_that_names_its_algorithm_is_used_for_no_other() -> None:
    key = RSAKey.generate_key(2048)
    row = public(key.as_dict(private=False))
    assert verified(signed(key, "RS256"), [row]) == {"sub": "a"}
    for named, found in (("RS256", {"sub": "a"}), ("PS256", None)):
        kept = usable({"keys": [{**row, "alg": named}]})
        assert len(kept) == 1
        assert verified(signed(key, "RS256"), kept) == found


def test_what_is_signed_otherwise_than_an_object_is_no_claims() -> None:
    key = OKPKey.generate_key("Ed25519")
    row = public(key.as_dict(private=False))
    for content in ("[]", '"a"', "7", "no json", "[" * 3_000):
        token = jws.serialize_compact({"alg": "Ed25519"}, content, key, algorithms=["Ed25519"])
        assert verified(token, [row]) is None


@pytest.mark.parametrize(
    "row",
    [
        None,
        {},
        {"kty": "oct", "k": "eA"},
        {"kty": "OKP", "crv": "X25519", "x": "eA"},
        {"kty": "EC", "crv": "P-521", "x": "eA", "y": "eA"},
        {"kty": "EC", "crv": "P-256", "x": 7, "y": []},
        {"kty": "RSA", "n": "eA", "e": "AQAB"},
        {"kty": "RSA", "n": 7},
        {"kty": "OKP", "crv": ["Ed25519"], "x": "eA"},
        {"kty": "EC", "crv": {}, "x": "eA", "y": "eA"},
        {"kty": "OKP", "crv": "Ed25519", "x": "eA", "alg": ["EdDSA"]},
    ],
)
def test_what_is_no_key_for_signatures_is_left_out_and_the_others_stay(row: Any) -> None:
    good = ECKey.generate_key("P-256", {"kid": "good"}).as_dict(private=True)
    found = usable({"keys": [row, good]})
    assert [key["kid"] for key in found] == ["good"]
    assert "d" not in found[0]


def test_a_key_for_encryption_is_none_for_signatures() -> None:
    row = OKPKey.generate_key("Ed25519").as_dict(private=False)
    assert usable({"keys": [{**row, "use": "enc"}, {**row, "alg": "HS256"}, {**row, "kid": 7}]}) == []
