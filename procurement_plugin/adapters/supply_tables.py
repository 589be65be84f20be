"""The tables that supply security reads: critical materials, countries, and what the Commission has determined."""

from __future__ import annotations

import csv
import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.adapters.checked_tables import Row, checked_rows, refusal, rows_of, sheet_of
from procurement_plugin.domain.supply.materials import CriticalMaterial, CriticalMaterials
from procurement_plugin.domain.supply.origins import Determination, Determinations
from procurement_plugin.domain.supply.published import DETERMINATIONS, MATERIALS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

COUNTRIES = "countries"
# Origins that no determination may count against; announced agreements protect nobody yet.
PROTECTED = ("union", "eea", "gpa", "trade")
COLUMNS = ("product", "country", "valid_from", "valid_to", "title", "href")
SHEET_NEEDS = ("description", "publisher", "retrieved")
# The source of the supply risks, on the sheet of the list of materials.
SCORES = "study-2023"
TABLE, SHEET = "determinations.csv", "determinations.source.yaml"
_COLUMNS = ", ".join(COLUMNS)
_A_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Country(NamedTuple):
    """A country: ISO 3166-1 codes, name, and the class of agreement that protects its origins."""

    iso2: str
    iso3: str
    name: str
    access: str
    basis: str


def supply_tables(data: Path, own: Path | None) -> dict[str, Any]:
    """All three by name.

    Args:
        data: folder of reference data.
        own: folder of the administrator's determinations, instead of the empty ones that are shipped.

    Raises:
        ReferenceDataError: with every fault of a table.
    """
    countries = {row["iso2"]: Country(**row) for row in checked_rows(data / COUNTRIES, "countries.csv")}
    rows = _own_determinations(own, countries) if own is not None else checked_rows(data / DETERMINATIONS, TABLE)
    protected = [country.iso2 for country in countries.values() if country.access in PROTECTED]
    return {
        COUNTRIES: countries,
        MATERIALS: CriticalMaterials(_materials(data / MATERIALS)),
        DETERMINATIONS: Determinations(map(_determination, rows), protected),
    }


def _materials(folder: Path) -> Iterator[CriticalMaterial]:
    scores = next(source for source in sheet_of(folder)["sources"] if source["id"] == SCORES)
    for row in checked_rows(folder, "critical_materials.csv"):
        strategic = row["strategic"] == "yes"
        yield CriticalMaterial(row["id"], row["name"], strategic, Decimal(row["supply_risk"]), scores["verification"])


def _determination(row: Row) -> Determination:
    until = date.fromisoformat(row["valid_to"]) if row["valid_to"] else None
    start = date.fromisoformat(row["valid_from"])
    return Determination(row["product"], row["country"], start, until, row["title"], row["href"])


def _own_determinations(own: Path, countries: Mapping[str, Country]) -> list[Row]:
    """The administrator's rows, without spaces around what stands in them."""
    path = own / TABLE
    try:
        sent = rows_of(path.read_bytes())
    except UnicodeDecodeError as error:
        raise refusal(path, ["it is not UTF-8 text; save it as CSV in UTF-8"]) from error
    except (OSError, csv.Error) as error:
        raise refusal(path, [f"it cannot be read as a table ({type(error).__name__}); it needs {_COLUMNS}"]) from error
    sheet = sheet_of(own, SHEET)
    faults = [f"the sheet {SHEET} does not say '{name}'" for name in SHEET_NEEDS if not sheet.get(name)]
    rows = [{name: (row.get(name) or "").strip() for name in COLUMNS} for row in sent]
    missing = [name for name in COLUMNS if any(name not in row for row in sent)]
    if missing:
        faults.append(f"columns are missing: {', '.join(missing)}; it needs {_COLUMNS}")
    else:
        faults.extend(f"line {line}: it has more fields than the first line" for line, row in enumerate(sent, 2)
                      if None in row)  # fmt: skip
        faults.extend(fault for line, row in enumerate(rows, 2) for fault in _row_faults(line, row, countries))
    if not sent:
        faults.append("it has no row; remove PROCUREMENT_DETERMINATIONS_DIR when nothing is determined")
    if faults:
        raise refusal(path, faults)
    return rows


def _row_faults(line: int, said: Mapping[str, str], countries: Mapping[str, Country]) -> Iterator[str]:
    """What is wrong in a row, in words."""
    for name, longest in (("product", 80), ("title", 500)):
        if not said[name] or len(said[name]) > longest or not said[name].isprintable():
            yield f"line {line}: '{name}' must be 1 to {longest} printable characters"
    country = countries.get(said["country"])
    if country is None:
        yield f"line {line}: '{said['country']}' is no ISO 3166-1 alpha-2 code"
    elif country.access in PROTECTED:
        yield f"line {line}: {country.name} is no third country that may count ({country.basis or 'Member State'})"
    if not said["href"].startswith("https://"):
        yield f"line {line}: 'href' is no address that begins with https://"
    days = {name: _day(said[name]) for name in ("valid_from", "valid_to")}
    if not said["valid_to"]:
        days["valid_to"] = date.max
    for name, day in days.items():
        if day is None:
            yield f"line {line}: '{name}' is no day such as 2026-05-23"
    start, end = days["valid_from"], days["valid_to"]
    if start and end and end < start:
        yield f"line {line}: it ends before it begins"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _A_DAY.fullmatch(text) else None
    except ValueError:
        return None
