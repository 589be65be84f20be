"""Tables of reference data, each held against its source sheet before a figure of it is used."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import yaml

from procurement_plugin.adapters.intensity_checks import shipped_faults
from procurement_plugin.domain.findings import (
    Finding,
    Kind,
    OutOfCoverageError,
    ProcurementError,
    Severity,
)
from procurement_plugin.domain.transport_chain import DistanceBasis, EmissionIntensity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SHEET = ".source.yaml"


class ReferenceDataError(ProcurementError):
    """A table and its source sheet do not agree."""


class TableOfIntensities:
    """One data set of emission intensities, by mode and vehicle class."""

    def __init__(self, intensities: tuple[EmissionIntensity, ...], sheet: Mapping[str, Any], sha256: str) -> None:
        self._rows = intensities
        self._by_class: dict[tuple[str, str], list[EmissionIntensity]] = {}
        for row in intensities:
            self._by_class.setdefault((row.mode, row.vehicle_class), []).append(row)
        self._sheet = sheet
        self._sha256 = sha256

    @property
    def id(self) -> str:
        """Name of the data set."""
        return str(self._sheet["id"])

    @property
    def sheet(self) -> Mapping[str, Any]:
        """Its source sheet."""
        return self._sheet

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
    """A shipped data set, checked against its sheet.

    Raises:
        ReferenceDataError: with everything that does not agree.
    """
    table, sheet_file = folder / f"{data_set}.csv", folder / f"{data_set}{SHEET}"
    sheet, columns, rows = read_files(table, sheet_file)
    refuse(table, list(shipped_faults(table, columns, rows, sheet)))
    return table_of(table, sheet_file, sheet, rows)


def read_files(table: Path, sheet_file: Path) -> tuple[Mapping[str, Any], list[str], list[dict[str, str]]]:
    """Sheet, columns and rows of a data set, all as text."""
    import pandas as pd  # noqa: PLC0415  half a second that only a process that scores needs

    sheet = yaml.load(sheet_file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  text only
    frame = pd.read_csv(table, dtype=str, keep_default_na=False)
    rows = [{str(name): str(text) for name, text in row.items()} for row in frame.to_dict("records")]
    return sheet, list(frame.columns), rows


def refuse(table: Path, faults: list[str]) -> None:
    """Raise one error with all faults, if there are any."""
    if faults:
        findings = tuple(
            Finding("referenceData.disagrees", Severity.BLOCK, Kind.DATA, fault, where=table.name) for fault in faults
        )
        lines = "\n".join(f"- {fault}" for fault in faults)
        raise ReferenceDataError(f"The table {table.name} and its source sheet need correction:\n{lines}", findings)


def table_of(table: Path, sheet_file: Path, sheet: Mapping[str, Any], rows: list[dict[str, str]]) -> TableOfIntensities:
    """The data set of rows that were found right."""
    both = hashlib.sha256(table.read_bytes() + sheet_file.read_bytes()).hexdigest()
    return TableOfIntensities(tuple(map(_intensity, rows)), sheet, both)


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
        unit=row["unit"],
        gwp=row["gwp"],
        temperature=row["temperature"],
        fuel=row["fuel"],
        load=row["load"],
    )
