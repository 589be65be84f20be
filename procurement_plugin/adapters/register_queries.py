"""Reads the register of production sites: single entries, lists by filters, squares of a map, shared terms."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from procurement_plugin.adapters.database import reading
from procurement_plugin.adapters.register_tables import (
    CURRENT,
    register_content,
    register_entry,
    register_term,
    register_version,
)
from procurement_plugin.application.site_register.ports import Box, CellCount
from procurement_plugin.domain.site_register.chain import NO_VERSION, RegisterVersion
from procurement_plugin.domain.site_register.confidentiality import SITE, Entry
from procurement_plugin.domain.site_register.terms import LONGEST_TERM, Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy.engine import Engine

    from procurement_plugin.application.site_register.ports import Query

LAST_SIGN = "\U0010ffff"
AT_ONCE = 500


class RegisterQueries:
    """Reads the registers of all tenants."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def head(self, tenant_id: str) -> RegisterVersion:
        """The newest version."""
        table = register_version
        wanted = sa.select(table).where(table.c.tenant_id == tenant_id).order_by(table.c.number.desc()).limit(1)
        with reading(self._engine) as connection:
            row = connection.execute(wanted).first()
        return NO_VERSION if row is None else RegisterVersion(row.number, row.hash, row.created_at)

    def version(self, tenant_id: str, number: int) -> RegisterVersion | None:
        """A version by its number."""
        table = register_version
        wanted = sa.select(table).where(table.c.tenant_id == tenant_id, table.c.number == number)
        with reading(self._engine) as connection:
            row = connection.execute(wanted).first()
        return None if row is None else RegisterVersion(row.number, row.hash, row.created_at)

    def get(self, tenant_id: str, kind: str, entry_id: str, version: int = 0) -> Entry | None:
        """A thing as it stood in a version, or as it stands."""
        table = register_entry
        same = (table.c.tenant_id == tenant_id, table.c.id == entry_id, table.c.kind == kind, *_in_version(version))
        return next(iter(self._read(same)), None)

    def hashed(self, tenant_id: str, content_hash: str) -> Entry | None:
        """The entry whose content has that hash."""
        table = register_entry
        same = (table.c.tenant_id == tenant_id, table.c.content_hash == content_hash)
        return next(iter(self._read(same)), None)

    def newest(self, tenant_id: str, ids: Iterable[str]) -> Mapping[str, Entry]:
        """Things as they stand, by identifier."""
        table = register_entry
        found: dict[str, Entry] = {}
        for part in _parts(list(dict.fromkeys(ids))):
            same = (table.c.tenant_id == tenant_id, table.c.id.in_(part), table.c.until == CURRENT)
            found |= {entry.id: entry for entry in self._read(same)}
        return found

    def numbered(self, tenant_id: str, numbers: Iterable[int]) -> Mapping[int, Entry]:
        """Entries by the number of their change."""
        table = register_entry
        found: dict[int, Entry] = {}
        for part in _parts(list(dict.fromkeys(numbers))):
            same = (table.c.tenant_id == tenant_id, table.c.number.in_(part))
            with reading(self._engine) as connection:
                rows = connection.execute(self.entries().where(*same)).mappings()
                found |= {row["number"]: _entry(row) for row in rows}
        return found

    def history(self, tenant_id: str, entry_id: str) -> Sequence[Entry]:
        """A thing's entries, the oldest first."""
        table = register_entry
        return tuple(self._read((table.c.tenant_id == tenant_id, table.c.id == entry_id)))

    def find(self, tenant_id: str, query: Query) -> Sequence[Entry]:
        """A page of entries, by their order."""
        table = register_entry
        # Found by the index alone first, so that only the contents of one page are read.
        wanted = sa.select(table.c.number).where(*_conditions(tenant_id, query), *_behind(tenant_id, query))
        wanted = wanted.order_by(*_order(query)).limit(query.limit)
        with reading(self._engine) as connection:
            numbers = list(connection.execute(wanted).scalars())
        known = self.numbered(tenant_id, numbers)
        return tuple(known[number] for number in numbers if number in known)

    def count(self, tenant_id: str, query: Query, most: int) -> int:
        """How many there are, counted up to ``most``."""
        some = sa.select(sa.literal(1)).select_from(register_entry).where(*_conditions(tenant_id, query)).limit(most)
        with reading(self._engine) as connection:
            return int(connection.execute(sa.select(sa.func.count()).select_from(some.subquery())).scalar_one())

    def cells(self, tenant_id: str, query: Query, step: int) -> Sequence[CellCount]:
        """How many sites lie in each square of ``step`` by ``step``, from the south-west."""
        table = register_entry
        # Whole numbers from 0 are cut off below by both databases.
        squares = [column.op("/")(sa.literal_column(str(step))) for column in (table.c.east, table.c.north)]
        middles = (sa.func.avg(table.c.north), sa.func.avg(table.c.east))
        wanted = (
            sa.select(*middles, sa.func.count(), sa.func.min(table.c.number))
            .where(*_conditions(tenant_id, query._replace(box=None)), *_within(query))
            .group_by(*squares)
        )
        with reading(self._engine) as connection:
            rows = connection.execute(wanted).all()
        return sorted(CellCount(float(row[0]), float(row[1]), row[2], row[3]) for row in rows)

    def extent(self, tenant_id: str, query: Query) -> Box | None:
        """The box around what is found; None when nothing of it has coordinates."""
        east, north = register_entry.c.east, register_entry.c.north
        edges = (sa.func.min(east), sa.func.min(north), sa.func.max(east), sa.func.max(north))
        wanted = sa.select(*edges).where(*_conditions(tenant_id, query._replace(box=None)), *_within(query))
        with reading(self._engine) as connection:
            row = connection.execute(wanted).one()
        return None if row[0] is None else Box(*row)

    def sharing(self, tenant_id: str, terms: Sequence[Term], limit_rank: int) -> Mapping[Term, Sequence[int]]:
        """Numbers of the sites as they stand that have one of the terms."""
        by_kind: dict[str, list[str]] = {}
        for term in terms:
            by_kind.setdefault(term.kind, []).append(term.value)
        found: dict[tuple[str, str], list[int]] = {}
        with reading(self._engine) as connection:
            for kind, values in by_kind.items():
                for part in _parts(sorted(set(values))):
                    for value, number in connection.execute(_sharing(tenant_id, kind, part, limit_rank)):
                        found.setdefault((kind, value), []).append(number)
        return {term: found.get((term.kind, term.value), ()) for term in terms}

    def walk(self, tenant_id: str, query: Query) -> Iterator[Entry]:
        """Everything that is found, in order; one statement, so that no change in between is half seen."""
        wanted = self.entries().where(*_conditions(tenant_id, query)).order_by(*_order(query))
        with reading(self._engine) as connection:
            rows = connection.execute(wanted, execution_options={"yield_per": AT_ONCE})
            with closing(rows):
                yield from map(_entry, rows.mappings())

    @staticmethod
    def entries() -> sa.Select[Any]:
        """Entries with their contents."""
        table, content = register_entry, register_content
        same = sa.and_(content.c.tenant_id == table.c.tenant_id, content.c.number == table.c.number)
        return sa.select(table, content.c.body).join(content, same)

    def _read(self, same: tuple[sa.ColumnElement[bool], ...]) -> list[Entry]:
        """Entries by their numbers; found in the index first, since a join would lead the planner astray."""
        table = register_entry
        with reading(self._engine) as connection:
            rows = connection.execute(sa.select(table.c.tenant_id, table.c.number).where(*same)).all()
        known = self.numbered(rows[0].tenant_id, [row.number for row in rows]) if rows else {}
        return [known[number] for number in sorted(known)]


