"""What the raw-materials scanner needs from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from procurement_plugin.domain.raw_materials import figures as f


class CountryName(Protocol):
    """A country's codes and the class of agreement with the Union."""

    @property
    def iso2(self) -> str:
        """ISO 3166-1 alpha-2 code."""

    @property
    def name(self) -> str:
        """Common English name."""

    def _asdict(self) -> dict[str, str]:
        """All that is known of it, by name."""


class RawMaterials(Protocol):
    """The tables of one vintage."""

    @property
    def materials(self) -> Mapping[str, f.Material]:
        """Every material by id."""

    @property
    def listed(self) -> Mapping[str, f.ListedMaterial]:
        """The critical raw materials of the Union by id."""

    @property
    def supply(self) -> Mapping[tuple[str, str, str], tuple[f.SupplyShare, ...]]:
        """Shares by material, stage and scope."""

    @property
    def assessments(self) -> Mapping[str, tuple[f.Assessment, ...]]:
        """Assessments by material, the eldest first."""

    @property
    def uses(self) -> Mapping[str, tuple[f.Use, ...]]:
        """Applications by material."""

    @property
    def governance(self) -> Mapping[str, Decimal]:
        """Mean of the governance indicators by country."""

    @property
    def imports(self) -> tuple[f.Imports, ...]:
        """Imports of Belgium and of the Union, all years."""

    @property
    def codes(self) -> tuple[f.CommodityCode, ...]:
        """Codes of raw materials."""

    @property
    def net_zero(self) -> tuple[f.NetZeroComponent, ...]:
        """Products and components of net-zero technologies."""

    @property
    def products(self) -> Mapping[str, f.ProductGroup]:
        """Product groups by id."""

    @property
    def links(self) -> tuple[f.ProductLink, ...]:
        """Which materials are in which product group."""

    @property
    def countries(self) -> Mapping[str, CountryName]:
        """Countries by ISO 3166-1 alpha-2 code."""

    @property
    def members(self) -> frozenset[str]:
        """The Member States of the Union."""

    @property
    def sheets(self) -> Mapping[str, Mapping[str, Any]]:
        """The source sheets of the tables, by folder."""
