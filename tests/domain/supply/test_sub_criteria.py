"""What each sub-criterion does at its edges, and what counts as missing."""

from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest
from domain.supply.bids import VERIFIED, codes, determined, inputs, measured, settings, site, sub_scores

from procurement_plugin.domain.evidence import Evidence

WHOLE = inputs([site(12, 60), site(6, 30, "b")], {"BE": "100"}, 300)


def test_sites_of_one_owner_within_fifty_kilometres_count_as_one() -> None:
    near = inputs([site(6, 60), site(6, 60, latitude="0.45")])
    apart = inputs([site(6, 60), site(6, 60, latitude="0.46")])
    assert sub_scores(near)["redundancy"] == 0
    assert sub_scores(apart)["redundancy"] == 60


def test_a_site_between_two_others_does_not_make_them_one() -> None:
    """Two sites 80 km apart stay two when a third is declared between them."""
    two = inputs([site(6, 60), site(6, 60, latitude="0.72")])
    three = inputs([site(6, 60), site(6, 60, latitude="0.72"), site(1, 60, latitude="0.36")])
    assert sub_scores(two)["redundancy"] == sub_scores(three)["redundancy"] == 60


def test_paper_sites_beside_a_plant_add_no_redundancy() -> None:
    paper = inputs([site(10, 60), *(site(10, 60, latitude=f"0.{n:02}") for n in range(1, 9))])
    assert sub_scores(paper)["redundancy"] == 0


def test_a_partial_recovery_counts_when_it_meets_the_demand() -> None:
    """Of two plants lost together the quicker alone meets the demand again after 20 days."""
    both = inputs([site(10, 20), site(10, 200, latitude="0.1")], stock=100)
    assert sub_scores(both)["surviveAndRecover"] == 50


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"sites": []}, "noSites"),
        ({"sites": [site(4, 60)]}, "capacityBelowDemand"),
        ({"sites": [site(12, 60, evidence="")]}, "noEvidence"),
        ({"leadTime": {"meanDays": D(5), "standardDeviationDays": D(1), "deliveries": D(11), "evidence": ["E"]}}, "tooFewDeliveries"),
        ({"leadTime": {"guaranteedDays": D(5), "evidence": ["E"]}}, "noLiquidatedDamages"),
        ({"leadTime": {"guaranteedDays": D(5), "liquidatedDamagesClause": "7"}}, "noEvidence"),
        ({"leadTime": None}, "noLeadTime"),
        ({"transparency": None}, "nothingDisclosed"),
        ({"plannedShares": []}, "noShares"),
        ({"materials": []}, "noMitigation"),
        ({"sites": [site(12, 60), site(1, 1, "b", evidence="")]}, "siteWithoutEvidence"),
        ({"stock": {"quantity": D(5), "evidence": []}}, "stockWithoutEvidence"),
        ({"materials": [{"material": "lithium", "stockDays": D(90)}]}, "noEvidence"),
        ({"materials": [{"material": "lithium", "stockDays": D(90)}, {"material": "lithium", "evidence": ["E"]}]}, "materialWithoutEvidence"),
        ({"transparency": {"evidence": ["E"]}}, "nothingDisclosed"),
        ({"materials": [{"material": "cobalt", "stockDays": D(90), "evidence": ["E"]}]}, "materialNotListed"),
        ({"sites": [site(12, 60), site(12, 60, "b")]}, "ownersAtOnePlace"),
    ],
)  # fmt: skip
def test_what_is_missing_counts_as_nothing_and_says_why(change: dict[str, Any], reason: str) -> None:
    assert reason in codes(measured({**WHOLE, **change}))


def test_too_little_capacity_is_for_a_person_to_judge() -> None:
    finding = next(f for f in measured({**WHOLE, "sites": [site(4, 60)]}).findings if "capacityBelow" in f.code)
    assert finding.severity == "warn"
    assert "A person decides" in finding.remedy


@pytest.mark.parametrize(
    ("by", "counts"),
    [
        ({"qualifiedSources": D(2)}, True),
        ({"qualifiedSources": D(1)}, False),
        ({"recycledShare": D(25)}, True),
        ({"recycledShare": D("24.99")}, False),
        ({"stockDays": D(90)}, True),
        ({"stockDays": D("89.9")}, False),
        ({"qualifiedSubstitute": "sodium-ion cells, approved on 1 March 2026"}, True),
        ({}, False),
    ],
)
def test_a_material_is_mitigated_from_its_published_threshold_on(by: dict[str, Any], counts: bool) -> None:
    rows = [{"material": name, **by, "evidence": ["E"]} for name in ("lithium", "graphite")]
    assert sub_scores({**WHOLE, "materials": rows})["criticalMaterials"] == (100 if counts else 0)


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (Evidence("E", "statement", "", "refused"), "evidenceRefused"),
        (Evidence("E", "certificate", "", "verified", valid_to=date(2027, 1, 14)), "evidenceNotValid"),
        (Evidence("E", "certificate", "", "verified", valid_from=date(2027, 1, 16)), "evidenceNotValid"),
    ],
)
def test_refused_or_expired_evidence_counts_as_if_it_were_not_there(document: Evidence, reason: str) -> None:
    found = measured(WHOLE, evidence={"E": document})
    assert found.measure == 0
    assert reason in codes(found)


