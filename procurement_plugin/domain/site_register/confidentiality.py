"""Who may see what of the register: classes for groups of fields, and what is built from them for one reader.

An answer is built from what may stand in it, never by taking things away: a field that is added later stays out of
every page, answer and export until somebody puts it into a group here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.domain.actor import APPROVE, PROFILES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from procurement_plugin.domain.actor import Actor

# From open to closed: everybody; whoever reads for the tenant; its officers; a named person with the right to approve.
PUBLIC, TENANT, BUYER, SECRET = "public", "tenant", "buyer", "secret"
CLASSES = (PUBLIC, TENANT, BUYER, SECRET)
# Files that leave the house hold nothing secret, whoever asks for them.
AUDIENCES = (PUBLIC, TENANT, BUYER)


class EntryKind(NamedTuple):
    """A kind of entry.

    Attributes:
        groups: the fields of each group.
        classes: the class of each group where nobody says another.
        main: the group without which the entry is not shown at all.
    """

    groups: Mapping[str, tuple[str, ...]]
    classes: Mapping[str, str]
    main: str


SITE, LINK, EVENT, REVIEW, TOMBSTONE = "site", "link", "event", "review", "tombstone"
KINDS: Mapping[str, EntryKind] = {
    SITE: EntryKind(
        groups={
            "identity": ("name", "osId", "lei", "establishmentNumber", "eori", "gln"),
            "place": ("country", "address", "location", "nuts3"),
            "ownership": ("owner", "ultimateParent"),
            "activity": ("nace", "prodcom", "cpv", "hs", "processStep", "closedOn"),
            "capacity": ("capacity", "capacityUnit", "spareCapacity"),
            "certificates": ("certificates",),
            "continuity": ("timeToRecoverDays", "stockLocation"),
            "evidence": ("evidence", "verifiedOn", "verifiedBy"),
        },
        classes={
            "identity": TENANT,
            "place": TENANT,
            "ownership": TENANT,
            "activity": TENANT,
            "capacity": BUYER,
            "certificates": TENANT,
            "continuity": BUYER,
            "evidence": BUYER,
        },
        main="identity",
    ),
    LINK: EntryKind(
        groups={
            "link": (*("buyerSiteId", "supplierSiteId", "item", "share", "tier", "qualified", "validFrom", "validTo"),)
        },
        classes={"link": BUYER},
        main="link",
    ),
    EVENT: EntryKind(
        groups={
            "event": (
                *("company", "siteId", "announced", "from", "to", "nace", "activity", "jobs", "motive"),
                *("type", "sourceUrl"),
            )
        },
        classes={"event": TENANT},
        main="event",
    ),
    REVIEW: EntryKind(groups={"review": ("siteIds", "outcome")}, classes={"review": BUYER}, main="review"),
    TOMBSTONE: EntryKind(groups={"tombstone": ("numbers",)}, classes={"tombstone": BUYER}, main="tombstone"),
}
# How an entry came about; the class of each is fixed.
RECORD: Mapping[str, str] = {
    "id": PUBLIC,
    "version": PUBLIC,
    "confidence": PUBLIC,
    "contentHash": TENANT,
    "recordedAt": TENANT,
    "source": TENANT,
    "reason": BUYER,
    "actor": BUYER,
    "confidentiality": BUYER,
}


class Entry(NamedTuple):
    """A site, link, event or review as it was recorded at one moment.

    Attributes:
        number: counts the changes of a tenant's register.
        version: of the register that holds it first.
        content: fields, ``confidentiality`` by group, ``source``, ``confidence``, ``reason``, ``actor``; empty once
            it was deleted.
        content_hash: salted SHA-256 of the content.
    """

    kind: str
    id: str
    number: int
    version: int
    recorded_at: str
    content: Mapping[str, Any]
    content_hash: str


def rank(name: str) -> int:
    """How closed a class is, from 0; an unknown class is more closed than any."""
    return CLASSES.index(name) if name in CLASSES else len(CLASSES)


def clearance_of(actor: Actor) -> str:
    """The most closed class that an actor may read."""
    if APPROVE in actor.scopes and actor.person:
        return SECRET
    return BUYER if PROFILES in actor.scopes else TENANT


def classes_of(kind: str, content: Mapping[str, Any], later: Mapping[str, Any] | None = None) -> dict[str, str]:
    """The class of each group; what was closed in a later content is closed in this one, too."""
    defaults = KINDS[kind].classes
    said = {name: (content.get("confidentiality") or {}).get(name, defaults[name]) for name in defaults}
    if later:
        after = classes_of(kind, later)
        said = {name: max(said[name], after[name], key=rank) for name in said}
    return said


def visible(entry: Entry, clearance: str, later: Mapping[str, Any] | None = None) -> dict[str, Any] | None:
    """What a reader may see of an entry; None when it may not be seen at all.

    Args:
        later: the newest content of the same thing, when the entry is an older one.
    """
    kind, limit = KINDS[entry.kind], rank(clearance)
    classes = classes_of(entry.kind, entry.content, later)
    if not entry.content or rank(classes[kind.main]) > limit:
        return None
    told: dict[str, Any] = {"id": entry.id, "version": entry.version}
    for group, names in kind.groups.items():
        if rank(classes[group]) <= limit:
            told |= {name: entry.content[name] for name in names if name in entry.content}
    record = {**entry.content, "contentHash": entry.content_hash, "recordedAt": entry.recorded_at}
    record |= {"id": entry.id, "version": entry.version, "confidentiality": classes}
    return told | {name: record[name] for name, needed in RECORD.items() if name in record and rank(needed) <= limit}


def hidden_groups(kind: str, content: Mapping[str, Any], clearance: str) -> tuple[str, ...]:
    """The groups that a reader may not see."""
    return tuple(name for name, said in classes_of(kind, content).items() if rank(said) > rank(clearance))


def carried_over(
    kind: str, before: Mapping[str, Any], after: Mapping[str, Any], clearance: str
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """A changed content with what its author could not see as it was, and the fields the author may not set.

    Whoever cannot see a group neither loses nor opens it by a change; a class that is not said stays.
    """
    closed = hidden_groups(kind, before, clearance)
    fields = [name for group in closed for name in KINDS[kind].groups[group]]
    classes = {**(after.get("confidentiality") or {})}
    refused = [name for name in fields if name in after]
    refused += [f"confidentiality.{group}" for group in closed if group in classes]
    kept = {name: before[name] for name in fields if name in before}
    was = classes_of(kind, before)
    merged = {**after, **kept, "confidentiality": {**was, **classes, **{group: was[group] for group in closed}}}
    return merged, tuple(refused)
