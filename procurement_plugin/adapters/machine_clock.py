"""The clock of this machine: for leases, retries and retention, which go on where the service's clock stands still."""

from __future__ import annotations

from datetime import UTC, datetime


class MachineClock:
    """The time, in UTC."""

    def now(self) -> datetime:
        """Now."""
        return datetime.now(UTC)
