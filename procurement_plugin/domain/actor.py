"""Who acts: as the platform's signed claims say, never as a free-text name says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from procurement_plugin.domain.findings import NotPermittedError

EVALUATE = "scoring:evaluate"
PROFILES = "scoring:profiles"
READ = "scoring:read"
APPROVE = "scoring:approve"
SCOPES = (EVALUATE, PROFILES, READ, APPROVE)


class Proof(StrEnum):
    """What stands behind an actor: a signature, an API key of a test tenant, or only being on this machine."""

    SIGNED = "signed"
    API_KEY = "apiKey"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or system that acts for a tenant.

    Attributes:
        subject: its stable identifier in the claims.
        name: as the claims give it, for documents.
        person: whether the claims name a person; only a person confirms an evaluation or approves.
        client: the registered client that calls, if one does.
        proof: what stands behind all this.
    """

    tenant_id: str
    subject: str
    name: str
    scopes: frozenset[str]
    person: bool = False
    client: str = ""
    proof: Proof = Proof.SIGNED


def check_official(actor: Actor) -> None:
    """Refuse what counts to an API key, which is for trying out.

    Raises:
        NotPermittedError: the actor came with an API key.
    """
    if actor.proof is Proof.API_KEY:
        raise NotPermittedError(
            "An API key is for trying out: nothing official can be done with it. Publish, evaluate officially and "
            "decide with an access token of a client that signs (private_key_jwt)."
        )
