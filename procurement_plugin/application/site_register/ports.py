"""What the register needs from its store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from procurement_plugin.domain.actor import Actor
    from procurement_plugin.domain.site_register.chain import RegisterVersion
    from procurement_plugin.domain.site_register.confidentiality import Entry
    from procurement_plugin.domain.site_register.terms import Term


class NewEntry(NamedTuple):
    """A content to be recorded.

    Attributes:
        before: the version of the entry that it replaces; 0 for a new thing.
    """

    kind: str
    id: str
    content: Mapping[str, Any]
    before: int = 0


class Box(NamedTuple):
    """A part of the earth, in steps of the index (see ``terms``); ``west`` is greater where it crosses 180 degrees."""

    west: int
    south: int
    east: int
    north: int


class Query(NamedTuple):
    """What is looked for.

    Attributes:
        limit_rank: entries and terms that are more closed are passed over.
        prefixes: each has to be the beginning of a term of its kind.
        exact: each has to be a term.
        version: of the register; 0 is the newest.
        after: the last entry of the page before.
    """

    kind: str
    limit_rank: int
    prefixes: tuple[tuple[str, str], ...] = ()
    exact: tuple[tuple[str, str], ...] = ()
    box: Box | None = None
    version: int = 0
    after: str = ""
    limit: int = 50
    newest_first: bool = False


class CellCount(NamedTuple):
    """Sites in a square of the map: the middle of where they lie, in steps of the index, and one of the sites."""

    north: float
    east: float
    sites: int
    number: int


class Register(Protocol):
    """Keeps the registers of all tenants: every change as a row of its own, with its audit event."""

    def head(self, tenant_id: str) -> RegisterVersion:
        """The newest version."""

    def version(self, tenant_id: str, number: int) -> RegisterVersion | None:
        """A version by its number."""

    def commit(self, actor: Actor, moment: datetime, added: Sequence[NewEntry]) -> RegisterVersion:
        """Record contents as the next version, all or nothing.

        Raises:
            StaleRevisionError: somebody else changed one of them since it was read.
        """

    def get(self, tenant_id: str, kind: str, entry_id: str, version: int = 0) -> Entry | None:
        """A thing as it stood in a version, or as it stands."""

    def hashed(self, tenant_id: str, content_hash: str) -> Entry | None:
        """The entry whose content has that hash."""

    def newest(self, tenant_id: str, ids: Iterable[str]) -> Mapping[str, Entry]:
        """Things as they stand, by identifier."""

    def numbered(self, tenant_id: str, numbers: Iterable[int]) -> Mapping[int, Entry]:
        """Entries by the number of their change."""

    def history(self, tenant_id: str, entry_id: str) -> Sequence[Entry]:
        """A thing's entries, the oldest first; those that were deleted have no content."""

    def find(self, tenant_id: str, query: Query) -> Sequence[Entry]:
        """A page of entries."""

    def count(self, tenant_id: str, query: Query, most: int) -> int:
        """How many there are, counted up to ``most``."""

    def cells(self, tenant_id: str, query: Query, step: int) -> Sequence[CellCount]:
        """How many sites lie in each square of ``step`` by ``step``."""

    def extent(self, tenant_id: str, query: Query) -> Box | None:
        """The box around what is found; None when nothing of it has coordinates."""

    def sharing(self, tenant_id: str, terms: Sequence[Term], limit_rank: int) -> Mapping[Term, Sequence[int]]:
        """Numbers of the sites as they stand that have one of the terms; ``rank`` of the terms is not looked at."""

    def walk(self, tenant_id: str, query: Query) -> Iterator[Entry]:
        """Everything that is found, in order, however much."""

    def forget(self, actor: Actor, entry_id: str, reason: str, moment: datetime) -> int:
        """Delete every content of a thing for good; a tombstone tells of it. How many there were."""
