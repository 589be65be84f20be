"""The published demonstration of supply security, sub-score by sub-score."""

from decimal import Decimal as D
from typing import Any

import pytest

from procurement_plugin.domain.criteria import supply_security
from procurement_plugin.domain.criterion import Question
from procurement_plugin.domain.procedure import AwardCriterion, Lot, MissingPolicy
from procurement_plugin.domain.transport_chain import Coordinates

FIGURES = {
    "supply_security.site_grouping_distance": D(50),
    "supply_security.percentile_factor": D("1.645"),
    "supply_security.minimum_deliveries": D(12),
    "supply_security.transparency_first_tier": D("0.5"),
    "supply_security.transparency_second_tier": D("0.3"),
    "supply_security.transparency_third_tier": D("0.2"),
    "supply_security.measure_decimals": D(2),
    "supply_security.weight_redundancy": D(20),
    "supply_security.weight_survive_and_recover": D(20),
    "supply_security.weight_lead_time": D(15),
    "supply_security.weight_transparency": D(5),
}
ALL = ("redundancy", "countryConcentration", "surviveAndRecover", "leadTime", "transparency")


def site(capacity: str, recovery: str, owner: str = "a", latitude: str = "0") -> dict[str, Any]:
    return {
        "id": capacity,
        "owner": owner,
        "location": Coordinates(D(latitude), D(0)),
        "capacityPerDay": D(capacity),
        "timeToRecoverDays": D(recovery),
        "evidence": ["E"],
    }


def inputs(
    sites: list[dict[str, Any]], shares: dict[str, str], stock: str, lead: tuple[str, str], tiers: tuple[str, ...]
) -> dict[str, Any]:
    return {
        "sites": sites,
        "plannedShares": [{"country": c, "share": D(s), "evidence": ["E"]} for c, s in shares.items()],
        "stock": {"quantity": D(stock), "evidence": ["E"]},
        "leadTime": {
            "meanDays": D(lead[0]),
            "standardDeviationDays": D(lead[1]),
            "deliveries": D(12),
            "evidence": ["E"],
        },
        "transparency": dict(zip(("firstTier", "secondTier", "thirdTier"), map(D, tiers), strict=True))
        | {"evidence": ["E"]},
    }


def asked(given: dict[str, Any], *on: str) -> Question:
    settings: dict[str, Any] = {
        "demandPerDay": D(10),
        "leadTimeTargetDays": D(10),
        "leadTimeMaximumDays": D(40),
    }
    if on:
        settings["subCriteria"] = [{"name": name, "weight": D(1)} for name in on]
    criterion = AwardCriterion("supplySecurity", "", D(10), None, MissingPolicy.ZERO, "engine", "", "", (), settings)
    lot = Lot("L", "", "tonneDelivered", (), ())
    far = lambda a, b: abs(a.latitude - b.latitude) * 111  # noqa: E731  degrees of latitude to km
    return Question(criterion, lot, given, (), (), (), {}, FIGURES.__getitem__, far, "bids[0]")


def sub_scores(given: dict[str, Any]) -> dict[str, D]:
    measurement = supply_security.measure(asked(given, *ALL))
    return {step.code: step.result for step in measurement.explain() if step.result is not None}


DEMONSTRATION = [
    (
        inputs([site("12", "60")], {"BEL": "100"}, "300", ("6", "1"), ("100", "60", "20")),
        ("0", "0", "50", "100", "72"),
    ),
    (
        inputs([site("12", "60"), site("6", "30", "b")], {"BEL": "100"}, "300", ("6", "1"), ("100", "60", "20")),
        ("60", "0", "100", "100", "72"),
    ),
    (
        inputs(
            [site("6", "60"), site("4", "60", "b")], {"DEU": "60", "POL": "40"}, "180", ("8", "2"), ("100", "80", "40")
        ),
        ("40", "72", "50", "95.7", "82"),
    ),
    (
        inputs(
            [site("8", "90"), site("8", "90", "b")],
            {"KOR": "60", "VNM": "40"},
            "450",
            ("20", "3"),
            ("100", "100", "80"),
        ),
        ("80", "72", "100", "50.217", "96"),
    ),
    (
        inputs(
            [site("10", "60"), site("10", "60", "b")],
            {"CHN": "50", "IND": "50"},
            "300",
            ("28", "3"),
            ("100", "50", "20"),
        ),
        ("100", "75", "100", "23.55", "69"),
    ),
    (
        inputs([site("10", "90")], {"CHN": "100"}, "0", ("40", "5"), ("100", "20", "0")),
        ("0", "0", "0", "0", "56"),
    ),
]


