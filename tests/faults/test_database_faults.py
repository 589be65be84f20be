"""A database that is locked, full, read-only, damaged or away: 503 with Retry-After, nothing lost, and well again."""

from __future__ import annotations

import logging
import os
import sqlite3
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from databases import OWNER, url_of
from faults.conftest import BASE, accepted, refused
from work.counting import count

from procurement_plugin.adapters.storage import Storage
from procurement_plugin.adapters.storage_faults import passes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from databases import PrivatePostgres
    from flask.testing import FlaskClient

    Caller = Callable[[str], FlaskClient]


def on_sqlite(url: str) -> Path:
    """The file of a database; skips on another."""
    if not url.startswith("sqlite"):
        pytest.skip("about SQLite files")
    return Path(url.partition("///")[2])


@pytest.fixture
def server(database_url: str, request: pytest.FixtureRequest) -> PrivatePostgres:
    """The server of the database; skips on SQLite."""
    if database_url.startswith("sqlite"):
        pytest.skip("about a server")
    found: PrivatePostgres = request.getfixturevalue("postgres")
    return found


def command(url: str, *statements: str) -> None:
    """Run statements beside the service, each by itself."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def test_locked_for_long(
    caller: Caller, database_url: str, lot: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """Another process holds the lock; reading goes on, and the reason stands in the log."""
    client = caller(database_url)
    first = client.post(f"{BASE}/evaluations", json=lot).headers["Location"]
    other = sa.create_engine(database_url, poolclass=sa.NullPool)
    sqlite = other.dialect.name == "sqlite"
    with other.connect() as connection:
        connection.exec_driver_sql("SELECT 1" if sqlite else "LOCK TABLE evaluation, kept_answer IN EXCLUSIVE MODE")
        if sqlite:
            connection.connection.dbapi_connection.isolation_level = None  # type: ignore[union-attr]
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        with caplog.at_level(logging.ERROR):
            refused(client, lot)
        assert "lock" in caplog.text
        assert client.get(first).status_code == 200
        connection.connection.dbapi_connection.rollback()  # type: ignore[union-attr]
    other.dispose()
    accepted(client, lot)
    assert stored_in(database_url) == 2


def stored_in(url: str) -> int:
    """How many evaluations there are, each with its event, in a trail that is whole."""
    storage = Storage(url)
    stored = count(storage, "evaluation")
    assert count(storage, "audit_event", "event = 'evaluation.stored'") == stored
    assert storage.audit.verify("local") == []
    storage.close()
    return stored


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes; skips where none can be mounted."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = (
        os.getuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)], check=False, capture_output=True
        ).returncode
    )
    if not mounted:
        pytest.skip("a small file system can be mounted by root only")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_disk_full_under_sqlite(caller: Caller, small: Path, lot: dict[str, Any]) -> None:
    url = f"sqlite:///{small}/full.sqlite3"
    storage = Storage(url)
    storage.upgrade()
    storage.close()
    client, ballast = caller(url), small / "ballast"
    stored = client.post(f"{BASE}/evaluations", json=lot).headers["Location"]
    _fill(ballast)
    refused(client, lot)
    refused(client, lot)
    assert client.get(stored).status_code == 200
    ballast.unlink()
    accepted(client, lot)
    assert stored_in(url) == 2


def test_disk_full_under_postgresql(
    server: PrivatePostgres, caller: Caller, database_url: str, small: Path, lot: dict[str, Any]
) -> None:
    name = sa.make_url(database_url).database
    for folder in [small, *list(small.parents)[:4]]:
        folder.chmod(0o755)
    subprocess.run(["chown", OWNER, str(small)], check=True)
    small_tables = ("evaluation", "audit_event", "kept_answer")
    command(server.url("postgres"), f"CREATE TABLESPACE small_{name} LOCATION '{small}'")
    command(database_url, *(f"ALTER TABLE {table} SET TABLESPACE small_{name}" for table in small_tables))
    client, ballast = caller(database_url), small / "ballast"
    _fill(ballast)
    try:
        for _ in range(20):  # the pages that are there take some more
            response = client.post(f"{BASE}/evaluations", json=lot)
            if response.status_code == 503:
                break
        refused(client, lot)
        ballast.unlink()
        accepted(client, lot)
        assert stored_in(database_url) > 0
    finally:
        command(database_url, *(f"ALTER TABLE {table} SET TABLESPACE pg_default" for table in small_tables))
        command(server.url("postgres"), f"DROP TABLESPACE small_{name}")


def _fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            return


def test_read_only(caller: Caller, database_url: str, lot: dict[str, Any]) -> None:
    """A file that may not be written, or a copy of the server that only reads."""
    client = caller(database_url)
    stored = client.post(f"{BASE}/evaluations", json=lot).headers["Location"]
    if database_url.startswith("sqlite"):
        reader = caller(f"sqlite:///file:{on_sqlite(database_url)}?mode=ro&uri=true")
    else:
        reader = caller(f"{database_url}&options=-c%20default_transaction_read_only%3Don")
    refused(reader, lot)
    assert reader.get(stored).status_code == 200
    accepted(client, lot)


def test_damaged_file(caller: Caller, database_url: str, lot: dict[str, Any]) -> None:
    file = on_sqlite(database_url)
    caller(database_url).post(f"{BASE}/evaluations", json=lot)
    direct = sqlite3.connect(file)
    direct.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    direct.close()
    whole = file.read_bytes()
    file.write_bytes(b"no database at all" + whole[18:])
    refused(caller(database_url), lot)
    file.write_bytes(whole)
    accepted(caller(database_url), lot)


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_server_stops_and_starts(
    server: PrivatePostgres, caller: Caller, database_url: str, lot: dict[str, Any], how: str
) -> None:
    """The first call after the restart is answered: dead connections are found before they are used."""
    client = caller(database_url)
    stored = client.post(f"{BASE}/evaluations", json=lot).headers["Location"]
    server.stop(how)
    try:
        refused(client, lot)
        read = client.get(stored)
        assert (read.status_code, "Retry-After" in read.headers) == (503, True)
        health = client.get("/health").get_json()
        assert (health["status"], health["details"]["database"]["status"]) == ("DOWN", "DOWN")
    finally:
        server.start()
    assert client.get(stored).status_code == 200
    accepted(client, lot)
    assert stored_in(database_url) == 2


def test_dead_connections_in_the_pool(
    server: PrivatePostgres, caller: Caller, database_url: str, lot: dict[str, Any]
) -> None:
    client = caller(database_url)
    accepted(client, lot)
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'"
    command(server.url("postgres"), ended.format(sa.make_url(database_url).database))
    assert client.post(f"{BASE}/evaluations", json=lot).status_code == 201


def test_what_passes_and_what_does_not(storage: Storage) -> None:
    """A wrong statement is a fault of the software, whatever class the driver gives it."""
    with pytest.raises(sa.exc.SQLAlchemyError) as wrong, storage._engine.connect() as connection:
        connection.exec_driver_sql("SELECT no_such_column FROM evaluation")
    assert not passes(wrong.value)
    assert passes(sa.exc.TimeoutError("QueuePool limit"))
    assert url_of(storage)


def test_a_service_begins_while_its_database_is_away(
    server: PrivatePostgres, caller: Caller, database_url: str, lot: dict[str, Any]
) -> None:
    """A web process that is started again by its parent does not take the service down with it."""
    server.stop()
    try:
        client = caller(database_url)
        refused(client, lot)
    finally:
        server.start()
    accepted(client, lot)
