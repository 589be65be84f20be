"""What is worked out over the towns, at each threshold and just beyond."""

from decimal import Decimal as D
from fractions import Fraction as F
from typing import Any

import pytest

from procurement_plugin.domain.neutrality import (
    border_pairs,
    border_symmetry,
    clipping,
    double_counting,
    effective_weight,
    internal_market_effect,
    materiality,
    neutralised,
    step_cliff,
)
from procurement_plugin.domain.neutrality.computed_test import TransportShare
from procurement_plugin.domain.scale import Outside

LINE = (("0", "1"), ("1000", "0"))
EFFECT = "internalMarketEffect"


def ours(reads: str, weight: str, measures: list[Any], anchors: Any = LINE, **more: Any) -> dict[str, Any]:
    return {"reads": reads, "weight": weight, "anchors": anchors, "measures": measures, **more}


# Home at 0 km; abroad at 500 and 900 km: mean value 0.3, so E = 0.7 of the weight. All get something.
@pytest.mark.parametrize(
    ("reads", "weight", "found"),
    [
        ("emissions", "7.1428", []),
        ("emissions", "7.1429", [("warn", EFFECT)]),
        ("emissions", "99", [("warn", EFFECT)]),
        ("distance", "14.2857", [("warn", EFFECT)]),
        ("distance", "14.2858", [("warn", EFFECT), ("block", EFFECT)]),
    ],
)
def test_the_effect_warns_above_five_points_and_blocks_raw_distance_above_ten(
    ask: Any, codes: Any, reads: str, weight: str, found: list[Any]
) -> None:
    report = internal_market_effect.run(ask(ours(reads, weight, ["0", "500", "900"])))
    assert report.figures["effect"] == (D(weight) * D("0.7")).quantize(D("0.0001"))
    assert codes(report) == found


def test_means_weigh_by_population_and_are_given_by_state_and_region(ask: Any, place: Any) -> None:
    towns = (place("Ghent", "BE", 100), place("Lille", "FR", 300, "North"), place("Nice", "FR", 100, "South"))
    report = internal_market_effect.run(ask(ours("emissions", "10", ["0", "100", "900"]), towns=towns))
    means = {(row["memberState"], row["region"]): row["meanPoints"] for row in report.rows}
    # France: (300 x 9 + 100 x 1) / 400 = 7; E = 10 - 7.
    assert means == {("BE", ""): 10, ("BE", "R"): 10, ("FR", ""): 7, ("FR", "North"): 9, ("FR", "South"): 1}
    assert report.figures["effect"] == 3


def test_a_town_without_a_chain_is_left_out_and_its_share_is_told(ask: Any, codes: Any) -> None:
    report = internal_market_effect.run(ask(ours("emissions", "9", ["0", "500", None])))
    assert report.figures["coveredPercent"] == D("66.67")
    assert report.figures["effect"] == D("4.5")
    # With nothing for the third town the others' mean is 2.25: beyond the limit, so it informs.
    assert report.figures["effectIfOthersGetNothing"] == D("6.75")
    assert codes(report) == [("inform", EFFECT)]


@pytest.mark.parametrize(
    ("reads", "populations", "found"),
    [
        ("emissions", (100, 100, 200), []),  # exactly half is reached
        ("emissions", (100, 100, 201), [("warn", EFFECT)]),
        ("emissions", (1, 1, 998), [("warn", EFFECT)]),
        ("distance", (100, 100, 800), [("warn", EFFECT)]),  # exactly a fifth
        ("distance", (100, 100, 801), [("block", EFFECT)]),
        ("time", (1, 1, 998), []),  # a lead time is no measure of distance
    ],
)
def test_reach_warns_below_half_and_blocks_raw_distance_below_a_fifth(
    ask: Any, codes: Any, place: Any, reads: str, populations: tuple[int, ...], found: list[Any]
) -> None:
    towns = tuple(
        place(*name, people)
        for name, people in zip((("A", "BE"), ("Bb", "FR"), ("Ccc", "AT")), populations, strict=True)
    )
    report = internal_market_effect.run(ask(ours(reads, "1", ["999", "999", "1000"]), towns=towns))
    assert codes(report) == found


def test_any_and_full_points_are_shares_of_the_population(ask: Any) -> None:
    figures = internal_market_effect.run(ask(ours("emissions", "1", ["0", "500", "1000"]))).figures
    assert figures["anyPointsPercent.transportEmissions"] == D("66.67")
    assert figures["fullPointsPercent.transportEmissions"] == D("33.33")


def test_nothing_that_depends_on_the_place_is_nothing_to_test(ask: Any) -> None:
    assert internal_market_effect.run(ask()).status == "notApplicable"


