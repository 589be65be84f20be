"""The internal market as a profile would treat it: expected points of a producer per region and Member State."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from procurement_plugin.application.evaluation_document import stripped, text_of
from procurement_plugin.domain.neutrality.distribution import percentile, readable
from procurement_plugin.domain.neutrality.internal_market_effect import effect

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from procurement_plugin.domain.neutrality.market import RegionSums, SimulatedMarket
    from procurement_plugin.domain.weighting import WeightProfile

# What lies between them is said to be the spread: the points of nine tenths of the inhabitants' towns.
LOW, HIGH = 5, 95


def market_picture(market: SimulatedMarket, profile: WeightProfile) -> dict[str, Any]:
    """Effect, Member States with mean and spread, and regions with their place and mean; weights are the profile's."""
    weights = [Fraction(profile.criteria[criterion.index].weight) for criterion in market.criteria]
    all_weights = [criterion.weight for criterion in profile.criteria]
    found = effect(market, weights)
    return stripped(
        {
            "buyerState": market.buyer_state,
            "buyerStateFrom": market.buyer_state_from,
            "outOf": text_of(readable(sum(weights, Fraction(0)), 2)),
            "effect": _text(found.covered),
            "effectIfOthersGetNothing": _text(found.others_get_nothing),
            "criteria": [criterion.key for criterion in market.criteria],
            "leftOut": [{"criterion": left.key, "reason": left.reason} for left in market.left_out],
            "states": list(_states(market, weights, all_weights)),
            "regions": list(_regions(market, weights)),
        }
    )


def _states(
    market: SimulatedMarket, weights: Sequence[Fraction], all_weights: Sequence[Any]
) -> Iterator[dict[str, Any]]:
    for state in market.states:
        whole = _added([sums for (of, _), sums in market.sums.items() if of == state])
        places = [
            number for number, town in enumerate(market.towns) if town.member_state == state and market.covered[number]
        ]
        points = [(market.total(number, all_weights), market.towns[number].population) for number in places]
        yield stripped(
            {
                "memberState": state,
                "mean": _text(whole.mean(weights)),
                "low": _text(percentile(points, LOW)) if points else None,
                "high": _text(percentile(points, HIGH)) if points else None,
                "coveredPercent": text_of(readable(Fraction(whole.covered * 100, whole.population), 2)),
            }
        )


def _regions(market: SimulatedMarket, weights: Sequence[Fraction]) -> Iterator[dict[str, Any]]:
    """Each region at its most populous covered town, the mean over all of its covered towns."""
    largest: dict[tuple[str, str], int] = {}
    for number, town in enumerate(market.towns):
        key = (town.member_state, town.region)
        known = largest.get(key)
        if market.covered[number] and (known is None or town.population > market.towns[known].population):
            largest[key] = number
    for key, number in sorted(largest.items()):
        town = market.towns[number]
        yield stripped(
            {
                "memberState": key[0],
                "region": key[1],
                "latitude": text_of(town.location.latitude),
                "longitude": text_of(town.location.longitude),
                "mean": _text(market.sums[key].mean(weights)),
            }
        )


def _added(rows: Sequence[RegionSums]) -> RegionSums:
    total = rows[0]
    for row in rows[1:]:
        total = total.plus(row)
    return total


def _text(value: Fraction | None) -> str | None:
    return None if value is None else text_of(readable(value))
