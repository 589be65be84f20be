"""What is worked out from the price: required discount, premium, winners, at each threshold and just beyond."""

from decimal import Decimal as D
from fractions import Fraction as F
from typing import Any

import pytest

from procurement_plugin.domain.neutrality import price_premium, required_discount, winners_by_region
from procurement_plugin.domain.neutrality.market import LeftOut
from procurement_plugin.domain.neutrality.price import PriceFormula
from procurement_plugin.domain.procedure import Money
from procurement_plugin.domain.scale import Breakpoint, Outside, Scale

LINE = (("0", "1"), ("1000", "0"))
NEAR, FAR = ["0", "0", "0"], ["0", "1000", "1000"]


def ours(weight: str, measures: list[Any] = NEAR, **more: Any) -> dict[str, Any]:
    return {"reads": "distance", "weight": weight, "anchors": LINE, "measures": measures, **more}


def formula(*anchors: tuple[str, str], base: str, outside: Outside = Outside.CLIP) -> PriceFormula:
    return PriceFormula(0, F(50), Scale(tuple(Breakpoint(D(a), D(v)) for a, v in anchors), outside), D(base))


@pytest.mark.parametrize(
    ("anchors", "base", "outside", "points", "cut"),
    [
        ((("50", "1"), ("100", "0")), "100", Outside.CLIP, 10, F(10)),  # 10 of 50 points: a fifth of 50 euros
        ((("50", "1"), ("100", "0")), "100", Outside.CLIP, 50, F(50)),
        ((("50", "1"), ("100", "0")), "100", Outside.CLIP, 51, None),  # no price earns so much
        ((("50", "1"), ("100", "0")), "80", Outside.CLIP, 10, F(25, 2)),  # 10 euros of 80
        ((("50", "0.5"), ("100", "0")), "100", Outside.EXTEND, 50, None),  # a price of nothing
        ((("50", "0.5"), ("100", "0")), "100", Outside.EXTEND, 40, F(80)),
        (
            (("50", "1"), ("80", "0.4"), ("100", "0.4"), ("120", "0")),
            "100",
            Outside.CLIP,
            15,
            F(35),
        ),  # over a flat part
        ((("50", "1"), ("100", "0")), "100", Outside.CLIP, 0, F(0)),
        ((("50", "1"), ("80", "0.4"), ("100", "0.4"), ("120", "0")), "90", Outside.CLIP, 0, F(0)),  # inside a flat part
    ],
)
def test_the_cut_that_earns_points_follows_the_formula(
    anchors: Any, base: str, outside: Outside, points: int, cut: F | None
) -> None:
    assert formula(*anchors, base=base, outside=outside).cut_for(F(points)) == cut


@pytest.mark.parametrize(("points", "cut"), [(7, F(7)), (20, F(20)), (33, F(33))])
def test_the_cut_price_earns_exactly_the_points_asked_for(points: int, cut: F) -> None:
    made = formula(("50", "1"), ("100", "0"), base="100")
    lower = D(100) - D(int(cut))
    assert made.points(lower) - made.points(D(100)) == points


def test_what_a_point_costs_is_the_slope_below_the_base() -> None:
    assert formula(("50", "1"), ("100", "0"), base="100").per_point == 1
    assert formula(("50", "1"), ("80", "0.4"), ("100", "0.4"), base="100").per_point is None


# At 600 km on a line of 1 000 km a producer loses 0.6 of the weight; a price point costs 1 % of the base.
@pytest.mark.parametrize(
    ("weight", "found"),
    [
        ("33.3333", []),
        ("33.3334", [("warn", "requiredDiscount")]),
        ("50", [("warn", "requiredDiscount")]),
        ("50.0001", [("block", "requiredDiscount")]),
    ],
)
def test_a_required_discount_is_found_beyond_twenty_and_thirty_per_cent(
    ask: Any, codes: Any, weight: str, found: list[Any]
) -> None:
    assert codes(required_discount.run(ask(ours(weight)))) == found


def test_the_discount_is_shown_for_every_distance_and_counts_within_600_km_only(ask: Any, codes: Any) -> None:
    report = required_discount.run(ask(ours("33")))
    assert [row["kilometres"] for row in report.rows] == ["50", "150", "300", "600", "1200"]
    assert [row["cutPercent"] for row in report.rows] == [D("1.65"), D("4.95"), D("9.9"), D("19.8"), D(33)]
    assert codes(report) == []


