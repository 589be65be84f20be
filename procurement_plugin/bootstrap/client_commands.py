"""Commands for who may call: registered clients, API keys of test tenants, and the service's own keys."""

from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from procurement_plugin.bootstrap.life_commands import keys as platform_keys
from procurement_plugin.domain.actor import APPROVE, SCOPES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from procurement_plugin.domain.actor import Actor
    from procurement_plugin.domain.clients import Client

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)
SCOPE = click.Choice(SCOPES)
FOR_PLATFORM = "for-platform"
TRIAL_SCOPES = tuple(scope for scope in SCOPES if scope != APPROVE)


class PlatformByDefault(click.Group):
    """A group whose first word may also be a folder: ``keys FOLDER`` makes the keys of a test platform."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """The command that is named, else that of a test platform."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            return super().resolve_command(ctx, [FOR_PLATFORM, *args])
        return super().resolve_command(ctx, args)


@click.group()
def clients() -> None:
    """Systems that may call, each for one tenant."""


@clients.command("add")
@click.argument("client_id")
@click.option("--tenant", required=True, help="The tenant it calls for.")
@click.option("--name", required=True, help="Name, as documents print it.")
@click.option("--scope", "scopes", type=SCOPE, multiple=True, required=True)
@click.option("--keys", "key_file", type=FILE, required=True, help="Its public keys: a JSON Web Key, or a set of them.")
def add(client_id: str, tenant: str, name: str, scopes: tuple[str, ...], key_file: Path) -> None:
    """Register CLIENT_ID, which signs its assertions (private_key_jwt)."""
    from procurement_plugin.domain.clients import Client, ClientKind, check_client  # noqa: PLC0415  loaded when used

    public = tuple(_public_keys(key_file))
    made = Client(client_id, tenant, name, ClientKind.PRIVATE_KEY_JWT, frozenset(scopes), public)
    check_client(made)
    _storage().clients.add(made, "client.added", _operator(tenant), _now())
    click.echo(f"Registered {client_id} for {tenant} with keys {', '.join(key['kid'] for key in public)}.")


@clients.command("list")
@click.option("--tenant", default="", help="Only this tenant.")
def list_clients(tenant: str) -> None:
    """Show every client with tenant, scopes and the names of its keys."""
    found = _storage().clients.all(tenant)
    for client in found:
        names = ", ".join(str(key.get("kid", "API key")) for key in client.keys)
        state = "" if client.active else "  removed"
        click.echo(f"{client.id}  {client.tenant_id}  {client.name}  {' '.join(sorted(client.scopes))}  {names}{state}")
    if not found:
        click.echo("There are no clients.")


@clients.command("rotate")
@click.argument("client_id")
@click.option("--add", "added", type=FILE, help="Public keys to be added.")
@click.option("--remove", "removed", multiple=True, help="Name (kid) of a key to be removed.")
def rotate(client_id: str, added: Path | None, removed: tuple[str, ...]) -> None:
    """Change the keys of CLIENT_ID: add the new one, let the client go over to it, then remove the old one."""
    from procurement_plugin.domain.clients import ClientKind, refuse  # noqa: PLC0415

    if added is None and not removed:
        raise click.UsageError("Say what to change: --add FILE, --remove KID, or both.")
    fresh = _public_keys(added) if added else []

    def changed(client: Client) -> Client:
        if client.kind is ClientKind.API_KEY:
            refuse([_finding("client", "An API key has no keys to rotate; make a new one and remove the old one.")])
        return client.with_keys(fresh, removed)

    storage = _storage()
    after = storage.clients.change(client_id, "client.keysRotated", changed, _operator_of(storage, client_id), _now())
    click.echo(f"{client_id} now has keys {', '.join(str(key['kid']) for key in after.keys)}.")


@clients.command("remove")
@click.argument("client_id")
def remove(client_id: str) -> None:
    """Refuse CLIENT_ID from now on: its tokens, its API key and the pages it opened."""
    storage = _storage()
    operator = _operator_of(storage, client_id)
    storage.clients.change(client_id, "client.removed", lambda client: replace(client, active=False), operator, _now())
    click.echo(f"{client_id} is refused from now on.")


@clients.command("api-key")
@click.option("--tenant", required=True, help="A tenant for tests; its name begins with test-.")
@click.option("--name", default="API key", show_default=True, help="Who uses it.")
@click.option("--scope", "scopes", type=click.Choice(TRIAL_SCOPES), multiple=True, default=TRIAL_SCOPES)
def api_key(tenant: str, name: str, scopes: tuple[str, ...]) -> None:
    """Make an API key for a test tenant; it is shown once and does nothing official."""
    from procurement_plugin.adapters.bearer import api_key_of, hash_of, new_secret  # noqa: PLC0415
    from procurement_plugin.domain.clients import Client, ClientKind, check_client  # noqa: PLC0415

    secret, client_id = new_secret(), f"key-{secrets.token_hex(6)}"
    made = Client(client_id, tenant, name, ClientKind.API_KEY, frozenset(scopes), ({"sha256": hash_of(secret)},))
    check_client(made)
    _storage().clients.add(made, "apiKey.issued", _operator(tenant), _now())
    click.echo(f"API key {client_id} of {tenant}; it is shown this once, so keep it now:", err=True)
    click.echo(api_key_of(client_id, secret))


