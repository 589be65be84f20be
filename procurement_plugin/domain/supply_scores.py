"""The sub-scores of supply security, each 0 to 100 as an exact fraction, absolute and capped at contract need.

Redundancy: N-1 capacity. Survive and recover: Simchi-Levi et al., time-to-survive against time-to-recover.
Lead time: 95th percentile of a normal approximation. Country concentration: the Herfindahl-Hirschman index,
against three equal countries.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.domain.scale import EXACT, half_up

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from procurement_plugin.domain.criterion import Question
    from procurement_plugin.domain.transport_chain import Coordinates

_FULL = Fraction(100)
_NONE = Fraction(0)
# Three equal countries get full marks on concentration: 1 - 1/3.
_THREE_EQUAL = Fraction(2, 3)


class SubScore(NamedTuple):
    """One sub-criterion of one bid: 0 to 100 as an exact fraction, with what it was worked out from."""

    name: str
    value: Fraction
    operands: tuple[tuple[str, Any], ...]
    reason: str
    evidence: tuple[str, ...]


def _redundancy(question: Question, inputs: Mapping[str, Any]) -> SubScore:
    demand = question.criterion.settings["demandPerDay"]
    nodes = grouped_sites(inputs, question)
    evidence = _evidence_of(inputs.get("sites") or ())
    if not nodes:
        return SubScore("redundancy", _NONE, (("demand", demand),), "noSites", ())
    if not evidence:
        return SubScore("redundancy", _NONE, (("demand", demand),), "noEvidence", ())
    capacities = [node.capacity for node in nodes]
    with localcontext(EXACT):
        others = sum(capacities) - max(capacities)
    value = _FULL * min(Fraction(1), Fraction(others) / Fraction(demand))
    return SubScore("redundancy", value, (("others", others), ("demand", demand)), "", evidence)


def _survive_and_recover(question: Question, inputs: Mapping[str, Any]) -> SubScore:
    demand = question.criterion.settings["demandPerDay"]
    nodes = grouped_sites(inputs, question)
    stock = inputs.get("stock")
    evidence = (*_evidence_of(inputs.get("sites") or ()), *_evidence_of([stock] if stock else ()))
    name = "surviveAndRecover"
    if not nodes:
        return SubScore(name, _NONE, (("demand", demand),), "noSites", ())
    if not evidence:
        return SubScore(name, _NONE, (("demand", demand),), "noEvidence", ())
    units: Decimal = stock["quantity"] if stock and stock.get("evidence") else Decimal(0)
    total = sum((Fraction(node.capacity) for node in nodes), _NONE)
    if total < Fraction(demand):
        operands = (("capacity", _exact(total)), ("demand", demand))
        return SubScore(name, _NONE, operands, "capacityBelowDemand", evidence)
    ratios = [_survival_ratio(node, total, Fraction(demand), Fraction(units)) for node in nodes]
    value = _FULL * min(Fraction(1), *ratios)
    return SubScore(name, value, (("stock", units), ("demand", demand), ("sites", tuple(nodes))), "", evidence)


def _survival_ratio(node: Node, total: Fraction, demand: Fraction, stock: Fraction) -> Fraction:
    shortfall = demand - (total - Fraction(node.capacity))
    if shortfall <= 0 or node.recovery == 0:
        return Fraction(1)
    return stock / shortfall / Fraction(node.recovery)


def _lead_time(question: Question, inputs: Mapping[str, Any]) -> SubScore:
    settings = question.criterion.settings
    target, maximum = settings["leadTimeTargetDays"], settings["leadTimeMaximumDays"]
    declared = inputs.get("leadTime")
    limits = (("target", target), ("maximum", maximum))
    if not declared:
        return SubScore("leadTime", _NONE, limits, "noLeadTime", ())
    evidence = tuple(declared.get("evidence") or ())
    days, operands, reason = _percentile(declared, question.figure)
    if reason or not evidence:
        return SubScore("leadTime", _NONE, (*operands, *limits), reason or "noEvidence", evidence)
    span = Fraction(maximum) - Fraction(target)
    value = _FULL * min(Fraction(1), max(_NONE, (Fraction(maximum) - Fraction(days)) / span))
    return SubScore("leadTime", value, (*operands, ("percentile", days), *limits), "", evidence)


def _percentile(
    declared: Mapping[str, Any], figure: Callable[[str], Decimal]
) -> tuple[Decimal, tuple[tuple[str, Any], ...], str]:
    guaranteed = declared.get("guaranteedDays")
    if guaranteed is not None:
        reason = "" if declared.get("liquidatedDamagesClause") else "noLiquidatedDamages"
        return guaranteed, (("guaranteed", guaranteed),), reason
    mean, deviation = declared.get("meanDays"), declared.get("standardDeviationDays")
    if mean is None or deviation is None:
        return Decimal(0), (), "noLeadTime"
    factor = figure("supply_security.percentile_factor")
    operands = (("mean", mean), ("factor", factor), ("deviation", deviation))
    if declared.get("deliveries", Decimal(0)) < figure("supply_security.minimum_deliveries"):
        return Decimal(0), operands, "tooFewDeliveries"
    with localcontext(EXACT):
        return mean + factor * deviation, operands, ""


def _transparency(question: Question, inputs: Mapping[str, Any]) -> SubScore:
    tiers = inputs.get("transparency")
    evidence = _evidence_of([tiers] if tiers else ())
    if not tiers or not evidence:
        return SubScore("transparency", _NONE, (), "noEvidence" if tiers else "nothingDisclosed", evidence)
    operands: list[tuple[str, Any]] = []
    value = _NONE
    for tier in ("first", "second", "third"):
        weight = question.figure(f"supply_security.transparency_{tier}_tier")
        share = tiers.get(f"{tier}Tier", Decimal(0))
        operands.append((f"{tier}Tier", (weight, share)))
        value += Fraction(weight) * Fraction(share)
    return SubScore("transparency", value, tuple(operands), "", evidence)


def _country_concentration(question: Question, inputs: Mapping[str, Any]) -> SubScore:
    del question
    shares = inputs.get("plannedShares") or ()
    evidence = _evidence_of(shares)
    if not shares or not evidence:
        return SubScore("countryConcentration", _NONE, (), "noEvidence" if shares else "noShares", ())
    by_country: dict[str, Fraction] = {}
    for row in shares:
        by_country[row["country"]] = by_country.get(row["country"], _NONE) + Fraction(row["share"]) / 100
    index = sum((share * share for share in by_country.values()), _NONE)
    value = _FULL * min(Fraction(1), (1 - index) / _THREE_EQUAL)
    return SubScore("countryConcentration", value, (("index", rounded(index, 6)),), "", evidence)


class Node(NamedTuple):
    """Sites of one owner within the grouping distance, counted as one: paper sites do not add redundancy."""

    capacity: Decimal
    recovery: Decimal


def grouped_sites(inputs: Mapping[str, Any], question: Question) -> list[Node]:
    """The declared sites, those of one owner within the published distance joined into one node."""
    sites = list(inputs.get("sites") or ())
    radius = question.figure("supply_security.site_grouping_distance")
    group = list(range(len(sites)))
    for later, site in enumerate(sites):
        for earlier in range(later):
            if _same_node(site, sites[earlier], question.kilometres, radius):
                group = [group[earlier] if g == group[later] else g for g in group]
    nodes = []
    for root in dict.fromkeys(group):
        members = [site for site, g in zip(sites, group, strict=True) if g == root]
        capacity = sum((site["capacityPerDay"] for site in members), Decimal(0))
        nodes.append(Node(capacity, max(site["timeToRecoverDays"] for site in members)))
    return nodes


def _same_node(
    site: Mapping[str, Any],
    other: Mapping[str, Any],
    kilometres: Callable[[Coordinates, Coordinates], Decimal],
    radius: Decimal,
) -> bool:
    return site["owner"] == other["owner"] and kilometres(site["location"], other["location"]) <= radius


def _evidence_of(rows: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for row in rows for item in row.get("evidence") or ()))


def rounded(value: Fraction, places: int) -> Decimal:
    """The fraction half-up at so many decimals."""
    return half_up(Decimal(value.numerator), Decimal(value.denominator), places)


def _exact(value: Fraction) -> Decimal:
    return EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))


REASONS = {
    "noSites": "no production site with capacity and recovery time was declared",
    "noEvidence": "no evidence stands behind it",
    "capacityBelowDemand": "the reserved capacity does not cover the demand",
    "noLeadTime": "no lead time was declared",
    "noLiquidatedDamages": "a guaranteed lead time counts only with a liquidated-damages clause",
    "tooFewDeliveries": "the lead time rests on too few deliveries",
    "nothingDisclosed": "no tier of the supply chain was disclosed",
    "noShares": "no planned share per country was declared",
}
SUB_CRITERIA: dict[str, Callable[[Question, Mapping[str, Any]], SubScore]] = {
    "redundancy": _redundancy,
    "countryConcentration": _country_concentration,
    "surviveAndRecover": _survive_and_recover,
    "leadTime": _lead_time,
    "transparency": _transparency,
}
SUB_PARAMETERS = {
    "redundancy": "redundancy",
    "countryConcentration": "country_concentration",
    "surviveAndRecover": "survive_and_recover",
    "leadTime": "lead_time",
    "transparency": "transparency",
}
