"""Commands of monitoring: keep a watch list, scan it again, show what crossed a threshold."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from procurement_plugin.bootstrap.files import parsed, write
from procurement_plugin.bootstrap.life_commands import operator
from procurement_plugin.bootstrap.monitoring_text import overview, report_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from procurement_plugin.adapters.storage import Storage
    from procurement_plugin.application.watch_lists import WatchDesk

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)
CROSSED = 1
LIST = click.argument("watch_list", metavar="[LIST]", required=False, default="")


def register(cli: click.Group) -> None:
    """Add the commands to the command line."""
    cli.add_command(watch)


@click.group()
def watch() -> None:
    """Watch lists: items, materials and production sites, scanned again when the data are others.

    LIST is a list's identifier, its beginning, or its name; it may be left out when there is one list only.
    """


@watch.command("list")
def list_lists() -> None:
    """Show every watch list with what its last scan found."""
    desk, _ = _desk()
    click.echo(overview([(stored, desk.latest(stored)) for stored in desk.all(operator())]))


@watch.command()
@click.argument("watch_list", metavar="FILE", type=FILE)
@click.option("--since", type=int, help="Leave figures after this year out of the first scan; the next one compares.")
def add(watch_list: Path, since: int | None) -> None:
    """Keep the watch list in FILE (JSON: name, items, materials, sites, thresholds) with its first scan."""
    from procurement_plugin.bootstrap import knowledge  # noqa: PLC0415  loaded when used
    from procurement_plugin.web.schemas.watch_lists import read_new_watch_list  # noqa: PLC0415

    body = parsed(watch_list)
    if since is not None and isinstance(body, dict):
        body["since"] = since
    told, year = read_new_watch_list(body, knowledge.raw_materials().materials)
    made, report = _desk()[0].create(told, year, operator())
    click.echo(f"Kept as {made.id}\n")
    click.echo(report_text(made.body["name"], report.body))


@watch.command()
@LIST
@click.option("--data", type=FOLDER, help="Folder of reference data of another vintage: a look only, nothing is kept.")
@click.option("--json", "json_out", type=OUT, help="Write the whole report.")
def rescan(watch_list: str, data: Path | None, json_out: Path | None) -> None:
    """Scan LIST again and show what crossed a threshold; exit 1 when something did."""
    from procurement_plugin.application.watch_lists import told  # noqa: PLC0415  loaded when used

    desk, storage = _desk()
    stored = _named(desk, watch_list)
    if data is None:
        report, kept = desk.rescan(stored["id"], operator())
    else:
        report, kept = _look(storage, data).preview(desk.found(stored["id"], operator())), False
    _show(stored["name"], told(report, kept=kept), json_out)


@watch.command()
@LIST
@click.option("--number", type=click.IntRange(1, 999_999), help="The latest when left out.")
@click.option("--json", "json_out", type=OUT, help="Write the whole report.")
def report(watch_list: str, number: int | None, json_out: Path | None) -> None:
    """Show the latest report of LIST, or another one; exit 1 when something crossed in it."""
    from procurement_plugin.application.watch_lists import told  # noqa: PLC0415  loaded when used

    desk, _ = _desk()
    stored, who = _named(desk, watch_list), operator()
    found = desk.report(stored["id"], number, who) if number else desk.latest(desk.found(stored["id"], who))
    _show(stored["name"], told(found), json_out)


def _show(name: str, found: Mapping[str, Any], json_out: Path | None) -> None:
    click.echo(report_text(name, found))
    if json_out:
        write(json_out, (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode())
    sys.exit(CROSSED if found["crossed"] else 0)


def _named(desk: WatchDesk, named: str) -> dict[str, str]:
    """The list that somebody means.

    Raises:
        UsageError: none, or several.
    """
    lists = [{"id": stored.id, "name": str(stored.body["name"])} for stored in desk.all(operator())]
    meant = [row for row in lists if not named or row["name"] == named or row["id"].startswith(named)]
    if len(meant) == 1:
        return meant[0]
    known = "\n".join(f"  {row['id']}  {row['name']}" for row in meant or lists) or "  none; add one with: watch add"
    raise click.UsageError(f"{'Several lists' if meant else 'No list'} of that name; there are:\n{known}")


def _desk() -> tuple[WatchDesk, Storage]:
    from procurement_plugin.bootstrap import wiring  # noqa: PLC0415
    from procurement_plugin.bootstrap.settings import settings_from  # noqa: PLC0415

    settings = settings_from()
    storage = wiring.storage_of(settings)
    storage.upgrade()
    return wiring.service_of(storage, settings).monitoring, storage


def _look(storage: Storage, data: Path) -> WatchDesk:
    from procurement_plugin.adapters.machine_clock import MachineClock  # noqa: PLC0415
    from procurement_plugin.adapters.raw_material_tables import RawMaterialTables  # noqa: PLC0415
    from procurement_plugin.bootstrap.monitoring_wiring import watch_desk  # noqa: PLC0415

    return watch_desk(storage, MachineClock(), RawMaterialTables(data))
