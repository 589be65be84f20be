"""Counts rows, for tests that show that something was made once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from procurement_plugin.adapters.storage import Storage


def count(storage: Storage, table: str, where: str = "1 = 1") -> int:
    """How many rows there are."""
    with storage._engine.connect() as connection:
        found: Any = connection.scalar(sa.text(f"SELECT count(*) FROM {table} WHERE {where}"))
    return int(found)