def _entry(row: Mapping[Any, Any]) -> Entry:
    return Entry(
        kind=row["kind"],
        id=row["id"],
        number=row["number"],
        version=row["version"],
        recorded_at=row["recorded_at"],
        content=json.loads(row["body"]),
        content_hash=row["content_hash"],
    )


def _in_version(version: int, table: sa.FromClause = register_entry) -> tuple[sa.ColumnElement[bool], ...]:
    return (table.c.version <= version, table.c.until > version) if version else (table.c.until == CURRENT,)


def _conditions(tenant_id: str, query: Query) -> Iterator[sa.ColumnElement[bool]]:
    table = register_entry
    yield table.c.tenant_id == tenant_id
    yield table.c.kind == query.kind
    yield from _in_version(query.version)
    yield table.c.rank <= query.limit_rank
    for kind, value in query.prefixes:
        start = value[:LONGEST_TERM]
        term = register_term.c.value
        yield table.c.number.in_(_numbers(tenant_id, kind, query, term >= start, term < start + LAST_SIGN))
    for kind, value in query.exact:
        yield table.c.number.in_(_numbers(tenant_id, kind, query, register_term.c.value == value[:LONGEST_TERM]))
    if query.box is not None:
        # As a list of numbers, so that the order of names is followed in one index and the place looked up in another.
        placed = register_entry.alias("placed")
        same = (placed.c.tenant_id == tenant_id, placed.c.kind == query.kind, *_in_version(query.version, placed))
        yield table.c.number.in_(sa.select(placed.c.number).where(*same, *_within(query, placed)))