@click.group(cls=PlatformByDefault, invoke_without_command=False)
def keys() -> None:
    """Keys: of this service (add, use, retire, list), or of a test platform (keys FOLDER)."""


keys.add_command(platform_keys, FOR_PLATFORM)


@keys.command("add")
@click.argument("file", type=OUT)
def add_key(file: Path) -> None:
    """Add a key to FILE, which PROCUREMENT_SIGNING_KEYS names; the first key of the file signs."""
    from procurement_plugin.adapters.signing_keys import new_key, read_keys, write_keys  # noqa: PLC0415

    fresh = new_key()
    before = read_keys(file) if file.exists() else []
    write_keys(file, [*before, fresh])
    click.echo(f"Added key {fresh['kid']}; it {'checks' if before else 'signs and checks'} access tokens.")


@keys.command("list")
@click.argument("file", type=FILE)
def list_keys(file: Path) -> None:
    """Show the names of the keys in FILE."""
    from procurement_plugin.adapters.signing_keys import read_keys  # noqa: PLC0415

    for number, key in enumerate(read_keys(file)):
        click.echo(f"{key['kid']}  {'checks' if number else 'signs and checks'}")


@keys.command("use")
@click.argument("file", type=FILE)
@click.argument("kid")
def use_key(file: Path, kid: str) -> None:
    """Let the key KID of FILE sign; the one before goes on checking."""
    from procurement_plugin.adapters.signing_keys import read_keys, write_keys  # noqa: PLC0415

    found = read_keys(file)
    write_keys(file, sorted(found, key=lambda key: key["kid"] != _known(kid, found)))
    click.echo(f"{kid} signs from now on. Retire the others when their last token has ended, in ten minutes.")


@keys.command("retire")
@click.argument("file", type=FILE)
@click.argument("kid")
def retire_key(file: Path, kid: str) -> None:
    """Take the key KID out of FILE; tokens that it signed are refused from now on."""
    from procurement_plugin.adapters.signing_keys import read_keys, write_keys  # noqa: PLC0415

    found = read_keys(file)
    left = [key for key in found if key["kid"] != _known(kid, found)]
    if not left:
        raise click.BadParameter("this is the only key; add another one first.", param_hint="KID")
    write_keys(file, left)
    click.echo(f"{kid} is retired; {left[0]['kid']} signs.")


def register(cli: click.Group) -> None:
    """Add the commands to the command line."""
    cli.add_command(clients)
    cli.add_command(keys)


def _known(kid: str, found: Sequence[dict[str, Any]]) -> str:
    if kid not in {key["kid"] for key in found}:
        raise click.BadParameter("there is no key of this name in the file.", param_hint="KID")
    return kid


def _public_keys(file: Path) -> list[dict[str, Any]]:
    from procurement_plugin.adapters.signed_tokens import registered  # noqa: PLC0415
    from procurement_plugin.bootstrap.files import parsed  # noqa: PLC0415
    from procurement_plugin.domain.clients import MOST_KEYS, refuse  # noqa: PLC0415

    found, faults = registered(parsed(file), MOST_KEYS)
    refuse(faults)
    return found


def _finding(where: str, message: str) -> Any:
    from procurement_plugin.domain.findings import Finding, Kind, Severity  # noqa: PLC0415

    return Finding("input.invalidInput", Severity.BLOCK, Kind.STRUCTURAL, message, where=where)


def _storage() -> Any:
    from procurement_plugin.adapters.storage import Storage  # noqa: PLC0415
    from procurement_plugin.bootstrap.settings import settings_from  # noqa: PLC0415

    storage = Storage(settings_from().database_url)
    storage.upgrade()
    return storage


def _now() -> Any:
    from procurement_plugin.adapters.machine_clock import MachineClock  # noqa: PLC0415

    return MachineClock().now()


def _operator(tenant: str) -> Actor:
    """Who runs the command, for a tenant."""
    from procurement_plugin.web.access import LOCAL  # noqa: PLC0415

    return replace(LOCAL, tenant_id=tenant)


def _operator_of(storage: Any, client_id: str) -> Actor:
    found = storage.clients.get(client_id)
    return _operator(found.tenant_id if found else "local")
