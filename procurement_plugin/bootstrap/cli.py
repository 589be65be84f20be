"""The command line: exit 0 when all is well, 1 when a finding blocks, 2 when the input cannot be read."""

from __future__ import annotations

import json
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from procurement_plugin import __version__
from procurement_plugin.bootstrap import tables
from procurement_plugin.bootstrap.files import parsed, write
from procurement_plugin.bootstrap.simulation_table import simulation
from procurement_plugin.domain.document_language import LANGUAGES
from procurement_plugin.domain.findings import BlockedError, ProcurementError, UnreadableInputError

if TYPE_CHECKING:
    from collections.abc import Callable

BLOCKED = 1
UNREADABLE = 2
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def cli() -> None:
    """Score bids on proximity of production, transport emissions and supply security."""


@cli.command()
@click.argument("request", type=FILE)
@click.option("--json", "json_out", type=OUT, help="Write the whole evaluation as JSON.")
@click.option("--csv", "csv_out", type=OUT, help="Write the scores as a table.")
@click.option("--xlsx", "xlsx_out", type=OUT, help="Write weights, ranking, scores and steps as a workbook.")
@click.option("--pdf", "pdf_out", type=OUT, help="Write the justification.")
@click.option("--language", type=click.Choice(LANGUAGES), help="The authority's own when left out.")
def evaluate(
    request: Path,
    json_out: Path | None,
    csv_out: Path | None,
    xlsx_out: Path | None,
    pdf_out: Path | None,
    language: str | None,
) -> None:
    """Score the lot in REQUEST and show the ranking. Nothing is stored in the database."""
    from procurement_plugin.bootstrap.written_evaluation import write_tables  # noqa: PLC0415  loaded when used

    document = _evaluated(request)
    click.echo(tables.ranking(document))
    if json_out:
        write(json_out, (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode())
    write_tables(document, csv_out, xlsx_out)
    if pdf_out:
        write(pdf_out, _render(document, language))


@cli.command()
@click.argument("request", type=FILE)
@click.option("--everything", is_flag=True, help="Show every row of the computed tests, too.")
@click.option("--rules-only", is_flag=True, help="Leave the computed tests out, which simulate a market for seconds.")
def check(request: Path, everything: bool, rules_only: bool) -> None:  # noqa: FBT001  options of the command
    """Show the findings against the weight profile in REQUEST; exit 1 when one of them blocks."""
    from procurement_plugin.application.check_profile import compliance_check  # noqa: PLC0415
    from procurement_plugin.bootstrap import knowledge  # noqa: PLC0415
    from procurement_plugin.web.schemas.reading import read_compliance_check  # noqa: PLC0415

    reference = knowledge.reference()
    procedure, profile, lot = read_compliance_check(parsed(request), knowledge.schemas(), reference)
    found = compliance_check(procedure, profile, None if rules_only else lot, knowledge.guard(), reference)
    click.echo(tables.findings(found["findings"]))
    click.echo(tables.computed_tests(found["computedTests"], everything=everything))
    sys.exit(BLOCKED if found["blocked"] else 0)


@cli.command()
@click.argument("request", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path), help="Write the whole answer.")
def simulate(request: Path, json_file: Path | None) -> None:
    """Show how firmly the winner of REQUEST stands, and what a second data set or another sea route would change."""
    from procurement_plugin.application.simulate_lot import simulate_lot  # noqa: PLC0415
    from procurement_plugin.bootstrap import knowledge  # noqa: PLC0415
    from procurement_plugin.web.schemas.reading import read_evaluation  # noqa: PLC0415

    found = simulate_lot(
        read_evaluation(parsed(request), knowledge.schemas(), knowledge.reference()), knowledge.reference()
    )
    click.echo(simulation(found))
    if json_file:
        write(json_file, (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode())


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Other machines need access to be configured.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), help="Processes; PROCUREMENT_WORKERS, else 2.")
@click.option("--without-worker", is_flag=True, help="Run no tasks and deliver no webhooks here; a worker does.")
@click.option("--check", is_flag=True, help="Only show whether the service could start: settings, keys, database.")
def serve(host: str, port: int, workers: int | None, without_worker: bool, check: bool) -> None:  # noqa: FBT001
    """Answer HTTP requests; run tasks and deliver webhooks beside."""
    from procurement_plugin.bootstrap.server import run  # noqa: PLC0415
    from procurement_plugin.bootstrap.start_check import settings_at_start, show_start  # noqa: PLC0415

    settings = settings_at_start(host)
    if check:
        show_start(settings)
    else:
        run(settings, host, port, workers or settings.server.workers, embedded=not without_worker)


