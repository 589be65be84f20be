"""The sub-criteria by name: which part of the declaration each is handed, its formula, and where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.supply.lead_time import lead_time
from procurement_plugin.domain.supply.materials import critical_materials
from procurement_plugin.domain.supply.origins import country_concentration, determined_dependency
from procurement_plugin.domain.supply.sites import redundancy, survive_and_recover
from procurement_plugin.domain.supply.transparency import transparency

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from procurement_plugin.domain.supply.declared import SupplyDeclaration
    from procurement_plugin.domain.supply.published import Published
    from procurement_plugin.domain.supply.sites import Kilometres
    from procurement_plugin.domain.supply.sub_score import Judge, SubScore


class Asked(NamedTuple):
    """One bid's declaration beside what was published."""

    declared: SupplyDeclaration
    published: Published
    judge: Judge
    kilometres: Kilometres


class SubCriterion(NamedTuple):
    """How a sub-criterion is scored, written as a formula and traced to a source."""

    score: Callable[[Asked], SubScore]
    formula: str
    reference: str


SUB_CRITERIA: Mapping[str, SubCriterion] = {
    "redundancy": SubCriterion(
        lambda a: redundancy(a.declared.sites, a.published.need, a.judge, a.kilometres),
        "100 x min(1, (sum of C - largest C lost together) / D)",
        "N-1 cover, capped at the contract's need (C-448/01 EVN and Wienstrom)",
    ),
    "countryConcentration": SubCriterion(
        lambda a: country_concentration(a.declared.country_shares, a.judge),
        "100 x min(1, (1 - sum of s^2) / (1 - 1/3))",
        "Herfindahl-Hirschman index",
    ),
    "determinedDependency": SubCriterion(
        lambda a: determined_dependency(
            a.declared.country_shares, tuple(a.published.determined), a.published.determined, a.judge
        ),
        "100 x min(1, (1 - w) / (1 - full marks)), w and full marks as shares",
        "Regulation (EU) 2024/1735, Articles 25(7), 25(8) and 29(2)",
    ),
    "criticalMaterials": SubCriterion(
        lambda a: critical_materials(a.declared.mitigations, a.published.materials, a.judge),
        "100 x sum of SR of the mitigated / sum of SR",
        "Regulation (EU) 2024/1252, Annex II; supply risk of the Union's study of 2023",
    ),
    "surviveAndRecover": SubCriterion(
        lambda a: survive_and_recover(a.declared.sites, a.declared.stock, a.published.need, a.judge, a.kilometres),
        "100 x min(1, smallest TTS / TTR); TTS = stock / (D - C left)",
        "Simchi-Levi, Schmidt and Wei: time to survive against time to recover",
    ),
    "leadTime": SubCriterion(
        lambda a: lead_time(a.declared.lead_time, a.published.need, a.judge),
        "100 x (longest - days) / (longest - target), 0 to 100; days = mean + factor x deviation, or those guaranteed",
        "Directive 2014/24/EU, Article 67(2)(c): delivery conditions",
    ),
    "transparency": SubCriterion(
        lambda a: transparency(a.declared.disclosure, a.judge),
        "sum of weight x per cent disclosed over the tiers",
        "Disclosure by tier, after criterion 11370 of Upphandlingsmyndigheten",
    ),
}
