"""Search the register: lists with filters, the clusters of a map, what a tenant's readers may see of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.application.site_register.ports import Box, Query
from procurement_plugin.domain.findings import NotFoundError
from procurement_plugin.domain.site_register.chain import NO_VERSION
from procurement_plugin.domain.site_register.confidentiality import LINK, SITE, rank, visible
from procurement_plugin.domain.site_register.names import words_of
from procurement_plugin.domain.site_register.terms import STEPS, nace_term, steps_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from procurement_plugin.application.site_register.ports import CellCount, Register
    from procurement_plugin.domain.site_register.chain import RegisterVersion
    from procurement_plugin.domain.site_register.confidentiality import Entry

# A page shows "more than" beyond this.
COUNTED_TO = 100_000
SQUARES_ACROSS = 16
ENDS = ("buyerSiteId", "supplierSiteId")
SMALLEST_STEP = 20


class Filters(NamedTuple):
    """What a reader asks for; empty texts and None leave a filter out.

    Attributes:
        box: west, south, east, north in degrees.
        version: of the register; 0 is the newest.
    """

    text: str = ""
    nace: str = ""
    country: str = ""
    nuts: str = ""
    type: str = ""
    site: str = ""
    box: tuple[Decimal, Decimal, Decimal, Decimal] | None = None
    version: int = 0


class Cluster(NamedTuple):
    """Sites that lie together on the map: the middle of them in degrees, how many, and the site if it is one."""

    latitude: float
    longitude: float
    sites: int
    site_id: str
    name: str


class MapView(NamedTuple):
    """A map: its box in degrees (west, south, east, north) and its clusters; ``without_place`` sites are not on it."""

    box: tuple[float, float, float, float]
    clusters: tuple[Cluster, ...]


class RegisterSearch:
    """Reads the register for one tenant and one clearance."""

    def __init__(self, register: Register, tenant_id: str, clearance: str) -> None:
        self._register = register
        self._tenant = tenant_id
        self._clearance = clearance

    def version(self, number: int = 0) -> RegisterVersion:
        """The version that is read.

        Raises:
            NotFoundError: the register has no such version.
        """
        head = self._register.head(self._tenant)
        if not number or number == head.number:
            return head
        found = self._register.version(self._tenant, number)
        if found is None:
            raise NotFoundError(f"The register has no version {number}; the newest is {head.number}.")
        return found

    def page(self, kind: str, filters: Filters, after: str, limit: int) -> tuple[list[dict[str, Any]], str]:
        """A page of entries as they may be seen, and the identifier to go on from; empty at the end."""
        self.version(filters.version)
        if filters.site and not self.names([filters.site]):
            return [], ""
        query = self.query(kind, filters)._replace(after=after, limit=limit, newest_first=kind != SITE)
        found = self._register.find(self._tenant, query)
        told = self.told(found, older=bool(filters.version))
        return told, found[-1].id if len(found) == limit else ""

    def count(self, kind: str, filters: Filters) -> int:
        """How many are found, up to ``COUNTED_TO``."""
        return self._register.count(self._tenant, self.query(kind, filters), COUNTED_TO)

    def everything(self, kind: str, filters: Filters) -> Iterator[dict[str, Any]]:
        """All that is found, as it may be seen."""
        query = self.query(kind, filters)
        waiting: list[Entry] = []
        for entry in self._register.walk(self._tenant, query):
            waiting.append(entry)
            if len(waiting) == 500:  # noqa: PLR2004  as many are looked up at once
                yield from self.told(waiting, older=bool(filters.version))
                waiting = []
        yield from self.told(waiting, older=bool(filters.version))

    def told(self, entries: Sequence[Entry], *, older: bool) -> list[dict[str, Any]]:
        """Entries as they may be seen; links whose sites may not both be seen stay out, and so does a case's site."""
        newest = self._register.newest(self._tenant, [entry.id for entry in entries]) if older else {}
        rows = []
        for entry in entries:
            later = newest[entry.id].content if entry.id in newest else None
            row = visible(entry, self._clearance, later)
            if row is not None:
                rows.append((entry.kind, row))
        named = self.names(row[end] for _, row in rows for end in (*ENDS, "siteId") if end in row)
        for _, row in rows:
            if row.get("siteId") not in named:
                row.pop("siteId", None)
        return [row for kind, row in rows if kind != LINK or {row[end] for end in ENDS} <= named.keys()]

    def names(self, ids: Iterable[str]) -> dict[str, str]:
        """Names of the sites that may be seen, by identifier."""
        found = self._register.newest(self._tenant, ids)
        told = {name: visible(entry, self._clearance) for name, entry in found.items() if entry.kind == SITE}
        return {name: row["name"] for name, row in told.items() if row is not None}

    def named(self, content_hash: str) -> list[dict[str, Any]]:
        """The state of a site that a tender names as evidence by its hash; none when it may not be seen."""
        entry = self._register.hashed(self._tenant, content_hash)
        return self.told([entry], older=True) if entry is not None and entry.kind == SITE else []

    def extent(self, filters: Filters) -> tuple[float, float, float, float] | None:
        """West, south, east and north of what is found, in degrees; None when nothing of it has a place."""
        self.version(filters.version)
        box = self._register.extent(self._tenant, self.query(SITE, filters))
        return None if box is None else _edges(box)

    def map(self, filters: Filters) -> MapView | None:
        """The clusters of what is found; None when nothing of it has a place on the map."""
        self.version(filters.version)
        query = self.query(SITE, filters)
        if query.box is not None and query.box.west > query.box.east:
            query = query._replace(box=query.box._replace(east=360 * STEPS))
        box = query.box or self._register.extent(self._tenant, query)
        if box is None:
            return None
        step = max((box.east - box.west) // SQUARES_ACROSS, (box.north - box.south) // SQUARES_ACROSS, SMALLEST_STEP)
        cells = self._register.cells(self._tenant, query._replace(box=box), step)
        single = self._single([cell.number for cell in cells if cell.sites == 1])
        clusters = (_cluster(cell, single.get(cell.number)) for cell in cells)
        return MapView(_edges(box), tuple(clusters))

    def _single(self, numbers: Sequence[int]) -> Mapping[int, dict[str, Any]]:
        found = self._register.numbered(self._tenant, numbers)
        newest = self._register.newest(self._tenant, [entry.id for entry in found.values()])
        told = {}
        for number, entry in found.items():
            row = visible(entry, self._clearance, newest[entry.id].content if entry.id in newest else None)
            if row is not None and "location" in row:
                told[number] = row
        return told

    def query(self, kind: str, filters: Filters) -> Query:
        """The filters as the store understands them."""
        prefixes = [("word", word) for word in words_of(filters.text)]
        exact = []
        for name, value in (("country", filters.country), ("type", filters.type), ("site", filters.site)):
            exact += [(name, value)] if value else []
        prefixes += [("nuts", filters.nuts)] if filters.nuts else []
        prefixes += [("nace", nace_term(filters.nace))] if filters.nace else []
        return Query(
            kind=kind,
            limit_rank=rank(self._clearance),
            prefixes=tuple(dict.fromkeys(prefixes)),
            exact=tuple(exact),
            box=_box(filters.box),
            version=0 if filters.version == self._register.head(self._tenant).number else filters.version,
        )


def version_shown(version: RegisterVersion) -> dict[str, Any]:
    """A version of the register as it is answered."""
    return {"version": version.number, "hash": version.hash} | (
        {"recordedAt": version.recorded_at} if version != NO_VERSION else {}
    )


def _box(degrees: tuple[Decimal, Decimal, Decimal, Decimal] | None) -> Box | None:
    if degrees is None:
        return None
    west, south, east, north = degrees
    return Box(steps_of(south, west)[1], steps_of(south, west)[0], steps_of(north, east)[1], steps_of(north, east)[0])


def _edges(box: Box) -> tuple[float, float, float, float]:
    return (_degrees(box.west, 180), _degrees(box.south, 90), _degrees(box.east, 180), _degrees(box.north, 90))


def _degrees(steps: float, shift: int) -> float:
    return steps / STEPS - shift


def _cluster(cell: CellCount, site: Mapping[str, Any] | None) -> Cluster:
    if site is not None:
        place = site["location"]
        return Cluster(float(place["latitude"]), float(place["longitude"]), 1, site["id"], site["name"])
    return Cluster(_degrees(cell.north, 90), _degrees(cell.east, 180), cell.sites, "", "")
