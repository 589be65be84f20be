"""The platform's signed claims: who acts, for which tenant, with which permissions (a JSON Web Token)."""

from __future__ import annotations

import json
import math
import time
from typing import TYPE_CHECKING, Any

from procurement_plugin.adapters.signed_tokens import LONGEST, usable, verified
from procurement_plugin.domain.actor import SCOPES, Actor
from procurement_plugin.domain.findings import ClaimsError, ProcurementError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

AUDIENCE = "procurement-plugin"
LEEWAY_SECONDS = 5
LONGEST_TEXT = 80
LONGEST_NAME = 200
NOT_VALID = "The token is not valid: signature, time or audience is not right."


class UnreadableKeysError(ProcurementError):
    """A file of keys that the environment names cannot be used."""


class PlatformClaims:
    """Checks claims against the platform's public keys (a JWK set in a file)."""

    def __init__(self, keys: Path) -> None:
        try:
            self._keys = usable(json.loads(keys.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            self._keys = []
        if not self._keys:
            raise UnreadableKeysError(f"{keys} is no set of public keys (PROCUREMENT_PLATFORM_KEYS).")

    def actor(self, token: str) -> Actor:
        """Who the token speaks for.

        Raises:
            ClaimsError: signature, time, audience or content is not right.
        """
        return actor_of(checked(token, self._keys), default_tenant="local")


def checked(token: str, keys: Sequence[dict[str, Any]], audience: str = AUDIENCE, issuer: str = "") -> dict[str, Any]:
    """The claims of a token that holds.

    Raises:
        ClaimsError: signature, time, audience or issuer is not right.
    """
    if len(token) > LONGEST:
        raise ClaimsError("The token is longer than any this service reads.")
    claims = verified(token, keys)
    if claims is None or not _in_audience(claims.get("aud"), audience) or (issuer and claims.get("iss") != issuer):
        raise ClaimsError(NOT_VALID)
    now = time.time()
    if not _moment(claims.get("exp")) or not all(_moment(claims.get(name, 0)) for name in ("nbf", "iat")):
        raise ClaimsError(NOT_VALID)
    if claims["exp"] <= now - LEEWAY_SECONDS:
        raise ClaimsError("The token has ended; ask for a new one.", "expiredAccessToken")
    if max(claims.get("nbf", 0), claims.get("iat", 0)) > now + LEEWAY_SECONDS:
        raise ClaimsError(NOT_VALID)
    return claims


def actor_of(claims: dict[str, Any], default_tenant: str = "") -> Actor:
    """Who claims speak for.

    Raises:
        ClaimsError: they lack who, for whom, or write it otherwise than as short texts.
    """
    subject, tenant, scope = claims.get("sub"), claims.get("tenant", default_tenant), claims.get("scope", "")
    if not _short(subject) or not _short(tenant) or not isinstance(scope, str):
        raise ClaimsError("The claims sub, tenant and scope must be short texts.")
    name = claims.get("name")
    return Actor(
        tenant_id=str(tenant),
        subject=str(subject),
        name=name if isinstance(name, str) and len(name) <= LONGEST_NAME and name.isprintable() else str(subject),
        scopes=frozenset(scope.split()) & frozenset(SCOPES),
        person=claims.get("person") is True,
    )


def _in_audience(value: Any, audience: str) -> bool:
    return audience in value if isinstance(value, list) else value == audience


def _moment(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)  # of any size: it is never made a float


def _short(text: Any) -> bool:
    return isinstance(text, str) and 1 <= len(text) <= LONGEST_TEXT and text.isprintable()


def new_keys(folder: Path) -> None:
    """A pair of keys for a test platform: private.json to sign, public.json to check."""
    from joserfc.jwk import OKPKey  # noqa: PLC0415

    key = OKPKey.generate_key("Ed25519", {"kid": "test-platform"})
    folder.mkdir(parents=True, exist_ok=True)
    private = folder / "private.json"
    private.touch(mode=0o600)
    private.write_text(json.dumps(key.as_dict(private=True)), encoding="utf-8")
    (folder / "public.json").write_text(json.dumps({"keys": [key.as_dict(private=False)]}), encoding="utf-8")


def signed(private_key: Path, claims: dict[str, Any]) -> str:
    """A token of a test platform."""
    from joserfc import jwt  # noqa: PLC0415
    from joserfc.jwk import OKPKey  # noqa: PLC0415

    key = OKPKey.import_key(json.loads(private_key.read_text(encoding="utf-8")))
    header = {"alg": "Ed25519", "kid": "test-platform"}
    return jwt.encode(header, {"aud": AUDIENCE, **claims}, key, algorithms=["Ed25519"])
