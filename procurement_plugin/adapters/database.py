"""How this service talks to SQLite and PostgreSQL, through SQLAlchemy."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic.config import Config

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.engine import Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection


def engine_of(url: str) -> Engine:
    """An engine; SQLite with write-ahead log, foreign keys, and transactions that begin immediately."""
    engine = sa.create_engine(url, hide_parameters=True)  # an error's words would else hold what bidders sent
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_immediate)
    return engine


class Transaction:
    """One transaction over several calls of the store.

    It begins with the first write, so that what is computed before holds no lock, and it is committed or rolled back
    as a whole.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.begun: sa.Connection | None = None
        self.spoilt = False
        self.afterwards: list[Callable[[], None]] = []

    def connection(self) -> sa.Connection:
        """The connection on which everything is written."""
        if self.begun is None:
            self.begun = self.engine.connect()
            self.begun.begin()
        return self.begun

    def end(self) -> None:
        """Commit; a write that failed on the way spoils all of it."""
        if self.spoilt:
            raise RuntimeError("A write of this transaction failed; nothing of it is kept.")
        if self.begun is not None:
            self.begun.commit()


_CURRENT: ContextVar[Transaction | None] = ContextVar("transaction", default=None)


@contextmanager
def transaction(engine: Engine) -> Iterator[None]:
    """Everything the store writes inside is kept together or not at all."""
    if _CURRENT.get() is not None:
        raise RuntimeError("A transaction is open already.")
    made = Transaction(engine)
    token = _CURRENT.set(made)
    try:
        yield
        made.end()
    finally:
        _CURRENT.reset(token)
        if made.begun is not None:
            made.begun.close()  # rolls back what was not committed
    for call in made.afterwards:
        call()


def after_commit(call: Callable[[], None]) -> None:
    """Call once the open transaction is committed; at once when none is open."""
    made = _CURRENT.get()
    if made is None:
        call()
    else:
        made.afterwards.append(call)


@contextmanager
def writing(engine: Engine) -> Iterator[sa.Connection]:
    """A connection to write on: that of the open transaction, else one of its own that commits at the end."""
    made = _joined(engine)
    if made is None:
        with engine.begin() as connection:
            yield connection
        return
    try:
        yield made.connection()
    except BaseException:
        made.spoilt = True
        raise


def _joined(engine: Engine) -> Transaction | None:
    made = _CURRENT.get()
    return made if made is not None and made.engine is engine else None


def in_transaction(engine: Engine) -> bool:
    """Whether a transaction is open in which something was written."""
    made = _joined(engine)
    return made is not None and made.begun is not None


@contextmanager
def reading(engine: Engine) -> Iterator[sa.Connection]:
    """A connection that only reads, and so waits for nobody; it sees what the open transaction wrote."""
    made = _joined(engine)
    if made is not None and made.begun is not None:
        yield made.begun
        return
    with engine.connect().execution_options(reads=True) as connection:
        yield connection


def _prepare_sqlite(connection: DBAPIConnection, record: Any) -> None:
    del record
    connection.isolation_level = None  # SQLAlchemy's own BEGIN is used instead
    for pragma in ("busy_timeout=30000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
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