def _numbers(tenant_id: str, kind: str, query: Query, *values: sa.ColumnElement[bool]) -> sa.Select[Any]:
    term = register_term
    same = (term.c.tenant_id == tenant_id, term.c.kind == kind, term.c.rank <= query.limit_rank)
    return sa.select(term.c.number).where(*same, *values)


def _within(query: Query, table: sa.FromClause = register_entry) -> Iterator[sa.ColumnElement[bool]]:
    """Only what lies in the box, in a place that may be seen."""
    yield from (table.c.north >= 0, table.c.place_rank <= query.limit_rank)
    if query.box is None:
        return
    box = query.box
    yield table.c.north.between(box.south, box.north)
    across = (table.c.east >= box.west, table.c.east <= box.east)
    yield sa.and_(*across) if box.west <= box.east else sa.or_(*across)


def _order(query: Query) -> tuple[sa.ColumnElement[Any], ...]:
    table = register_entry
    if query.newest_first:
        return (table.c.sort_key.desc(), table.c.id.desc())
    return (table.c.sort_key, table.c.id)


def _behind(tenant_id: str, query: Query) -> Iterator[sa.ColumnElement[bool]]:
    """Behind the last entry of the page before, wherever that stands by now."""
    if not query.after:
        return
    table, last = register_entry, register_entry.alias("last")
    same = (last.c.tenant_id == tenant_id, last.c.id == query.after, last.c.kind == query.kind)
    seen = last.c.rank <= query.limit_rank  # else the order would tell of what may not be seen
    versions = (last.c.version <= query.version,) if query.version else ()
    newest = sa.select(last.c.sort_key).where(*same, seen, *versions).order_by(last.c.version.desc()).limit(1)
    here, there = sa.tuple_(table.c.sort_key, table.c.id), sa.tuple_(newest.scalar_subquery(), sa.literal(query.after))
    yield here < there if query.newest_first else here > there


def _sharing(tenant_id: str, kind: str, values: Sequence[str], limit_rank: int) -> sa.Select[Any]:
    term, entry = register_term, register_entry
    same = sa.and_(entry.c.tenant_id == term.c.tenant_id, entry.c.number == term.c.number)
    return (
        sa.select(term.c.value, term.c.number)
        .join(entry, same)
        .where(
            *(term.c.tenant_id == tenant_id, term.c.kind == kind, term.c.value.in_(values)),
            *(term.c.rank <= limit_rank, entry.c.rank <= limit_rank),
            *(entry.c.until == CURRENT, entry.c.kind == SITE),
        )
        .order_by(term.c.number)
    )


def _parts(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    yield from (rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE))
