"""Winners by region: whether a producer close by wins against one in each other Member State, whatever the prices."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from procurement_plugin.domain.findings import Finding, Severity
from procurement_plugin.domain.neutrality.computed_test import COMPUTED, NeutralityTest, TestReport, not_applicable
from procurement_plugin.domain.neutrality.distribution import readable
from procurement_plugin.domain.neutrality.price import PriceFormula, price_formula
from procurement_plugin.domain.scale import EXACT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from procurement_plugin.domain.neutrality.computed_test import Asked, Row
    from procurement_plugin.domain.neutrality.market import SimulatedMarket

NAME = "winnersByRegion"
NEAR_KM = 50


def run(asked: Asked) -> TestReport:
    """The share of contests won by a producer at 50 km, over all pairs of prices on the grid; a tie is not won."""
    formula = price_formula(NAME, asked)
    if not isinstance(formula, PriceFormula):
        return formula
    rivals = biggest_towns(asked.market)
    if not rivals or not any(criterion.by_distance for criterion in asked.market.criteria):
        return not_applicable(NAME, "No producer in another Member State could be simulated.")
    points = [formula.points(price) for price in _grid(asked, formula.base)]
    near = asked.market.at_distance(NEAR_KM, asked.weights)
    won = {state: _won(near - asked.market.total(place, asked.weights), points) for state, place in rivals.items()}
    contests = len(points) ** 2
    rows: tuple[Row, ...] = tuple(
        {
            "memberState": state,
            "town": asked.market.towns[rivals[state]].name,
            "wonPercent": readable(Fraction(count * 100, contests), 2),
        }
        for state, count in won.items()
    )
    share = Fraction(sum(won.values()) * 100, contests * len(won))
    figures: Row = {
        "wonPercent": readable(share),
        "pricesOnTheGrid": Decimal(len(points)),
        "basePrice": formula.base,
        "statesNotSimulated": " ".join(s for s in asked.market.states if s not in {*won, asked.market.buyer_state}),
    }
    return TestReport(NAME, COMPUTED, figures, rows, tuple(_findings(asked, share)))


def biggest_towns(market: SimulatedMarket) -> Mapping[str, int]:
    """By Member State other than the buyer's, the place of the most populous town with a chain."""
    found: dict[str, int] = {}
    for place, (town, covered) in enumerate(zip(market.towns, market.covered, strict=True)):
        known = found.get(town.member_state)
        bigger = known is None or town.population > market.towns[known].population
        if covered and bigger and town.member_state != market.buyer_state:
            found[town.member_state] = place
    return dict(sorted(found.items()))


def _grid(asked: Asked, base: Decimal) -> list[Decimal]:
    """Prices from the lowest to the highest, the spread and the step in per cent of the base."""
    width, step = asked.figure("winners_price_spread"), asked.figure("winners_price_step")
    per_cent = EXACT.scaleb(base, -2)
    prices, moved = [], -width
    while moved <= width:
        prices.append(EXACT.multiply(per_cent, Decimal(100) + moved))
        moved += step
    return prices


def _won(lead: Fraction, points: list[Fraction]) -> int:
    """Pairs of prices for which the lead plus one's price points are above the other's."""
    counted = Counter(points)
    return sum(
        times * others for mine, times in counted.items() for its, others in counted.items() if lead + mine > its
    )


def _findings(asked: Asked, share: Fraction) -> Iterator[Finding]:
    always = share == Fraction(100)
    name = "winners_warn"
    if not always and not asked.above(share, name):
        return
    limit = asked.figure(name)
    yield asked.guardrail(
        NAME,
        Severity.BLOCK if always else Severity.WARN,
        name,
        f"A producer at {NEAR_KM} km wins {readable(share, 2)} % of the contests against producers in the other Member "
        f"States, with prices up to {asked.figure('winners_price_spread')} % apart from the base on either side; the "
        f"limit is {limit} %.",
        remedy="Lower the weights of what depends on distance, or widen their anchors.",
        maximum=limit,
        actual=readable(share),
    )


TEST = NeutralityTest(NAME, run)