@pytest.mark.parametrize("day", [date(2027, 1, 15), None])
def test_evidence_holds_on_the_day_the_tenders_close(day: date | None) -> None:
    document = Evidence("E", "certificate", "", "claimed", valid_from=day, valid_to=day)
    assert measured(WHOLE, evidence={"E": document}).measure == measured(WHOLE, evidence=VERIFIED).measure


def test_only_what_is_published_as_on_is_measured() -> None:
    found = sub_scores(WHOLE, published=settings({"redundancy": "1", "leadTime": "0", "transparency": "1"}))
    assert set(found) == {"redundancy", "transparency", "weightedMean"}


def test_what_has_nothing_to_be_held_against_is_off_for_every_bid() -> None:
    nothing = settings() | {"subCriteria": None, "criticalMaterials": [], "dependencyProducts": []}
    found = sub_scores(WHOLE, published=nothing)
    assert set(found) == {"redundancy", "surviveAndRecover", "leadTime", "transparency", "weightedMean"}
    materials = sub_scores(WHOLE, published=settings() | {"subCriteria": None})
    assert set(materials) == set(found) | {"criticalMaterials", "determinedDependency"}


def test_a_share_of_one_half_from_a_determined_country_gets_full_marks() -> None:
    for share, points in (("50", "100"), ("50.01", "99.98"), ("75", "50"), ("100", "0")):
        rest = str(D(100) - D(share))
        shares = {"CN": share, "BE": rest} if D(rest) else {"CN": share}
        assert sub_scores({**WHOLE, **inputs([site(1, 1)], shares)})["determinedDependency"] == D(points)


def test_shares_of_a_product_count_before_those_of_the_whole() -> None:
    rows = [
        {"country": "BE", "share": D(100), "evidence": ["E"]},
        {"country": "CN", "share": D(100), "product": "battery-packs", "evidence": ["E"]},
    ]
    found = sub_scores({**WHOLE, "plannedShares": rows})
    assert found["determinedDependency"] == 0
    assert found["countryConcentration"] == 0


def test_a_determination_counts_from_its_first_to_its_last_day() -> None:
    from procurement_plugin.domain.supply.origins import Determination, Determinations  # noqa: PLC0415

    table = Determinations(
        [Determination("cells", "CN", date(2026, 1, 2), date(2026, 3, 4), "", "")], determined().products()
    )
    days = [date(2026, 1, 1), date(2026, 1, 2), date(2026, 3, 4), date(2026, 3, 5)]
    assert [bool(table.countries("cells", day)) for day in days] == [False, True, True, False]


def test_a_bid_that_declares_nothing_scores_zero_with_reasons() -> None:
    found = measured({})
    assert found.measure == 0
    assert len(found.findings) == 7


def test_the_better_of_record_and_guarantee_counts() -> None:
    """Showing more never lowers the points."""
    record = {"meanDays": D(5), "standardDeviationDays": D(0), "deliveries": D(12), "evidence": ["E"]}
    guarantee = {"guaranteedDays": D(25), "liquidatedDamagesClause": "7", "evidence": ["E"]}
    alone = sub_scores({**WHOLE, "leadTime": guarantee})["leadTime"]
    both = sub_scores({**WHOLE, "leadTime": {**record, **guarantee}})["leadTime"]
    assert both == sub_scores({**WHOLE, "leadTime": record})["leadTime"] > alone
    unbacked = {**record, "guaranteedDays": D(1), "evidence": ["E"]}
    assert sub_scores({**WHOLE, "leadTime": unbacked})["leadTime"] == both


def test_an_owner_written_in_two_ways_is_one_owner() -> None:
    """Capitals and spaces make no second owner."""
    rows = inputs([site(10, 60, "ACME  Works"), site(10, 60, "acme works ", latitude="0.1")])
    assert sub_scores(rows)["redundancy"] == 0


def test_a_finding_stands_at_the_part_it_is_about() -> None:
    """The place names the part of the declaration; where that is missing, the whole of it."""
    places = {finding.code: finding.where for finding in measured({**WHOLE, "stock": None, "leadTime": None}).findings}
    assert places["supplySecurity.ownersAtOnePlace"].endswith("supplySecurity.sites")
    assert places["supplySecurity.noLeadTime"].endswith("criterionInputs.supplySecurity")