# Two towns 1 % apart, on a scale that falls by 1 within the width given: the difference is 1 / width.
@pytest.mark.parametrize(
    ("anchors", "measures", "difference"),
    [
        ((("1000", "1"), ("1100", "0")), ["1000", "1010", "5000"], F(1, 10)),
        ((("1000", "1"), ("1099", "0")), ["1000", "1010", "5000"], F(10, 99)),
        ((("1000", "1"), ("1100", "0")), ["1000", "1010.1", "5000"], None),  # more than 1 % apart
    ],
)
def test_towns_of_equal_measure_across_a_border_block_beyond_a_tenth_of_the_points(
    ask: Any, anchors: Any, measures: list[str], difference: F | None
) -> None:
    asked = ask(ours("emissions", "1", measures, anchors))
    pair = border_pairs.widest(asked.market.criteria[0], D(1))
    assert (pair.difference if pair else None) == difference
    found = list(border_pairs.findings(EFFECT, asked))
    assert [str(finding.severity) for finding in found] == (["block"] if (difference or 0) > F(1, 10) else [])


def test_two_towns_of_one_state_are_no_border(ask: Any, place: Any) -> None:
    towns = (place("A", "FR"), place("Bb", "FR"), place("Ccc", "BE"))
    asked = ask(ours("emissions", "1", ["1000", "1010", "5000"], (("1000", "1"), ("1010", "0"))), towns=towns)
    assert border_pairs.widest(asked.market.criteria[0], D(1)) is None


def test_equal_measures_with_unequal_values_block_and_cannot_be_set_aside(ask: Any) -> None:
    broken = ours("distance", "1", ["100", "100", "900"], values=(F(9, 10), F(8, 10), F(1, 10)))
    report = border_symmetry.run(ask(broken))
    (finding,) = report.findings
    assert (str(finding.severity), str(finding.kind), finding.overridable) == ("block", "structural", False)
    assert "Ghent (BE)" in finding.message
    assert border_symmetry.run(ask(ours("distance", "1", ["100", "100", "900"]))).findings == ()


def test_one_place_with_two_measures_blocks(ask: Any, place: Any) -> None:
    here = place("A", "BE")
    towns = (here, here._replace(name="B", member_state="FR"), place("Ccc", "AT"))
    report = border_symmetry.run(ask(ours("distance", "1", ["100", "101", "900"]), towns=towns))
    assert len(report.findings) == 1


def test_distance_with_emissions_blocks_and_is_correlated(ask: Any, codes: Any) -> None:
    measures = ["0", "500", "900"]
    report = double_counting.run(ask(ours("distance", "5", measures), ours("emissions", "5", measures)))
    assert codes(report) == [("block", "doubleCounting")]
    assert report.rows[0]["rankCorrelation"] == 1


# Ranks 1 2 3 against 1 2 3, 2 1 3 and 1 3 2: correlations 1, 0.5 and 0.5.
@pytest.mark.parametrize(
    ("times", "found"),
    [
        (["0", "500", "900"], [("warn", "doubleCounting")]),
        (["500", "0", "900"], []),
        (["500", "500", "500"], []),  # the time does not vary
    ],
)
def test_a_lead_time_that_goes_along_with_emissions_warns_above_a_half(
    ask: Any, codes: Any, times: list[str], found: list[Any]
) -> None:
    asked = ask(ours("time", "5", times), ours("emissions", "5", ["0", "500", "900"]))
    assert codes(double_counting.run(asked)) == found


def test_a_criterion_without_weight_counts_nothing_twice(ask: Any) -> None:
    asked = ask(ours("distance", "0", ["0", "5", "9"]), ours("emissions", "5", ["0", "5", "9"]))
    assert double_counting.run(asked).rows == ()


@pytest.mark.parametrize(
    ("weight", "share", "found"),
    [
        ("10", "9.9", []),
        ("10.01", "10", []),
        ("10.01", "9.99", [("warn", "materiality")]),
        ("10", None, []),
        ("10.01", None, [("inform", "materiality")]),
    ],
)
def test_emissions_above_ten_warn_where_transport_is_below_ten_per_cent(
    ask: Any, codes: Any, weight: str, share: str | None, found: list[Any]
) -> None:
    stated = TransportShare(D(share), "life-cycle study (invented)") if share else None
    asked = ask(ours("emissions", weight, ["0", "5", "9"]), transport_share=stated)
    assert codes(materiality.run(asked)) == found


def test_a_share_without_a_source_counts_as_not_stated(ask: Any) -> None:
    asked = ask(ours("emissions", "15", ["0", "5", "9"]), transport_share=TransportShare(D(50), " "))
    assert materiality.run(asked).status == "notComputable"


