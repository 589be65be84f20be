"""Reads the sheets of a workbook (Office Open XML) as text, row by row, within limits of size.

A workbook that declares a document type is refused before openpyxl sees it: whether that resolves entities depends on
what else is installed. Spreadsheets keep figures as binary fractions of 15
digits; the shortest decimal that gives the same fraction is the one that was typed.
"""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from procurement_plugin.application.production_sheets import Row, Sheets
from procurement_plugin.domain.findings import Finding, Kind, Severity, UnreadableInputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LARGEST_FILE = 4_000_000
LARGEST_CONTENT = 8_000_000
# Opening cells, texts and styles takes a second for some hundred thousand marks, and several sheets may be one part.
MOST_MARKS, MOST_MARKS_OPENED = 150_000, 1_500_000
SHEET = tuple("sheetId".encode(coding) for coding in ("utf-8", "utf-16-le", "utf-16-be"))
MOST_ROWS, MOST_COLUMNS = 3_000, 60
LONGEST_CELL = 2_000
DOCUMENT_TYPE = tuple("<!DOCTYPE".encode(coding) for coding in ("utf-8", "utf-16-le", "utf-16-be"))
NO_WORKBOOK = "This is no workbook that can be read here. Save it as .xlsx."
TOO_LARGE = "The workbook is too large. Keep to the sheets of the template."


def sheets_of(content: bytes, results: Iterable[str] = ()) -> Sheets:
    """The sheets by name, as text; those of ``results`` are passed over.

    Raises:
        UnreadableInputError: it is no workbook, is too large, or a formula holds no result.
    """
    _check_size(content)
    values, formulas = (_opened(content, data_only=data_only) for data_only in (True, False))
    passed = set(results)
    found: Sheets = {}
    for name in values.sheetnames:
        if name in passed:
            continue
        rows = _rows(values[name])
        _check_formulas(name, rows, formulas[name])
        found[name] = list(_named(rows))
    return found


def _check_size(content: bytes) -> None:
    if len(content) > LARGEST_FILE:
        raise _unreadable(TOO_LARGE)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_CONTENT:
                raise _unreadable(TOO_LARGE)
            parts = [archive.read(entry) for entry in archive.infolist()]
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError, RuntimeError, EOFError):
        raise _unreadable(NO_WORKBOOK) from None
    marks = sum(part.count(b"<") for part in parts)
    sheets = sum(part.count(mark) for part in parts for mark in SHEET)
    if marks > MOST_MARKS or marks * sheets > MOST_MARKS_OPENED:
        raise _unreadable(TOO_LARGE)
    if any(mark in part for part in parts for mark in DOCUMENT_TYPE):
        raise _unreadable("The workbook holds a document type, which none needs. Save it again as .xlsx.")


def _opened(content: bytes, *, data_only: bool) -> Any:
    import openpyxl  # noqa: PLC0415  loaded when somebody brings a workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about extensions of a spreadsheet that are of no matter here
            return openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=data_only, keep_links=False)
    except Exception:  # noqa: BLE001  the library raises whatever the broken part provokes
        raise _unreadable(NO_WORKBOOK) from None


def _rows(sheet: Any) -> list[tuple[Any, ...]]:
    try:
        rows = list(islice(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), MOST_ROWS + 1))
    except Exception:  # noqa: BLE001  the same
        raise _unreadable("A sheet of this workbook is broken. Save it again as .xlsx.") from None
    if len(rows) > MOST_ROWS:
        raise _unreadable(f"A sheet has more than {MOST_ROWS} rows. Keep to those that are filled in.")
    return rows


def _check_formulas(name: str, rows: list[tuple[Any, ...]], sheet: Any) -> None:
    """A formula that no spreadsheet has worked out yet would read as an empty cell."""
    for number, (told, written) in enumerate(zip(rows, _rows(sheet), strict=False), 1):
        for value, cell in zip(told, written, strict=False):
            if value is None and cell is not None:
                place = f"sheet {name[:40]}, row {number}"
                raise _unreadable(f"A formula holds no result ({place}). Open the file in a spreadsheet and save it.")


def _named(rows: list[tuple[Any, ...]]) -> Iterator[Row]:
    if not rows:
        return
    head = [_text(cell) for cell in rows[0]]
    for number, row in enumerate(rows[1:], 2):
        cells = {name: text for name, cell in zip(head, row, strict=False) if name and (text := _text(cell))}
        if cells:
            yield Row(number, cells)


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return f"{int(cell)}" if cell.is_integer() else f"{Decimal(repr(cell)):f}"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return " ".join(str(cell).split())[:LONGEST_CELL]


def _unreadable(message: str) -> UnreadableInputError:
    return UnreadableInputError(message, (Finding("input.schemaViolation", Severity.BLOCK, Kind.STRUCTURAL, message),))