def test_a_discount_that_no_price_can_give_blocks(ask: Any, codes: Any) -> None:
    report = required_discount.run(ask(ours("90"), price_weight="10"))
    assert report.rows[-1]["cutPercent"] == "unattainable"
    assert codes(report) == [("block", "requiredDiscount")]
    assert report.findings[0].overridable
    assert report.findings[0].actual is None


@pytest.mark.parametrize(
    ("weight", "found"),
    [
        ("20", []),
        ("20.0001", [("warn", "pricePremium")]),
        ("30", [("warn", "pricePremium")]),
        ("30.0001", [("block", "pricePremium")]),
    ],
)
def test_a_premium_is_found_beyond_twenty_and_thirty_per_cent(
    ask: Any, codes: Any, weight: str, found: list[Any]
) -> None:
    assert codes(price_premium.run(ask(ours(weight)))) == found


def test_the_premium_counts_what_the_simulation_leaves_out(ask: Any) -> None:
    # The price (index 1) stands in for a criterion left out: its weight of 50 is added to the 10.
    asked = ask(ours("10"), left_out=[LeftOut(1, "supplySecurity", "originBlind")])
    assert price_premium.run(asked).figures["points"] == 60


def test_the_premium_is_also_shown_on_the_lower_price(ask: Any) -> None:
    figures = price_premium.run(ask(ours("20"))).figures
    assert (figures["cutPercent"], figures["premiumOnLowerPricePercent"]) == (D(20), D(25))


# Prices 90, 92 ... 110 earn 10, 8, 6, 4, 2 and six times 0 points; the near producer leads by 0.95 of the weight.
# Led by more than 10 it wins all 121 pairs. By a little less it cannot win with 100 or more against 90: 6 pairs are lost.
@pytest.mark.parametrize(
    ("weight", "won", "found"),
    [
        ("10.6", F(100), [("block", "winnersByRegion")]),
        ("10.5", F(115 * 100, 121), [("warn", "winnersByRegion")]),
        ("6.4", F(108 * 100, 121), [("warn", "winnersByRegion")]),  # 6.08: against 90 and 92, 7 and 6 are lost
        ("6.2", F(100 * 100, 121), [("warn", "winnersByRegion")]),  # 5.89: 8, 7 and 6 are lost
        ("4.1", F(91 * 100, 121), []),  # 3.895: 9, 8, 7 and 6 are lost
    ],
)
def test_winners_are_counted_over_every_pair_of_prices(
    ask: Any, codes: Any, weight: str, won: F, found: list[Any]
) -> None:
    report = winners_by_region.run(ask(ours(weight, FAR)))
    share = report.figures["wonPercent"]
    assert isinstance(share, D)
    assert abs(F(share) - won) < F(1, 10000)
    assert codes(report) == found


def test_a_tie_is_not_won(ask: Any) -> None:
    # No weight, no lead: of 121 pairs, the near producer wins those with strictly more price points.
    report = winners_by_region.run(ask(ours("0", FAR)))
    assert report.figures["wonPercent"] == D("33.0579")  # 40 of 121


def test_rivals_are_the_largest_covered_towns_of_the_other_states(ask: Any, place: Any) -> None:
    towns = (place("Ghent", "BE"), place("Paris", "FR", 900), place("Lille", "FR", 200), place("Valletta", "MT", 50))
    asked = ask(ours("10", ["0", None, "70", None]), towns=towns)
    assert winners_by_region.biggest_towns(asked.market) == {"FR": 2}
    assert winners_by_region.run(asked).figures["statesNotSimulated"] == "MT"


@pytest.mark.parametrize("module", [required_discount, price_premium, winners_by_region])
@pytest.mark.parametrize(
    ("missing", "status", "count"),
    [
        ({"price": None}, "notComputable", 1),
        ({"estimated": None}, "notComputable", 1),
        ({"estimated": "40"}, "notComputable", 1),  # below the anchor of full points
        ({"price": (("50", "0"), ("100", "1"))}, "notComputable", 1),  # a dearer bid would earn more
        ({"fixed": Money(D(1), "EUR")}, "notApplicable", 0),
        ({"price_weight": "0"}, "notApplicable", 0),
    ],
)
def test_without_a_price_to_start_from_the_report_says_so(
    ask: Any, module: Any, missing: dict[str, Any], status: str, count: int
) -> None:
    report = module.run(ask(ours("10", FAR), **missing))
    assert report.status == status
    assert [str(finding.severity) for finding in report.findings] == ["warn"] * count


def test_an_estimate_above_the_anchor_of_no_points_starts_there(ask: Any) -> None:
    assert price_premium.run(ask(ours("10"), estimated="130")).figures["basePrice"] == 100
