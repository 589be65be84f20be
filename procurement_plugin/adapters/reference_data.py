"""Tables of reference data, each held against its source sheet before a figure of it is used."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import yaml

from procurement_plugin.domain.findings import (
    Finding,
    Kind,
    OutOfCoverageError,
    ProcurementError,
    Severity,
)
from procurement_plugin.domain.transport_chain import DistanceBasis, EmissionIntensity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

VERIFICATIONS = ("officialFile", "twoAgreeingCopies", "singleCopy", "derived")


class ReferenceDataError(ProcurementError):
    """A table and its source sheet do not agree."""


class TableOfIntensities:
    """One data set of emission intensities, by mode and vehicle class."""

    def __init__(self, intensities: tuple[EmissionIntensity, ...], sheet: Mapping[str, Any], sha256: str) -> None:
        self._rows = intensities
        self._by_class: dict[tuple[str, str], list[EmissionIntensity]] = {}
        for row in intensities:
            self._by_class.setdefault((row.mode, row.vehicle_class), []).append(row)
        self.sheet = sheet
        self._sha256 = sha256

    @property
    def id(self) -> str:
        """Name of the data set."""
        return str(self.sheet["id"])

    @property
    def sha256(self) -> str:
        """Hash of table and sheet together."""
        return self._sha256

    def rows(self) -> tuple[EmissionIntensity, ...]:
        """All rows, in the order of the table."""
        return self._rows

    def find(self, mode: str, vehicle_class: str, day: date) -> EmissionIntensity:
        """The intensity of a class valid on a day.

        Raises:
            OutOfCoverageError: unknown mode or class, or not valid on that day.
        """
        found = self._by_class.get((mode, vehicle_class))
        if found is None:
            raise OutOfCoverageError(self._unknown(mode, vehicle_class))
        for row in found:
            if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to):
                return row
        spans = "; ".join(f"{row.valid_from} {f'to {row.valid_to}' if row.valid_to else 'on'}" for row in found)
        raise OutOfCoverageError(f"The intensity of {vehicle_class} is valid from {spans}, not on {day.isoformat()}.")

    def _unknown(self, mode: str, vehicle_class: str) -> str:
        modes = sorted({row.mode for row in self._rows})
        if mode not in modes:
            return f"The data set {self.id} has no intensities for {mode}; it has {', '.join(modes)}."
        classes = sorted({row.vehicle_class for row in self._rows if row.mode == mode})
        return f"The data set {self.id} has no {mode} class {vehicle_class}; it has {', '.join(classes)}."


def load_intensities(folder: Path, data_set: str) -> TableOfIntensities:
    """A data set, checked against its sheet.

    Raises:
        ReferenceDataError: with everything that does not agree.
    """
    import pandas as pd  # noqa: PLC0415  half a second that only a process that scores needs

    table, sheet_file = folder / f"{data_set}.csv", folder / f"{data_set}.source.yaml"
    sheet = yaml.load(sheet_file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  text only
    frame = pd.read_csv(table, dtype=str, keep_default_na=False)
    rows = [{str(name): str(text) for name, text in row.items()} for row in frame.to_dict("records")]
    faults = list(_faults(table, list(frame.columns), rows, sheet))
    if faults:
        findings = tuple(
            Finding("referenceData.disagrees", Severity.BLOCK, Kind.DATA, fault, where=table.name) for fault in faults
        )
        raise ReferenceDataError(f"The table {table.name} and its source sheet do not agree.", findings)
    both = hashlib.sha256(table.read_bytes() + sheet_file.read_bytes()).hexdigest()
    return TableOfIntensities(tuple(map(_intensity, rows)), sheet, both)


def _faults(table: Path, columns: list[str], rows: list[dict[str, str]], sheet: Mapping[str, Any]) -> Iterator[str]:
    if hashlib.sha256(table.read_bytes()).hexdigest() != sheet["sha256"]:
        yield "The table's SHA-256 is not the one on the sheet."
    if columns != list(sheet["columns"]):
        yield f"The columns are {', '.join(columns)}; the sheet names {', '.join(sheet['columns'])}."
        return
    if str(len(rows)) != sheet["rows"]:
        yield f"The table has {len(rows)} rows, the sheet says {sheet['rows']}."
    sources = {source["id"] for source in sheet["sources"]}
    seen: set[str] = set()
    for row in rows:
        yield from _row_faults(row, sources, seen)
        seen.add(row["id"])


def _row_faults(row: Mapping[str, str], sources: set[str], seen: set[str]) -> Iterator[str]:
    name = row["id"]
    if name in seen:
        yield f"The row {name} stands twice."
    if row["source"] not in sources:
        yield f"The row {name} names the source {row['source']}, which is not on the sheet."
    if row["verification"] not in VERIFICATIONS:
        yield f"The row {name} has the unknown verification {row['verification']}."
    if row["distance_basis"] not in tuple(DistanceBasis):
        yield f"The row {name} has the unknown distance basis {row['distance_basis']}."
    yield from _unreadable(row)


def _unreadable(row: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with the figures and days of a row."""
    name = row["id"]
    try:
        parts, total = Decimal(row["tank_to_wheel"]) + Decimal(row["well_to_tank"]), Decimal(row["well_to_wheel"])
        if not total.is_finite() or parts != total:
            yield f"In the row {name} the parts do not sum to well to wheel."
    except InvalidOperation:
        yield f"The row {name} has a figure that is not a plain decimal number."
    for column in ("valid_from", "valid_to"):
        try:
            date.fromisoformat(row[column] if row[column] or column == "valid_from" else "9999-12-31")
        except ValueError:
            yield f"The row {name} has a {column} that is not a full day: {row[column]}."


def _intensity(row: Mapping[str, str]) -> EmissionIntensity:
    return EmissionIntensity(
        id=row["id"],
        mode=row["mode"],
        vehicle_class=row["vehicle_class"],
        tank_to_wheel=Decimal(row["tank_to_wheel"]),
        well_to_tank=Decimal(row["well_to_tank"]),
        well_to_wheel=Decimal(row["well_to_wheel"]),
        distance_basis=DistanceBasis(row["distance_basis"]),
        verification=row["verification"],
        source=row["source"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
    )
