"""Finds the rows that belong to a procedure, table by table."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from procurement_plugin.adapters import tables
from procurement_plugin.adapters.document_tables import document
from procurement_plugin.adapters.job_tables import job, kept_answer, webhook_delivery, webhook_event
from procurement_plugin.application.job_ports import FAILED
from procurement_plugin.domain.retention import LotLife, ProcedureLife

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Key = tuple[Any, ...]
AT_ONCE = 50


class Owned(NamedTuple):
    """What one procedure has in the tables that stay: evaluations, versions, profiles, by identifier.

    Attributes:
        profiles: those that no other procedure uses, with all their versions.
        shared: those that another procedure uses, too; they hold no bids and stay.
        newest: when its last evaluation was stored.
    """

    evaluations: set[str]
    versions: set[tuple[str, int]]
    profiles: set[str]
    shared: set[str]
    newest: str


def owned(connection: sa.Connection, tenant_id: str) -> dict[str, Owned]:
    """By procedure, what it has."""
    found: dict[str, Owned] = {}
    users: dict[str, set[str]] = {}

    def of(body: bytes) -> tuple[str, Owned]:
        name = _procedure(body)
        return name, found.setdefault(name, Owned(set(), set(), set(), set(), ""))

    for row in _rows(connection, tables.evaluation, tenant_id, "id", "created_at"):
        name, its = of(row.body)
        its.evaluations.add(row.id)
        found[name] = its._replace(newest=max(its.newest, row.created_at))
    for row in _rows(connection, tables.profile_version, tenant_id, "profile_id", "number"):
        name, its = of(row.body)
        its.versions.add((row.profile_id, row.number))
        users.setdefault(row.profile_id, set()).add(name)
    for row in _rows(connection, tables.weight_profile, tenant_id, "id"):
        name, _ = of(row.body)
        users.setdefault(row.id, set()).add(name)
    for profile, names in users.items():
        for name in names:
            (found[name].profiles if len(names) == 1 else found[name].shared).add(profile)
    return found


def life_of(connection: sa.Connection, tenant_id: str, procedure_id: str, its: Owned) -> ProcedureLife:
    """Where a procedure stands."""
    table = tables.evaluation_step
    wanted = sa.select(table).where(table.c.tenant_id == tenant_id).order_by(table.c.number)
    last: dict[tuple[str, int], Any] = {}
    for row in connection.execute(wanted):
        if (row.profile_id, row.version) in its.versions:
            last[row.profile_id, row.version] = row
    lots = [LotLife(json.loads(row.body)["state"], _day(row.created_at)) for row in last.values()]
    documents = sum(1 for _ in keys_of(connection, document, tenant_id, "evaluation_id", its.evaluations))
    newest = _day(its.newest) if its.newest else None
    return ProcedureLife(procedure_id, tuple(lots), len(its.evaluations), len(its.versions), documents, newest)


def lasting_rows(connection: sa.Connection, tenant_id: str, its: Owned) -> dict[str, list[Key]]:
    """The rows that the trail tells of, by table, each by its key without the tenant."""
    versions = [key for key in its.versions if key[0] in its.profiles]
    found: dict[str, list[Key]] = {
        "evaluation": [(name,) for name in its.evaluations],
        "profile_version": list(versions),
        "weight_profile": [(name,) for name in its.profiles],
    }
    for name in ("evaluation_step", "lot_record", "document"):
        table = tables.metadata.tables[name]
        found[name] = list(keys_of(connection, table, tenant_id, "evaluation_id", its.evaluations))
    return {name: sorted(keys) for name, keys in found.items() if keys}


def passing_rows(
    connection: sa.Connection, tenant_id: str, procedure_id: str, its: Owned
) -> Iterator[tuple[sa.Table, list[Mapping[str, Any]]]]:
    """The rows that come and go and tell of the procedure: tasks, kept answers, events, deliveries, launches."""
    papers = {name for (name,) in keys_of(connection, document, tenant_id, "evaluation_id", its.evaluations)}
    jobs = [
        row
        for row in _all(connection, job, tenant_id)
        # What a failed task was about is no longer known, and its problem may quote a bid.
        if row["state"] == FAILED
        or row["result_id"] in its.evaluations | papers
        or _names(row["body"], its.evaluations)  # a document that is still to be made, with the officer's words
        or _asks(row["body"], procedure_id, its)
    ]
    yield job, jobs
    told = its.evaluations | its.profiles | papers | {row["id"] for row in jobs}
    answers = [
        row
        for row in _all(connection, kept_answer, tenant_id)
        if _names(row["body"] + row["headers"], told) or _asks(row["body"], procedure_id, its)
    ]
    yield kept_answer, answers
    events = [row for row in _all(connection, webhook_event, tenant_id) if _names(row["body"], told)]
    ids = {row["id"] for row in events}
    yield webhook_delivery, [row for row in _all(connection, webhook_delivery, tenant_id) if row["event_id"] in ids]
    yield webhook_event, events
    for table in (tables.launch, tables.page_session):
        yield table, [row for row in _all(connection, table, tenant_id) if _names(row["body"], told)]


def keys_of(
    connection: sa.Connection, table: sa.Table, tenant_id: str, column: str, values: Iterable[str]
) -> Iterator[Key]:
    """Keys of the rows in which a column has one of the values."""
    keys = [table.c[name] for name in tables.KEYS[table.name]]
    wanted = sa.select(*keys).where(table.c.tenant_id == tenant_id, table.c[column] == sa.bindparam("value"))
    for value in values:
        yield from (tuple(row) for row in connection.execute(wanted, {"value": value}))


def _rows(connection: sa.Connection, table: sa.Table, tenant_id: str, *columns: str) -> Iterator[Any]:
    """Some columns and the body of every row of a tenant, a few at a time."""
    wanted = sa.select(*(table.c[name] for name in columns), table.c.body).where(table.c.tenant_id == tenant_id)
    yield from connection.execute(wanted, execution_options={"yield_per": AT_ONCE})


def _all(connection: sa.Connection, table: sa.Table, tenant_id: str) -> Iterator[Mapping[str, Any]]:
    wanted = sa.select(table).where(table.c.tenant_id == tenant_id)
    for row in connection.execute(wanted, execution_options={"yield_per": AT_ONCE}).mappings():
        yield dict(row)


def _procedure(body: bytes) -> str:
    """The procedure that a stored body is about; empty when it says none."""
    procedure = _parsed(body).get("procedure")
    return str(procedure.get("id", "")) if isinstance(procedure, dict) else ""


def _asks(body: bytes, procedure_id: str, its: Owned) -> bool:
    """Whether a request or an answer is about the procedure, by its identifier or by a version of its own."""
    said = _parsed(body)
    version = said.get("weightProfileVersion")
    named = (version.get("profileId"), version.get("version")) if isinstance(version, dict) else ("", 0)
    return named in its.versions or (bool(procedure_id) and _procedure(body) == procedure_id)


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _names(body: bytes, identifiers: Iterable[str]) -> bool:
    return any(name.encode() in body for name in identifiers)


def _day(text: str) -> Any:
    return datetime.fromisoformat(text).date()
