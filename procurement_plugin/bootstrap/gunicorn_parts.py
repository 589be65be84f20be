"""What the service tells gunicorn: whose log it writes to, and where its signs of life are."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

# A worker's sign of life needs no disk.
MEMORY = "/dev/shm"  # noqa: S108  memory that Linux offers to every process


class ServiceLog(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn's messages, written where all others are."""

    def setup(self, cfg: Any) -> None:
        """Hand on what gunicorn says, instead of writing it beside."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True
