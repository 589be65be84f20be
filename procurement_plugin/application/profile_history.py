"""What happened to a weight profile: its events in the audit trail, its versions, and what changed between two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from procurement_plugin.application.merge_drafts import Difference, differences
from procurement_plugin.application.weight_profiles import found
from procurement_plugin.domain.publication import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from procurement_plugin.application.ports import Profiles
    from procurement_plugin.application.publish_profile import Published, Publisher
    from procurement_plugin.domain.actor import Actor

COMPARED = ("procedure", "lot", "weightProfile", "answers")
# Each of these made a revision of the draft.
REVISIONS = frozenset({"profile.created", "profile.changed", "profile.published"})


class ProfileEvent(NamedTuple):
    """An event of one weight profile; what was said in it is missing where it was deleted on purpose.

    Attributes:
        at: when, ISO 8601 with offset.
        event: its code, for example ``profile.changed``.
        subject: of whoever did it, as the platform named it.
        content: the draft as it was kept then.
    """

    sequence: int
    at: str
    event: str
    subject: str
    name: str
    reason: str
    content: Mapping[str, Any] | None


class ProfileTrail(Protocol):
    """Reads the events of one weight profile back."""

    def of_profile(self, tenant_id: str, profile_id: str) -> tuple[ProfileEvent, ...]:
        """The events of a profile of that tenant and of its versions, in order; none when it has no such profile."""


class Comparison(NamedTuple):
    """Two versions side by side; ``mine`` of a difference is the newer one, ``theirs`` the older."""

    older: Published
    newer: Published
    weights: tuple[tuple[str, str, str, str], ...]
    changes: tuple[Difference, ...]


def events_of(profile_id: str, actor: Actor, profiles: Profiles, trail: ProfileTrail) -> tuple[ProfileEvent, ...]:
    """The events of a profile.

    Raises:
        NotFoundError: this tenant has none of that name.
    """
    found(profile_id, actor, profiles)
    return trail.of_profile(actor.tenant_id, profile_id)


def as_of_revision(events: tuple[ProfileEvent, ...], revision: int) -> Mapping[str, Any] | None:
    """The draft at a revision; None where nobody knows it any more."""
    kept = [event for event in events if event.event in REVISIONS]
    return kept[revision - 1].content if 0 < revision <= len(kept) else None


def versions_of(profile_id: str, actor: Actor, profiles: Profiles, publisher: Publisher) -> tuple[Published, ...]:
    """Every published version, the first one first."""
    last = profiles.latest(actor.tenant_id, profile_id)
    return tuple(publisher.version(actor.tenant_id, profile_id, number) for number in range(1, last + 1))


def compared(older: Published, newer: Published) -> Comparison:
    """What changed from one version to another: weight by weight, then everything else that was published."""
    first, second = ({name: side.body.get(name) or {} for name in COMPARED} for side in (older, newer))
    found = differences(second, first, None)
    changes = tuple(row for row in found if not row.place.endswith("].weight"))
    return Comparison(older, newer, _weights(older, newer), changes)


def _weights(older: Published, newer: Published) -> tuple[tuple[str, str, str, str], ...]:
    """Criterion, measure, weight before and after; empty where a version does not have it."""
    sides = [
        {(row["criterion"], row.get("measure", "")): row["weight"] for row in side.body["weightProfile"]["criteria"]}
        for side in (older, newer)
    ]
    return tuple((*key, sides[0].get(key, ""), sides[1].get(key, "")) for key in dict.fromkeys((*sides[0], *sides[1])))


def reasons_of(body: Mapping[str, Any]) -> tuple[Answer, ...]:
    """The reasons that a draft keeps for its findings."""
    rows = body.get("answers") or ()
    return tuple(Answer(row["code"], row["where"], row["reason"], row.get("parameter", "")) for row in rows)
