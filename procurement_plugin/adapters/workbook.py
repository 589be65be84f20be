"""Tables as an Office Open XML workbook: decimals digit for digit, words as words, the same bytes every time."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from procurement_plugin.application.spreadsheet_table import runs

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from procurement_plugin.application.spreadsheet_table import Cell, Table

# A spreadsheet computes with 15 significant digits; a longer figure would change on opening, so it stays text.
MOST_DIGITS = 15
LONGEST_TEXT = 32_767
SHORTEST, WIDEST = 8, 60


def workbook(tables: Iterable[Table], made_at: datetime) -> bytes:
    """The bytes of a workbook with one sheet a table.

    Args:
        made_at: written into the file as its time of creation; not the clock's, so that the bytes come again.
    """
    import xlsxwriter  # noqa: PLC0415  loaded when somebody asks for a workbook

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": made_at.replace(tzinfo=None)})
    formats = _Formats(book)
    for table in tables:
        _sheet(book, formats, table)
    book.close()
    return out.getvalue()


class _Formats:
    """The formats of a workbook, each made once: a head, and one for each number of decimals."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[Any, Any] = {}
        self.head = book.add_format({"bold": True})
        # Text that could be run as a formula when somebody edits the cell keeps a hidden apostrophe before it.
        self.quoted = book.add_format({"quote_prefix": True})

    def decimals(self, places: int) -> Any:
        if places not in self._made:
            self._made[places] = self._book.add_format({"num_format": "0" + ("." + "0" * places if places else "")})
        return self._made[places]


def _sheet(book: Any, formats: _Formats, table: Table) -> None:
    sheet = book.add_worksheet(table.name)
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(table.columns):
        sheet.write_string(0, column, name, formats.head)
        longest = max((len(_text(row[column])) for row in table.rows), default=0)
        sheet.set_column(column, column, min(max(longest, len(name), SHORTEST), WIDEST))
    for number, row in enumerate(table.rows, 1):
        for column, cell in enumerate(row):
            _write(sheet, formats, number, column, cell)


def _write(sheet: Any, formats: _Formats, row: int, column: int, cell: Cell) -> None:
    if cell is None:
        return
    if isinstance(cell, str) or (isinstance(cell, Decimal) and significant(cell) > MOST_DIGITS):
        text = _text(cell)[:LONGEST_TEXT]
        # Never ``write``: it would take text that begins with an equals sign for a formula.
        sheet.write_string(row, column, text, formats.quoted if isinstance(cell, str) and runs(text) else None)
    elif isinstance(cell, Decimal):
        # The writer prints a decimal with 16 digits in decimal arithmetic; nothing passes through a float.
        sheet.write_number(row, column, cell, formats.decimals(_places(cell)))
    else:
        sheet.write_number(row, column, cell)


def significant(value: Decimal) -> int:
    """Number of significant digits, zeros at the end of the decimals included."""
    return len(value.as_tuple().digits)


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
