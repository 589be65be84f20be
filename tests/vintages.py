"""Another vintage of the scanner's tables: the shipped ones with some cells changed, its source sheet set right."""

from __future__ import annotations

import csv
import hashlib
import io
import shutil
from typing import TYPE_CHECKING

import yaml

from procurement_plugin.adapters.raw_material_tables import FOLDERS, RawMaterialTables
from procurement_plugin.bootstrap.settings import data_directory

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Row = dict[str, str]


def vintage(folder: Path, name: str, changed: Callable[[Row], Row | None]) -> RawMaterialTables:
    """The tables of another vintage.

    Args:
        name: of the table in ``raw_materials`` whose rows change.
        changed: a row as it is to be; None takes it out.
    """
    shipped = data_directory("config") / "reference_data"
    for part in FOLDERS:
        shutil.copytree(shipped / part, folder / part, dirs_exist_ok=True)
    table, sheet = folder / "raw_materials" / name, folder / "raw_materials" / "source.yaml"
    rows = list(csv.DictReader(io.StringIO(table.read_text("utf-8"), newline="")))
    kept = [row for row in map(changed, rows) if row is not None]
    with table.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)
    told = yaml.load(sheet.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  text only
    told["files"][name], told["rows"][name] = hashlib.sha256(table.read_bytes()).hexdigest(), str(len(kept))
    sheet.write_text(yaml.safe_dump(told, allow_unicode=True), "utf-8")
    return RawMaterialTables(folder)


def safer_cobalt(row: Row) -> Row:
    """The last study sees no risk in cobalt any more."""
    if (row["material"], row["year"]) == ("cobalt", "2023"):
        return {**row, "supply_risk": "0.9"}
    return row
