"""A customer's own sets of emission intensities, for example licensed values: read from a folder and checked whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from procurement_plugin.adapters.intensity_checks import table_faults
from procurement_plugin.adapters.reference_data import SHEET, ReferenceDataError, read_files, refuse, table_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from procurement_plugin.adapters.reference_data import TableOfIntensities

NEEDED = ("id", "title", "gwp", "sources")
NEEDED_OF_SOURCE = ("id", "title", "licence", "attribution")


def load_customer_intensities(folder: Path, shipped: Collection[str]) -> dict[str, TableOfIntensities]:
    """Every set of the folder, by name: ``<name>.csv`` beside ``<name>.source.yaml``.

    Args:
        shipped: names of the sets that come with the software, which no other may take.

    Raises:
        ReferenceDataError: with everything that needs correction, in all files of a set at once.
    """
    if not folder.is_dir():
        raise ReferenceDataError(f"There is no folder {folder}; please name the folder of your emission intensities.")
    found = {}
    for sheet_file in sorted(folder.glob(f"*{SHEET}")):
        name = sheet_file.name.removesuffix(SHEET)
        table = sheet_file.with_name(f"{name}.csv")
        if not table.is_file():
            refuse(table, [f"The sheet {sheet_file.name} stands alone; please put {table.name} beside it."])
        sheet, columns, rows = read_files(table, sheet_file)
        faults = list(_sheet_faults(name, sheet, shipped))
        refuse(table, faults or list(table_faults(columns, rows, sheet)))
        found[name] = table_of(table, sheet_file, sheet, rows)
    return found


def _sheet_faults(name: str, sheet: Mapping[str, Any], shipped: Collection[str]) -> Iterator[str]:
    if not isinstance(sheet, dict):
        yield "The sheet has no names and values."
        return
    for key in NEEDED:
        if not sheet.get(key):
            yield f"The sheet lacks {key}."
    if sheet.get("id") and sheet["id"] != name:
        yield f"The sheet is of the set {sheet['id']}, the files are called {name}."
    if name in shipped:
        yield f"The name {name} belongs to a set that comes with the software; please choose another."
    for number, source in enumerate(sheet.get("sources") or ()):
        for key in NEEDED_OF_SOURCE:
            if not source.get(key):
                yield f"Source {number + 1} of the sheet lacks {key}."
