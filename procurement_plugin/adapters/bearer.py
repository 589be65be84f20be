"""What a call carries to say who it is: an access token of ours, of an issuer or a platform, or a test's API key."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from procurement_plugin.adapters.claims import actor_of
from procurement_plugin.adapters.signed_tokens import claims_before_belief, verified
from procurement_plugin.domain.actor import Actor, Proof
from procurement_plugin.domain.clients import ClientKind
from procurement_plugin.domain.findings import ClaimsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from procurement_plugin.adapters.claims import PlatformClaims
    from procurement_plugin.adapters.issuer_keys import IssuerClaims
    from procurement_plugin.adapters.signing_keys import SigningKeys
    from procurement_plugin.application.access_ports import Clients
    from procurement_plugin.domain.clients import Client

API_KEY = "sk_test_"
NO_SUCH_KEY = "There is no such API key."


@dataclass(frozen=True, slots=True)
class BearerTokens:
    """Finds out who acts; which keys are tried depends on who the token says it is from, and on nothing else."""

    clients: Clients
    own: SigningKeys | None = None
    own_issuer: str = ""
    issuer: IssuerClaims | None = None
    issuer_name: str = ""
    platform: PlatformClaims | None = None

    def actor(self, token: str) -> Actor:
        """Who a bearer token speaks for.

        Raises:
            ClaimsError: nobody that this service believes.
            UnavailableError: the issuer's keys cannot be read at present.
        """
        if token.startswith(API_KEY):
            return self._by_api_key(token)
        said = claims_before_belief(token).get("iss")
        if self.own is not None and said == self.own_issuer:
            return self._by_own_token(self.own.claims(token))
        if self.issuer is not None and said == self.issuer_name:
            return self.issuer.actor(token)
        if self.platform is not None:
            return self.platform.actor(token)
        raise ClaimsError("This service knows nobody who could have issued this token.")

    def _by_own_token(self, claims: dict[str, Any]) -> Actor:
        found = actor_of(claims)
        client = self.clients.get(str(claims.get("client_id", "")))
        if client is None or not client.active or client.tenant_id != found.tenant_id:
            raise ClaimsError("The client of this token was removed.")
        scopes = found.scopes & client.scopes
        return Actor(found.tenant_id, found.subject, found.name, scopes, found.person, client.id)

    def _by_api_key(self, token: str) -> Actor:
        name, _, secret = token.removeprefix(API_KEY).partition(".")
        client = self.clients.get(name)
        kept = client.keys[0]["sha256"] if client is not None and client.kind is ClientKind.API_KEY else ""
        same = hmac.compare_digest(kept.encode(), hash_of(secret).encode())
        if client is None or not same or not client.active:
            raise ClaimsError(NO_SUCH_KEY)
        return Actor(client.tenant_id, client.id, client.name, client.scopes, client=client.id, proof=Proof.API_KEY)


class ClientAssertions:
    """Reads assertions with joserfc."""

    def claimed_client(self, assertion: str) -> str:
        """Who the assertion says it is, not yet believed."""
        said = claims_before_belief(assertion).get("sub")
        return said if isinstance(said, str) else ""

    def verified(self, assertion: str, client: Client) -> Mapping[str, Any] | None:
        """The claims, when one of the client's keys signed them."""
        return verified(assertion, [dict(key) for key in client.keys])


def new_secret() -> str:
    """256 random bits, in letters that fit an address."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """What is kept of a secret; it has 256 random bits, so that a slow hash would add nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


def api_key_of(client_id: str, secret: str) -> str:
    """An API key as its user sends it."""
    return f"{API_KEY}{client_id}.{secret}"
