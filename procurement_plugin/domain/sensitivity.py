"""How firmly the winner stands: weights within which it stays first, and the smallest shift that would end that.

Exact, in closed form: unrounded totals are linear in the weights. A printed total is rounded once for each criterion,
so a lead below half a unit in the last place for each criterion is called within rounding.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from procurement_plugin.domain.evaluation import CriterionScore, Evaluation

HUNDRED = Fraction(100)
FEWEST = 2


class Values(NamedTuple):
    """Weights by criterion (per cent) and, for each bid with a total, the value of every criterion, 0 to 1."""

    keys: tuple[str, ...]
    weights: tuple[Fraction, ...]
    by_bid: Mapping[str, tuple[Fraction, ...]]

    def total(self, bid: str) -> Fraction:
        """Unrounded points."""
        return sum((w * u for w, u in zip(self.weights, self.by_bid[bid], strict=True)), Fraction(0))


class StableWeight(NamedTuple):
    """The weights of one criterion within which the winner stays first, the others keeping their proportions.

    ``below`` and ``above`` name the bid that would overtake there; empty where the weight itself ends, at 0 or 100.
    """

    key: str
    weight: Fraction
    low: Fraction
    high: Fraction
    below: str
    above: str


class Transfer(NamedTuple):
    """Percentage points taken from one criterion and given to another until another bid draws level."""

    source: str
    target: str
    amount: Fraction
    overtaking: str


class Sensitivity(NamedTuple):
    """The winner, its lead over the second in unrounded points, and how firmly it stands."""

    winner: str
    second: str
    lead: Fraction
    within_rounding: bool
    weights: tuple[StableWeight, ...]
    smallest_transfer: Transfer | None


def sensitivity(evaluation: Evaluation, decimals: int) -> Sensitivity | None:
    """How firmly the first of the ranking stands; None with fewer than two bids that have a total."""
    if len(evaluation.ranking) < FEWEST:
        return None
    values = values_of(evaluation)
    winner, second = (ranked.bid_id for ranked in evaluation.ranking[:2])
    lead = values.total(winner) - values.total(second)
    rounding = Fraction(len(values.keys), 10**decimals)  # half a unit for each criterion of each of the two bids
    return Sensitivity(
        winner=winner,
        second=second,
        lead=lead,
        within_rounding=abs(lead) < rounding,
        weights=tuple(stable_weight(values, winner, place) for place in range(len(values.keys))),
        smallest_transfer=min(
            transfers(values, winner), key=lambda found: (found.amount, found.source, found.target), default=None
        ),
    )


def values_of(evaluation: Evaluation) -> Values:
    """The values of every bid with a total; points that a platform computed count as a share of their weight."""
    complete = [score for score in evaluation.bids if score.total is not None]
    criteria = [score.criterion for score in complete[0].criteria]
    return Values(
        tuple(criterion.key for criterion in criteria),
        tuple(Fraction(criterion.weight) for criterion in criteria),
        {score.bid.id: tuple(map(_value, score.criteria)) for score in complete},
    )


def _value(score: CriterionScore) -> Fraction:
    if score.placed is not None:
        return Fraction(score.placed.numerator) / Fraction(score.placed.denominator)
    weight = Fraction(score.criterion.weight)
    return Fraction(score.points or Decimal(0)) / weight if weight else Fraction(0)


def stable_weight(values: Values, winner: str, place: int) -> StableWeight:
    """The interval of one weight within which no other bid overtakes the winner."""
    weight = values.weights[place]
    low, high, below, above = Fraction(0), HUNDRED, "", ""
    for bid in values.by_bid:
        if bid == winner or weight == HUNDRED:
            continue
        own = values.by_bid[winner][place] - values.by_bid[bid][place]
        rest = (values.total(winner) - values.total(bid) - weight * own) / (HUNDRED - weight)
        # The lead at a weight w is w * own + (100 - w) * rest.
        if own == rest:
            continue
        level = -HUNDRED * rest / (own - rest)
        if own > rest and low < level <= weight:
            low, below = level, bid
        if own < rest and weight <= level < high:
            high, above = level, bid
    return StableWeight(values.keys[place], weight, low, high, below, above)


def transfers(values: Values, winner: str) -> Iterator[Transfer]:
    """For each ordered pair of criteria the smallest transfer that brings another bid level, where one can."""
    leads = {bid: values.total(winner) - values.total(bid) for bid in values.by_bid if bid != winner}
    for source, weight in enumerate(values.weights):
        for target in range(len(values.weights)):
            if source == target:
                continue
            found = [
                (lead / gain, bid)
                for bid, lead in leads.items()
                if (gain := _gain(values, winner, bid, (source, target))) > 0 and lead / gain <= weight
            ]
            if found:
                amount, bid = min(found)
                yield Transfer(values.keys[source], values.keys[target], amount, bid)


def _gain(values: Values, winner: str, bid: str, pair: tuple[int, int]) -> Fraction:
    """Points a bid gains on the winner for each percentage point moved from one criterion to the other."""
    source, target = pair
    moved, winners = values.by_bid[bid], values.by_bid[winner]
    return (moved[target] - moved[source]) - (winners[target] - winners[source])
