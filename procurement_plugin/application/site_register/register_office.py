"""The register as the service holds it: one place for those who write, read, match and import."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from procurement_plugin.application.site_register.case_statistics import case_statistics
from procurement_plugin.application.site_register.find_matches import MatchFinder, same_as
from procurement_plugin.application.site_register.import_sites import SiteImport
from procurement_plugin.application.site_register.record_entry import RegisterDesk
from procurement_plugin.application.site_register.search_register import RegisterSearch
from procurement_plugin.domain.findings import NotPermittedError
from procurement_plugin.domain.site_register.confidentiality import SITE, clearance_of, rank

if TYPE_CHECKING:
    from procurement_plugin.application.ports import Clock
    from procurement_plugin.application.site_register.find_matches import Metres
    from procurement_plugin.application.site_register.ports import Register
    from procurement_plugin.domain.actor import Actor
    from procurement_plugin.domain.site_register.confidentiality import Entry


class RegisterOffice:
    """Everything that can be done with the register of a tenant."""

    def __init__(self, register: Register, metres: Metres, clock: Clock) -> None:
        self.desk = RegisterDesk(register, clock)
        self.imports = SiteImport(register, metres, clock)
        self._register = register
        self._metres = metres

    def search(self, actor: Actor, audience: str = "") -> RegisterSearch:
        """A search for an actor, or for those to whom the actor hands a file on.

        Raises:
            NotPermittedError: the audience may see more than the actor.
        """
        clearance = clearance_of(actor)
        if audience and rank(audience) > rank(clearance):
            raise NotPermittedError(f"The permission to read what is for '{audience}' is needed for this.")
        return RegisterSearch(self._register, actor.tenant_id, audience or clearance)

    def matches(self, actor: Actor) -> MatchFinder:
        """The pairs that an actor may see."""
        return MatchFinder(self._register, self._metres, actor.tenant_id, clearance_of(actor))

    def statistics(self, actor: Actor) -> dict[str, Any]:
        """Counts of cases for an actor."""
        return case_statistics(self._register, actor.tenant_id, clearance_of(actor))

    def shown(self, entry: Entry, actor: Actor) -> dict[str, Any]:
        """An entry as an actor may see it; a site with those that a person called the same.

        Raises:
            NotFoundError: it may not be seen.
        """
        told = self.desk.shown(entry, actor)
        if entry.kind == SITE:
            same = same_as(self._register, actor.tenant_id, entry.id, clearance_of(actor))
            seen = self.search(actor).names(same)
            told |= {"sameAs": [name for name in same if name in seen]} if seen else {}
        return told
