"""An actor as it stands in a row, beside the row's tenant: a task or a launch acts as who asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from procurement_plugin.domain.actor import Actor, Proof

if TYPE_CHECKING:
    from collections.abc import Mapping


def actor_body(actor: Actor) -> dict[str, Any]:
    """Everything of an actor but its tenant, for JSON."""
    return {
        "subject": actor.subject,
        "name": actor.name,
        "scopes": sorted(actor.scopes),
        "person": actor.person,
        "client": actor.client,
        "proof": str(actor.proof),
    }


def actor_from(tenant_id: str, body: Mapping[str, Any]) -> Actor:
    """The actor again; what is missing is an error, for a guess could give permissions."""
    return Actor(
        tenant_id,
        body["subject"],
        body["name"],
        frozenset(body["scopes"]),
        body["person"],
        body["client"],
        Proof(body["proof"]),
    )
