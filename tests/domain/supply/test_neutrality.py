"""Origin-blind, monotone, capped at need: the seven tests of neutrality and what never lowers a score."""

import ast
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
from domain.supply.bids import ALL, inputs, measured, settings, site, sub_scores
from hypothesis import given
from hypothesis import strategies as st

from procurement_plugin.bootstrap import knowledge
from procurement_plugin.domain.supply import declared as types
from procurement_plugin.domain.supply.sites import lost_together

CODES = sorted(knowledge.reference().tables["countries"])
ROOT = Path(__file__).resolve().parents[3]
CODE = ROOT / "procurement_plugin"
FREE_OF_COUNTRY = set(ALL) - {"determinedDependency"}
sites = st.builds(
    site,
    st.integers(0, 30),
    st.integers(0, 200),
    st.sampled_from("abc"),
    st.decimals(min_value=0, max_value=2, places=2),
)
several = st.lists(sites, min_size=1, max_size=6)


@st.composite
def bids(draw: st.DrawFn) -> dict[str, Any]:
    """A whole declaration with shares that sum to 100."""
    cuts = sorted(draw(st.lists(st.integers(0, 100), max_size=3)))
    parts = [b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]
    codes = draw(st.lists(st.sampled_from(CODES), min_size=len(parts), max_size=len(parts), unique=True))
    shares = {code: str(part) for code, part in zip(codes, parts, strict=True)}
    lead = (draw(st.integers(0, 60)), draw(st.integers(0, 9)))
    mitigated = tuple(draw(st.sets(st.sampled_from(("lithium", "graphite")))))
    return inputs(draw(several), shares, draw(st.integers(0, 900)), lead, ("100", "50", "0"), mitigated)


@given(bids(), st.permutations(CODES))
def test_permuting_the_countries_leaves_all_but_the_dependency_unchanged(bid: dict[str, Any], order: list[str]) -> None:
    other = dict(zip(CODES, order, strict=True))
    moved = {**bid, "plannedShares": [row | {"country": other[row["country"]]} for row in bid["plannedShares"]]}
    before, after = sub_scores(bid), sub_scores(moved)
    assert {name: before[name] for name in FREE_OF_COUNTRY} == {name: after[name] for name in FREE_OF_COUNTRY}


@given(st.sampled_from(CODES), st.sampled_from(CODES))
def test_the_dependency_counts_determined_countries_only_and_never_protected_ones(held: str, named: str) -> None:
    protected = knowledge.reference().tables["countries"][named].access not in ("none", "pending")
    found = sub_scores(inputs([site(9, 9)], {held: "100"}), countries=(named,))
    if protected:
        assert "determinedDependency" not in found  # nothing is left to count: the part is off for every bid
    else:
        assert found["determinedDependency"] == (0 if held == named else 100)


