"""Wakes workers through a queue of Huey: a file of SQLite, PostgreSQL or Redis, by the scheme of one address.

The job table is the truth; a message only says that there is something to look at, so a lost message costs a moment
and nothing else. Messages are one fixed word and are never unpickled.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

from huey.storage import MemoryStorage, PostgresStorage, RedisStorage, SqliteStorage

from procurement_plugin.domain.findings import ProcurementError

if TYPE_CHECKING:
    import threading

NAME = "procurement"
WAKE = b"wake"
GLANCE_SECONDS = 0.2
# Where no worker listens, messages do not pile up.
MOST_MESSAGES = 1_000
SCHEMES = "sqlite:///file, postgresql://… or redis://…"
logger = logging.getLogger(__name__)


class QueueError(ProcurementError):
    """The address of the queue cannot be used."""


class WakeQueue:
    """The queue of one service; it connects when it is first used, so that a fork shares nothing."""

    def __init__(self, url: str) -> None:
        if url.partition(":")[0].partition("+")[0] not in ("sqlite", "postgresql", "redis", "rediss"):
            raise QueueError(f"PROCUREMENT_QUEUE_URL must be one of {SCHEMES}.")
        self._url = url
        self._made: Any = None

    def wake(self) -> None:
        """Say that there is something to do. A queue that is away costs only the time until a worker looks itself."""
        try:
            if self._storage().queue_size() < MOST_MESSAGES:
                self._storage().enqueue(WAKE)
        except Exception:  # noqa: BLE001  drivers raise errors of their own; the job is accepted already
            logger.warning("The queue is away; workers look for themselves every few seconds.")
            self._made = None

    def wait(self, seconds: float, stop: threading.Event) -> None:
        """Come back when there is something to do, when the time is over, or when it is time to stop."""
        ends = time.monotonic() + seconds
        while not stop.is_set() and time.monotonic() < ends:
            try:
                if self._storage().dequeue() is not None:
                    return
            except Exception:  # noqa: BLE001
                self._made = None
                stop.wait(min(1.0, seconds))
            stop.wait(GLANCE_SECONDS)

    def answers(self) -> bool:
        """Whether the queue is there."""
        try:
            self._storage().queue_size()
        except Exception:  # noqa: BLE001  drivers raise errors of their own
            self._made = None
            return False
        return True

    def close(self) -> None:
        """Let go of the connection."""
        if self._made is not None:
            self._made.close()
            self._made = None

    def _storage(self) -> Any:
        if self._made is None:
            self._made = _storage(self._url)
        return self._made


def _storage(url: str) -> Any:
    scheme = url.partition(":")[0].partition("+")[0]
    if scheme == "sqlite":
        file = url.partition("///")[2]
        return SqliteStorage(NAME, filename=file) if file else MemoryStorage(NAME)
    if scheme == "postgresql":
        return PostgresStorage(NAME, dsn=f"postgresql:{url.partition(':')[2]}", blocking=False)
    return RedisStorage(NAME, url=url, blocking=False)


def queue_beside(database_url: str) -> str:
    """The queue when none is set: a file beside that of SQLite, else the database itself."""
    return f"{database_url}-queue" if database_url.startswith("sqlite") else database_url
