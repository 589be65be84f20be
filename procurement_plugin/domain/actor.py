"""Who acts: as the platform's signed claims say, never as a free-text name says."""

from __future__ import annotations

from dataclasses import dataclass

EVALUATE = "scoring:evaluate"
PROFILES = "scoring:profiles"
READ = "scoring:read"
APPROVE = "scoring:approve"
SCOPES = (EVALUATE, PROFILES, READ, APPROVE)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or system that acts for a tenant.

    Attributes:
        subject: its stable identifier in the claims.
        name: as the claims give it, for documents.
        person: whether the claims name a person; only a person confirms an evaluation or approves.
    """

    tenant_id: str
    subject: str
    name: str
    scopes: frozenset[str]
    person: bool = False