def test_no_rule_names_a_place() -> None:
    """Neither the code nor the figures of the award speak of a country, the Union or a region as a value."""
    words = {"EU", "BE", "BEL", "Belgium", "Flanders", "VLG", "CN", "China"}
    for path in (*(CODE / "domain" / "supply").glob("*.py"), CODE / "domain" / "criteria" / "supply_security.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert node.value not in words, f"{path}: {node.value}"


@pytest.mark.parametrize("code", ["BE", "CL", "CN", "US", "NE"])
def test_one_country_gives_nothing_whichever_it_is(code: str) -> None:
    assert sub_scores(inputs([site(9, 9)], {code: "100"}))["countryConcentration"] == 0


@given(bids(), sites)
def test_a_further_site_never_lowers_the_total_once_capacity_suffices(
    bid: dict[str, Any], further: dict[str, Any]
) -> None:
    more = {**bid, "sites": [*bid["sites"], further]}
    assert measured(more).measure >= measured(bid).measure


@given(bids(), st.integers(1, 500))
def test_more_stock_never_lowers_the_total(bid: dict[str, Any], units: int) -> None:
    more = {**bid, "stock": bid["stock"] | {"quantity": bid["stock"]["quantity"] + units}}
    assert measured(more).measure >= measured(bid).measure


@given(bids(), st.integers(0, 5), st.integers(1, 30))
def test_more_capacity_or_a_quicker_recovery_never_lowers_the_total(bid: dict[str, Any], which: int, by: int) -> None:
    one = bid["sites"][which % len(bid["sites"])]
    for change in (
        {"capacityPerDay": one["capacityPerDay"] + by},
        {"timeToRecoverDays": max(D(0), one["timeToRecoverDays"] - by)},
    ):
        better = [row | change if row is one else row for row in bid["sites"]]
        assert measured({**bid, "sites": better}).measure >= measured(bid).measure


@given(bids(), st.integers(1, 20), st.integers(1, 5))
def test_shorter_and_steadier_deliveries_never_lower_the_total(bid: dict[str, Any], days: int, spread: int) -> None:
    lead = bid["leadTime"]
    for change in (
        {"meanDays": max(D(0), lead["meanDays"] - days)},
        {"standardDeviationDays": max(D(0), lead["standardDeviationDays"] - spread)},
    ):
        assert measured({**bid, "leadTime": lead | change}).measure >= measured(bid).measure


@given(st.integers(10, 500), st.integers(10, 500), st.integers(0, 90))
def test_capacity_beyond_the_need_changes_nothing(first: int, second: int, recovery: int) -> None:
    """EVN and Wienstrom: what the contract does not need is not rewarded."""
    enough = inputs([site(10, recovery), site(10, recovery, "b")], stock=0)
    plenty = inputs([site(first, recovery), site(second, recovery, "b")], stock=0)
    assert measured(enough).measure == measured(plenty).measure


def test_a_plant_on_each_side_of_a_border_inside_the_union_scores_as_two_in_one_member_state() -> None:
    """With the method's defaults no country is read at all."""
    defaults = settings() | {"subCriteria": None, "dependencyProducts": []}
    both = [site(6, 60, "a", "50.0"), site(6, 60, "b", "50.1")]
    across = measured(inputs(both, {"BE": "50", "NL": "50"}), defaults)
    within = measured(inputs(both, {"BE": "100"}), defaults)
    assert across.measure == within.measure
    assert across.explain() == within.explain()


def test_one_bid_never_changes_another(requests_by_name: dict[str, Any]) -> None:
    from procurement_plugin.application.evaluate_lot import evaluate_lot  # noqa: PLC0415
    from procurement_plugin.web.schemas.reading import read_evaluation  # noqa: PLC0415

    request = requests_by_name["supply_security/request.json"]
    both = evaluate_lot(read_evaluation(request, knowledge.schemas(), knowledge.reference()), knowledge.reference())
    alone = evaluate_lot(
        read_evaluation({**request, "bids": request["bids"][:1]}, knowledge.schemas(), knowledge.reference()),
        knowledge.reference(),
    )
    points = [[score.points for score in found.evaluation.bids[0].criteria] for found in (both, alone)]
    assert points[0] == points[1]


def test_a_country_stands_in_one_type_only_and_no_type_knows_a_firm() -> None:
    """Through the types: what a sub-criterion is handed has neither country (but one) nor size, turnover or index."""
    never = ("country", "turnover", "employees", "size", "governance", "index", "nationality", "seat", "bidder")
    tuples = [kind for kind in vars(types).values() if isinstance(kind, type) and hasattr(kind, "_fields")]
    assert len(tuples) == 7
    holding = {kind.__name__ for kind in tuples for name in kind._fields if any(word in name for word in never)}
    assert holding == {"SupplyDeclaration", "CountryShare"}  # the declaration holds the list of country shares
    for module in ("sites", "lead_time", "transparency", "materials"):
        text = (CODE / "domain" / "supply" / f"{module}.py").read_text()
        assert "CountryShare" not in text, module
        names = {node.attr for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Attribute)}
        assert not {name for name in names if "countr" in name}, module


def test_only_the_two_sub_criteria_on_origins_are_handed_the_country_shares() -> None:
    text = (CODE / "domain" / "supply" / "catalogue.py").read_text()
    calls = [
        node.func.id
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        for argument in node.args
        if isinstance(argument, ast.Attribute) and argument.attr == "country_shares"
    ]
    assert sorted(calls) == ["country_concentration", "determined_dependency"]


def test_no_table_of_the_scanner_is_frozen_for_an_award_nor_read_by_a_criterion() -> None:
    """Governance stands in the scanner's tables; nothing that scores bids loads them."""
    from procurement_plugin.adapters.frozen_method import DATA  # noqa: PLC0415

    assert "raw_materials" not in DATA
    for path in (CODE / "domain" / "criteria").glob("*.py"):
        assert "raw_materials" not in path.read_text()
    for path in (CODE / "domain" / "supply").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module:
                assert "raw_materials" not in node.module


@given(several)
def test_sites_are_lost_together_exactly_when_each_is_near_each_other(rows: list[dict[str, Any]]) -> None:
    """Compared with every subset, tried one by one."""
    from itertools import combinations  # noqa: PLC0415

    given_sites = types.declaration_of({"sites": rows}).sites
    far = lambda a, b: abs(a.latitude - b.latitude) * 111  # noqa: E731

    def together(numbers: tuple[int, ...]) -> bool:
        return all(
            given_sites[a].owner == given_sites[b].owner and far(given_sites[a].location, given_sites[b].location) <= 50
            for a, b in combinations(numbers, 2)
        )

    all_sets = [
        frozenset(numbers)
        for size in range(1, len(rows) + 1)
        for numbers in combinations(range(len(rows)), size)
        if together(numbers)
    ]
    largest = {one for one in all_sets if not any(one < other for other in all_sets)}
    assert set(lost_together(given_sites, far, D(50))) == largest
