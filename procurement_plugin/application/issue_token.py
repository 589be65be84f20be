"""Issue a short access token to a client that signs an assertion (RFC 6749 section 4.4, RFC 7523, RFC 9068)."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from procurement_plugin.domain.client_assertion import LEEWAY_SECONDS, assertion_faults, person_of
from procurement_plugin.domain.clients import ClientKind
from procurement_plugin.domain.findings import ProcurementError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from procurement_plugin.application.access_ports import AccessTokens, Assertions, Clients
    from procurement_plugin.application.ports import Clock
    from procurement_plugin.domain.clients import Client

GRANT = "client_credentials"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LIFE_SECONDS = 600
# One sentence for an unknown client and for a wrong signature, so that nobody learns which clients exist.
NOT_BELIEVED = "There is no such client, or none of its keys signed this assertion."


class OAuthError(ProcurementError):
    """A refusal of the token endpoint; ``error`` is one of the codes of RFC 6749, section 5.2."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error = error


class TokenEndpoint:
    """Issues access tokens."""

    def __init__(
        self, clients: Clients, assertions: Assertions, tokens: AccessTokens, clock: Clock, issuer: str, address: str
    ) -> None:
        self._clients = clients
        self._assertions = assertions
        self._tokens = tokens
        self._clock = clock
        self._issuer = issuer
        self._address = address

    def issue(self, form: Mapping[str, str]) -> dict[str, Any]:
        """The answer of RFC 6749, section 5.1.

        Args:
            form: the parameters, each once; those that are not known are ignored, as the RFC wants.

        Raises:
            OAuthError: with the code that clients know.
        """
        _check_form(form)
        client, claims = self._authenticated(form)
        scopes = _granted(client, form.get("scope", ""))
        self._use_once(client, claims)
        now = int(self._clock.now().timestamp())
        person = person_of(claims)
        content = {
            "iss": self._issuer,
            "sub": person.subject if person else client.id,
            "client_id": client.id,
            "name": person.name if person else client.name,
            "person": person is not None,
            "tenant": client.tenant_id,
            "scope": scopes,
            "iat": now,
            "exp": now + LIFE_SECONDS,
            "jti": str(uuid.uuid4()),
        }
        token = self._tokens.signed(content)
        return {"access_token": token, "token_type": "Bearer", "expires_in": LIFE_SECONDS, "scope": scopes}

    def _authenticated(self, form: Mapping[str, str]) -> tuple[Client, Mapping[str, Any]]:
        """The client and the claims of its assertion, in this order: signature first, then every claim at once."""
        assertion = form["client_assertion"]
        client = self._clients.get(self._assertions.claimed_client(assertion))
        if client is None or not client.active or client.kind is not ClientKind.PRIVATE_KEY_JWT:
            raise OAuthError("invalid_client", NOT_BELIEVED)
        claims = self._assertions.verified(assertion, client)
        if claims is None:
            raise OAuthError("invalid_client", NOT_BELIEVED)
        faults = assertion_faults(claims, client.id, self._address, self._clock.now().timestamp())
        if form.get("client_id", client.id) != client.id:
            faults.append("client_id is another client than the assertion's.")
        if faults:
            raise OAuthError("invalid_client", f"The assertion is not right: {' '.join(faults)}")
        return client, claims

    def _use_once(self, client: Client, claims: Mapping[str, Any]) -> None:
        until = datetime.fromtimestamp(claims["exp"] + LEEWAY_SECONDS + 1, UTC)
        if not self._clients.use_once(client.id, claims["jti"], until, self._clock.now()):
            raise OAuthError("invalid_client", "This assertion was used before; sign a new one with another jti.")


def _check_form(form: Mapping[str, str]) -> None:
    if not form.get("grant_type"):
        raise OAuthError("invalid_request", "grant_type is missing.")
    if form["grant_type"] != GRANT:
        raise OAuthError("unsupported_grant_type", f"The only grant_type is {GRANT}.")
    if form.get("client_assertion_type") != ASSERTION_TYPE or not form.get("client_assertion"):
        words = f"Sign an assertion (private_key_jwt): client_assertion_type {ASSERTION_TYPE}, client_assertion."
        raise OAuthError("invalid_client", words)


def _granted(client: Client, asked: str) -> str:
    """The scopes that were asked for; all that the client has when none was."""
    wanted = frozenset(asked.split()) or client.scopes
    if wanted - client.scopes:
        allowed = " ".join(sorted(client.scopes))
        raise OAuthError("invalid_scope", f"This client may have these scopes only: {allowed}.")
    return " ".join(sorted(wanted))
