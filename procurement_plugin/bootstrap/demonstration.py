"""A demonstration: a site on this machine with invented data in a folder of its own, which goes with it."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from procurement_plugin.adapters.signing_keys import new_key, write_keys
from procurement_plugin.bootstrap.access_settings import AccessSettings
from procurement_plugin.bootstrap.settings import Settings
from procurement_plugin.domain.findings import ProcurementError
from procurement_plugin.web.access import is_loopback

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

    from procurement_plugin.web.pages.demonstration import Role

HOST = "127.0.0.1"
# What configures access for others; beside any of these nobody is offered a role.
REAL_ACCESS = (
    "PROCUREMENT_SIGNING_KEYS",
    "PROCUREMENT_PUBLIC_URL",
    "PROCUREMENT_ISSUER",
    "PROCUREMENT_PLATFORM_KEYS",
    "PROCUREMENT_PROXIES",
)


class NoDemonstrationError(ProcurementError):
    """A demonstration was asked for where real access is configured, or for more than this machine."""


@dataclass(frozen=True, slots=True)
class Demonstration:
    """The roles that a visitor may choose, of one tenant."""

    roles: tuple[Role, ...]
    tenant: str

    def add_to(self, app: Flask, settings: Settings) -> None:
        """Add the start page and the banner.

        Raises:
            NoDemonstrationError: the settings are those of a service for others, or the clock was not set by hand.
        """
        from procurement_plugin.web.pages import demonstration  # noqa: PLC0415  used for demonstrations only

        access = settings.access
        real = settings.platform_keys or access.issuer or access.proxies or settings.clock_at is None
        if real or not is_loopback(urlsplit(access.public_url).hostname or ""):
            raise NoDemonstrationError("A demonstration runs on this machine only, and beside no access of others.")
        demonstration.register(app, self.roles, self.tenant)


def demonstrated(folder: Path, port: int) -> Settings:
    """Prepare an own database in the folder, play the story into it, and give the settings of its site."""
    from procurement_plugin.bootstrap import demonstration_story, wiring  # noqa: PLC0415  loads law, method and data
    from procurement_plugin.web.pages.demonstration import roles_of  # noqa: PLC0415

    keys = folder / "signing.json"
    write_keys(keys, [new_key()])
    access = AccessSettings(signing_keys=keys, public_url=f"http://{HOST}:{port}")
    settings = Settings(f"sqlite:///{folder}/demonstration.sqlite3", None, demonstration_story.NOW, access)
    storage = wiring.storage_of(settings)
    storage.upgrade()
    storage.close()
    story = demonstration_story.play(settings)
    roles = roles_of(story.bids, draft=story.draft, profile=story.profile, evaluation=story.evaluation)
    return replace(settings, demonstration=Demonstration(roles, demonstration_story.TENANT))


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
def demonstrate(port: int) -> None:
    """Show the pages with invented data, each role as one button, on this machine only; never an award."""
    from procurement_plugin.bootstrap.server import run  # noqa: PLC0415  loads the web server

    check_environment(os.environ)
    folder, parent = Path(mkdtemp(prefix="procurement-demonstration-")), os.getpid()
    try:
        click.echo("Preparing invented procurements; this takes about half a minute.")
        settings = demonstrated(folder, port)
        run(settings, HOST, port, 1, embedded=True, said=f"Open http://{HOST}:{port}/pages/demonstration (Ctrl-C ends)")
    finally:
        if os.getpid() == parent:  # a worker process that ends comes by here, too
            shutil.rmtree(folder, ignore_errors=True)


def check_environment(environment: Mapping[str, str]) -> None:
    """Refuse a demonstration beside real access.

    Raises:
        NoDemonstrationError: with every variable that is in the way.
    """
    found = [name for name in REAL_ACCESS if environment.get(name)]
    if found:
        raise NoDemonstrationError(
            "A demonstration lets everybody on this machine be anybody, so it does not run where access is configured. "
            f"Unset {', '.join(found)}, or use another machine."
        )
