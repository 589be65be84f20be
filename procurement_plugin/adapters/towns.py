"""The gazetteer: towns of the Member States, held against their source sheet before one of them is used."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import yaml

from procurement_plugin.adapters.reference_data import ReferenceDataError
from procurement_plugin.domain.findings import Finding, Kind, Severity
from procurement_plugin.domain.neutrality.market import Town
from procurement_plugin.domain.transport_chain import Coordinates

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MEMBER_STATES = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905
)
SMALLEST_POPULATION = 15_000
# The European mainland and islands with room to spare; a swapped pair of coordinates falls outside.
LATITUDES = (Decimal(34), Decimal(72))
LONGITUDES = (Decimal(-11), Decimal(35))
DEGREES = re.compile(r"-?\d{1,3}(\.\d+)?")
COUNT = re.compile(r"[1-9]\d*")


class Gazetteer:
    """The towns in the order of the table, with the sheet and a hash of both files."""

    def __init__(self, towns: tuple[Town, ...], sheet: Mapping[str, Any], sha256: str) -> None:
        self.towns = towns
        self.sheet = sheet
        self.sha256 = sha256


def load_towns(folder: Path) -> Gazetteer:
    """The table ``towns.csv`` checked against ``source.yaml`` beside it.

    Raises:
        ReferenceDataError: with everything that does not agree.
    """
    table, sheet_bytes = (folder / "towns.csv").read_bytes(), (folder / "source.yaml").read_bytes()
    sheet = yaml.load(sheet_bytes, Loader=yaml.BaseLoader)  # noqa: S506  text only
    reader = csv.DictReader(io.StringIO(table.decode("utf-8"), newline=""), strict=True)
    rows = list(reader)
    faults = list(_faults(table, list(reader.fieldnames or ()), rows, sheet))
    if faults:
        findings = tuple(
            Finding("referenceData.disagrees", Severity.BLOCK, Kind.DATA, fault, where="towns.csv") for fault in faults
        )
        raise ReferenceDataError("\n".join(["The table of towns cannot be used:", *faults]), findings)
    return Gazetteer(tuple(map(_town, rows)), sheet, hashlib.sha256(table + sheet_bytes).hexdigest())


def _faults(table: bytes, columns: list[str], rows: list[dict[str, str]], sheet: Mapping[str, Any]) -> Iterator[str]:
    if hashlib.sha256(table).hexdigest() != sheet["sha256"]:
        yield "The table's SHA-256 is not the one on the sheet."
    if columns != list(sheet["columns"]):
        yield f"The columns are {', '.join(columns)}; the sheet names {', '.join(sheet['columns'])}."
        return
    if str(len(rows)) != sheet["rows"]:
        yield f"The table has {len(rows)} rows, the sheet says {sheet['rows']}."
    seen: set[str] = set()
    for number, row in enumerate(rows, 2):
        yield from (f"Line {number}: {fault}" for fault in _row_faults(row, seen))
        seen.add(row["geonames_id"])
    missing = MEMBER_STATES - {row["member_state"] for row in rows}
    if missing:
        yield f"The table has no town in {', '.join(sorted(missing))}."


def _row_faults(row: Mapping[str, str], seen: set[str]) -> Iterator[str]:
    if any(not isinstance(text, str) or not text.strip() for text in row.values()):
        yield "A field is empty, or there are too few or too many."
        return
    if row["geonames_id"] in seen or not COUNT.fullmatch(row["geonames_id"]):
        yield f"The number {row['geonames_id']} stands twice, or is none."
    if row["member_state"] not in MEMBER_STATES:
        yield f"{row['member_state']} is no Member State."
    if not COUNT.fullmatch(row["population"]) or int(row["population"]) < SMALLEST_POPULATION:
        yield f"The population {row['population']} is no number from {SMALLEST_POPULATION} on."
    for name, (least, most) in (("latitude", LATITUDES), ("longitude", LONGITUDES)):
        if not DEGREES.fullmatch(row[name]) or not least <= Decimal(row[name]) <= most:
            yield f"The {name} {row[name]} lies not between {least} and {most} degrees."


def _town(row: Mapping[str, str]) -> Town:
    return Town(
        name=row["name"],
        member_state=row["member_state"],
        region=f"{row['region']} ({row['region_code']})",
        population=int(row["population"]),
        location=Coordinates(Decimal(row["latitude"]), Decimal(row["longitude"])),
    )
