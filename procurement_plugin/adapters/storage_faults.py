"""What goes wrong with a database, told apart: a fault of the software is raised on, the rest passes and is retried."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa

from procurement_plugin.domain.findings import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

AWAY = (
    "The database cannot be used at present. Please send the request again; with an Idempotency-Key it is certain "
    "that nothing is stored twice."
)
# What the drivers raise when a server stops, a file is locked, full or read-only, or no connection is to be had.
PASSING = (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError)
# PostgreSQL tells by these codes that it is only a copy for reading, which psycopg counts as an internal error.
READ_ONLY = "25006"
# SQLite's code for a wrong statement, which its driver counts as operational, too.
WRONG_SQL = sqlite3.SQLITE_ERROR
FIRST_LINE = 300
logger = logging.getLogger(__name__)


@contextmanager
def told_as_unavailable() -> Iterator[None]:
    """Raise as unavailable what may pass by itself; the reason stands in the log only.

    Raises:
        UnavailableError: the database is away, locked, full, read-only or damaged.
    """
    try:
        yield
    except sa.exc.SQLAlchemyError as error:
        if not passes(error):
            raise
        logger.error("the database cannot be used: %s", _reason(error))  # noqa: TRY400  the traceback tells nothing more
        raise UnavailableError(AWAY) from error


def passes(error: sa.exc.SQLAlchemyError) -> bool:
    """Whether the same statement may succeed later without a change of the software."""
    told = getattr(error, "orig", None)
    if isinstance(error, PASSING):
        return getattr(told, "sqlite_errorcode", None) != WRONG_SQL
    if not isinstance(error, sa.exc.DBAPIError):
        return False
    # Exactly DatabaseError is how SQLite tells that a file is damaged or none of its own.
    damaged = type(error) is sa.exc.DatabaseError
    return error.connection_invalidated or damaged or getattr(told, "sqlstate", None) == READ_ONLY


def _reason(error: sa.exc.SQLAlchemyError) -> str:
    """The driver's own words, without statement and parameters; a driver quotes no values in errors of this kind."""
    told = str(getattr(error, "orig", None) or error).strip()
    return f"{type(error).__name__}: {told.splitlines()[0][:FIRST_LINE] if told else ''}"
