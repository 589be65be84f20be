"""What is looked at before the service or a worker starts: every setting, so that all that is wrong is said at once."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

import click
import sqlalchemy as sa

from procurement_plugin.bootstrap import logs
from procurement_plugin.bootstrap.environment import Environment, SettingsError, refuse_strangers
from procurement_plugin.bootstrap.settings import gathered
from procurement_plugin.web.access import is_loopback

if TYPE_CHECKING:
    from procurement_plugin.bootstrap.settings import Settings

logger = logging.getLogger(__name__)
FILES = ("PROCUREMENT_PLATFORM_KEYS", "PROCUREMENT_SIGNING_KEYS")
FOLDERS = tuple(
    f"PROCUREMENT_{name}_DIR" for name in ("CONFIG", "SCHEMAS", "TEMPLATES", "INTENSITIES", "DETERMINATIONS")
)
DATABASES = {"sqlite": "sqlite:///file", "postgresql": "postgresql+psycopg://…"}
QUEUES = ("sqlite", "postgresql", "redis", "rediss")


def settings_at_start(host: str = "") -> Settings:
    """The settings of the environment, whole; the log is written by them from now on.

    Args:
        host: where the service is to listen; a worker listens nowhere.

    Raises:
        SettingsError: with everything that is wrong at once.
    """
    given = Environment(os.environ)
    settings = gathered(given)
    unknown = refuse_strangers(given)
    for name in (*FILES, *FOLDERS):
        path, wanted = given.path(name), "file" if name in FILES else "folder"
        if path is not None and not (path.is_file() if name in FILES else path.is_dir()):
            given.faults.append(f"{name} names no {wanted} that can be read.")
    _check_addresses(given, settings)
    if host and not is_loopback(host):
        _check_host(given, settings)
    given.check()
    logs.configure(settings.server.log, settings.server.log_level)
    if unknown:
        logger.warning("variables that are not known and have no effect", extra={"told": {"names": unknown}})
    return settings


def _check_addresses(given: Environment, settings: Settings) -> None:
    """The addresses of database and queue; their own words stay unsaid, for they may hold a password."""
    shown = " or ".join(DATABASES.values())
    try:
        kind = sa.make_url(settings.database_url).drivername
    except (sa.exc.ArgumentError, ValueError):
        kind = ""
    if kind not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        given.faults.append(f"PROCUREMENT_DATABASE_URL must be {shown}.")
    if settings.queue_url and settings.queue_url.partition(":")[0].partition("+")[0] not in QUEUES:
        given.faults.append("PROCUREMENT_QUEUE_URL must be sqlite:///file, postgresql://… or redis://….")


def _check_host(given: Environment, settings: Settings) -> None:
    """Other machines are answered only when it is said who may call, and by which address."""
    if not settings.serves_others:
        given.faults.append(
            "--host: access control is not configured, so the service listens on this machine only (127.0.0.1 or ::1). "
            "Set PROCUREMENT_SIGNING_KEYS, PROCUREMENT_ISSUER or PROCUREMENT_PLATFORM_KEYS first."
        )
    elif not settings.access.public_url:
        given.faults.append(
            "--host: set PROCUREMENT_PUBLIC_URL to the address by which others reach the service, for example "
            "https://scoring.example.org."
        )


def show_start(settings: Settings) -> None:
    """Say whether the service could start, and how it would be; the database is looked at and not brought forward.

    Raises:
        SettingsError: the database does not answer, or a port is taken.
        ProcurementError: keys, law, method or data cannot be read.
    """
    from procurement_plugin.adapters.machine_clock import MachineClock  # noqa: PLC0415  loaded when used
    from procurement_plugin.application.service_health import REASONS, StoreState  # noqa: PLC0415
    from procurement_plugin.bootstrap.access_wiring import access_of  # noqa: PLC0415
    from procurement_plugin.bootstrap.operators_door import try_door  # noqa: PLC0415
    from procurement_plugin.bootstrap.watch_wiring import Watcher  # noqa: PLC0415
    from procurement_plugin.bootstrap.wiring import storage_of  # noqa: PLC0415

    clock = MachineClock()
    storage = storage_of(settings)
    try_door(settings.server.operations)
    access_of(storage, settings, clock)
    storage.close()
    for part in Watcher(settings, clock).health().parts:
        click.echo(f"{part.name:<11} {part.status:<8} {part.reason}".rstrip())
        if part.reason == REASONS[StoreState.OTHER_RELEASE]:
            click.echo(f"{'':<20} The start does that.")
        if part.reason == REASONS[StoreState.AWAY]:
            raise SettingsError(f"{part.reason} See PROCUREMENT_DATABASE_URL.")
    click.echo("The service can start.")
