"""Evaluations and the audit trail in SQLite or PostgreSQL, through SQLAlchemy; append-only."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from procurement_plugin.application.ports import StoredEvaluation

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection

metadata = sa.MetaData()
evaluation = sa.Table(
    "evaluation",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("tenant_id", sa.String(80), nullable=False, index=True),
    sa.Column("created_at", sa.String(32), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("input_hash", sa.String(64), nullable=False),
    sa.Column("salt", sa.String(32), nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
audit_event = sa.Table(
    "audit_event",
    metadata,
    sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("tenant_id", sa.String(80), nullable=False, index=True),
    sa.Column("occurred_at", sa.String(32), nullable=False),
    sa.Column("event", sa.String(40), nullable=False),
    sa.Column("subject_id", sa.String(36), nullable=False),
    # Salted, so that a guessable content cannot be confirmed from the trail once the salt is deleted.
    sa.Column("content_hash", sa.String(64), nullable=False),
)


class Storage:
    """The store of one service."""

    def __init__(self, url: str) -> None:
        self._engine = engine_of(url)

    def add(self, stored: StoredEvaluation) -> None:
        """Keep an evaluation and its audit event in one transaction."""
        salt = secrets.token_hex(16)
        row = stored._asdict() | {"created_at": _text(stored.created_at), "salt": salt}
        event = {
            "tenant_id": stored.tenant_id,
            "occurred_at": _text(stored.created_at),
            "event": "evaluation.stored",
            "subject_id": stored.id,
            "content_hash": hashlib.sha256(salt.encode() + stored.body).hexdigest(),
        }
        with self._engine.begin() as connection:
            connection.execute(evaluation.insert().values(**row))
            connection.execute(audit_event.insert().values(**event))

    def get(self, tenant_id: str, evaluation_id: str) -> StoredEvaluation | None:
        """The evaluation of that tenant; another tenant's does not exist."""
        wanted = sa.select(evaluation).where(evaluation.c.id == evaluation_id, evaluation.c.tenant_id == tenant_id)
        with self._engine.connect().execution_options(reads=True) as connection:
            row = connection.execute(wanted).mappings().first()
        if row is None:
            return None
        values = {name: row[name] for name in StoredEvaluation._fields}
        values["created_at"] = datetime.fromisoformat(row["created_at"])
        return StoredEvaluation(**values)

    def ready(self) -> bool:
        """Whether the database answers and stands at this release's migration."""
        try:
            with self._engine.connect().execution_options(reads=True) as connection:
                current = MigrationContext.configure(connection).get_current_revision()
        except sa.exc.SQLAlchemyError:
            return False
        return current == ScriptDirectory.from_config(_alembic("")).get_current_head()

    def upgrade(self) -> None:
        """Bring the database to this release's form; a second run changes nothing."""
        with self._engine.begin() as connection:
            config = _alembic(self._engine.url.render_as_string(hide_password=False))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def engine_of(url: str) -> Engine:
    """An engine; SQLite with write-ahead log, foreign keys, and transactions that begin immediately."""
    engine = sa.create_engine(url)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_immediate)
    return engine


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


def _alembic(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
