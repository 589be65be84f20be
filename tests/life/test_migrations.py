"""Databases of every earlier revision, filled, come forward whole; newer ones are refused; two upgrades do no harm."""

from __future__ import annotations

import copy
import hashlib
import json
import os
import subprocess
import sys
import uuid
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from adapters.test_audit import evaluated, published
from adapters.test_storage import stored
from conftest import ROOT
from running import begun

from procurement_plugin.adapters import profile_storage
from procurement_plugin.adapters import storage as storage_module
from procurement_plugin.adapters.schema_state import NewerDatabaseError
from procurement_plugin.adapters.storage import Storage
from procurement_plugin.application.document_ports import StoredDocument
from procurement_plugin.application.job_ports import Claim, Job, KeptAnswer, RequestName, Webhook
from procurement_plugin.application.ports import Record
from procurement_plugin.application.site_register.ports import NewEntry
from procurement_plugin.bootstrap import knowledge, wiring
from procurement_plugin.bootstrap.settings import Settings
from procurement_plugin.domain.clients import Client, ClientKind
from procurement_plugin.domain.site_register.confidentiality import SITE
from procurement_plugin.web.access import LOCAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007")
NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
EVENTS = ("scoring.evaluation.completed", "scoring.weightProfile.published")


@pytest.fixture
def lot(requests_by_name: dict[str, Any]) -> dict[str, Any]:
    """A request whose profile meets one warning of the guard."""
    return copy.deepcopy(requests_by_name["transport_emissions/request.json"])


@pytest.fixture
def empty(fresh_database: Callable[..., str], database_url: str) -> Iterator[Storage]:
    """A database in which nothing stands, not even a table."""
    del database_url  # only marks it as a test of databases
    made = Storage(fresh_database(prepared=False))
    yield made
    made.close()


def fill(storage: Storage, revision: str, lot: dict[str, Any], patched: pytest.MonkeyPatch) -> None:
    """Rows of every table that the revision has, written by the code itself as far as it writes that form."""
    if revision == "0001":
        _fill_first(storage)
        return
    if revision < "0005":
        for module in (storage_module, profile_storage):
            patched.setattr(module, "announce", lambda *_: None)
    else:
        _fill_work(storage)
    if revision < "0003":
        add = storage.add
        patched.setattr(storage, "records", lambda *_: ())
        patched.setattr(storage, "add", lambda evaluation, actor, step=None, _=None: add(evaluation, actor, step))
    version = published(storage, lot, knowledge.method_files())
    evaluated(storage, version, lot, knowledge.method_files())
    storage.add(stored("e-2", "other"), _of("other"))
    if revision >= "0003":
        storage.add_record(Record("local", "k" * 64, 7, "e-1", "decision", {"reason": "é"}), LOCAL, NOW)
    if revision >= "0004":
        keys = ({"sha256": "0" * 64},)
        made = Client("c", "test-t", "C", ClientKind.API_KEY, frozenset(LOCAL.scopes), keys)
        storage.clients.add(made, "apiKey.issued", _of("test-t"), NOW)
        _insert(storage, "launch", secret_hash="1" * 64, tenant_id="local", id="l", ends_at="2099", body=b"{}")
    if revision >= "0006":
        _fill_documents(storage)
    if revision >= "0007":
        site = {"name": "Linde (invented)", "country": "BE", "reason": "entered"}
        storage.register.commit(LOCAL, NOW, [NewEntry(SITE, str(uuid.UUID(int=1)), site)])
    patched.undo()


def _fill_first(storage: Storage) -> None:
    """The first revision, whose trail was no chain yet."""
    for number, (tenant, when) in enumerate(
        [("local", "2026-11-24"), ("other", "2026-11-25"), ("local", "2026-11-26")], 1
    ):
        row = {**stored(f"e-{number}", tenant)._asdict(), "created_at": f"{when}T09:00:00.000+00:00", "salt": "5" * 32}
        _insert(storage, "evaluation", **row)
        body_hash = hashlib.sha256(row["body"]).hexdigest()
        told = {"occurred_at": row["created_at"], "event": "evaluation.stored", "subject_id": row["id"]}
        _insert(storage, "audit_event", tenant_id=tenant, content_hash=body_hash, **told)


def _fill_work(storage: Storage) -> None:
    hook = Webhook("local", "w", "https://platform.example/", EVENTS, "whsec_" + "A" * 32, "active", "2026")
    storage.webhooks.add(hook, LOCAL, 20)
    storage.jobs.add(Job("local", "j", "evaluation", NOW, "r", LOCAL, b'{"bids": []}'))
    claim = storage.answers.claim(RequestName("local", "route", "key", "f" * 64))
    assert isinstance(claim, Claim)
    storage.answers.keep(claim, KeptAnswer(201, {"Location": "/"}, b"{}"))


