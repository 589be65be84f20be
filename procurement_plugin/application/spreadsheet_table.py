"""Tables for spreadsheets: figures stay decimals, words stay words, and no cell is ever run as a formula."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Cell = Decimal | int | str | None
# A spreadsheet runs a cell that begins with one of these; the last four are their wide forms.
FORMULA = "=+\\-@＝＋－＠"
# Where a cell begins: at the start, and behind whatever another locale takes for the end of a cell.
_BEGINS = re.compile(rf"((?:^|[;,\t\r\n])\s*)(?=[{FORMULA}])")
_CONTROL = ("\t", "\r", "\n")


class Table(NamedTuple):
    """A sheet: its name, its columns, its rows in the order of the columns."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def inert(text: str) -> str:
    """Text of which no spreadsheet takes any part for a formula.

    An apostrophe is set before each sign that could begin one, also behind a semicolon, at which spreadsheets in many
    languages cut a comma-separated line.
    """
    marked = _BEGINS.sub(r"\1'", text)
    return f"'{marked}" if text.startswith(_CONTROL) else marked


def runs(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula once somebody edits the cell."""
    return inert(text) != text


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Comma-separated values with lines as RFC 4180 ends them; decimals digit for digit, words made inert."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_written(cell) for cell in row] for row in rows)
    return text.getvalue()


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return inert(cell) if isinstance(cell, str) else str(cell)
