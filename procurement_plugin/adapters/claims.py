"""The platform's signed claims: who acts, for which tenant, with which permissions (a JSON Web Token)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from procurement_plugin.domain.actor import SCOPES, Actor
from procurement_plugin.domain.findings import ClaimsError

if TYPE_CHECKING:
    from pathlib import Path

AUDIENCE = "procurement-plugin"
# Asymmetric only: who can check a claim must not be able to make one.
ALGORITHMS = ["Ed25519", "ES256", "PS256"]
LEEWAY_SECONDS = 5
LONGEST = 8_000


class PlatformClaims:
    """Checks claims against the platform's public keys (a JWK set)."""

    def __init__(self, keys: Path) -> None:
        from joserfc.jwk import KeySet  # noqa: PLC0415  a service without a platform needs none

        self._keys = KeySet.import_key_set(json.loads(keys.read_text(encoding="utf-8")))

    def actor(self, token: str) -> Actor:
        """Who the token speaks for.

        Raises:
            ClaimsError: signature, time, audience or content is not right.
        """
        from joserfc import jwt  # noqa: PLC0415
        from joserfc.errors import JoseError  # noqa: PLC0415

        if len(token) > LONGEST:
            raise ClaimsError("The token is longer than any this service reads.")
        wanted = jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            exp={"essential": True},
            aud={"essential": True, "value": AUDIENCE},
            sub={"essential": True},
        )
        try:
            claims = jwt.decode(token, self._keys, algorithms=ALGORITHMS).claims
            wanted.validate(claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise ClaimsError("The token is not valid: signature, time or audience is not right.") from error
        return _actor(claims)


def _actor(claims: dict[str, Any]) -> Actor:
    subject, tenant, scope = claims["sub"], claims.get("tenant", "local"), claims.get("scope", "")
    if not all(isinstance(text, str) and len(text) <= 80 for text in (subject, tenant)) or not isinstance(scope, str):  # noqa: PLR2004
        raise ClaimsError("The claims sub, tenant and scope must be short texts.")
    name = claims.get("name")
    return Actor(
        tenant_id=tenant,
        subject=subject,
        name=name if isinstance(name, str) else subject,
        scopes=frozenset(scope.split()) & frozenset(SCOPES),
        person=claims.get("person") is True,
    )


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
