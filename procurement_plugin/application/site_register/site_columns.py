"""The columns of a table of sites; those that Open Supply Hub has, too, bear its names: os_id, country_code, lat."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.application.spreadsheet_table import FORMULA, as_csv
from procurement_plugin.domain.site_register.confidentiality import KINDS, SITE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from procurement_plugin.application.spreadsheet_table import Cell

TEXT, NUMBER, LIST, CERTIFICATES = "text", "number", "list", "certificates"
# Between several values of a cell, and between the parts of one certificate.
BETWEEN, WITHIN = "|", "~"
PARTS = ("name", "number", "validTo")
# Excel takes a table for UTF-8 only when it begins with this mark.
MARK = "\ufeff"
# What a file of Open Supply Hub has besides; passed over, and said so.
PASSED_OVER = frozenset(
    {
        *("contribution_date", "country_name", "sector", "number_of_workers", "is_closed"),
        *("processing_type_facility_type_raw", "facility_type", "processing_type", "product_type"),
    }
)
_MARKED = re.compile(rf"((?:^|[;,\t\r\n])\s*)'(?=[{FORMULA}])")


class Column(NamedTuple):
    """A column: its name, its place in a site, and what stands in its cells."""

    name: str
    place: str
    kind: str = TEXT


OF_SITES = (
    *(Column("id", "id"), Column("version", "version")),
    *(Column("os_id", "osId"), Column("lei", "lei"), Column("establishment_number", "establishmentNumber")),
    *(Column("eori", "eori"), Column("gln", "gln"), Column("name", "name"), Column("address", "address")),
    *(Column("country_code", "country"), Column("lat", "location.latitude", NUMBER)),
    *(Column("lng", "location.longitude", NUMBER), Column("nuts3", "nuts3"), Column("owner", "owner")),
    *(Column("parent_company", "ultimateParent"), Column("nace", "nace", LIST), Column("prodcom", "prodcom", LIST)),
    *(Column("cpv", "cpv", LIST), Column("hs", "hs", LIST), Column("process_step", "processStep")),
    *(Column("closed_on", "closedOn"), Column("capacity", "capacity", NUMBER), Column("capacity_unit", "capacityUnit")),
    *(Column("spare_capacity", "spareCapacity", NUMBER), Column("certificates", "certificates", CERTIFICATES)),
    *(Column("time_to_recover_days", "timeToRecoverDays", NUMBER), Column("stock_location", "stockLocation")),
    *(Column("evidence", "evidence", LIST), Column("verified_on", "verifiedOn"), Column("verified_by", "verifiedBy")),
)
OF_RECORDS = (
    *(Column("source_title", "source.title"), Column("source_url", "source.url"), Column("source_day", "source.day")),
    *(Column("confidence", "confidence"), Column("reason", "reason")),
)
OF_CLASSES = tuple(Column(f"confidentiality_{group}", f"confidentiality.{group}") for group in KINDS[SITE].groups)
COLUMNS = (*OF_SITES, *OF_RECORDS, *OF_CLASSES)
BY_NAME: Mapping[str, Column] = {column.name: column for column in COLUMNS}


def table_of(sites: Iterable[Mapping[str, Any]]) -> str:
    """Sites, as a reader may see them, as a table that a spreadsheet opens without running anything in it."""
    return MARK + as_csv([column.name for column in COLUMNS], map(_cells, sites))


def _cells(site: Mapping[str, Any]) -> list[Cell]:
    return [_cell(column, _at(site, column.place)) for column in COLUMNS]


def _at(site: Mapping[str, Any], place: str) -> Any:
    found: Any = site
    for part in place.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _cell(column: Column, value: Any) -> Cell:
    if value is None:
        return None
    if column.kind == NUMBER:
        return Decimal(value)
    if column.kind == LIST:
        return BETWEEN.join(value)
    if column.kind == CERTIFICATES:
        return BETWEEN.join(_certificate(row) for row in value)
    return str(value)


def _certificate(row: Mapping[str, Any]) -> str:
    parts = [str(row.get(name, "")).replace(BETWEEN, "/").replace(WITHIN, "-") for name in PARTS]
    return WITHIN.join(parts).rstrip(WITHIN)


def value_of(column: Column, cell: str, *, decimal_comma: bool) -> Any:
    """What stands in a cell, for the place of its column; the mark that keeps it from running is taken off."""
    text = _MARKED.sub(r"\1", cell.strip())
    if column.kind == NUMBER:
        return text.replace(",", ".") if decimal_comma else text
    parts = [part.strip() for part in text.split(BETWEEN) if part.strip()]
    if column.kind == LIST:
        return parts
    if column.kind == CERTIFICATES:
        rows = (zip(PARTS, part.split(WITHIN), strict=False) for part in parts)
        return [{name: said.strip() for name, said in row if said.strip()} for row in rows]
    return text
