"""Token buckets that all workers of one machine share: a small SQLite file that nobody needs to keep.

A memory of each worker's own would allow the limit as many times as there are workers; a server for counting would
be one more thing to run.
"""

from __future__ import annotations

import math
import sqlite3
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

BUSY_SECONDS = 1.0
CLEAN_EVERY = 1_000


@dataclass(frozen=True, slots=True)
class Rate:
    """So many calls in so many seconds, all at once if need be."""

    calls: int
    seconds: int


class TokenBuckets:
    """A bucket for each name: it holds as many calls as its rate, and fills evenly."""

    def __init__(self, file: str = ":memory:", now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._count = 0
        self._database = sqlite3.connect(file, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        self._database.execute("PRAGMA synchronous=OFF")
        self._database.execute("PRAGMA journal_mode=MEMORY")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS bucket (name TEXT PRIMARY KEY, level REAL NOT NULL, at REAL NOT NULL, "
            "full_at REAL NOT NULL) WITHOUT ROWID"
        )

    def wait(self, name: str, rate: Rate) -> int:
        """0 when a call may go on; else the seconds until the next may. A file that fails lets calls go on."""
        with self._lock:
            try:
                return self._take(name, rate)
            except sqlite3.Error:
                with suppress(sqlite3.Error):
                    self._database.execute("ROLLBACK")
                return 0

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _take(self, name: str, rate: Rate) -> int:
        now, each = self._now(), rate.seconds / rate.calls
        self._database.execute("BEGIN IMMEDIATE")
        self._clean(now)
        row = self._database.execute("SELECT level, at FROM bucket WHERE name = ?", (name,)).fetchone()
        level = rate.calls if row is None else min(rate.calls, row[0] + max(0.0, now - row[1]) / each)
        seconds = 0 if level >= 1 else max(1, math.ceil((1 - level) * each))
        level -= 0 if seconds else 1
        full_at = now + (rate.calls - level) * each
        self._database.execute("INSERT OR REPLACE INTO bucket VALUES (?, ?, ?, ?)", (name, level, now, full_at))
        self._database.execute("COMMIT")
        return seconds

    def _clean(self, now: float) -> None:
        """Forget full buckets now and then: an address is kept no longer than its limit needs."""
        self._count += 1
        if self._count % CLEAN_EVERY == 0:
            self._database.execute("DELETE FROM bucket WHERE full_at <= ?", (now,))