@pytest.mark.parametrize(("given", "expected"), DEMONSTRATION)
def test_the_demonstration_table_is_reproduced(given: dict[str, Any], expected: tuple[str, ...]) -> None:
    found = sub_scores(given)
    assert [found[name].quantize(D("0.001")) for name in ALL] == [D(value).quantize(D("0.001")) for value in expected]


def test_permuting_countries_changes_nothing() -> None:
    first = inputs(
        [site("6", "60"), site("4", "60", "b")], {"BEL": "60", "CHL": "40"}, "100", ("8", "2"), ("9", "0", "0")
    )
    second = {
        **first,
        "plannedShares": [row | {"country": f"X{row['country'][::-1]}"} for row in first["plannedShares"]],
    }
    assert sub_scores(first) == sub_scores(second)


def test_one_country_scores_the_same_whichever_it_is() -> None:
    belgian = inputs([site("9", "9")], {"BEL": "100"}, "0", ("8", "2"), ("1", "1", "1"))
    chilean = inputs([site("9", "9")], {"CHL": "100"}, "0", ("8", "2"), ("1", "1", "1"))
    assert sub_scores(belgian)["countryConcentration"] == sub_scores(chilean)["countryConcentration"] == 0


def test_country_concentration_is_off_by_default() -> None:
    steps = supply_security.measure(asked(DEMONSTRATION[0][0])).explain()
    assert "countryConcentration" not in {step.code for step in steps}


def test_sites_of_one_owner_within_fifty_kilometres_count_as_one() -> None:
    near = inputs([site("6", "60"), site("6", "60", latitude="0.45")], {}, "0", ("8", "2"), ("1", "1", "1"))
    apart = inputs([site("6", "60"), site("6", "60", latitude="0.46")], {}, "0", ("8", "2"), ("1", "1", "1"))
    assert sub_scores(near)["redundancy"] == 0
    assert sub_scores(apart)["redundancy"] == 60


def test_a_second_site_never_lowers_redundancy() -> None:
    one = sub_scores(inputs([site("12", "60")], {}, "0", ("8", "2"), ("1", "1", "1")))
    two = sub_scores(inputs([site("12", "60"), site("1", "900", "b")], {}, "0", ("8", "2"), ("1", "1", "1")))
    assert two["redundancy"] >= one["redundancy"]


def test_capacity_beyond_the_need_changes_nothing() -> None:
    enough = inputs([site("10", "60"), site("10", "60", "b")], {}, "0", ("8", "2"), ("1", "1", "1"))
    plenty = inputs([site("90", "60"), site("90", "60", "b")], {}, "0", ("8", "2"), ("1", "1", "1"))
    assert sub_scores(enough) == sub_scores(plenty)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"sites": []}, "noSites"),
        ({"sites": [site("4", "60")]}, "capacityBelowDemand"),
        (
            {"leadTime": {"meanDays": D(5), "standardDeviationDays": D(1), "deliveries": D(11), "evidence": ["E"]}},
            "tooFewDeliveries",
        ),
        ({"leadTime": {"guaranteedDays": D(5), "evidence": ["E"]}}, "noLiquidatedDamages"),
        ({"leadTime": {"guaranteedDays": D(5), "liquidatedDamagesClause": "7"}}, "noEvidence"),
        ({"leadTime": None}, "noLeadTime"),
        ({"transparency": None}, "nothingDisclosed"),
    ],
)
def test_what_is_missing_counts_as_nothing_and_says_why(change: dict[str, Any], reason: str) -> None:
    measurement = supply_security.measure(asked({**DEMONSTRATION[0][0], **change}))
    assert f"supplySecurity.{reason}" in {finding.code for finding in measurement.findings}


def test_a_bid_that_declares_nothing_scores_zero_with_reasons() -> None:
    measurement = supply_security.measure(asked({}))
    assert measurement.measure == 0
    assert len(measurement.findings) == 4
