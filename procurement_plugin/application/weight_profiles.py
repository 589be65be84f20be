"""Drafts of weight profiles: made, read, changed under their revision, checked."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.domain.findings import NotFoundError, StateError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from procurement_plugin.application.ports import Clock, Profiles, StoredProfile
    from procurement_plugin.domain.actor import Actor
    from procurement_plugin.domain.procedure import Lot, Procedure
    from procurement_plugin.domain.publication import Answer
    from procurement_plugin.domain.weighting import WeightProfile

SHORTEST_REASON = 20


class Draft(NamedTuple):
    """A draft as read: the domain's values, and the parsed JSON they came from.

    ``answers`` are the author's reasons for warnings; ``reason`` says why a new version is made.
    """

    procedure: Procedure
    lot: Lot
    profile: WeightProfile
    answers: tuple[Answer, ...]
    reason: str
    source: Mapping[str, Any]


def create(draft: Draft, actor: Actor, profiles: Profiles, clock: Clock, *, profile_id: str = "") -> StoredProfile:
    """Keep a new draft, under an identifier of its own when none is named.

    Raises:
        StaleRevisionError: the named identifier has been taken.
    """
    profile_id = profile_id or str(uuid.uuid4())
    profiles.create(actor, profile_id, _body(draft, [actor.subject]), clock.now())
    return found(profile_id, actor, profiles)


def change(
    draft: Draft, profile_id: str, revision: int, actor: Actor, profiles: Profiles, clock: Clock
) -> StoredProfile:
    """Set a draft to a new content; a published profile becomes the draft of its next version, with a reason.

    Raises:
        NotFoundError, StaleRevisionError.
        StateError: it is published and no reason says why there is to be another version.
    """
    stored = found(profile_id, actor, profiles)
    if stored.state == "published" and len(draft.reason.strip()) < SHORTEST_REASON:
        message = (
            f"This profile is published and does not change. A new version needs a 'reason' of at least "
            f"{SHORTEST_REASON} characters."
        )
        raise StateError("alreadyPublished", message)
    authors = [] if stored.state == "published" else stored.body["authors"]
    profiles.change(actor, profile_id, revision, _body(draft, [*authors, actor.subject]), clock.now())
    return found(profile_id, actor, profiles)


def found(profile_id: str, actor: Actor, profiles: Profiles) -> StoredProfile:
    """The profile.

    Raises:
        NotFoundError: this tenant has none of that name.
    """
    stored = profiles.get(actor.tenant_id, profile_id)
    if stored is None:
        raise NotFoundError("There is no weight profile with this identifier.")
    return stored


def shown(stored: StoredProfile) -> dict[str, Any]:
    """A profile as the API answers it."""
    return {"id": stored.id, "revision": stored.revision, "state": stored.state, **stored.body}


def _body(draft: Draft, authors: list[str]) -> dict[str, Any]:
    return {**draft.source, "authors": list(dict.fromkeys(authors))}
