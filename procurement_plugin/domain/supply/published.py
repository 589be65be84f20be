"""What the published profile fixes about supply security: the need, what is on with which weight, and its clauses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.domain.supply.sub_score import Need

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from decimal import Decimal

    from procurement_plugin.domain.procedure import AwardCriterion
    from procurement_plugin.domain.supply.materials import CriticalMaterial, CriticalMaterials
    from procurement_plugin.domain.supply.origins import Determinations

MATERIALS = "critical_materials"
DETERMINATIONS = "determinations"
CONCENTRATION_NAME = "countryConcentration"
# The sub-criteria in the order in which they are printed, each with the parameter of its default weight.
SUB_PARAMETERS: Mapping[str, str] = {
    "redundancy": "redundancy",
    "countryConcentration": "country_concentration",
    "determinedDependency": "determined_dependency",
    "criticalMaterials": "critical_materials",
    "surviveAndRecover": "survive_and_recover",
    "leadTime": "lead_time",
    "transparency": "transparency",
}
# What a bidder promises when a sub-criterion is scored; each promise needs a clause in the contract.
PROMISES: Mapping[str, tuple[str, ...]] = {
    "redundancy": ("sites", "noticeOfChange", "auditRight"),
    "countryConcentration": ("plannedShares", "auditRight"),
    "determinedDependency": ("plannedShares", "auditRight"),
    "criticalMaterials": ("materials", "auditRight"),
    "surviveAndRecover": ("sites", "recovery", "stock", "noticeOfChange", "auditRight"),
    "leadTime": ("leadTime",),
    "transparency": ("disclosure", "noticeOfChange"),
}
PROMISE_ORDER = (
    "sites",
    "recovery",
    "stock",
    "leadTime",
    "materials",
    "plannedShares",
    "disclosure",
    "noticeOfChange",
    "auditRight",
)


class Published(NamedTuple):
    """The published side of the criterion.

    Attributes:
        weights: of the sub-criteria that are on, relative to each other.
        determined: by product, the countries that count; empty when nothing is determined.
    """

    need: Need
    weights: Mapping[str, Decimal]
    materials: tuple[CriticalMaterial, ...]
    determined: Mapping[str, frozenset[str]]


def published(
    criterion: AwardCriterion, figure: Callable[[str], Decimal], tables: Mapping[str, Any], day: date
) -> Published:
    """What holds on the procedure's day; it reads the profile and the frozen tables, never a bid."""
    settings = criterion.settings
    need = Need(settings["demandPerDay"], settings["leadTimeTargetDays"], settings["leadTimeMaximumDays"])
    known: CriticalMaterials = tables[MATERIALS]
    listed = (known.get(name) for name in material_ids(settings))
    materials = tuple(material for material in listed if material is not None)
    determinations: Determinations = tables[DETERMINATIONS]
    products = determinations.in_force(product_ids(settings), day)
    determined = {product: determinations.countries(product, day) for product in products}
    return Published(need, _weights(settings, figure, materials, determined), materials, determined)


def _weights(
    settings: Mapping[str, Any],
    figure: Callable[[str], Decimal],
    materials: tuple[CriticalMaterial, ...],
    determined: Mapping[str, frozenset[str]],
) -> dict[str, Decimal]:
    """As published in the profile, else the method's defaults; without those that have nothing to be held against."""
    off = {CONCENTRATION_NAME} if not settings.get("subCriteria") else set()
    if not materials:
        off.add("criticalMaterials")
    if not determined:
        off.add("determinedDependency")
    stated = stated_weights(settings)
    if stated is None:
        stated = {name: figure(f"supply_security.weight_{parameter}") for name, parameter in SUB_PARAMETERS.items()}
    return {name: stated[name] for name in SUB_PARAMETERS if stated.get(name) and name not in off}


def stated_weights(settings: Mapping[str, Any]) -> dict[str, Decimal] | None:
    """The sub-weights that the profile states; None when it leaves them to the method."""
    rows = settings.get("subCriteria")
    return {row["name"]: row["weight"] for row in rows} if rows else None


def material_ids(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """The critical materials that the lot lists."""
    return tuple(dict.fromkeys(row["material"] for row in settings.get("criticalMaterials") or ()))


def product_ids(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """The products for which the profile asks whether a dependency is determined."""
    return tuple(dict.fromkeys(row["product"] for row in settings.get("dependencyProducts") or ()))


def promises(weights: Mapping[str, Decimal]) -> tuple[str, ...]:
    """What bidders promise under the sub-criteria that are on."""
    asked = {promise for name in weights for promise in PROMISES[name]}
    return tuple(promise for promise in PROMISE_ORDER if promise in asked)


def placed_clauses(settings: Mapping[str, Any]) -> dict[str, str]:
    """Where the contract documents keep the clause of each promise."""
    return {row["promise"]: row["reference"] for row in settings.get("contractClauses") or ()}
