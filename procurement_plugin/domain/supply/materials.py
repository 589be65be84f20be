"""Mitigation of critical materials: for each material the lot lists, is the bid protected against its failing?

Materials weigh by the supply risk that the Union's study gives them: one figure for a material, the same in every
bid, whatever the bid's origin.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.supply.sub_score import NONE, Judge, SubScore, share

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from procurement_plugin.domain.supply.declared import Mitigation

NAME = "criticalMaterials"
SOURCES = "supply_security.mitigation_sources"
RECYCLED = "supply_security.mitigation_recycled_share"
STOCK_DAYS = "supply_security.mitigation_stock_days"


class CriticalMaterial(NamedTuple):
    """A material of Annex II to Regulation (EU) 2024/1252, with the supply risk of the Union's study."""

    id: str
    name: str
    strategic: bool
    supply_risk: Decimal
    verification: str


class CriticalMaterials:
    """The critical raw materials by their id."""

    def __init__(self, rows: Iterable[CriticalMaterial]) -> None:
        self._rows = {row.id: row for row in rows}

    def get(self, name: str) -> CriticalMaterial | None:
        """The material of that id; None when the Regulation lists none such."""
        return self._rows.get(name)

    def ids(self) -> tuple[str, ...]:
        """All ids."""
        return tuple(self._rows)


def critical_materials(declared: Sequence[Mitigation], listed: Sequence[CriticalMaterial], judge: Judge) -> SubScore:
    """100 x sum of supply risk of the mitigated materials / sum of supply risk of those that the lot lists."""
    if not declared:
        return SubScore(NAME, NONE, (), "noMitigation")
    names = {material.id for material in listed}
    remarks = ("materialNotListed",) if any(row.material not in names for row in declared) else ()
    proven = [(row, judge.supports(row.evidence)) for row in declared if row.material in names]
    if not proven:
        return SubScore(NAME, NONE, (), "noMitigation", (), remarks)
    if not any(found for _, found in proven):
        reason = judge.supports(name for row, _ in proven for name in row.evidence).reason
        return SubScore(NAME, NONE, (), reason, (), remarks)
    if any(not found for _, found in proven):
        remarks = (*remarks, "materialWithoutEvidence")
    by_name: Mapping[str, list[Mitigation]] = {
        name: [row for row, found in proven if found and row.material == name] for name in names
    }
    held = {material.id: _how(by_name[material.id], judge) for material in listed}
    whole = sum((Fraction(material.supply_risk) for material in listed), NONE)
    mitigated = sum((Fraction(material.supply_risk) for material in listed if held[material.id]), NONE)
    evidence = tuple(dict.fromkeys(name for _, found in proven for name in found.usable))
    shown = tuple((material.id, material.supply_risk, held[material.id] or "-") for material in listed)
    return SubScore(NAME, share(mitigated, whole), (("materials", shown),), "", evidence, remarks)


def _how(rows: Iterable[Mitigation], judge: Judge) -> str:
    """By what a material is mitigated: sources, recycled, stock or substitute; empty when by nothing."""
    for row in rows:
        if row.sources is not None and row.sources >= judge.figure(SOURCES):
            return "sources"
        if row.recycled is not None and row.recycled >= judge.figure(RECYCLED):
            return "recycled"
        if row.stock_days is not None and row.stock_days >= judge.figure(STOCK_DAYS):
            return "stock"
        if row.substitute:
            return "substitute"
    return ""
