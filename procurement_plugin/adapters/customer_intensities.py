"""A customer's own sets of emission intensities, for example licensed values: read from a folder and checked whole."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from procurement_plugin.adapters import strict_yaml
from procurement_plugin.adapters.intensity_checks import table_faults
from procurement_plugin.adapters.reference_data import SHEET, ReferenceDataError, refuse, table_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from procurement_plugin.adapters.reference_data import TableOfIntensities

NEEDED = ("id", "title", "gwp", "sources")
NEEDED_OF_SOURCE = ("id", "title", "licence")
UNCHECKED = "singleCopy"  # how well a figure was checked when its row does not say


def load_customer_intensities(folder: Path, shipped: Collection[str]) -> dict[str, TableOfIntensities]:
    """Every set of the folder, by name: ``<name>.csv`` beside ``<name>.source.yaml``.

    A row without ``verification`` counts as ``singleCopy``; a source without ``attribution`` is named by its title.

    Args:
        shipped: names of the sets that come with the software, which no other may take.

    Raises:
        ReferenceDataError: with everything that needs correction, in all sets at once.
    """
    if not folder.is_dir():
        raise ReferenceDataError(f"There is no folder {folder}; please name the folder of your emission intensities.")
    found: dict[str, TableOfIntensities] = {}
    refusals = []
    for name in _names(folder):
        try:
            found[name] = _one_set(folder, name, shipped)
        except ReferenceDataError as refused:
            refusals.append(refused)
    if refusals:
        findings = tuple(finding for refused in refusals for finding in refused.findings)
        raise ReferenceDataError("\n".join(map(str, refusals)), findings)
    return found


def _names(folder: Path) -> list[str]:
    tables = {path.name.removesuffix(".csv") for path in folder.glob("*.csv")}
    return sorted(tables | {path.name.removesuffix(SHEET) for path in folder.glob(f"*{SHEET}")})


def _one_set(folder: Path, name: str, shipped: Collection[str]) -> TableOfIntensities:
    table, sheet_file = folder / f"{name}.csv", folder / f"{name}{SHEET}"
    for there, lacking in ((table, sheet_file), (sheet_file, table)):
        if not lacking.is_file():
            refuse(table, [f"The file {there.name} stands alone; please put {lacking.name} beside it."])
    sheet, faults = _sheet(name, sheet_file, shipped)
    columns, rows, uneven = _rows(table)
    faults += uneven
    if sheet is not None and not uneven:
        faults += table_faults(columns, rows, sheet)
    refuse(table, faults)
    assert sheet is not None  # noqa: S101  a sheet that cannot be used was refused
    return table_of(table, sheet_file, sheet, rows)


def _sheet(name: str, file: Path, shipped: Collection[str]) -> tuple[Mapping[str, Any] | None, list[str]]:
    """The sheet as far as the table can be held against it, and what is wrong with it."""
    sheet, problems = strict_yaml.parse(file.read_bytes())
    faults = [f"The sheet cannot be read ({problem.place}): {problem.message}" for problem in problems]
    if not isinstance(sheet, dict):
        return None, faults or ["The sheet has no names and values."]
    sources = sheet.get("sources")
    if sources and not (isinstance(sources, list) and all(isinstance(source, dict) for source in sources)):
        return None, [*faults, "The sources of the sheet have to be a list; each begins with a dash and has its names."]
    faults += _sheet_faults(name, sheet, shipped)
    if not sheet.get("gwp") or not sources or not all(isinstance(source.get("id"), str) for source in sources):
        return None, faults
    named = [source | {"attribution": source.get("attribution") or source.get("title")} for source in sources]
    return sheet | {"sources": named}, faults


def _sheet_faults(name: str, sheet: Mapping[str, Any], shipped: Collection[str]) -> Iterator[str]:
    for key in NEEDED:
        if not sheet.get(key):
            yield f"The sheet lacks {key}."
    if sheet.get("id") and sheet["id"] != name:
        yield f"The sheet is of the set {sheet['id']}, the files are called {name}."
    if name in shipped:
        yield f"The name {name} belongs to a set that comes with the software; please choose another."
    for number, source in enumerate(sheet.get("sources") or ()):
        for key in NEEDED_OF_SOURCE:
            if not source.get(key) or not isinstance(source[key], str):
                yield f"Source {number + 1} of the sheet lacks {key}."


def _rows(table: Path) -> tuple[list[str], list[dict[str, str]], list[str]]:
    """Columns and rows as text, and the lines that cannot be read."""
    try:
        text = table.read_text(encoding="utf-8-sig")  # spreadsheets put a mark before the first letter
        lines = csv.reader(io.StringIO(text, newline=""), strict=True)
        columns = next(lines, [])
        read = [(lines.line_num, line) for line in lines if line]
    except UnicodeDecodeError:
        return [], [], ["The table is not UTF-8 text; please save it as CSV in UTF-8."]
    except csv.Error as error:
        return [], [], [f"The table cannot be read as CSV; quotation marks may be open or misplaced ({error})."]
    faults = list(_uneven(columns, read))
    rows = [dict(zip(columns, line, strict=False)) for _, line in read]
    return columns, [row | {"verification": row.get("verification") or UNCHECKED} for row in rows], faults


def _uneven(columns: list[str], lines: list[tuple[int, list[str]]]) -> Iterator[str]:
    if len(columns) < 2 and ";" in "".join(columns):  # noqa: PLR2004  one column: the separator was not found
        yield "The columns are separated by semicolons; please separate them by commas, with a point in decimals."
        return
    if not lines:
        yield "The table has no rows."
    for number, line in lines:
        if len(line) != len(columns):
            yield (
                f"Line {number} has {len(line)} values, the first line names {len(columns)} columns; "
                "decimals have a point, and a text with a comma stands between quotation marks."
            )
