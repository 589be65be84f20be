"""How this service talks to SQLite and PostgreSQL, through SQLAlchemy."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic.config import Config

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection


def engine_of(url: str) -> Engine:
    """An engine; SQLite with write-ahead log, foreign keys, and transactions that begin immediately."""
    engine = sa.create_engine(url, hide_parameters=True)  # an error's words would else hold what bidders sent
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_immediate)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[sa.Connection]:
    """A connection that only reads, and so waits for nobody."""
    with engine.connect().execution_options(reads=True) as connection:
        yield connection


def _prepare_sqlite(connection: DBAPIConnection, record: Any) -> None:
    del record
    connection.isolation_level = None  # SQLAlchemy's own BEGIN is used instead
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


def _begin_immediate(connection: sa.Connection) -> None:
    # A write takes its lock at once, else a read that turns into a write fails as locked; a read takes none.
    connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get("reads") else "BEGIN IMMEDIATE")


def alembic_config(url: str) -> Config:
    """Where the migrations are, and the database they run on."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def text_of(moment: datetime) -> str:
    """A moment as it is stored: UTC, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