# The range over the towns is 1 000, so the window is 10 wide.
@pytest.mark.parametrize(
    ("reads", "anchors", "drop", "found"),
    [
        ("distance", (("0", "1"), ("100", "0.7"), ("110", "0.4"), ("1000", "0")), D(30), []),
        ("distance", (("0", "1"), ("100", "0.7"), ("110", "0.39"), ("1000", "0")), D(31), [("warn", "stepCliff")]),
        ("distance", (("50", "1"), ("51", "0")), D(100), [("block", "stepCliff")]),
        ("emissions", (("50", "1"), ("51", "0")), D(100), [("warn", "stepCliff")]),
        # Falls before the steep part but not after it, so the steepest window ends at 110: 0.3 + 8 x 0.5 / 108.
        (
            "emissions",
            (("0", "1"), ("108", "0.5"), ("110", "0.2"), ("1000", "0.2")),
            D("33.7037"),
            [("warn", "stepCliff")],
        ),
        ("distance", (("50", "1"), ("60.1", "0")), D("99.0099"), [("warn", "stepCliff")]),
    ],
)
def test_a_cliff_warns_above_thirty_per_cent_and_a_radius_blocks(
    ask: Any, codes: Any, reads: str, anchors: Any, drop: D, found: list[Any]
) -> None:
    report = step_cliff.run(ask(ours(reads, "5", ["0", "500", "1000"], anchors)))
    assert report.rows[0]["dropPercent"] == drop
    assert codes(report) == found


def test_a_scale_that_rejects_beyond_its_anchors_is_a_cliff(ask: Any, codes: Any) -> None:
    anchors = (("0", "1"), ("800", "0.5"))
    rejecting = ours("emissions", "5", ["0", "500", "1000"], anchors, outside=Outside.REJECT)
    assert codes(step_cliff.run(ask(rejecting))) == [("warn", "stepCliff")]
    assert codes(step_cliff.run(ask(ours("emissions", "5", ["0", "500", "1000"], anchors)))) == []


# Values 1, 0.5 and 0: spread 1. The price earns from 85 on 15, above 100 nothing: spread 15, nominal weight 50.
# Nominal share w/(w + 50), effective share w/(w + 15); the ratio is (w + 50)/(w + 15) and falls from 3.33 on.
@pytest.mark.parametrize(("weight", "found"), [("101.6667", []), ("101.6666", [("warn", "effectiveWeight")])])
def test_an_effective_weight_warns_when_it_is_thirty_per_cent_off(
    ask: Any, codes: Any, weight: str, found: list[Any]
) -> None:
    assert codes(effective_weight.run(ask(ours("emissions", weight, ["0", "500", "1000"])))) == found


def test_the_intended_weight_has_the_nominal_effect(ask: Any) -> None:
    report = effective_weight.run(ask(ours("emissions", "50", ["0", "500", "1000"])))
    # Half of the weights compared, so it should move as much as the price: 15 points.
    assert report.rows[0]["nominalPercent"] == 50
    assert report.rows[0]["effectivePercent"] == D("76.9231")
    assert report.rows[0]["intendedWeight"] == 15


def test_a_lead_time_only_informs(ask: Any, codes: Any) -> None:
    asked = ask(ours("time", "50", ["0", "500", "1000"]))
    assert codes(effective_weight.run(asked)) == [("inform", "effectiveWeight")]


@pytest.mark.parametrize(
    ("anchors", "populations", "share", "found"),
    [
        ((("100", "1"), ("900", "0")), (40, 30, 30), D(40), []),
        ((("100", "1"), ("900", "0")), (41, 30, 30), D("40.5941"), [("warn", "clipping")]),
        ((("0", "1"), ("900", "0")), (41, 30, 30), D(0), []),  # at the anchor is not beyond it
        ((("0", "0"), ("400", "1")), (10, 30, 60), D(90), [("warn", "clipping")]),  # a rising scale
    ],
)
def test_clipping_warns_above_forty_per_cent(
    ask: Any, codes: Any, place: Any, anchors: Any, populations: tuple[int, ...], share: D, found: list[Any]
) -> None:
    names = (("A", "BE"), ("Bb", "FR"), ("Ccc", "AT"))
    towns = tuple(place(*name, people) for name, people in zip(names, populations, strict=True))
    report = clipping.run(ask(ours("emissions", "5", ["0", "500", "1000"], anchors), towns=towns))
    assert report.rows[0]["beyondPercent"] == share
    assert codes(report) == found


@pytest.mark.parametrize(
    ("farthest", "found"), [("100", []), ("99.9", [("warn", "neutralised")]), ("0", [("warn", "neutralised")])]
)
def test_a_spread_below_a_tenth_is_neutralised(ask: Any, codes: Any, farthest: str, found: list[Any]) -> None:
    assert codes(neutralised.run(ask(ours("emissions", "5", ["0", "50", farthest])))) == found
