"""What can be wrong in a table of emission intensities, said with the row and the remedy."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from procurement_plugin.domain.transport_chain import PER_TONNE, PER_TONNE_KM, DistanceBasis

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

COLUMNS = (
    "id",
    "mode",
    "vehicle_class",
    "load",
    "temperature",
    "fuel",
    "unit",
    "gwp",
    "tank_to_wheel",
    "well_to_tank",
    "well_to_wheel",
    "distance_basis",
    "verification",
    "source",
    "source_row",
    "valid_from",
    "valid_to",
    "shippable",
    "description",
)
CHOICES = {
    "mode": ("road", "rail", "inlandWaterway", "sea", "air", "hub"),
    "load": ("average", "half", "full"),
    "temperature": ("ambient", "refrigerated"),
    "unit": (PER_TONNE_KM, PER_TONNE),
    "gwp": ("AR5", "AR6"),
    "distance_basis": tuple(map(str, DistanceBasis)),
    "verification": ("officialFile", "twoAgreeingCopies", "singleCopy", "derived"),
    "shippable": ("yes", "no"),
}
NEEDED = ("id", "vehicle_class", "source")
FIGURES = ("tank_to_wheel", "well_to_tank", "well_to_wheel")
PLAIN = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
FOREVER = "9999-12-31"


def shipped_faults(
    table: Path, columns: Sequence[str], rows: Sequence[Mapping[str, str]], sheet: Mapping[str, Any]
) -> Iterator[str]:
    """Faults of a table shipped with the software: those of every table, and what its sheet says of it."""
    if hashlib.sha256(table.read_bytes()).hexdigest() != sheet["sha256"]:
        yield "The table's SHA-256 is not the one on the sheet."
    if list(columns) != list(sheet["columns"]):
        yield f"The columns are {', '.join(columns)}; the sheet names {', '.join(sheet['columns'])}."
        return
    if str(len(rows)) != sheet["rows"]:
        yield f"The table has {len(rows)} rows, the sheet says {sheet['rows']}."
    yield from table_faults(columns, rows, sheet)
    for row in rows:
        if row["shippable"] != "yes":
            yield f"The row {row['id']} may not be passed on, so it cannot be shipped."
        if row["valid_from"] < sheet["valid_from"]:
            yield f"The row {row['id']} begins on {row['valid_from']}, the set itself on {sheet['valid_from']}."


def table_faults(columns: Sequence[str], rows: Sequence[Mapping[str, str]], sheet: Mapping[str, Any]) -> Iterator[str]:
    """Faults of any table of intensities, all at once."""
    if list(columns) != list(COLUMNS):
        yield f"The columns are {', '.join(columns)}; they have to be {', '.join(COLUMNS)}."
        return
    sources = {source["id"] for source in sheet["sources"]}
    seen: set[str] = set()
    for number, row in enumerate(rows, 1):
        for column in NEEDED:
            if not row[column].strip():
                yield f"Row {number} of the table has no {column}."
        if row["id"] in seen:
            yield f"The row {row['id']} stands twice."
        seen.add(row["id"])
        yield from _row_faults(row, sources, str(sheet["gwp"]))
    yield from _overlaps(rows)


def _row_faults(row: Mapping[str, str], sources: set[str], gwp: str) -> Iterator[str]:
    name = row["id"]
    for column, words in CHOICES.items():
        if row[column] not in words:
            label = column.replace("_", " ")
            yield f"The row {name} has the unknown {label} {row[column]}; known are {', '.join(words)}."
    if row["source"] not in sources:
        yield f"The row {name} names the source {row['source']}, which is not on the sheet."
    if row["gwp"] != gwp:
        yield f"The row {name} has the warming potentials {row['gwp']}, the sheet says {gwp}; they may not be mixed."
    if (row["mode"] == "hub") != (row["unit"] == PER_TONNE):
        yield f"The row {name} has the unit {row['unit']}; a hub counts per tonne, every other mode per tonne-km."
    yield from _figure_faults(row)
    yield from _day_faults(row)


def _figure_faults(row: Mapping[str, str]) -> Iterator[str]:
    unread = [column for column in FIGURES if not PLAIN.fullmatch(row[column])]
    for column in unread:
        found = row[column] or "nothing"
        yield f"The row {row['id']} has {found} as {column}; that is not a plain decimal number, written with a point."
    if unread:
        return
    tank, before, whole = (Decimal(row[column]) for column in FIGURES)
    for column in FIGURES:
        if Decimal(row[column]) < 0:
            yield f"The row {row['id']} has the negative {column} {row[column]}."
    if tank > whole:
        yield f"The row {row['id']} has more tank to wheel ({tank}) than well to wheel ({whole})."
    if tank + before != whole:
        yield f"In the row {row['id']} the parts do not sum to well to wheel: {tank} + {before} is not {whole}."


def _day_faults(row: Mapping[str, str]) -> Iterator[str]:
    unread = [column for column in ("valid_from", "valid_to") if not _is_day(row[column], column)]
    for column in unread:
        found = row[column] or "nothing"
        yield f"The row {row['id']} has {found} as {column}; that is not a full day, such as 2027-01-31."
    if not unread and row["valid_to"] and row["valid_to"] < row["valid_from"]:
        yield f"The row {row['id']} ends on {row['valid_to']}, before it begins on {row['valid_from']}."


def _is_day(text: str, column: str) -> bool:
    """Whether the text is a day written in full; a row in force has no last day."""
    if not text:
        return column == "valid_to"
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _overlaps(rows: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """Two rows of one class in force on one day."""
    spans: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for row in rows:
        span = (row["valid_from"], row["valid_to"] or FOREVER, row["id"])
        spans.setdefault((row["mode"], row["vehicle_class"]), []).append(span)
    for group in spans.values():
        first, *others = sorted(group)
        for other in others:
            if other[0] <= first[1]:
                yield f"The rows {first[2]} and {other[2]} are of one class and in force on the same day."
            first = max(first, other, key=lambda span: span[1])