@cli.command()
@click.option("--grace", type=click.IntRange(1, 600), help="Seconds to end at a stop; PROCUREMENT_GRACE_SECONDS.")
def worker(grace: int | None) -> None:
    """Run accepted tasks and deliver webhooks until stopped (SIGTERM or Ctrl-C)."""
    from procurement_plugin.bootstrap.server import run_worker  # noqa: PLC0415
    from procurement_plugin.bootstrap.start_check import settings_at_start  # noqa: PLC0415

    settings = settings_at_start()
    run_worker(settings, grace or settings.server.grace)


@cli.group()
def audit() -> None:
    """The audit trail."""


@cli.group()
def config() -> None:
    """Law, method and data."""


@config.command("check")
@click.option("--older-than", default="12months", show_default=True, help="For example 12months.")
def config_check(older_than: str) -> None:
    """Show every parameter with source and review date, and which are due for review."""
    from procurement_plugin.adapters.parameter_files import due_for_review  # noqa: PLC0415
    from procurement_plugin.bootstrap import knowledge  # noqa: PLC0415

    months = older_than.removesuffix("months").strip()
    if not months.isdigit():
        raise click.BadParameter("write a number of months, for example 12months.", param_hint="--older-than")
    parameters = knowledge.reference().parameters
    due = due_for_review(parameters, int(months), datetime.now(UTC).date())
    click.echo(tables.parameters(parameters, due))


@cli.group()
def db() -> None:
    """The database."""


@db.command()
def upgrade() -> None:
    """Bring the database to this release's form."""
    from procurement_plugin.adapters.storage import Storage  # noqa: PLC0415
    from procurement_plugin.bootstrap.settings import settings_from  # noqa: PLC0415

    Storage(settings_from().database_url).upgrade()
    click.echo("The database is ready.")


def _evaluated(path: Path) -> dict[str, Any]:
    from procurement_plugin.adapters.machine_clock import MachineClock  # noqa: PLC0415
    from procurement_plugin.application.evaluate_lot import evaluate_lot  # noqa: PLC0415
    from procurement_plugin.application.evaluation_document import document_of  # noqa: PLC0415
    from procurement_plugin.bootstrap import knowledge  # noqa: PLC0415
    from procurement_plugin.web.schemas.reading import read_evaluation  # noqa: PLC0415

    lot = read_evaluation(parsed(path), knowledge.schemas(), knowledge.reference())
    evaluated = evaluate_lot(lot, knowledge.reference())
    return document_of(
        evaluated,
        knowledge.reference(),
        evaluation_id=str(uuid.uuid4()),
        computed_at=MachineClock().now(),
        engine_version=__version__,
    )


def _render(document: dict[str, Any], language: str | None) -> bytes:
    from procurement_plugin.bootstrap import knowledge  # noqa: PLC0415

    return knowledge.renderer().render(document, language or "")


def main() -> None:
    """The console command."""
    from procurement_plugin.bootstrap import (  # noqa: PLC0415  they add themselves
        backup_commands,
        client_commands,
        comparison_commands,
        demonstration,
        document_commands,
        import_commands,
        life_commands,
        monitoring_commands,
        notice_commands,
        operation_commands,
        register_commands,
        retention_commands,
        scan_commands,
        screening_commands,
        study_commands,
        verify_command,
    )

    life_commands.register(cli, audit)
    notice_commands.register(cli)
    scan_commands.register(cli)
    comparison_commands.register(cli)
    import_commands.register(cli)
    client_commands.register(cli)
    study_commands.register(cli)
    verify_command.register(cli)
    retention_commands.register(cli)
    backup_commands.register(db)
    operation_commands.register(cli, config)
    document_commands.register(cli)
    cli.add_command(demonstration.demonstrate)
    register_commands.register(cli)
    monitoring_commands.register(cli)
    screening_commands.register(cli)
    _guarded(cli)


def _guarded(command: Callable[[], Any]) -> None:
    """Run, and turn what this package raises on purpose into words and an exit code."""
    try:
        command()
    except UnreadableInputError as error:
        click.echo(tables.issues(error), err=True)
        sys.exit(UNREADABLE)
    except BlockedError as error:
        click.echo(f"{error}\n\n{tables.findings_of(error.findings)}", err=True)
        sys.exit(BLOCKED)
    except ProcurementError as error:
        click.echo(tables.issues(error), err=True)
        sys.exit(UNREADABLE)
