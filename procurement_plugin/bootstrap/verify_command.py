"""``procurement-plugin verify``: a document checked from what it holds itself."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_plugin.bootstrap.files import write
from procurement_plugin.domain.findings import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from procurement_plugin.application.check_document import Check, Release

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)
WRONG = 1
RIGHT_LINE = "Nothing contradicts this document."
OPEN_LINE = " Left open, for want of something to compare with: {}."
WRONG_LINE = "This document is not what it claims to be, or was changed."


def register(cli: click.Group) -> None:
    """Add the command."""
    cli.add_command(verify)


@click.command()
@click.argument("document", type=FILE)
@click.option("--trust", type=FILE, multiple=True, help="Root certificate (PEM or DER) that a seal must lead to.")
@click.option("--sha256", "expected", default="", help="SHA-256 of the document, as the audit trail has it.")
@click.option("--record", "record_out", type=OUT, help="Write the attached record, as it is.")
@click.option("--json", "json_out", type=OUT, help="Write the checks as JSON.")
def verify(
    document: Path, trust: Sequence[Path], expected: str, record_out: Path | None, json_out: Path | None
) -> None:
    """Check seal, attached record and fingerprints of DOCUMENT, and work every point out again from the record.

    Nothing is asked of a database or a network. Exit 1 when something is wrong, 2 when DOCUMENT is no PDF.
    """
    from procurement_plugin.bootstrap import knowledge  # noqa: PLC0415  loaded when used

    checks, record = examined(document.read_bytes(), trust, expected, knowledge.release())
    click.echo(shown(checks))
    wrong = any(check.verdict == "WRONG" for check in checks)
    still_open = ", ".join(dict.fromkeys(check.name for check in checks if check.verdict == "open"))
    click.echo(f"\n{WRONG_LINE if wrong else RIGHT_LINE}{OPEN_LINE.format(still_open) if still_open else ''}")
    if record_out and record:
        write(record_out, record)
    if json_out:
        rows = [check._asdict() for check in checks]
        write(
            json_out, (json.dumps({"right": not wrong, "checks": rows}, ensure_ascii=False, indent=2) + "\n").encode()
        )
    sys.exit(WRONG if wrong else 0)


def examined(
    pdf: bytes, trust: Iterable[Path] = (), expected: str = "", release: Release | None = None
) -> tuple[list[Check], bytes]:
    """Every check of a document, and its record.

    Raises:
        UnreadableInputError: it is no PDF, or a root certificate cannot be read.
        UnavailableError: the extra that reads PDF files is not installed.
    """
    from procurement_plugin.adapters import document_reading, seal_check  # noqa: PLC0415
    from procurement_plugin.application.check_document import Attached, check_record  # noqa: PLC0415

    _needed()
    part, first = document_reading.issued(pdf)
    checks = [first]
    if expected:
        checks.append(document_reading.compared(pdf, part, expected))
    reader, attached = document_reading.read(pdf)
    if not isinstance(attached, Attached):
        return [*checks, attached], b""
    checks += seal_check.check_seals(reader, seal_check.roots_in(trust))
    added = document_reading.appended(pdf, part, reader)
    checks += [added] if added else []
    checks += check_record(attached, release)
    return checks, attached.records[0][1] if attached.records else b""


def shown(checks: Iterable[Check]) -> str:
    """One line a check."""
    rows = list(checks)
    width = max(len(check.name) for check in rows)
    return "\n".join(f"{check.verdict:<5}  {check.name:<{width}}  {check.text}" for check in rows)


def _needed() -> None:
    try:
        import pyhanko  # noqa: F401, PLC0415  an extra
    except ImportError as missing:
        message = "Reading a PDF needs the extra 'seal': pip install 'procurement-plugin[seal]'."
        raise UnavailableError(message) from missing
