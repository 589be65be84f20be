"""The command ``study``: another weight profile over many past lots."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_plugin.bootstrap.files import write

if TYPE_CHECKING:
    from datetime import datetime

    from procurement_plugin.adapters.study_engines import Engine

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)
STOPPED = 130


def register(cli: click.Group) -> None:
    """Add the command to the command line."""
    cli.add_command(study)


@click.command()
@click.argument("profile", type=FILE)
@click.argument("archive", type=FILE)
@click.option("--workers", type=click.IntRange(1, 256), help="Processes (as many as there are processors).")
@click.option("--chunk-size", type=click.IntRange(1, 10_000), default=50, show_default=True, help="Lots at once.")
@click.option("--dask", metavar="ADDRESS", help="Work on a Dask cluster, for example tcp://10.0.0.5:8786.")
@click.option("--method-of", type=click.DateTime(["%Y-%m-%d"]), help="Compute earlier lots as if dispatched that day.")
@click.option("--fail-fast", is_flag=True, help="Stop at the first line that cannot be read.")
@click.option("--csv", "csv_out", type=OUT, help="Write every group as a table.")
@click.option("--lots", "lots_out", type=OUT, help="Write every lot as a table.")
@click.option("--json", "json_out", type=OUT, help="Write the whole study.")
def study(
    profile: Path,
    archive: Path,
    workers: int | None,
    chunk_size: int,
    dask: str | None,
    method_of: datetime | None,
    fail_fast: bool,  # noqa: FBT001
    csv_out: Path | None,
    lots_out: Path | None,
    json_out: Path | None,
) -> None:
    """Show what the weight profile in PROFILE would have changed in the past lots of ARCHIVE, one request a line.

    Winners and points are compared with the profile that each lot states, and with the same profile without
    proximity, transport emissions and supply security. A simulation, never an award.
    """
    _keep_inputs((profile, archive), (csv_out, lots_out, json_out))
    try:
        from procurement_plugin.adapters.study_table import groups_table  # noqa: PLC0415  loaded when used
        from procurement_plugin.bootstrap.study_run import StudyRun  # noqa: PLC0415
        from procurement_plugin.bootstrap.study_text import study_text  # noqa: PLC0415

        run = StudyRun(profile, archive, method_of.date() if method_of else None, chunk_size)
        document = run.document(_engine(workers, dask), lots_out, fail_fast=fail_fast)
    except KeyboardInterrupt:
        click.echo("\nStopped; no result was written.", err=True)
        sys.exit(STOPPED)
    click.echo(study_text(document))
    if csv_out:
        write(csv_out, groups_table(document).encode())
    if lots_out:
        click.echo(f"wrote {lots_out}")
    if json_out:
        write(json_out, (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode())


def _keep_inputs(inputs: tuple[Path, ...], outputs: tuple[Path | None, ...]) -> None:
    for out in outputs:
        if out is not None and out.exists() and any(out.samefile(path) for path in inputs):
            raise click.BadParameter(f"{out} is an input of the study; write the result elsewhere.")


def _engine(workers: int | None, dask: str | None) -> Engine:
    from procurement_plugin.adapters.study_engines import Dask, Processes  # noqa: PLC0415
    from procurement_plugin.bootstrap.knowledge import prepare_process  # noqa: PLC0415

    if dask:
        return Dask(dask)
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return Processes(workers or usable, prepare_process)
