"""The tables of the raw-materials scanner, read once and held by material, code and word."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from procurement_plugin.adapters.checked_tables import Row, checked_rows, sheet_of
from procurement_plugin.adapters.supply_tables import Country
from procurement_plugin.domain.raw_materials import figures as f

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LANGUAGES = ("en", "nl", "fr", "de")
FOLDERS = ("raw_materials", "critical_materials", "product_groups", "countries")


class RawMaterialTables:
    """All that the scanner looks things up in.

    Args:
        data: folder of reference data; another folder of the same shape is another vintage.
    """

    def __init__(self, data: Path) -> None:
        self._data = data

    def _rows(self, folder: str, name: str) -> list[Row]:
        return checked_rows(self._data / folder, name)

    @cached_property
    def materials(self) -> Mapping[str, f.Material]:
        """Every material by id."""
        named = {row["material"]: row for row in self._rows("raw_materials", "material_names.csv")}
        return {
            row["id"]: f.Material(
                **row,
                kind=named[row["id"]]["kind"],
                strategic=named[row["id"]]["strategic"],
                names={language: named[row["id"]][f"name_{language}"] for language in LANGUAGES[1:]},
                words=_several(named[row["id"]]["words"]),
            )
            for row in self._rows("raw_materials", "materials.csv")
        }

    @cached_property
    def listed(self) -> Mapping[str, f.ListedMaterial]:
        """The critical raw materials of the Union by id."""
        return {
            row["id"]: f.ListedMaterial(
                row["id"],
                row["name"],
                row["annex_ii_point"],
                row["strategic"] == "yes",
                row["annex_i_entry"],
                row["by_scores"] == "yes",
            )
            for row in self._rows("critical_materials", "critical_materials.csv")
        }

    @cached_property
    def supply(self) -> Mapping[tuple[str, str, str], tuple[f.SupplyShare, ...]]:
        """Shares by material, stage and scope."""
        found: dict[tuple[str, str, str], list[f.SupplyShare]] = defaultdict(list)
        for row in self._rows("raw_materials", "supply_shares.csv"):
            share = f.SupplyShare(row["country"], Decimal(row["share"]), Decimal(row["t"]), row["below"] == "yes")
            found[row["material"], row["stage"], row["scope"]].append(share)
        return {key: tuple(rows) for key, rows in found.items()}

    @cached_property
    def assessments(self) -> Mapping[str, tuple[f.Assessment, ...]]:
        """Assessments by material, the eldest first."""
        found: dict[str, list[f.Assessment]] = defaultdict(list)
        for row in self._rows("raw_materials", "assessments.csv"):
            found[row["material"]].append(
                f.Assessment(int(row["year"]), _number(row["supply_risk"]), _number(row["economic_importance"]))
            )
        return {name: tuple(sorted(rows, key=lambda row: row.year)) for name, rows in found.items()}

    @cached_property
    def uses(self) -> Mapping[str, tuple[f.Use, ...]]:
        """Applications by material."""
        found: dict[str, list[f.Use]] = defaultdict(list)
        for row in self._rows("raw_materials", "uses.csv"):
            found[row["material"]].append(f.Use(row["application"], row["share"], row["nace"]))
        return {name: tuple(rows) for name, rows in found.items()}

    @cached_property
    def governance(self) -> Mapping[str, Decimal]:
        """Mean of the governance indicators by country, of one vintage only."""
        return {
            row["country"]: Decimal(row["mean"])
            for row in self._rows("raw_materials", "governance.csv")
            if row["vintage"] == "2021"
        }

    @cached_property
    def imports(self) -> tuple[f.Imports, ...]:
        """Imports of Belgium and of the Union, all years."""
        return tuple(
            f.Imports(
                row["reporter"],
                int(row["year"]),
                row["hs"],
                row["description"],
                tuple(row["materials"].split(";")),
                row["stage"],
                Decimal(row["imports"]),
                Decimal(row["concentration"]),
                Decimal(row["extra_share"]),
                Decimal(row["imports_over_exports"]),
                self._in_iso2(row["largest_sources"]),
            )
            for row in self._rows("raw_materials", "import_dependency.csv")
        )

    def _in_iso2(self, sources: str) -> str:
        codes = {country.iso3: country.iso2 for country in self.countries.values()}
        return re.sub(r"[A-Z]{3}", lambda found: codes.get(found.group(), found.group()), sources)

    @cached_property
    def codes(self) -> tuple[f.CommodityCode, ...]:
        """Codes of raw materials."""
        return tuple(
            f.CommodityCode(
                row["hs"],
                row["version"],
                row["description"],
                tuple(row["materials"].split(";")),
                row["stage"],
                _number(row["recycling"]),
                row["read"] == "yes",
            )
            for row in self._rows("raw_materials", "commodity_codes.csv")
        )

    @cached_property
    def net_zero(self) -> tuple[f.NetZeroComponent, ...]:
        """Products and components of net-zero technologies."""
        return tuple(f.NetZeroComponent(**row) for row in self._rows("raw_materials", "net_zero_components.csv"))

    @cached_property
    def products(self) -> Mapping[str, f.ProductGroup]:
        """Product groups by id."""
        return {
            row["id"]: f.ProductGroup(
                row["id"],
                {language: row[f"name_{language}"] for language in LANGUAGES},
                _several(row["cpv"]),
                _several(row["hs"]),
                _several(row["nace"]),
                _several(row["words"]),
                _several(row["net_zero"]),
                row["note"],
            )
            for row in self._rows("product_groups", "product_groups.csv")
        }

    @cached_property
    def links(self) -> tuple[f.ProductLink, ...]:
        """Which materials are in which product group."""
        return tuple(f.ProductLink(**row) for row in self._rows("product_groups", "product_materials.csv"))

    @cached_property
    def countries(self) -> Mapping[str, Country]:
        """Countries by ISO 3166-1 alpha-2 code."""
        return {row["iso2"]: Country(**row) for row in self._rows("countries", "countries.csv")}

    @cached_property
    def members(self) -> frozenset[str]:
        """The Member States of the Union."""
        return frozenset(country.iso2 for country in self.countries.values() if country.access == "union")

    @cached_property
    def sheets(self) -> Mapping[str, Mapping[str, Any]]:
        """The source sheets of the tables, by folder."""
        return {folder: sheet_of(self._data / folder) for folder in FOLDERS}


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _several(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(";") if part)
