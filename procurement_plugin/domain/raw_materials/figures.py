"""What is known of a raw material: supply, assessment, use, trade; each figure as its source prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

WORLD, UNION = "world", "union"
STAGES = ("extraction", "processing")


class Material(NamedTuple):
    """A raw material.

    Attributes:
        part_of: the group that the study assesses it in.
        critical: its entry in the Union's list of critical raw materials.
        kind: metal, mineral, gas, fuel, biotic, or restricted where the Union restricts its use.
        strategic: yes, no, or partly when the Union's list names some grades or members of it only.
        names: by language, besides the English one.
        words: other words for it, of any language.
    """

    id: str
    name: str
    part_of: str
    critical: str
    kind: str
    strategic: str
    names: Mapping[str, str]
    words: tuple[str, ...]


class ListedMaterial(NamedTuple):
    """An entry of Annex II to Regulation (EU) 2024/1252; ``strategic_entry`` is that of Annex I, empty without one."""

    id: str
    name: str
    point: str
    strategic: bool
    strategic_entry: str
    by_scores: bool


class SupplyShare(NamedTuple):
    """A country's share of a supply, per cent; ``trade_factor`` as printed, ``below`` when the print says below 0.1."""

    country: str
    share: Decimal
    trade_factor: Decimal
    below: bool


class Assessment(NamedTuple):
    """Supply risk and economic importance as a study of the Union prints them; None where it prints none."""

    year: int
    supply_risk: Decimal | None
    economic_importance: Decimal | None


class Use(NamedTuple):
    """An application of a material in the Union: per cent of its use, and the division of NACE that makes it."""

    application: str
    share: str
    nace: str


class Imports(NamedTuple):
    """A year of imports of a good: thousand US dollar, and three indicators of dependency on sources outside the Union.

    ``concentration`` is the HHI of sources outside the Union, ``extra_share`` their share in imports, and
    ``over_exports`` imports from outside over exports to outside.
    """

    reporter: str
    year: int
    hs: str
    description: str
    materials: tuple[str, ...]
    stage: str
    value: Decimal
    concentration: Decimal
    extra_share: Decimal
    over_exports: Decimal
    largest_sources: str


class CommodityCode(NamedTuple):
    """A code of the Harmonized System for a raw material, with old-scrap recycling (0 to 1) where it is known."""

    hs: str
    version: str
    description: str
    materials: tuple[str, ...]
    stage: str
    recycling: Decimal | None
    was_read: bool


class NetZeroComponent(NamedTuple):
    """A final product or main specific component of a net-zero technology."""

    technology: str
    sub_category: str
    final_products: str
    component: str


class ProductGroup(NamedTuple):
    """Something that public buyers buy, with the codes and words by which it is found."""

    id: str
    names: Mapping[str, str]
    cpv: tuple[str, ...]
    hs: tuple[str, ...]
    nace: tuple[str, ...]
    words: tuple[str, ...]
    net_zero: tuple[str, ...]
    note: str


class ProductLink(NamedTuple):
    """A material in a product group (``direct``) or needed to make it (``process``), and the ground for saying so."""

    product: str
    material: str
    basis: str
    application: str
    relevance: str
    source: str
    note: str