def _fill_documents(storage: Storage) -> None:
    storage.documents.reserve("local", "e-1", "a-file.pdf")
    made = StoredDocument(
        "d-1", "local", "e-1", "justification", "", "nl", "application/pdf", NOW, "0" * 64, 9, "a-file.pdf"
    )
    storage.documents.add(made, LOCAL)


def _insert(storage: Storage, table: str, **row: Any) -> None:
    with storage._engine.begin() as connection:
        made = sa.Table(table, sa.MetaData(), autoload_with=connection)
        connection.execute(made.insert().values(**row))


def _of(tenant: str) -> Any:
    from dataclasses import replace  # noqa: PLC0415

    return replace(LOCAL, tenant_id=tenant)


def rows(storage: Storage) -> dict[str, list[str]]:
    """Every row of every table that there is, but of those that a migration itself keeps."""
    found = sa.MetaData()
    with storage._engine.connect() as connection:
        found.reflect(connection)
        made = {name: connection.execute(sa.select(table)).all() for name, table in found.tables.items()}
    made.pop("alembic_version")
    return {name: sorted(map(str, lines)) for name, lines in made.items()}


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_filled_database_of_every_earlier_revision_comes_forward_whole(
    empty: Storage, revision: str, lot: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    empty.upgrade(revision)
    assert not empty.ready()
    fill(empty, revision, lot, monkeypatch)
    before = rows(empty)
    assert all(
        before[name]
        for name in before
        if name not in ("webhook_delivery", "used_assertion", "page_session", "frozen_file", "deletion_permit")
    ), before.keys()
    evaluation = empty.get("local", "e-1")
    assert evaluation is not None
    empty.upgrade()
    assert empty.ready()
    after = rows(empty)
    kept = set(before) - ({"audit_event"} if revision == "0001" else set())
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert [fault for name in empty.audit.tenants() for fault in empty.audit.verify(name)] == []
    wiring.create_app(Settings(_url(empty)), empty)
    assert empty.get("local", "e-1") == evaluation
    empty.add(stored("new"), LOCAL)
    assert empty.audit.verify("local") == []
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), empty._engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM evaluation"))


def test_the_tables_of_this_test_are_those_of_the_migrations(storage: Storage) -> None:
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    from procurement_plugin.adapters.database import alembic_config  # noqa: PLC0415

    del storage
    made = {script.revision for script in ScriptDirectory.from_config(alembic_config("")).walk_revisions()}
    assert made - {max(made)} == set(REVISIONS)


def test_a_database_of_a_newer_release_is_refused_and_stays_as_it_is(storage: Storage, database_url: str) -> None:
    storage.add(stored(), LOCAL)
    before = rows(storage)
    with storage._engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0999'"))
    for start in (storage.upgrade, lambda: wiring.create_app(Settings(database_url), storage)):
        with pytest.raises(NewerDatabaseError, match=r"revision 0999.*Nothing was changed"):
            start()
    assert not storage.ready()
    assert rows(storage) == before
    (done,) = upgrades(database_url, 1)
    assert done[0] == 2
    assert "A newer release" in done[1]
    assert "Traceback" not in done[1]


def test_upgrades_at_the_same_time_do_no_harm(
    empty: Storage, lot: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    empty.upgrade("0003")
    fill(empty, "0003", lot, monkeypatch)
    before = rows(empty)
    assert [status for status, _ in upgrades(_url(empty), 3)] == [0, 0, 0]
    assert empty.ready()
    after = rows(empty)
    assert {name: after[name] for name in before} == before
    assert empty.audit.verify("local") == []


def upgrades(url: str, count: int) -> list[tuple[int, str]]:
    """Exit code and words of commands that upgrade at the same time."""
    environment = {**os.environ, "PROCUREMENT_DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", "from procurement_plugin.bootstrap.cli import main; main()", "db", "upgrade"]
    with ExitStack() as opened:
        running = [
            opened.enter_context(
                begun(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            )
            for _ in range(count)
        ]
        told = [process.communicate(timeout=120)[0] for process in running]
        return [(process.returncode, json.dumps(said)) for process, said in zip(running, told, strict=True)]


def _url(storage: Storage) -> str:
    return storage._engine.url.render_as_string(hide_password=False)
