"""At which revision a database stands, and its upgrade: forward only, by one process at a time."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import command
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from procurement_plugin.adapters.database import alembic_config, reading, upgrading
from procurement_plugin.domain.findings import ProcurementError, UnavailableError

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine


class NewerDatabaseError(ProcurementError):
    """A newer release of the software made this database."""


def is_ready(engine: Engine) -> bool:
    """Whether the database answers and stands at this release's revision."""
    try:
        return _current(engine) == _scripts().get_current_head()
    except (sa.exc.SQLAlchemyError, UnavailableError):
        return False


def check_known(engine: Engine) -> None:
    """Refuse a database of a newer release; one that does not answer is not its business.

    Raises:
        NewerDatabaseError: it stands at a revision that this release does not know.
    """
    with suppress(sa.exc.SQLAlchemyError, UnavailableError):
        _check_known(_current(engine), _scripts())


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to this release's form, all or nothing; a second run changes nothing.

    Raises:
        NewerDatabaseError: it stands at a revision that this release does not know; nothing was changed.
    """
    config = alembic_config(engine.url.render_as_string(hide_password=False))
    with upgrading(engine) as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        _check_known(current, ScriptDirectory.from_config(config))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _current(engine: Engine) -> str | None:
    with reading(engine) as connection:
        return MigrationContext.configure(connection).get_current_revision()


@cache
def _scripts() -> ScriptDirectory:
    """The migrations of this release, read once a process."""
    return ScriptDirectory.from_config(alembic_config(""))


def _check_known(current: str | None, scripts: ScriptDirectory) -> None:
    known = {script.revision for script in scripts.walk_revisions()}
    if current is not None and current not in known:
        raise NewerDatabaseError(
            f"A newer release of this software made this database: it stands at revision {current}, and this release "
            f"knows none after {scripts.get_current_head()}. Nothing was changed. Install the newer release again, or "
            "restore the backup that was made before the upgrade."
        )
