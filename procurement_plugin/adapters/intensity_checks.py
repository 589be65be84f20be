"""What can be wrong in a table of emission intensities, said with the row and the remedy."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal, InvalidOperation
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
    "distance_basis": tuple(map(str, DistanceBasis)),
    "verification": ("officialFile", "twoAgreeingCopies", "singleCopy", "derived"),
    "shippable": ("yes", "no"),
}
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


def table_faults(columns: Sequence[str], rows: Sequence[Mapping[str, str]], sheet: Mapping[str, Any]) -> Iterator[str]:
    """Faults of any table of intensities, all at once."""
    if list(columns) != list(COLUMNS):
        yield f"The columns are {', '.join(columns)}; they have to be {', '.join(COLUMNS)}."
        return
    sources = {source["id"] for source in sheet["sources"]}
    seen: set[str] = set()
    for row in rows:
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
    yield from _unreadable(row)


def _unreadable(row: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with the figures and days of a row."""
    name = row["id"]
    try:
        figures = [Decimal(row[column]) for column in ("tank_to_wheel", "well_to_tank", "well_to_wheel")]
        if not all(figure.is_finite() for figure in figures) or figures[0] + figures[1] != figures[2]:
            yield f"In the row {name} the parts do not sum to well to wheel."
        elif min(figures) < 0:
            yield f"The row {name} has a negative figure."
    except InvalidOperation:
        yield f"The row {name} has a figure that is not a plain decimal number, written with a point."
    for column in ("valid_from", "valid_to"):
        try:
            date.fromisoformat(row[column] if row[column] or column == "valid_from" else FOREVER)
        except ValueError:
            yield f"The row {name} has a {column} that is not a full day: {row[column]}."


def _overlaps(rows: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """Two rows of one class in force on one day."""
    spans: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for row in rows:
        span = (row["valid_from"], row["valid_to"] or FOREVER, row["id"])
        spans.setdefault((row["mode"], row["vehicle_class"]), []).append(span)
    for group in spans.values():
        ordered = sorted(group)
        for one, other in zip(ordered, ordered[1:], strict=False):
            if other[0] <= one[1] and one[2] != other[2]:
                yield f"The rows {one[2]} and {other[2]} are of one class and in force on the same day."
