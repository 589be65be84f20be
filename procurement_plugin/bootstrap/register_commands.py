"""Commands of the register of production sites: tables in and out, possible duplicates, counts of cases, deletion."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from procurement_plugin.bootstrap.files import write
from procurement_plugin.bootstrap.life_commands import opened_service, operator
from procurement_plugin.bootstrap.tables import aligned
from procurement_plugin.domain.site_register.identifiers import IDENTIFIERS

if TYPE_CHECKING:
    from procurement_plugin.application.site_register.find_matches import MatchFinder, Pair
    from procurement_plugin.domain.actor import Actor

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)
TENANT = click.option("--tenant", default="local", show_default=True)
SHOWN = 20
WIDTH = 40


def register(cli: click.Group) -> None:
    """Add the commands to the command line."""
    cli.add_command(sites)


@click.group("register")
def sites() -> None:
    """The register of production sites. No award reads it."""


@sites.command("import")
@click.argument("table", type=FILE)
@click.option("--source", required=True, help="Where the lines are known from, for example a title.")
@click.option("--url", help="Address of the source (https).")
@click.option("--confidence", type=click.Choice(["high", "medium", "low"]), default="medium", show_default=True)
@click.option("--reason", required=True, help="Why they are recorded.")
@click.option("--store", is_flag=True, help="Record them; without it they are only looked at.")
@TENANT
def import_table(
    table: Path,
    source: str,
    url: str | None,
    confidence: str,
    reason: str,
    store: bool,  # noqa: FBT001  options of a command
    tenant: str,
) -> None:
    """Look at TABLE (CSV, see examples/production_sites), and record its sites with --store."""
    from procurement_plugin.application.site_register.import_sites import read_table  # noqa: PLC0415  loaded when used
    from procurement_plugin.web.schemas.register_reading import read_import, row_reader  # noqa: PLC0415

    wired, who = opened_service(), _of(tenant)
    told: dict[str, Any] = {"title": source} | ({"url": url} if url else {})
    asked = read_import({"table": _text(table), "source": told, "confidence": confidence, "reason": reason})
    read = read_table(asked.pop("table"))
    countries, today = tuple(wired.reference.tables["countries"]), wired.clock.now().date()
    planned = wired.register.imports.plan(read, row_reader(asked, countries, today), who)
    click.echo(f"{planned.new} new, {planned.changed} changed, {planned.unchanged} unchanged.")
    for line, kind, name in planned.known:
        click.echo(
            f"Line {line} is left out: the site {name} has its {IDENTIFIERS[kind].name}; give its id to change it."
        )
    for line, name, score, outcome in planned.alike[:SHOWN]:
        click.echo(f"Line {line} may be the site {name} ({score} of 100, {outcome}).")
    if read.passed_over:
        click.echo(f"Columns that hold nothing for the register: {', '.join(read.passed_over)}.")
    if not store:
        click.echo("Nothing is recorded; add --store to record it.")
        return
    version = wired.register.imports.store(planned, who)
    click.echo(f"The register stands at version {version.number}, SHA-256 {version.hash}.")


@sites.command("export")
@click.argument("out", type=OUT)
@click.option("--audience", type=click.Choice(["public", "tenant", "buyer"]), default="public", show_default=True)
@click.option("--version", type=click.IntRange(1), help="As it stood in this version.")
@TENANT
def export_table(out: Path, audience: str, version: int | None, tenant: str) -> None:
    """Write the sites to OUT as far as the audience may see them."""
    from procurement_plugin.application.site_register.search_register import Filters  # noqa: PLC0415
    from procurement_plugin.application.site_register.site_columns import table_of  # noqa: PLC0415

    search = opened_service().register.search(_of(tenant), audience)
    number = search.version(version or 0).number
    rows = list(search.everything("site", Filters(version=version or 0)))
    write(out, table_of(rows).encode())
    click.echo(f"{len(rows)} sites of version {number}, for {audience}. What is more closed is left out.")


@sites.command("match")
@click.option("--site", "site_id", help="Only pairs of this site.")
@click.option("--most", type=click.IntRange(1, 10_000), default=100, show_default=True, help="Pairs to show.")
@TENANT
def match(site_id: str | None, most: int, tenant: str) -> None:
    """Show entries that may be one site, with score and reasons. Nothing is joined; a person decides on the page."""
    wired, who = opened_service(), _of(tenant)
    finder = wired.register.matches(who)
    one = wired.register.desk.found("site", site_id, who) if site_id else None
    pairs = finder.of_site(one) if one else _all_pairs(finder, most)
    if not pairs:
        click.echo("No two entries look like one site.")
        return
    rows = [
        [str(pair.comparison.score), pair.comparison.outcome, *_names(pair), _reasons(pair)] for pair in pairs[:most]
    ]
    click.echo("\n".join(aligned([["score", "", "site", "site", "reasons"], *rows], left=5)))
    click.echo(f"\n{len(rows)} pairs. 'same' is likely one site, 'review' may be; a person decides.")


@sites.command("statistics")
@TENANT
def statistics(tenant: str) -> None:
    """Show counts of reshoring cases. They are cases, not rates."""
    found = opened_service().register.statistics(_of(tenant))
    click.echo(f"{found['cases']} cases. {found['note']}")
    for table in found["tables"]:
        rows = [[row["value"], str(row["cases"]), str(len(row["sources"]))] for row in table["rows"]]
        if rows:
            click.echo("\n" + "\n".join(aligned([[table["dimension"], "cases", "sources"], *rows], left=1)))
    click.echo(f"\n{found['withheld']}")


@sites.command("forget")
@click.argument("entry")
@click.option("--reason", required=True, help="Why; it stays in the register, so name nobody in it.")
@click.option("--yes", is_flag=True, help="Do not ask; for scripts.")
@TENANT
def forget(entry: str, reason: str, yes: bool, tenant: str) -> None:  # noqa: FBT001  options of a command
    """Delete every content of ENTRY (a site, link or case) for good; a tombstone stays, and the chain is whole."""
    if not yes:
        click.confirm(f"Delete everything recorded of {entry} ({tenant}) for good?", abort=True)
    wired = opened_service()
    count = wired.register.desk.register.forget(_of(tenant), entry, reason, wired.clock.now())
    click.echo(f"{count} contents are deleted; the deletion is recorded.")
    click.echo("Run 'procurement-plugin retention finish' to write over the space. Backups still hold the data.")


def _of(tenant: str) -> Actor:
    return replace(operator(), tenant_id=tenant)


def _text(path: Path) -> str:
    from procurement_plugin.domain.findings import UnreadableInputError  # noqa: PLC0415

    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableInputError(f'{path.name} is not UTF-8 text; please save it as "CSV UTF-8".') from error


def _all_pairs(finder: MatchFinder, most: int) -> list[Pair]:
    found: list[Pair] = []
    after = ""
    while len(found) < most:
        pairs, after = finder.open_pairs(after)
        found += pairs
        if not after:
            break
    return sorted(found, key=lambda pair: -pair.comparison.score)


def _names(pair: Pair) -> list[str]:
    return [f"{site['name'][:WIDTH]} ({site['id'][:8]})" for site in (pair.first, pair.second)]


def _reasons(pair: Pair) -> str:
    return ", ".join(f"{r.about or r.code} {r.points}/{r.possible}" for r in pair.comparison.reasons)
