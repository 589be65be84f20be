"""Registered clients: systems that call for a tenant, with the scopes and public keys an administrator gave them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from procurement_plugin.domain.actor import APPROVE, SCOPES
from procurement_plugin.domain.findings import Finding, Kind, Severity, UnreadableInputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# An API key is a shared secret that travels with every call, so it opens nothing but a tenant for tests.
TEST_TENANT = "test-"
MOST_KEYS = 10
NAMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{2,79}\Z")
LONGEST_NAME = 200


class ClientKind(StrEnum):
    """How a client proves who it is."""

    PRIVATE_KEY_JWT = "privateKeyJwt"
    API_KEY = "apiKey"


@dataclass(frozen=True, slots=True)
class Client:
    """A system that may call.

    Attributes:
        keys: its public keys as JSON Web Keys; of an API key, only the hash of its secret.
        active: false once it was removed; its name is never given again.
    """

    id: str
    tenant_id: str
    name: str
    kind: ClientKind
    scopes: frozenset[str]
    keys: tuple[Mapping[str, Any], ...]
    active: bool = True

    def with_keys(self, added: Sequence[Mapping[str, Any]], removed: Sequence[str]) -> Client:
        """The same client with other keys, several at once, so that old and new overlap.

        Raises:
            UnreadableInputError: a key to be removed is not there, or what is left would be no key or too many.
        """
        known = {key["kid"] for key in self.keys}
        faults = [_fault("keys", f"There is no key {kid!r} of this client.") for kid in removed if kid not in known]
        twice = known.intersection(key["kid"] for key in added)
        faults += [_fault("keys", f"The key {kid!r} is there already.") for kid in sorted(twice)]
        left = (*(key for key in self.keys if key["kid"] not in removed), *added)
        refuse([*faults, *_count_faults(left)])
        return replace(self, keys=left)


def check_client(client: Client) -> None:
    """Refuse a client that is not described rightly, with every problem.

    Raises:
        UnreadableInputError: names, scopes or tenant do not fit.
    """
    faults = [
        _fault(place, "Write 3 to 80 letters, digits or . _ : - and begin with a letter or digit.")
        for place, text in (("client", client.id), ("tenant", client.tenant_id))
        if not NAMED.match(text)
    ]
    if not client.name.strip() or len(client.name) > LONGEST_NAME or not client.name.isprintable():
        faults.append(_fault("name", f"Write a name of 1 to {LONGEST_NAME} printable characters."))
    faults += [_fault("scope", f"There is no scope {name!r}.") for name in sorted(client.scopes - set(SCOPES))]
    if not client.scopes:
        faults.append(_fault("scope", "Name at least one scope."))
    if client.kind is ClientKind.API_KEY:
        if not client.tenant_id.startswith(TEST_TENANT):
            text = f"API keys are for tests only: the tenant's name has to begin with {TEST_TENANT!r}."
            faults.append(_fault("tenant", text))
        if APPROVE in client.scopes:
            faults.append(_fault("scope", f"An API key approves nothing; leave {APPROVE} out."))
    else:
        faults += _count_faults(client.keys)
    refuse(faults)


def refuse(faults: Sequence[Finding]) -> None:
    """Raise when there is something to say.

    Raises:
        UnreadableInputError: with every fault.
    """
    if faults:
        raise UnreadableInputError("The client was not stored:", tuple(faults))


def _count_faults(keys: Sequence[Mapping[str, Any]]) -> list[Finding]:
    if 1 <= len(keys) <= MOST_KEYS:
        return []
    return [_fault("keys", f"A client has 1 to {MOST_KEYS} keys; this would leave it with {len(keys)}.")]


def _fault(where: str, message: str) -> Finding:
    return Finding("input.invalidInput", Severity.BLOCK, Kind.STRUCTURAL, message, where=where)
