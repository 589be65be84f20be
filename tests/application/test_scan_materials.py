"""The scanner on real product groups and codes, its comparison over years, and the list of strategic goods."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest

from procurement_plugin.application.compare_scans import compare_scans
from procurement_plugin.application.find_materials import BillLine, Query, by_cpv, find_materials
from procurement_plugin.application.scan_materials import scan
from procurement_plugin.application.strategic_list import COLUMNS, cells, strategic_list
from procurement_plugin.bootstrap import knowledge

TABLES = knowledge.raw_materials()
PARAMETERS = knowledge.reference().parameters
Figure = Callable[[str], D]


def figure(name: str) -> D:
    return PARAMETERS.figure(name, date(2026, 12, 1))


def found(**asked: Any) -> dict[str, Any]:
    return scan(Query(**asked), TABLES, figure)


def names(document: dict[str, Any]) -> set[str]:
    return {row["material"] for row in document["materials"]}


# What a buyer would expect to be told of each group, at least; and what must not be in it.
GROUPS = [
    ("PV modules", {"silicon-metal", "silver"}, {"lithium"}),
    ("wind turbines", {"neodymium", "dysprosium", "iron-ore"}, {"lithium"}),
    ("heat pumps", {"copper", "fluorspar"}, {"cobalt"}),
    ("medicine containers", {"boron", "silica-sand"}, {"cobalt"}),
    ("batteries", {"lithium", "cobalt", "graphite", "lead", "nickel"}, {"helium"}),
    ("LED lamps", {"gallium", "indium"}, {"lithium"}),
    ("laptops", {"cobalt", "gallium", "tantalum", "lithium"}, {"natural-rubber"}),
    ("MRI scanner", {"niobium", "helium"}, {"lithium"}),
    ("school furniture", {"iron-ore", "roundwood"}, {"cobalt"}),
    ("work clothing", set(), {"cobalt"}),
    ("bread", set(), {"potash"}),
    ("road salt", set(), {"potash"}),
]


@pytest.mark.parametrize(("product", "expected", "never"), GROUPS)
def test_a_product_group_says_what_is_in_it_and_is_honest_where_nothing_is_known(
    product: str, expected: set[str], never: set[str]
) -> None:
    document = found(product=product)
    assert expected <= names(document)
    assert not never & names(document)
    assert document["productGroups"]
    for material in document["materials"]:
        assert all(reason["basis"] for reason in material["reasons"])
        assert material["notKnown"]
    if not expected:
        assert document["materials"] == []
        assert "No raw material of the tables" in document["notKnown"][0]["message"]


@pytest.mark.parametrize(
    ("words", "group"),
    [
        ("warmtepompen", "heat-pumps"),
        ("pompe à chaleur", "heat-pumps"),
        ("Wärmepumpen", "heat-pumps"),
        ("strooizout", "road-salt"),
        ("LAPTOPS", "laptops"),
    ],
)
def test_products_are_found_in_four_languages(words: str, group: str) -> None:
    assert group in {row["id"] for row in found(product=words)["productGroups"]}


@pytest.mark.parametrize("words", ["pain relief", "a", "xyzzy", "led zeppelin records"])
def test_a_short_word_in_another_sense_finds_no_product(words: str) -> None:
    assert not {row["id"] for row in found(product=words)["productGroups"]} & {"bread", "led-lamps"}


def test_what_nobody_knows_is_said() -> None:
    document = found(product="xyzzy")
    assert document["materials"] == []
    assert document["notKnown"][0]["part"] == "product"


def test_of_two_codes_that_hold_one_the_longer_counts() -> None:
    groups = TABLES.products.values()
    assert [group.id for group in by_cpv("34144910", groups)] == ["electric-buses"]
    assert [group.id for group in by_cpv("34144900", groups)] == ["electric-cars"]
    assert [group.id for group in by_cpv("39160000", groups)] == ["school-furniture"]


def test_a_broad_code_finds_all_groups_below_it() -> None:
    assert {"laptops", "servers"} <= {group.id for group in by_cpv("30000000", TABLES.products.values())}


def test_a_code_of_the_combined_nomenclature_counts_by_its_first_six_digits() -> None:
    assert names(found(hs="28369100")) == names(found(hs="283691")) == {"lithium"}


def test_a_heading_finds_the_codes_below_it() -> None:
    assert {"graphite"} <= names(found(hs="2504"))


def test_a_tariff_code_of_a_product_finds_its_group() -> None:
    assert "pv-modules" in {row["id"] for row in found(hs="854143")["productGroups"]}


def test_a_sector_finds_materials_with_their_share() -> None:
    document = found(nace="C27")
    assert {"cadmium", "europium"} <= names(document)
    cadmium = next(row for row in document["materials"] if row["material"] == "cadmium")
    assert "91 % of its use in the Union" in cadmium["reasons"][0]["application"]


def test_a_bill_of_materials_is_read_line_by_line() -> None:
    bill = (BillLine("lithium", "", "12.5"), BillLine("", "280461", ""), BillLine("unobtainium", "", ""))
    document = found(bill=bill)
    assert names(document) == {"lithium", "silicon-metal"}
    assert document["notKnown"][0]["part"] == "billOfMaterials[2]"


def test_a_profile_holds_both_figures_side_by_side() -> None:
    strontium = next(row for row in found(product="strontium")["materials"] if row["material"] == "strontium")
    assert strontium["assessment"] == {
        "year": 2023,
        "supplyRisk": "2.6",
        "economicImportance": "6.5",
        "bothThresholdsReached": True,
    }
    stage = strontium["stages"][0]
    assert stage["union"]["largest"][0] == {"country": "ES", "name": "Spain", "share": "99.0"}
    assert "largestThirdCountry" not in stage or not stage["largestThirdCountry"]["above"]
    assert D(stage["riskWithTradeFactors"]["low"]) < D(stage["riskNeutral"]["low"])
    assert strontium["critical"]
    assert not strontium["strategic"]


@pytest.mark.parametrize(
    ("material", "stage", "herfindahl", "weighted"),
    # Worked out independently from the same shares and indicators, of one vintage.
    [
        ("aluminium", "extraction", "0.1742", "0.73"),
        ("aluminium", "processing", "0.3228", "1.78"),
        ("gallium", "processing", "0.8809", None),
        ("dysprosium", "processing", "1.0000", None),
        ("strontium", "extraction", "0.2971", None),
    ],
)
def test_concentrations_agree_with_an_independent_working(
    material: str, stage: str, herfindahl: str, weighted: str | None
) -> None:
    profile = next(row for row in found(everything=True)["materials"] if row["material"] == material)
    world = next(row for row in profile["stages"] if row["stage"] == stage)["world"]
    assert world["herfindahl"] == herfindahl
    if weighted:
        assert world["governanceNeutral"] == weighted


def test_no_row_of_a_total_is_among_the_countries() -> None:
    """The published tables hold total rows; a share of all countries would double everything."""
    for rows in TABLES.supply.values():
        assert all(len(row.country) == 2 for row in rows)
        assert all(row.country in TABLES.countries for row in rows)
        assert sum(row.share for row in rows) <= D(104)


def test_materials_listed_by_law_and_not_by_their_scores_say_so() -> None:
    copper = next(row for row in found(product="copper")["materials"] if row["material"] == "copper")
    assert copper["strategic"]
    assert copper["assessment"]["bothThresholdsReached"] is False
    assert "assessedAsCritical" not in copper.get("testsMet", [])


def test_every_finding_of_a_material_carries_its_sources() -> None:
    document = found(product="laptops")
    assert {row["table"] for row in document["sources"]} == {
        "raw_materials",
        "critical_materials",
        "product_groups",
        "countries",
    }
    assert all(row["licence"] and row["href"] for row in document["sources"])


def test_the_count_of_dependent_goods_is_that_of_the_trade_study() -> None:
    """18 of 70 codes for Belgium and 15 for the Union in 2024; nine persistent for Belgium."""
    dependent = [
        (imports["reporter"], imports["hs"], imports.get("persistent", False))
        for profile in found(everything=True)["materials"]
        for imports in profile.get("imports", ())
        if imports["dependent"]
    ]
    goods = {
        reporter: {(hs, lasting) for name, hs, lasting in dependent if name == reporter} for reporter in ("BE", "EU")
    }
    assert {name: len(rows) for name, rows in goods.items()} == {"BE": 18, "EU": 15}
    assert sum(lasting for _, lasting in goods["BE"]) == 9


def test_of_the_dependent_goods_of_belgium_two_are_left_out_with_a_reason() -> None:
    """One of little trade, and one whose use the Union restricts."""
    document = strategic_list(TABLES, figure, "BE")
    assert sum(row["kind"] == "good" for row in document["items"]) == 16
    assert sum("trade" in row["reason"] for row in document["leftOut"]) == 1


def test_the_list_gives_a_reason_for_every_row_and_exports_as_a_table() -> None:
    document = strategic_list(TABLES, figure, "BE")
    assert document["total"] == len(document["items"])
    for row in document["items"]:
        assert row["reasons"]
        assert len(cells(row)) == len(COLUMNS)
    kaolin = next(row for row in document["items"] if row.get("hs") == "250700")
    assert kaolin["persistent"]


def test_between_two_years_what_crossed_a_threshold_is_named() -> None:
    before, after = scan(Query(everything=True), TABLES, figure, as_of=2020), found(everything=True)
    crossed = {(row["material"], row["what"]): row for row in compare_scans(before, after, figure)["crossed"]}
    assert crossed["feldspar", "supplyRisk"]["before"] == "0.8"
    assert crossed["feldspar", "supplyRisk"]["direction"] == "up"
    assert crossed["indium", "supplyRisk"]["direction"] == "down"
    assert ("lithium", "supplyRisk") not in crossed  # 1.6 and 1.9 are both above


def test_a_year_without_trade_data_makes_no_dependency_up() -> None:
    before = scan(Query(everything=True), TABLES, figure, as_of=2020)
    assert not any("imports" in row for row in before["materials"])
    changes = compare_scans(before, found(everything=True), figure)["crossed"]
    assert not [row for row in changes if row["what"].startswith(("dependent", "persistent"))]


def test_equal_scans_have_nothing_between_them() -> None:
    document = found(product="laptops")
    compared = compare_scans(document, document, figure)
    assert (compared["crossed"], compared["appeared"], compared["disappeared"]) == ([], [], [])


def test_materials_that_come_and_go_are_named() -> None:
    compared = compare_scans(found(product="bread"), found(product="helium"), figure)
    assert compared["appeared"] == ["helium"]


def test_the_scan_says_that_it_is_no_score() -> None:
    assert "Never a score of a bid" in found(product="bread")["use"]


def test_an_empty_query_finds_nothing() -> None:
    assert find_materials(Query(), TABLES).materials == {}
