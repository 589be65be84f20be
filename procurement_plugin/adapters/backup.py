"""A copy of what is stored: the file of SQLite through its own online backup, and the folder of documents."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from procurement_plugin.domain.findings import ProcurementError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Engine

ELSEWHERE = (
    "This command copies a SQLite database. For PostgreSQL use its own tools: "
    "pg_dump --format=custom --file=FILE DATABASE, then copy the documents; see examples/operations."
)


class BackupError(ProcurementError):
    """No backup was made."""


def backup_to(engine: Engine, target: Path) -> None:
    """Copy the database to a new file, as it stood at one moment, while others write.

    Raises:
        BackupError: it is no SQLite database, the file exists already, or the disk refuses; no file is left then.
    """
    if engine.dialect.name != "sqlite" or not engine.url.database:
        raise BackupError(ELSEWHERE)
    source = Path(engine.url.database)
    if not source.exists():
        raise BackupError(f"There is no database {source}; set PROCUREMENT_DATABASE_URL to the one to copy.")
    if target.exists():
        raise BackupError(f"{target} exists already; a backup never overwrites another. Name a new file.")
    part = target.with_name(f".{target.name}.part")
    try:
        part.unlink(missing_ok=True)
        _copy(source, part)
        part.rename(target)  # appears whole, or not at all
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"No backup was made: {error}") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def copy_documents(source: Path, target: Path) -> int:
    """Copy the documents of a folder to a new one, after the database: each row then has its bytes; the number.

    Raises:
        BackupError: the folder exists already, or the disk refuses.
    """
    if target.exists():
        raise BackupError(f"{target} exists already; a backup never overwrites another. Name a new file.")
    try:
        target.mkdir(mode=0o700, parents=True)
        found = sorted(_documents(source))
        for path in found:
            with suppress(FileNotFoundError):  # retention took it away meanwhile
                shutil.copy2(path, target / path.name)
    except OSError as error:
        raise BackupError(f"The documents were not copied: {error}") from error
    return len(found)


def _documents(folder: Path) -> Iterator[Path]:
    """The documents of a folder, without attempts that are under way."""
    if folder.is_dir():
        yield from (path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))


def _copy(source: Path, target: Path) -> None:
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(source, timeout=30)) as before, closing(sqlite3.connect(target)) as after:
        with before:
            before.backup(after)
        (sound,) = after.execute("PRAGMA integrity_check").fetchone()
        if sound != "ok":
            raise sqlite3.DatabaseError(f"the copy is not sound: {sound}")
    opened = os.open(target, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
