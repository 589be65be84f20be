"""Writes an evaluation to the files that a command names."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from procurement_plugin.adapters.workbook import workbook
from procurement_plugin.application.evaluation_tables import csv_of, tables_of
from procurement_plugin.bootstrap.files import write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def write_tables(document: Mapping[str, Any], csv_out: Path | None, xlsx_out: Path | None) -> None:
    """The scores as comma-separated values, and the whole evaluation as a workbook; what has no file is left out."""
    if csv_out:
        write(csv_out, csv_of(document).encode())
    if xlsx_out:
        write(xlsx_out, workbook(tables_of(document), datetime.fromisoformat(document["computedAt"])))
