"""Commands for how long data is kept: what there is, until when, and its deletion."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from procurement_plugin.bootstrap.life_commands import operator
from procurement_plugin.bootstrap.tables import aligned

if TYPE_CHECKING:
    from datetime import date

    from procurement_plugin.adapters.storage import Storage
    from procurement_plugin.application.retention import Retention
    from procurement_plugin.bootstrap.settings import Settings
    from procurement_plugin.domain.retention import ProcedureLife

HEAD = ("procedure", "state", "ended", "delete from", "due", "evaluations", "documents")
TENANT = click.option("--tenant", default="local", show_default=True)


def register(cli: click.Group) -> None:
    """Add the commands to the command line."""
    cli.add_command(retention)


def retention_of(storage: Storage, settings: Settings) -> Retention:
    """Retention on a store and its documents."""
    from procurement_plugin.application.retention import Retention  # noqa: PLC0415  loaded when used
    from procurement_plugin.bootstrap import knowledge, wiring  # noqa: PLC0415

    return Retention(
        storage.retention,
        lambda: storage.documents.tidy(wiring.documents_of(settings)),
        wiring.service_of(storage, settings).clock,
        knowledge.reference().parameters,
        settings.retention_years,
    )


@click.group()
def retention() -> None:
    """How long the data of procedures is kept, and its deletion."""


@retention.command("list")
@TENANT
@click.option("--due", "only_due", is_flag=True, help="Only what may be deleted now.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object a line, for scripts.")
def list_procedures(tenant: str, only_due: bool, as_json: bool) -> None:  # noqa: FBT001  options of the command
    """Show every procedure, when it ended, and from which day its data may be deleted."""
    kept = _opened()
    rows = [row for row in kept.procedures(tenant) if row[2] or not only_due]
    if as_json:
        for row in rows:
            click.echo(json.dumps(_told(*row), ensure_ascii=False))
        return
    if not rows:
        click.echo(f"Nothing is due of {tenant}." if only_due else f"Nothing is stored of {tenant}.")
        return
    shown = [[str(value) for value in _told(*row).values()] for row in rows]
    click.echo("\n".join(aligned([list(HEAD), *shown], left=5)))
    click.echo(
        f"\nKept for {kept.years()} years after the end; Directive 2014/24/EU, Article 84(2), asks for at least three "
        "from the award."
    )


@retention.command()
@click.argument("procedure")
@TENANT
@click.option("--reason", required=True, help="Why; it stays in the trail, so name no bidder in it.")
@click.option("--force", is_flag=True, help="Before its time, or while it is open; the reason says why.")
@click.option("--yes", is_flag=True, help="Do not ask; for scripts.")
def delete(procedure: str, tenant: str, reason: str, force: bool, yes: bool) -> None:  # noqa: FBT001  options
    """Delete what is stored of PROCEDURE for good: evaluations, evidence, steps, tasks, documents."""
    if not yes:
        click.confirm(
            f"Delete everything of {procedure} ({tenant}) for good? Only a backup could bring it back", abort=True
        )
    done = _opened().delete(procedure, reason, replace(operator(), tenant_id=tenant), forced=force)
    if done is None:
        click.echo(f"{procedure} was deleted before; what was left over of that is finished now.")
        return
    click.echo(f"{procedure} is deleted; the deletion is recorded.")
    for name, count in done.rows.items():
        click.echo(f"  {count:>5} {name}")
    for profile in done.kept_profiles:
        click.echo(f"The weight profile {profile} stays: another procedure uses it. It holds no bids.")
    click.echo("Backups still hold the data until they are removed, too.")


@retention.command()
def finish() -> None:
    """Finish what an interrupted deletion left over: bytes of documents, and space that the database freed."""
    removed = _opened().finish()
    click.echo(f"Removed the bytes of {removed} documents; the database is written anew without what was freed.")


def _told(life: ProcedureLife, due: date | None, is_due: bool) -> dict[str, Any]:  # noqa: FBT001  a row of a table
    return {
        "procedure": life.procedure_id,
        "state": life.state,
        "ended": str(life.ended or "-"),
        "deleteFrom": str(due or "-"),
        "due": "yes" if is_due else "no",
        "evaluations": life.evaluations,
        "documents": life.documents,
    }


def _opened() -> Retention:
    from procurement_plugin.bootstrap import wiring  # noqa: PLC0415
    from procurement_plugin.bootstrap.settings import settings_from  # noqa: PLC0415

    settings = settings_from()
    storage = wiring.storage_of(settings)
    storage.upgrade()
    return retention_of(storage, settings)
