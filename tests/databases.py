"""Databases for the tests: SQLite files, or a PostgreSQL that the tests start for themselves and stop again."""

from __future__ import annotations

import itertools
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from procurement_plugin.adapters.storage import Storage

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

DATABASES = ("sqlite", "postgresql")
# Files of tests that are about what pages show.
SHOWN = re.compile("_pages?(_|$)|_forms?(_|$)|officer|figures_typed|every_route")
# A server refuses to run as root; Debian's package makes this user.
OWNER = "postgres"
# Nothing in a test survives the machine, so nothing waits for the disk.
SETTINGS = (
    "listen_addresses=''", "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200",
)  # fmt: skip
PREPARED = "prepared"


def programs() -> Path:
    """The folder of the server's programs, of Debian's package or on the path.

    Raises:
        FileNotFoundError: PostgreSQL is not installed.
    """
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    if found is None:
        raise FileNotFoundError("PostgreSQL is not installed; on Debian: apt-get install postgresql")
    return Path(found).parent


class PrivatePostgres:
    """A server of its own in a temporary folder, reached by a socket there; no network."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="postgres-of-tests-"))
        self._names = itertools.count(1)
        if os.getuid() == 0:
            owner = pwd.getpwnam(OWNER)
            os.chown(self._folder, owner.pw_uid, owner.pw_gid)
        self._run("initdb", "-D", str(self._data), "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        self.start()

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = " ".join(f"-c {setting}" for setting in (*SETTINGS, f"unix_socket_directories={self._folder}"))
        log = str(self._folder / "server.log")
        self._run("pg_ctl", "-D", str(self._data), "-l", log, "-w", "-o", options, "start")

    def stop(self, how: str = "fast") -> None:
        """Stop the server: fast or immediate, which is a crash."""
        self._run("pg_ctl", "-D", str(self._data), "-m", how, "-w", "stop")

    def remove(self) -> None:
        """Stop it and take its folder away."""
        self.stop("immediate")
        shutil.rmtree(self._folder, ignore_errors=True)

    def prepare(self) -> None:
        """Make the database that the others are copies of."""
        self._command(f"CREATE DATABASE {PREPARED}")
        storage = Storage(self.url(PREPARED))
        storage.upgrade()
        storage.close()

    def fresh(self, *, prepared: bool = True) -> str:
        """The address of a new database, upgraded or empty."""
        name = f"test_{next(self._names)}"
        template = PREPARED if prepared else "template1"
        self._command(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def url(self, name: str) -> str:
        """The address of a database of this server."""
        return f"postgresql+psycopg://{OWNER}@/{name}?host={self._folder}"

    def _command(self, statement: str) -> None:
        engine = sa.create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.text(statement))
        engine.dispose()

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(programs() / program), *arguments]
        if os.getuid() == 0:
            command = ["runuser", "-u", OWNER, "--", *command]
        # The server inherits what it is given; a pipe that it kept open would be waited for.
        with (self._folder.parent / f"{self._folder.name}.log").open("ab") as log:
            subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/")


def only_of_databases(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On another database than SQLite, run what stores something; the rest says the same on any.

    What pages show is tried on SQLite alone: the use cases and the API behind them are tried on both.
    """
    if config.getoption("--database") == DATABASES[0]:
        return
    names = {item: getattr(item, "fixturenames", ()) for item in items}
    kept = [
        item
        for item in items
        if "database_url" in names[item] and "chromium" not in names[item] and not SHOWN.search(item.path.stem)
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


def sqlite_urls(folder: Path) -> Callable[..., str]:
    """Makes addresses of new SQLite files in a folder."""
    names = itertools.count(1)

    def fresh(*, prepared: bool = True) -> str:
        path = folder / f"{next(names)}.sqlite3"
        if prepared:
            path.write_bytes(_prepared_sqlite())
        return f"sqlite:///{path}"

    return fresh


@cache
def _prepared_sqlite() -> bytes:
    """An upgraded database, made once a process: its copies are quick."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "prepared.sqlite3"
        storage = Storage(f"sqlite:///{path}")
        storage.upgrade()
        storage.close()
        return path.read_bytes()


def url_of(storage: Storage) -> str:
    """The address of the database that a store writes to."""
    return storage._engine.url.render_as_string(hide_password=False)
