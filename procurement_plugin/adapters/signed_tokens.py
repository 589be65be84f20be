"""JSON Web Tokens and Keys: signatures by public keys only, and what may be such a key (RFC 7515 to 7519, RFC 8725)."""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any

from procurement_plugin.domain.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from joserfc.jwk import Key

Jwk = dict[str, Any]
# Asymmetric only: who can check a token must not be able to make one. By the type of key that each needs, so that a
# token cannot have a key of another kind read as its own.
ALGORITHMS = {
    "Ed25519": ("OKP", "Ed25519"),
    "EdDSA": ("OKP", "Ed25519"),
    "ES256": ("EC", "P-256"),
    "ES384": ("EC", "P-384"),
    "PS256": ("RSA", ""),
    "RS256": ("RSA", ""),
}
CURVES = frozenset(curve for _, curve in ALGORITHMS.values() if curve)
PRIVATE = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")
LONGEST = 8_000
SHORTEST_RSA = 2048
LONGEST_RSA = 8192


def header_of(token: str) -> Jwk:
    """The header of a token, not yet believed; empty when it cannot be read."""
    return _part(token, 0)


def claims_before_belief(token: str) -> Jwk:
    """The claims of a token, not yet believed: only to choose the keys that are then tried."""
    return _part(token, 1)


def verified(token: str, keys: Sequence[Jwk]) -> Jwk | None:
    """The claims, when one of the keys signed them; else nothing."""
    from joserfc import jwt  # noqa: PLC0415  a service without access control needs none
    from joserfc.errors import JoseError  # noqa: PLC0415

    header = header_of(token)
    algorithm, kid = header.get("alg"), header.get("kid")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        return None
    for row in keys:
        if (kid is not None and row.get("kid") != kid) or not _fits(row, algorithm):
            continue
        try:
            claims = jwt.decode(token, _key(row), algorithms=[algorithm]).claims
        except (JoseError, ValueError, TypeError, KeyError, RecursionError):
            continue
        return dict(claims) if isinstance(claims, dict) else None
    return None


def usable(jwk_set: Any) -> list[Jwk]:
    """The keys of a set that signatures may be checked with; what is of another kind is left out (RFC 7517, 5)."""
    rows = jwk_set.get("keys") if isinstance(jwk_set, dict) else None
    return [public(row) for row in rows if not _faults(row)] if isinstance(rows, list) else []


def registered(jwk_set: Any, most: int) -> tuple[list[Jwk], list[Finding]]:
    """The keys of a set that a client is to be registered with, and everything that is wrong with them.

    A single key is taken for a set of one. A key without name gets its thumbprint for one (RFC 7638).
    """
    single = isinstance(jwk_set, dict) and "kty" in jwk_set
    rows = [jwk_set] if single else jwk_set.get("keys") if isinstance(jwk_set, dict) else None
    if not isinstance(rows, list) or not 1 <= len(rows) <= most:
        return [], [_finding("keys", f"Give a JSON Web Key, or a set of 1 to {most} of them: {{'keys': [...]}}.")]
    faults = [_finding(f"keys[{i}]", fault) for i, row in enumerate(rows) for fault in _faults(row, register=True)]
    if faults:
        return [], faults
    keys = [public(row) for row in rows]
    names = [row["kid"] for row in keys]
    twice = sorted({name for name in names if names.count(name) > 1})
    return keys, [_finding("keys", f"The name (kid) {name!r} stands twice.") for name in twice]


def public(row: Mapping[str, Any]) -> Jwk:
    """The public part of a key, with a name, and with the algorithm that it was made for if it says one."""
    key = _key({name: value for name, value in row.items() if name not in PRIVATE})
    key.ensure_kid()
    return {**key.as_dict(private=False), **({"alg": row["alg"]} if "alg" in row else {})}


def _faults(row: Any, *, register: bool = False) -> list[str]:
    """Why a key is none to check signatures with."""
    if not isinstance(row, dict):
        return ["This is no JSON Web Key."]
    kind, kid = row.get("kty"), row.get("kid", "-")
    if kind not in ("OKP", "EC", "RSA"):
        return ["Only public keys of the types OKP (Ed25519), EC (P-256, P-384) and RSA are taken."]
    found = []
    if register and set(PRIVATE) & set(row):
        found.append("This holds a private key. Keep it; give the public part only, and make a new one if it was sent.")
    if row.get("use", "sig") != "sig":
        found.append("This key is not for signatures (use).")
    if row.get("alg", "ES256") not in list(ALGORITHMS):  # a list, for what stands there may be anything
        found.append(f"Its algorithm (alg) is none of {', '.join(ALGORITHMS)}.")
    if not isinstance(kid, str) or not 1 <= len(kid) <= 200:  # noqa: PLR2004
        found.append("Its name (kid) has to be a text of 1 to 200 characters.")
    return found or _size_faults(row)


def _size_faults(row: Jwk) -> list[str]:
    if row["kty"] != "RSA":
        found = [] if row.get("crv") in list(CURVES) else [f"Its curve is none of {', '.join(sorted(CURVES))}."]
    else:
        size = len(_bytes(row.get("n"))) * 8
        wrong = not SHORTEST_RSA <= size <= LONGEST_RSA
        found = [f"An RSA key has {SHORTEST_RSA} to {LONGEST_RSA} bits; this one has {size}."] if wrong else []
    if not found:
        try:
            public(row)
        except Exception:  # noqa: BLE001  each library beneath has its own errors for a malformed key
            found = ["This key cannot be read."]
    return found


def _fits(row: Mapping[str, Any], algorithm: str) -> bool:
    kind, curve = ALGORITHMS[algorithm]
    named = row.get("alg", algorithm)
    same = named == algorithm or {named, algorithm} == {"Ed25519", "EdDSA"}
    return row.get("kty") == kind and row.get("crv", "") == curve and same


def _key(row: Mapping[str, Any]) -> Key:
    from joserfc.jwk import import_key  # noqa: PLC0415

    return import_key({name: value for name, value in row.items() if name not in ("alg", "key_ops")})


def _part(token: str, number: int) -> Jwk:
    pieces = token.split(".") if len(token) <= LONGEST else []
    if len(pieces) != 3:  # noqa: PLR2004  a JSON Web Signature has three
        return {}
    try:
        found = json.loads(_bytes(pieces[number]))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _bytes(text: Any) -> bytes:
    if not isinstance(text, str):
        return b""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return b""


def _finding(where: str, message: str) -> Finding:
    return Finding("input.invalidInput", Severity.BLOCK, Kind.STRUCTURAL, message, where=where)


def named(keys: Iterable[Mapping[str, Any]]) -> list[str]:
    """The names of keys."""
    return [str(key["kid"]) for key in keys]
