"""Backups: consistent while others write; restored, the trail holds, tasks run again, webhooks keep their names."""

from __future__ import annotations

import shutil
import subprocess
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from adapters.test_storage import stored
from click.testing import CliRunner
from databases import programs
from life.procedures import Lived, Place
from sqlalchemy.engine import make_url

from procurement_plugin.adapters.backup import BackupError, copy_documents
from procurement_plugin.adapters.machine_clock import MachineClock
from procurement_plugin.adapters.storage import Storage
from procurement_plugin.adapters.webhook_sender import WebhookSender
from procurement_plugin.bootstrap import cli, wiring
from procurement_plugin.bootstrap.worker import Worker
from procurement_plugin.web.access import LOCAL

if TYPE_CHECKING:
    from collections.abc import Callable


def sqlite_of(url: str) -> Path:
    """The file of a SQLite database; the test is about nothing else."""
    if not url.startswith("sqlite"):
        pytest.skip("the copy of a PostgreSQL database is made by its own tools")
    return Path(make_url(url).database or "")


def backed_up(place: Place, url: str) -> None:
    """Copy a database to an empty one, as an administrator does."""
    if url.startswith("sqlite"):
        place.storage.backup(sqlite_of(url))
        return
    before, after = (one.replace("postgresql+psycopg", "postgresql") for one in (place.url, url))
    dump = place.folder / "backup.dump"
    subprocess.run([programs() / "pg_dump", "--format=custom", f"--file={dump}", before], check=True)
    restore = [programs() / "pg_restore", "--exit-on-error", "--no-owner", f"--dbname={after}", dump]
    subprocess.run(restore, check=True)


def test_what_is_restored_holds_together_and_goes_on(
    storage: Storage, database_url: str, fresh_database: Callable[..., str], tmp_path: Path
) -> None:
    place = Place(storage, database_url, tmp_path / "before")
    place.folder.mkdir()
    lived = Lived(place, "P-1", secret=False)
    task = lived.accept()
    url = (
        f"sqlite:///{tmp_path}/restored.sqlite3"
        if database_url.startswith("sqlite")
        else fresh_database(prepared=False)
    )
    backed_up(place, url)
    copy_documents(tmp_path / "before" / "documents", tmp_path / "after" / "documents")
    sent = storage.webhooks.take()  # after the backup, so the restored store does not know of it
    shutil.copytree(tmp_path / "before" / "keys", tmp_path / "after" / "keys")
    restored = Place(Storage(url), url, tmp_path / "after")
    restored.storage.upgrade()
    assert restored.storage.ready()
    assert restored.storage.audit.verify("local") == []
    assert list(restored.storage.documents.faults("local", restored.documents)) == []
    assert len(list(restored.storage.audit.events("local"))) == len(list(storage.audit.events("local")))
    again = restored.storage.webhooks.take()
    assert sent is not None
    assert again is not None
    assert (again.event_id, again.body) == (sent.event_id, sent.body)
    settings = restored.settings(lived.moment("tenderDeadlineAt", hours=1))
    wired = wiring.service_of(restored.storage, settings)
    worker = Worker(wired, restored.storage, wiring.queue_of(settings), WebhookSender(), MachineClock())
    assert worker.run_next()
    job = restored.storage.jobs.get("local", task)
    assert job is not None
    assert restored.storage.get("local", job.result_id) is not None
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), restored.storage._engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM lot_record"))
    restored.storage.close()


def test_a_backup_is_of_one_moment_while_others_write(storage: Storage, database_url: str, tmp_path: Path) -> None:
    sqlite_of(database_url)
    storage.add(stored("first"), LOCAL)
    stop, written = threading.Event(), [1]

    def write() -> None:
        while not stop.is_set():
            storage.add(stored(str(len(written))), LOCAL)
            written.append(1)

    writer = threading.Thread(target=write)
    writer.start()
    counts = []
    for number in range(8):
        before = len(written)
        storage.backup(tmp_path / f"{number}.backup")
        copy = Storage(f"sqlite:///{tmp_path}/{number}.backup")
        assert copy.audit.verify("local") == []
        counts.append(len(list(copy.audit.events("local"))))
        assert before <= counts[-1] <= len(written) + 1
        copy.close()
    stop.set()
    writer.join()
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]


def test_a_backup_overwrites_nothing_and_leaves_nothing_half(
    storage: Storage, database_url: str, tmp_path: Path
) -> None:
    file = sqlite_of(database_url)
    there = tmp_path / "there.backup"
    there.write_text("another")
    with pytest.raises(BackupError, match="never overwrites"):
        storage.backup(there)
    assert there.read_text() == "another"
    with pytest.raises(BackupError, match="No backup was made"):
        storage.backup(tmp_path / "no" / "folder.backup")
    with pytest.raises(BackupError, match="never overwrites"):
        copy_documents(tmp_path, tmp_path)
    with pytest.raises(BackupError, match="There is no database"):
        Storage(f"sqlite:///{tmp_path}/none.sqlite3").backup(tmp_path / "x.backup")
    assert {path.name for path in tmp_path.iterdir()} - {f"{file.name}-wal", f"{file.name}-shm"} == {
        file.name,
        there.name,
    }


def test_the_command_copies_database_and_documents_or_names_the_tool(
    storage: Storage, database_url: str, tmp_path: Path
) -> None:
    storage.add(stored(), LOCAL)
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "a.pdf").write_bytes(b"%PDF")
    (documents / ".b.pdf.0.part").write_bytes(b"under way")
    target = tmp_path / "night.backup"
    environment = {"PROCUREMENT_DATABASE_URL": database_url, "PROCUREMENT_DOCUMENTS_URL": documents.as_uri()}
    cli.db.add_command(__import__("procurement_plugin.bootstrap.backup_commands", fromlist=["backup"]).backup)
    done = CliRunner().invoke(cli.cli, ["db", "backup", str(target)], env=environment)
    if database_url.startswith("postgresql"):
        assert isinstance(done.exception, BackupError)
        assert "pg_dump" in str(done.exception)
        assert not target.exists()
        return
    assert done.exit_code == 0, done.output
    assert [path.name for path in (tmp_path / "night.backup.documents").iterdir()] == ["a.pdf"]
    assert Storage(f"sqlite:///{target}").audit.verify("local") == []
    assert target.stat().st_mode & 0o077 == 0
