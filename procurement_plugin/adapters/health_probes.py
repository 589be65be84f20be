"""Looks at what the service stands on: database, queue, disk, libraries. None of it can hold up who asks."""

from __future__ import annotations

import ctypes
import importlib.util
import shutil
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from procurement_plugin.adapters.backlog import backlog_of
from procurement_plugin.adapters.database import alembic_config, engine_of, reading
from procurement_plugin.application.service_health import Backlog, StoreState

if TYPE_CHECKING:
    from collections.abc import Callable

    from procurement_plugin.application.ports import Clock

# The libraries that WeasyPrint loads; importing it takes a second and much memory.
TEXT_LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
AWAY: tuple[StoreState, Backlog | None] = (StoreState.AWAY, None)
Seen = TypeVar("Seen")


class Probe(Generic[Seen]):
    """Looks in a thread of its own: whoever asks waits ``patience`` seconds at most.

    A look that hangs is not begun again before it ends, so that a database that hangs gathers no threads. An answer
    serves everybody for ``keep`` seconds.
    """

    def __init__(self, look: Callable[[], Seen], silent: Seen, *, patience: float = 2.0, keep: float = 1.0) -> None:
        self._look = look
        self._silent = silent
        self._patience = patience
        self._keep = keep
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._begun = 0.0
        self._ended: float | None = time.monotonic() - keep
        self._seen = silent

    def begin(self) -> tuple[threading.Event, float]:
        """Look, unless that was done just now or goes on; when that is done, and how long to wait for it."""
        with self._lock:
            now = time.monotonic()
            if self._ended is not None and now - self._ended >= self._keep:
                self._begun, self._ended, self._done = now, None, threading.Event()
                threading.Thread(target=self._run, args=(self._done,), name="probe", daemon=True).start()
            return self._done, max(0.0, self._begun + self._patience - now)

    def seen(self) -> Seen:
        """What is there, or ``silent`` when that cannot be told in time."""
        done, left = self.begin()
        return self._seen if done.wait(left) else self._silent

    def _run(self, done: threading.Event) -> None:
        seen = self._silent
        with suppress(Exception):  # drivers raise errors of their own; all of them mean that nothing can be told
            seen = self._look()
        with self._lock:
            self._seen, self._ended = seen, time.monotonic()
        done.set()


class StoreProbe:
    """Looks at the database, on a connection of its own, so that a full pool does not look like a lost database."""

    def __init__(self, url: str, machine: Clock, clock: Clock) -> None:
        self._engine = engine_of(url, poolclass=sa.NullPool)
        self._clocks = (machine, clock)
        self._head = ScriptDirectory.from_config(alembic_config("")).get_current_head()

    def look(self) -> tuple[StoreState, Backlog | None]:
        """Whether it answers and stands at this release, and what waits in it."""
        with reading(self._engine) as connection:
            if MigrationContext.configure(connection).get_current_revision() != self._head:
                return StoreState.OTHER_RELEASE, None
            return StoreState.READY, backlog_of(connection, *self._clocks)


def free_bytes(database_url: str) -> int:
    """Free space on the fullest disk that is written to: that of SQLite's file, and that of temporary files."""
    places = {Path(tempfile.gettempdir())}
    address = sa.make_url(database_url)
    if address.get_backend_name() == "sqlite" and address.database:
        places.add(Path(address.database).resolve().parent)
    return min(shutil.disk_usage(place).free for place in places if place.exists())


def can_lay_out() -> bool:
    """Whether the package and the system libraries that lay out text are here."""
    if importlib.util.find_spec("weasyprint") is None:
        return False
    try:
        for name in TEXT_LIBRARIES:
            ctypes.CDLL(name)
    except OSError:
        return False
    return True
