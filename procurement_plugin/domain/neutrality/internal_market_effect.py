"""Internal-market effect: what producers in the buyer's Member State get more than those elsewhere in the Union.

E = population-weighted mean of points over the towns of the buyer's Member State, minus that over all others.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.findings import Finding, Severity
from procurement_plugin.domain.neutrality import border_pairs
from procurement_plugin.domain.neutrality.computed_test import (
    COMPUTED,
    NeutralityTest,
    TestReport,
    field,
    not_applicable,
)
from procurement_plugin.domain.neutrality.distribution import HUNDRED, readable
from procurement_plugin.domain.neutrality.market import RegionSums

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from procurement_plugin.domain.neutrality.computed_test import Asked, Row
    from procurement_plugin.domain.neutrality.market import SimulatedCriterion, SimulatedMarket

NAME = "internalMarketEffect"


class Effect(NamedTuple):
    """E over the covered towns, and E if the towns without a chain got nothing; points."""

    covered: Fraction | None
    others_get_nothing: Fraction | None


class Reach(NamedTuple):
    """Share of the covered population with any points, and with all points, of one criterion; per cent."""

    any_points: Fraction
    full_points: Fraction


def run(asked: Asked) -> TestReport:
    """E, the means per Member State and region, and how far each criterion reaches."""
    market = asked.market
    if not market.criteria:
        return not_applicable(NAME, "No criterion of the profile depends on the place of production.")
    weights = [Fraction(asked.weights[criterion.index]) for criterion in market.criteria]
    whole = effect(market, weights)
    findings = (*_effect_findings(asked, whole), *_criterion_findings(asked), *border_pairs.findings(NAME, asked))
    return TestReport(NAME, COMPUTED, _figures(asked, whole), tuple(_rows(market, weights)), findings)


def effect(market: SimulatedMarket, weights: Sequence[Fraction]) -> Effect:
    """E under weights given for the simulated criteria, in order."""
    home, abroad = _added(market, inside=True), _added(market, inside=False)
    at_home, elsewhere = home.mean(weights), abroad.mean(weights)
    if at_home is None or elsewhere is None:
        return Effect(None, None)
    return Effect(at_home - elsewhere, at_home - elsewhere * Fraction(abroad.covered, abroad.population))


def reach(criterion: SimulatedCriterion) -> Reach:
    """How much of the population with a chain gets any and all points."""
    weighed = criterion.weighed
    population = sum(people for _, people in weighed)
    some = sum(people for value, people in weighed if value > 0)
    full = sum(people for value, people in weighed if value == 1)
    return Reach(Fraction(some * 100, population), Fraction(full * 100, population))


def _added(market: SimulatedMarket, *, inside: bool) -> RegionSums:
    total = RegionSums(0, 0, (Fraction(0),) * len(market.criteria))
    for (state, _), sums in market.sums.items():
        if (state == market.buyer_state) == inside:
            total = total.plus(sums)
    return total


def _figures(asked: Asked, whole: Effect) -> Row:
    market = asked.market
    both = _added(market, inside=True).plus(_added(market, inside=False))
    figures: dict[str, Decimal | str | None] = {
        "buyerState": market.buyer_state,
        "buyerStateFrom": market.buyer_state_from,
        "effect": _shown(whole.covered),
        "effectIfOthersGetNothing": _shown(whole.others_get_nothing),
        "coveredPercent": readable(Fraction(both.covered * 100, both.population), 2),
    }
    for criterion in market.criteria:
        reached = reach(criterion)
        figures[f"anyPointsPercent.{criterion.key}"] = readable(reached.any_points, 2)
        figures[f"fullPointsPercent.{criterion.key}"] = readable(reached.full_points, 2)
        figures[f"effect.{criterion.key}"] = _shown(_own_effect(asked, criterion))
    return figures


def _own_effect(asked: Asked, criterion: SimulatedCriterion) -> Fraction | None:
    market = asked.market
    weights = [Fraction(asked.weights[c.index]) if c is criterion else Fraction(0) for c in market.criteria]
    return effect(market, weights).covered


def _rows(market: SimulatedMarket, weights: Sequence[Fraction]) -> Iterator[Row]:
    for state in market.states:
        regions = {region: sums for (of, region), sums in sorted(market.sums.items()) if of == state}
        total = RegionSums(0, 0, (Fraction(0),) * len(weights))
        for sums in regions.values():
            total = total.plus(sums)
        for region, sums in {"": total, **regions}.items():
            yield {
                "memberState": state,
                "region": region,
                "meanPoints": _shown(sums.mean(weights)),
                "population": readable(Fraction(sums.population), 0),
                "coveredPercent": readable(Fraction(sums.covered * 100, sums.population), 2),
            }


def _shown(value: Fraction | None) -> Decimal | None:
    return readable(value) if value is not None else None


def _effect_findings(asked: Asked, whole: Effect) -> Iterator[Finding]:
    name = "internal_market_warn"
    limit, state = asked.figure(name), asked.market.buyer_state
    if whole.covered is None or whole.others_get_nothing is None:
        return
    if asked.above(whole.covered, name):
        severity, value, when = Severity.WARN, whole.covered, ""
    elif asked.above(whole.others_get_nothing, name):
        severity, value = Severity.INFORM, whole.others_get_nothing
        when = " if those to whom no road could be worked out got nothing"
    else:
        return
    yield asked.guardrail(
        NAME,
        severity,
        name,
        f"Producers in {state} would get {readable(value, 2)} points more on average than those in the other Member "
        f"States{when}; the limit is {limit}.",
        remedy="Lower the weight, widen the anchors, or record why the contract needs it.",
        maximum=limit,
        actual=readable(value),
    )


def _criterion_findings(asked: Asked) -> Iterator[Finding]:
    for criterion in asked.market.criteria:
        if "distance" not in criterion.reads or not asked.weights[criterion.index]:
            continue
        own, reached = _own_effect(asked, criterion), reach(criterion).any_points
        if criterion.raw_distance and own is not None and asked.above(own, "internal_market_block"):
            yield _raw_distance(asked, criterion, own)
        if criterion.raw_distance and asked.below(reached, "reached_share_block"):
            yield _reached(asked, criterion, reached, Severity.BLOCK, "reached_share_block")
        elif asked.below(reached, "reached_share_warn"):
            yield _reached(asked, criterion, reached, Severity.WARN, "reached_share_warn")


def _raw_distance(asked: Asked, criterion: SimulatedCriterion, own: Fraction) -> Finding:
    limit = asked.figure("internal_market_block")
    return asked.guardrail(
        NAME,
        Severity.BLOCK,
        "internal_market_block",
        f"{criterion.key} alone gives producers in {asked.market.buyer_state} {readable(own, 2)} points more on "
        f"average than those in the other Member States; the limit is {limit}.",
        field(criterion.index),
        remedy="Score transport emissions or a lead time instead of kilometres, or have a legal approver set it aside.",
        maximum=limit,
        actual=readable(own),
    )


def _reached(asked: Asked, criterion: SimulatedCriterion, share: Fraction, severity: Severity, name: str) -> Finding:
    limit = asked.figure(name)
    return asked.guardrail(
        NAME,
        severity,
        name,
        f"{criterion.key} gives no points at all to producers in towns with {readable(HUNDRED - share, 2)} % of the "
        f"population of the Union; at least {limit} % should be reached, {readable(share, 2)} % are.",
        f"{field(criterion.index)}.scale",
        remedy="Move the anchor that earns nothing further out.",
        minimum=limit,
        actual=readable(share),
    )


TEST = NeutralityTest(NAME, run)
