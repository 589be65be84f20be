"""What of a registered site can be watched: figures that every reader of the tenant may see, under its identifier."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.domain.monitoring.figures import AT_LEAST, NO, YES, Figure, Threshold, Unknown
from procurement_plugin.domain.site_register.chain import NO_VERSION
from procurement_plugin.domain.site_register.confidentiality import SITE, TENANT, hidden_groups, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from procurement_plugin.application.site_register.ports import Register

NO_SITE = "The register has no such site that every reader of this organisation may see."
# By the group of fields that holds what is watched.
KEPT_BACK = {
    "activity": "Not every reader of this organisation may see whether this site is closed, so that is not watched.",
    "capacity": "Not every reader of this organisation may see the capacity of this site, so that is not watched.",
    "continuity": "Not every reader of this organisation may see how fast this site recovers, so that is not watched.",
}
TABLE = "register"


class Watched(NamedTuple):
    """A field of a site that is watched as a number, and the field that holds its unit."""

    field: str
    unit: str = ""


CLOSED = "site.closed"
NUMBERS: Mapping[str, Watched] = {
    "site.capacity": Watched("capacity", "capacityUnit"),
    "site.spareCapacity": Watched("spareCapacity", "capacityUnit"),
    "site.timeToRecoverDays": Watched("timeToRecoverDays"),
}
# Every kind of figure of a site; thresholds of a list's own are on these.
SITE_KINDS = (CLOSED, *NUMBERS)


class RegisteredSites:
    """Figures of the sites in a tenant's register.

    Reports of watch lists are read by everybody who reads for the tenant, and they are kept: so they hold nothing that
    is more closed, and no name, which would outlive the site's deletion from the register.
    """

    def __init__(self, register: Register) -> None:
        self._register = register

    def vintage(self, tenant_id: str) -> str:
        """Number and hash of the newest version; empty while nothing was ever recorded."""
        head = self._register.head(tenant_id)
        return "" if head == NO_VERSION else f"{head.number}:{head.hash}"

    def figures(
        self, tenant_id: str, sites: Sequence[str]
    ) -> tuple[Sequence[Figure], Mapping[str, str], Sequence[Unknown]]:
        """Figures of the sites as they stand, their identifiers by subject, and what is not known."""
        found = self._register.newest(tenant_id, sites)
        figures: list[Figure] = []
        names: dict[str, str] = {}
        unknown: list[Unknown] = []
        for site in sites:
            entry = found.get(site)
            told = visible(entry, TENANT) if entry is not None and entry.kind == SITE else None
            if entry is None or told is None:
                unknown.append(Unknown("sites", site, NO_SITE))
                continue
            hidden = [group for group in hidden_groups(SITE, entry.content, TENANT) if group in KEPT_BACK]
            unknown += [Unknown("sites", site, KEPT_BACK[group]) for group in hidden]
            names[f"site/{site}"] = site
            figures += _figures(f"site/{site}", told, activity="activity" not in hidden)
        return figures, names, unknown

    def thresholds(self) -> Sequence[Threshold]:
        """A site that is closed; every other limit is the tenant's own."""
        return (Threshold(f"{CLOSED}.1", CLOSED, Decimal(1), AT_LEAST, "The register says that the site is closed"),)


def _figures(subject: str, told: Mapping[str, Any], *, activity: bool) -> Iterator[Figure]:
    if activity:
        yield Figure(subject, CLOSED, "", YES if "closedOn" in told else NO, "", TABLE, told.get("closedOn", ""))
    for kind, watched in NUMBERS.items():
        if watched.field in told:
            yield Figure(subject, kind, "", str(told[watched.field]), "", TABLE, told.get(watched.unit, ""))
