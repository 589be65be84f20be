"""What is stored stays as it is, with its audit event, in one transaction."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from procurement_plugin.adapters.storage import Storage
from procurement_plugin.adapters.tables import audit_event, evaluation, metadata
from procurement_plugin.application.ports import StoredEvaluation
from procurement_plugin.web.access import LOCAL


def stored(name: str = "1", tenant: str = "local") -> StoredEvaluation:
    moment = datetime(2026, 12, 1, 9, tzinfo=UTC)
    return StoredEvaluation(name, tenant, moment, "trial", "complete", "0" * 64, b'{"a": "\xc3\xa9"}')


def rows(storage: Storage, table: sa.Table) -> int:
    with storage._engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_what_is_stored_comes_back_byte_for_byte(storage: Storage) -> None:
    storage.add(stored(), LOCAL)
    assert storage.get("local", "1") == stored()
    assert storage.get("other", "1") is None
    assert storage.get("local", "2") is None


def test_an_evaluation_and_its_audit_event_are_stored_together_or_not_at_all(storage: Storage) -> None:
    storage.add(stored(), LOCAL)
    with pytest.raises(sa.exc.IntegrityError):
        storage.add(stored(), LOCAL)
    assert (rows(storage, evaluation), rows(storage, audit_event)) == (1, 1)


def test_no_event_no_evaluation(storage: Storage) -> None:
    with storage._engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE audit_event"))
    with pytest.raises(sa.exc.DBAPIError):
        storage.add(stored(), LOCAL)
    assert rows(storage, evaluation) == 0


@pytest.mark.parametrize(
    "statement",
    ["UPDATE evaluation SET body = 'x'", "UPDATE audit_event SET event = 'x'", "DELETE FROM audit_event"],
)
def test_what_is_stored_cannot_be_changed(storage: Storage, statement: str) -> None:
    storage.add(stored(), LOCAL)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), storage._engine.begin() as connection:
        connection.execute(sa.text(statement))


def test_a_fresh_database_is_not_ready_until_it_is_upgraded(
    fresh_database: Callable[..., str], database_url: str
) -> None:
    del database_url  # only marks it as a test of databases
    fresh = Storage(fresh_database(prepared=False))
    assert not fresh.ready()
    fresh.upgrade()
    assert fresh.ready()
    fresh.upgrade()
    assert fresh.ready()
    fresh.close()


def test_an_unreachable_database_is_not_ready(tmp_path: Path) -> None:
    assert not Storage(f"sqlite:///{tmp_path}/no/such/folder/a.sqlite3").ready()


def test_the_migrations_make_exactly_the_tables_of_the_code(storage: Storage) -> None:
    found = sa.MetaData()
    found.reflect(storage._engine)
    for name, table in metadata.tables.items():
        assert {c.name for c in found.tables[name].columns} == {c.name for c in table.columns}
        assert {c.name: c.nullable for c in found.tables[name].columns} == {c.name: c.nullable for c in table.columns}


def test_writers_in_many_threads_all_get_through(storage: Storage) -> None:
    failures: list[Exception] = []

    def write(number: int) -> None:
        try:
            storage.add(stored(str(number)), LOCAL)
        except Exception as error:  # noqa: BLE001  whatever it is, the test shows it
            failures.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert rows(storage, audit_event) == 20
