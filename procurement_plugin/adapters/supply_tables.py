"""The tables that supply security reads: critical materials, countries, and what the Commission has determined."""

from __future__ import annotations

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
    if own is not None and (own / TABLE).exists():
        rows = _own_determinations(own, countries)
    else:
        rows = checked_rows(data / DETERMINATIONS, TABLE)
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
    path = own / TABLE
    try:
        rows = rows_of(path.read_bytes())
    except UnicodeDecodeError as error:
        raise refusal(path, ["it is not UTF-8 text; save it as CSV in UTF-8"]) from error
    sheet = sheet_of(own, SHEET)
    faults = [f"the sheet {SHEET} does not say '{name}'" for name in SHEET_NEEDS if not sheet.get(name)]
    missing = [name for name in COLUMNS if rows and name not in rows[0]]
    if missing:
        faults.append(f"columns are missing: {', '.join(missing)}; it needs {', '.join(COLUMNS)}")
    else:
        faults.extend(fault for line, row in enumerate(rows, 2) for fault in _row_faults(line, row, countries))
    if faults:
        raise refusal(path, faults)
    return rows


def _row_faults(line: int, row: Mapping[str, str | None], countries: Mapping[str, Country]) -> Iterator[str]:
    """What is wrong in a row, in words."""
    said = {name: (row.get(name) or "").strip() for name in COLUMNS}
    for name in ("product", "title"):
        if not said[name]:
            yield f"line {line}: '{name}' is empty"
    country = countries.get(said["country"])
    if country is None:
        yield f"line {line}: '{said['country']}' is no ISO 3166-1 alpha-2 code"
    elif country.access in PROTECTED:
        yield f"line {line}: {country.name} is no third country that may count ({country.basis or 'Member State'})"
    if not said["href"].startswith("https://"):
        yield f"line {line}: 'href' is no address that begins with https://"
    days = {}
    for name in ("valid_from", "valid_to"):
        try:
            days[name] = date.fromisoformat(said[name]) if said[name] or name == "valid_from" else date.max
        except ValueError:
            yield f"line {line}: '{name}' is no day such as 2026-05-23"
    if len(days) > 1 and days["valid_to"] < days["valid_from"]:
        yield f"line {line}: it ends before it begins"
