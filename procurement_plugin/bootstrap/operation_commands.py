"""Commands for who runs the service: what it is set to, and how it is."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import click
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from procurement_plugin.bootstrap.environment import Environment, strangers
from procurement_plugin.bootstrap.variables import BY_NAME, FILE, VARIABLES

if TYPE_CHECKING:
    from procurement_plugin.bootstrap.variables import Variable

DOWN = 1
SET, UNSET = "set", "default"
MASK = "•••"


@click.command("show")
def config_show() -> None:
    """Show every setting with its value and whether it was set; secrets are masked. Exit 2 when they do not fit."""
    from procurement_plugin.bootstrap.settings import gathered  # noqa: PLC0415  loads what settings are made of

    given = Environment(os.environ)
    width = max(map(len, BY_NAME))
    for variable in VARIABLES:
        origin = SET if given.text(variable.name) else UNSET
        click.echo(f"{variable.name:<{width}}  {origin:<7}  {_shown(variable, given)}")
    for name, meant in strangers(os.environ).items():
        click.echo(f"{name:<{width}}  not known" + (f"; did you mean {meant}?" if meant else ""))
    gathered(given)
    given.check()


@click.command("health")
@click.argument("address", default="http://127.0.0.1:8000/health")
@click.option("--seconds", type=click.IntRange(1, 60), default=5, show_default=True, help="How long to wait.")
def health(address: str, seconds: int) -> None:
    """Ask a running service at ADDRESS how it is; exit 1 when it is DOWN or does not answer."""
    if not address.startswith(("http://", "https://")):
        raise click.BadParameter("an address begins with http:// or https://.", param_hint="ADDRESS")
    try:
        if urlsplit(address).path in ("", "/"):
            address = f"{address.rstrip('/')}/health"
        with urlopen(Request(address), timeout=seconds) as answer:  # noqa: S310  checked above
            status, body = answer.status, answer.read()
    except HTTPError as error:
        status, body = error.code, error.read()
    except (URLError, TimeoutError, OSError, ValueError):
        click.echo("It does not answer.", err=True)
        sys.exit(DOWN)
    click.echo(_told(body))
    if status != 200:  # noqa: PLR2004
        sys.exit(DOWN)


def register(cli: click.Group, config: click.Group) -> None:
    """Add the commands."""
    config.add_command(config_show)
    cli.add_command(health)


def _shown(variable: Variable, given: Environment) -> str:
    found = given.text(variable.name)
    if not found:
        return variable.default
    if not variable.secret:
        return found
    shown = _address(found) if variable.name.endswith("_URL") else MASK
    return f"{shown} (from {variable.name}{FILE})" if given.text(variable.name + FILE) else shown


def _address(text: str) -> str:
    """An address without its user, password and options."""
    try:
        made = make_url(text)
    except (ArgumentError, ValueError):
        return MASK
    return f"{made.drivername}://{made.host or ''}/{made.database or ''}"


def _told(body: bytes) -> str:
    """The answer in lines; whatever else answers there is not repeated."""
    try:
        found = json.loads(body)
        parts = found.get("details", {})
        lines = [f"{name}: {part['status']} {part['reason']}" for name, part in parts.items() if "reason" in part]
        return "\n".join((str(found["status"]), *lines))
    except (ValueError, KeyError, TypeError, AttributeError):
        return "What answers there is no such service."
