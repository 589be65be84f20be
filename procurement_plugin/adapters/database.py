"""How this service talks to SQLite and PostgreSQL, through SQLAlchemy."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic.config import Config

from procurement_plugin.adapters.storage_faults import told_as_unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sqlalchemy.engine import Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection


# How long a statement waits for what others hold before the call is answered 503; an upgrade may wait longer.
WAIT_SECONDS = 10
UPGRADE_SECONDS = 300
UPGRADE_LOCK = 20_260_101
# A server that stopped, restarted or vanished behind the network is noticed within seconds.
POSTGRESQL: Mapping[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 30,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
    "options": f"-c lock_timeout={WAIT_SECONDS}s -c idle_in_transaction_session_timeout=5min",
}


def engine_of(url: str, **options: Any) -> Engine:
    """An engine; SQLite with write-ahead log, foreign keys, and transactions that begin immediately.

    A connection to PostgreSQL is tried before it is used, so that a restart of the server costs nobody an error; what
    the address itself says about connections goes before what stands here. ``options`` are those of SQLAlchemy.
    """
    told = sa.make_url(url)
    if told.get_backend_name() == "postgresql":
        options["connect_args"] = {name: value for name, value in POSTGRESQL.items() if name not in told.query}
        if "poolclass" not in options:
            options |= {"pool_pre_ping": True, "pool_timeout": WAIT_SECONDS}
    # An error's words would else hold what bidders sent.
    engine = sa.create_engine(told, hide_parameters=True, **options)
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
        with told_as_unavailable():
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
        with told_as_unavailable(), engine.begin() as connection:
            yield connection
        return
    try:
        with told_as_unavailable():
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
    with told_as_unavailable():
        if made is not None and made.begun is not None:
            yield made.begun
            return
        with engine.connect().execution_options(reads=True) as connection:
            yield connection


@contextmanager
def upgrading(engine: Engine) -> Iterator[sa.Connection]:
    """A connection to change tables on; who upgrades at the same time waits, and then finds it done."""
    with told_as_unavailable(), engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            _wait_on_sqlite(connection.connection.dbapi_connection, UPGRADE_SECONDS)
        with connection.begin():
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{UPGRADE_SECONDS}s'")
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({UPGRADE_LOCK})")
            yield connection
        if engine.dialect.name == "sqlite":
            _wait_on_sqlite(connection.connection.dbapi_connection, WAIT_SECONDS)


def _prepare_sqlite(connection: DBAPIConnection, record: Any) -> None:
    del record
    connection.isolation_level = None  # SQLAlchemy's own BEGIN is used instead
    _wait_on_sqlite(connection, WAIT_SECONDS)  # first, for the others may have to wait themselves
    # FULL: every commit reaches the disk before it is acknowledged, so that it survives a loss of power, too.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        _run_pragma(connection, pragma)


def _wait_on_sqlite(connection: Any, seconds: int) -> None:
    _run_pragma(connection, f"busy_timeout={seconds * 1000}")


def _run_pragma(connection: DBAPIConnection, pragma: str) -> None:
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
