"""Record sites, links, reshoring events and reviews: each change is an entry of its own."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from procurement_plugin.application.site_register.find_matches import pair_name
from procurement_plugin.application.site_register.ports import NewEntry
from procurement_plugin.domain.findings import (
    Finding,
    Kind,
    NotFoundError,
    Severity,
    StaleRevisionError,
    UnreadableInputError,
)
from procurement_plugin.domain.site_register.confidentiality import (
    EVENT,
    KINDS,
    LINK,
    REVIEW,
    SITE,
    carried_over,
    clearance_of,
    hidden_groups,
    visible,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from procurement_plugin.application.ports import Clock
    from procurement_plugin.application.site_register.ports import Register
    from procurement_plugin.domain.actor import Actor
    from procurement_plugin.domain.site_register.confidentiality import Entry

NAMES = {SITE: "site", LINK: "link", EVENT: "event", REVIEW: "review"}
NOT_YOURS = "Somebody who may read this group changes it; leave it out and it stays as it is."
HIDDEN = "You could not see it yourself; choose a class that you may read, or let somebody who may read it record it."
STALE = "Somebody else changed this since you read it; read it again."
# Places of an entry that name sites.
SITES_NAMED = {LINK: ("buyerSiteId", "supplierSiteId"), EVENT: ("siteId",), REVIEW: ("siteIds",)}


class RegisterDesk:
    """Where the register is written and single entries are read."""

    def __init__(self, register: Register, clock: Clock) -> None:
        self.register = register
        self._clock = clock

    def add(self, kind: str, content: Mapping[str, Any], actor: Actor) -> Entry:
        """Record a new thing.

        Raises:
            UnreadableInputError: it names sites that the actor cannot see, or the actor could not see it.
        """
        self._check_sites(kind, content, actor)
        _check_class(kind, content, actor)
        return self._kept(NewEntry(kind, str(uuid.uuid4()), signed(content, actor)), actor)

    def change(self, kind: str, entry_id: str, content: Mapping[str, Any], version: int, actor: Actor) -> Entry:
        """Record a new content of a thing; what its author cannot see stays as it is.

        Raises:
            NotFoundError: the tenant has no such thing, or the actor cannot see it.
            StaleRevisionError: it stands at another version.
            UnreadableInputError: fields of groups that the actor cannot see are set, or the actor could not see it.
        """
        before = self.found(kind, entry_id, actor)
        if before.version != version:
            raise StaleRevisionError(STALE)
        merged = merged_content(before, content, actor)
        self._check_sites(kind, merged, actor)
        _check_class(kind, merged, actor)
        if "siteId" not in merged and not self._seen(before.content.get("siteId", ""), actor):
            merged |= {"siteId": before.content["siteId"]} if "siteId" in before.content else {}
        return self._kept(NewEntry(kind, entry_id, signed(merged, actor), before.version), actor)

    def review(self, first: str, second: str, content: Mapping[str, Any], actor: Actor) -> Entry:
        """Record what a person decided about two sites; nothing is joined."""
        pair = sorted((first, second))
        said = {**content, "siteIds": pair}
        self._check_sites(REVIEW, said, actor)
        name = pair_name(first, second)
        before = self.register.get(actor.tenant_id, REVIEW, name)
        return self._kept(NewEntry(REVIEW, name, signed(said, actor), before.version if before else 0), actor)

    def found(self, kind: str, entry_id: str, actor: Actor, version: int = 0) -> Entry:
        """A thing that the actor may see.

        Raises:
            NotFoundError: there is none.
        """
        entry = self.register.get(actor.tenant_id, kind, entry_id, version)
        newest = self.register.get(actor.tenant_id, kind, entry_id) if version else entry
        later = newest.content if newest else None
        if entry is None or visible(entry, clearance_of(actor), later) is None:
            raise NotFoundError(f"There is no {NAMES[kind]} with this identifier in the register.")
        return entry

    def shown(self, entry: Entry, actor: Actor) -> dict[str, Any]:
        """An entry as the actor may see it.

        Raises:
            NotFoundError: not at all.
        """
        newest = self.register.newest(actor.tenant_id, [entry.id]).get(entry.id)
        told = visible(entry, clearance_of(actor), newest.content if newest else None)
        if told is None:
            raise NotFoundError(f"There is no {NAMES[entry.kind]} with this identifier in the register.")
        if not self._seen(told.get("siteId", ""), actor):
            told.pop("siteId", None)
        return told

    def history(self, entry_id: str, actor: Actor) -> list[dict[str, Any]]:
        """What was recorded of a site, the newest first, as the actor may see it."""
        newest = self.found(SITE, entry_id, actor)
        entries = self.register.history(actor.tenant_id, entry_id)
        told = (visible(entry, clearance_of(actor), newest.content) for entry in reversed(entries))
        return [one for one in told if one is not None]

    def _kept(self, added: NewEntry, actor: Actor) -> Entry:
        self.register.commit(actor, self._clock.now(), [added])
        kept = self.register.get(actor.tenant_id, added.kind, added.id)
        if kept is None:
            raise NotFoundError("What was recorded just now was deleted meanwhile.")
        return kept

    def _seen(self, site_id: str, actor: Actor) -> bool:
        """Whether the actor may see a site."""
        entry = self.register.newest(actor.tenant_id, [site_id]).get(site_id)
        return entry is not None and visible(entry, clearance_of(actor)) is not None

    def _check_sites(self, kind: str, content: Mapping[str, Any], actor: Actor) -> None:
        named = [(place, content[place]) for place in SITES_NAMED.get(kind, ()) if place in content]
        rows = [(place, name) for place, said in named for name in ([said] if isinstance(said, str) else said)]
        known = self.register.newest(actor.tenant_id, [name for _, name in rows])
        faults = [
            refusal(place, "There is no site with this identifier in the register.", "referencedResourceNotFound")
            for place, name in rows
            if name not in known or known[name].kind != SITE or visible(known[name], clearance_of(actor)) is None
        ]
        if faults:
            raise UnreadableInputError("The request names sites that are not in the register.", tuple(faults))


def _check_class(kind: str, content: Mapping[str, Any], actor: Actor) -> None:
    """Refuse what would be hidden at once from whoever records it."""
    main = KINDS[kind].main
    if main in hidden_groups(kind, content, clearance_of(actor)):
        fault = refusal(f"confidentiality.{main}" if kind == SITE else "confidentiality", HIDDEN)
        raise UnreadableInputError("You could not see this yourself.", (fault,))


def merged_content(before: Entry, content: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """A changed content with what the actor cannot see as it was.

    Raises:
        UnreadableInputError: it sets fields of groups that the actor cannot see.
    """
    merged, refused = carried_over(before.kind, before.content, content, clearance_of(actor))
    if refused:
        faults = tuple(refusal(name, NOT_YOURS) for name in refused)
        raise UnreadableInputError("The change sets fields that you may not read.", faults)
    return merged


def signed(content: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """A content with who recorded it."""
    return {**content, "actor": {"subject": actor.subject, "name": actor.name, "person": actor.person}}


def refusal(where: str, message: str, name: str = "invalidInput") -> Finding:
    """A problem of the request at a place."""
    return Finding(f"input.{name}", Severity.BLOCK, Kind.STRUCTURAL, message, where=where)
