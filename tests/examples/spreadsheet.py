"""Works a spreadsheet out: cells of column B with the arithmetic of spreadsheets. It knows nothing of the project."""

from __future__ import annotations

import csv
import re
from decimal import Context, Decimal, localcontext
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

DIGITS = Context(prec=60)
CELL = re.compile(r"\bB(\d+)\b")
NUMBER = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)(?![\w.])")
ALLOWED = re.compile(r"[-+*/^(),.\dB ]|SQRT|MAX")


class Line(NamedTuple):
    """A row of the sheet: what it is, its value, and the place in the answer that has to agree with it."""

    item: str
    value: Decimal
    answer: str


def worked_out(path: Path) -> list[Line]:
    """Every row with its value; a cell may refer to cells above it."""
    lines: list[Line] = []
    with path.open(encoding="utf-8", newline="") as file, localcontext(DIGITS):
        for row in csv.DictReader(file):
            cell = row["cell"]
            value = _formula(cell[1:], lines) if cell.startswith("=") else Decimal(cell)
            lines.append(Line(row["item"], value, row["answer"]))
    return lines


def _formula(text: str, lines: list[Line]) -> Decimal:
    assert not ALLOWED.sub("", text), text
    spoken = NUMBER.sub(r"D('\1')", text)
    spoken = CELL.sub(r"cell(\1)", spoken).replace("^", "**")
    found = eval(  # noqa: S307  only arithmetic gets here
        spoken,
        {"__builtins__": {}},
        {"D": Decimal, "SQRT": Decimal.sqrt, "MAX": max, "cell": lambda number: lines[number - 2].value},
    )
    assert isinstance(found, Decimal)
    return found
