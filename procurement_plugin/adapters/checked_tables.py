"""Tables of reference data in CSV, each held against the source sheet beside it before a row of it is used."""

from __future__ import annotations

import csv
import hashlib
import io
from typing import TYPE_CHECKING, Any

import yaml

from procurement_plugin.adapters.reference_data import ReferenceDataError
from procurement_plugin.domain.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

SHEET = "source.yaml"
Row = dict[str, str]


def sheet_of(folder: Path, name: str = SHEET) -> Mapping[str, Any]:
    """The source sheet of a folder, all as text.

    Raises:
        ReferenceDataError: there is none, or it is no sheet.
    """
    path = folder / name
    try:
        loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  text only
    except (OSError, UnicodeDecodeError, RecursionError, yaml.YAMLError) as error:
        raise refusal(path, [f"the source sheet cannot be read ({type(error).__name__})"]) from error
    if not isinstance(loaded, dict):
        raise refusal(path, ["the source sheet holds no names and values"])
    return loaded


def checked_rows(folder: Path, name: str) -> list[Row]:
    """The rows of a shipped table.

    Raises:
        ReferenceDataError: it is not the file whose hash and length its sheet states.
    """
    sheet, content = sheet_of(folder), (folder / name).read_bytes()
    rows = rows_of(content)
    faults = []
    if hashlib.sha256(content).hexdigest() != sheet["files"][name]:
        faults.append("its hash is not that of the source sheet")
    if str(len(rows)) != sheet["rows"][name]:
        faults.append(f"it has {len(rows)} rows, its source sheet says {sheet['rows'][name]}")
    if faults:
        raise refusal(folder / name, faults)
    return rows


def rows_of(content: bytes) -> list[Row]:
    """The rows of a CSV; a mark that spreadsheets put before the first letter is left out."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def refusal(path: Path, faults: Sequence[str]) -> ReferenceDataError:
    """One error with all faults of a file."""
    findings = tuple(
        Finding("referenceData.disagrees", Severity.BLOCK, Kind.DATA, fault, where=path.name) for fault in faults
    )
    lines = "\n".join(f"- {fault}" for fault in faults)
    return ReferenceDataError(f"The file {path.name} needs correction:\n{lines}", findings)
