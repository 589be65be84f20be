"""Which entries may be one site: candidates by identifier, name and nearness, compared, with what persons decided."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.application.site_register.ports import Query
from procurement_plugin.domain.site_register.confidentiality import SITE, rank, visible
from procurement_plugin.domain.site_register.matching import DIFFERENT, compare
from procurement_plugin.domain.site_register.terms import Term, cells_around, indexed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from procurement_plugin.application.site_register.ports import Register
    from procurement_plugin.domain.site_register.confidentiality import Entry
    from procurement_plugin.domain.site_register.matching import Comparison

    # Metres between two places: latitude and longitude of the one, then of the other.
    Metres = Callable[[float, float, float, float], float]

SHARED = ("identifier", "name")
# What more sites share than these tells nothing: the name of a chain of shops, the LEI of a large company.
MOST_SHARING = 200
# So many sites are looked at for one page of pairs.
LOOKED_AT = 100


class Pair(NamedTuple):
    """Two entries as the reader may see them, how they compare, and the last decision about them.

    Attributes:
        review: as recorded, with ``changedSince`` where one of the two changed afterwards; None without one.
    """

    first: Mapping[str, Any]
    second: Mapping[str, Any]
    comparison: Comparison
    review: Mapping[str, Any] | None


class MatchFinder:
    """Finds pairs for one tenant and one clearance; only what the reader may see is compared."""

    def __init__(self, register: Register, metres: Metres, tenant_id: str, clearance: str) -> None:
        self._register = register
        self._metres = metres
        self._tenant = tenant_id
        self._clearance = clearance

    def of_site(self, entry: Entry) -> list[Pair]:
        """The pairs of one site, the likeliest first."""
        told = visible(entry, self._clearance)
        return self._ordered(self._pairs([told])) if told else []

    def of_drafts(self, contents: Mapping[str, Mapping[str, Any]]) -> list[Pair]:
        """Entries that may be sites which somebody is about to enter; each of these by a name of its own."""
        drafts = [{**content, "id": name, "version": 0} for name, content in contents.items()]
        return self._ordered(self._pairs(drafts))

    def open_pairs(self, after: str, looked_at: int = LOOKED_AT) -> tuple[list[Pair], str]:
        """Pairs that nobody has decided about, of the sites behind ``after``, and where to go on; empty at the end.

        Each pair comes up once: with the one of its sites whose identifier is the smaller one.
        """
        query = Query(SITE, rank(self._clearance), after=after, limit=looked_at)
        entries = self._register.find(self._tenant, query)
        told = [row for entry in entries if (row := visible(entry, self._clearance)) is not None]
        pairs = [
            pair
            for pair in self._pairs(told)
            if pair.first["id"] < pair.second["id"] and (pair.review is None or pair.review["changedSince"])
        ]
        return self._ordered(pairs), entries[-1].id if len(entries) == looked_at else ""

    def _pairs(self, sites: Sequence[Mapping[str, Any]]) -> list[Pair]:
        wanted = {site["id"]: _terms(site) for site in sites}
        every = list(dict.fromkeys(term for terms in wanted.values() for term in terms))
        shared = self._register.sharing(self._tenant, every, rank(self._clearance))
        numbers = {number for found in shared.values() if len(found) <= MOST_SHARING for number in found}
        others = self._told(self._register.numbered(self._tenant, numbers))
        found = []
        for site in sites:
            near = {number for term in wanted[site["id"]] for number in shared[term]}
            for number in sorted(near & others.keys()):
                other = others[number]
                if other["id"] != site["id"]:
                    comparison = compare(site, other, self._apart(site, other))
                    found += [] if comparison.outcome == DIFFERENT else [Pair(site, other, comparison, None)]
        return self._with_reviews(found)

    def _told(self, entries: Mapping[int, Entry]) -> dict[int, dict[str, Any]]:
        told = {number: visible(entry, self._clearance) for number, entry in entries.items()}
        return {number: row for number, row in told.items() if row is not None}

    def _apart(self, first: Mapping[str, Any], second: Mapping[str, Any]) -> float | None:
        if "location" not in first or "location" not in second:
            return None
        ends = [float(one["location"][name]) for one in (first, second) for name in ("latitude", "longitude")]
        return float(self._metres(*ends))

    def _with_reviews(self, pairs: Sequence[Pair]) -> list[Pair]:
        names = {
            (pair.first["id"], pair.second["id"]): pair_name(pair.first["id"], pair.second["id"]) for pair in pairs
        }
        reviews = self._register.newest(self._tenant, names.values())
        found = []
        for pair in pairs:
            entry = reviews.get(names[pair.first["id"], pair.second["id"]])
            told = visible(entry, self._clearance) if entry else None
            if told is not None:
                changed = max(pair.first["version"], pair.second["version"]) > told["version"]
                told["changedSince"] = changed
            found.append(pair._replace(review=told))
        return found

    @staticmethod
    def _ordered(pairs: Iterable[Pair]) -> list[Pair]:
        return sorted(pairs, key=lambda pair: (-pair.comparison.score, pair.first["id"], pair.second["id"]))


def pair_name(first: str, second: str) -> str:
    """The identifier of what is decided about two sites; their order does not count."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, " ".join(sorted((first, second)))))


def same_as(register: Register, tenant_id: str, site_id: str, clearance: str) -> list[str]:
    """The sites of which a person said that they are this one."""
    query = Query("review", rank(clearance), exact=(("site", site_id),), limit=MOST_SHARING)
    said = (entry.content for entry in register.find(tenant_id, query))
    return sorted(name for row in said if row["outcome"] == "same" for name in row["siteIds"] if name != site_id)


def _terms(site: Mapping[str, Any]) -> list[Term]:
    terms = [Term(term.kind, term.value, 0) for term in indexed(SITE, site).terms if term.kind in SHARED]
    if "location" in site:
        place = site["location"]
        cells = cells_around(float(place["latitude"]), float(place["longitude"]))
        terms += [Term("cell", cell, 0) for cell in cells]
    return terms
