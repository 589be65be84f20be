"""Words for materials and products in four languages, and the grades, groups and kinds that the profiles respect."""

from __future__ import annotations

from typing import Any

import pytest
from application.test_scan_materials import TABLES, figure, found, names

from procurement_plugin.application.compare_scans import compare_scans
from procurement_plugin.application.find_materials import BillLine
from procurement_plugin.application.strategic_list import strategic_list
from procurement_plugin.domain.raw_materials.measures import measures

# Annex I to Regulation (EU) 2024/1252 names seven rare earths, for permanent magnets.
FOR_MAGNETS = {"neodymium", "praseodymium", "terbium", "dysprosium", "gadolinium", "samarium", "cerium"}
OTHERS = {"lanthanum", "erbium", "europium", "holmium", "lutetium", "thulium", "ytterbium", "yttrium"}


def one(name: str) -> dict[str, Any]:
    """The profile of a material, by its English name."""
    return next(row for row in found(product=TABLES.materials[name].name)["materials"] if row["material"] == name)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("graphite", {"graphite"}),
        ("grafiet", {"graphite"}),
        ("Kobalt", {"cobalt"}),
        ("cuivre", {"copper"}),
        ("zeldzame aarden", {"light-rare-earth-elements", "heavy-rare-earth-elements"}),
        ("Flussspat", {"fluorspar"}),
        ("titanium metal", {"titanium-metal"}),
    ],
)
def test_a_material_is_known_by_its_names_and_then_asks_for_no_product(words: str, expected: set[str]) -> None:
    document = found(product=words)
    assert names(document) == expected
    assert document["productGroups"] == []


def test_every_material_has_a_name_in_each_language_and_a_kind() -> None:
    kinds = {"metal", "mineral", "gas", "fuel", "biotic", "restricted"}
    for row in TABLES.materials.values():
        assert all(row.names[language] for language in ("nl", "fr", "de"))
        assert row.kind in kinds
        assert row.strategic in ("yes", "no", "partly")


@pytest.mark.parametrize(
    ("words", "group", "not_group"),
    [
        ("bus", "electric-buses", "lithium-ion-batteries"),
        ("battery electric bus", "electric-buses", "lead-acid-batteries"),
        ("batterijen", "lithium-ion-batteries", "electric-buses"),
        ("accu", "lead-acid-batteries", "electric-buses"),
        ("led", "led-lamps", "laptops"),
    ],
)
def test_a_plural_or_a_short_word_is_read_and_the_longest_words_count(words: str, group: str, not_group: str) -> None:
    groups = {row["id"] for row in found(product=words)["productGroups"]}
    assert group in groups
    assert not_group not in groups


def test_a_near_word_is_suggested_and_never_taken_for_the_thing() -> None:
    document = found(product="office furniture")
    assert document["productGroups"] == document["materials"] == []
    assert "office-chairs" in {row["id"] for row in document["suggestions"]}


def test_a_code_of_a_later_nomenclature_is_told_what_its_heading_holds() -> None:
    document = found(hs="810520")
    assert document["materials"] == []
    assert "810510" in document["notKnown"][0]["message"]


def test_a_broad_code_says_what_little_of_it_is_known() -> None:
    assert any("broad" in row["message"] for row in found(cpv="30000000")["notKnown"])
    assert not any("broad" in row["message"] for row in found(cpv="30213100")["notKnown"])


def test_a_sector_is_read_with_its_letter_small_or_none_and_refused_with_another() -> None:
    assert names(found(nace="C26")) == names(found(nace="c26")) == names(found(nace="26")) != set()
    assert names(found(nace="A26")) == set()
    # The study prints 0 for its one use in this division.
    assert "strontium" not in names(found(nace="B09"))


def test_a_line_of_signs_names_nothing() -> None:
    document = found(bill=(BillLine("***", "", ""),))
    assert names(document) == set()
    assert document["notKnown"][0]["part"] == "billOfMaterials[0]"


@pytest.mark.parametrize("name", sorted(FOR_MAGNETS | OTHERS))
def test_of_the_rare_earths_those_for_magnets_are_strategic(name: str) -> None:
    row = one(name)
    assert row["critical"]
    assert row["strategic"] == (name in FOR_MAGNETS)
    assert ("magnets" in row.get("strategicAs", "")) == row["strategic"]


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("lithium", "battery grade"),
        ("boron", "metallurgy grade"),
        ("nickel", ""),
        ("cobalt", ""),
        ("graphite", "battery"),
    ],
)
def test_a_grade_that_alone_is_strategic_is_named(name: str, entry: str) -> None:
    row = one(name)
    assert row["strategic"]
    said = row.get("strategicAs", "")
    assert entry in said if entry else said == ""


def test_a_member_of_a_group_says_that_imports_and_recycling_are_those_of_the_group() -> None:
    row = one("neodymium")
    assert row["importsAs"] == "Light rare earth elements"
    assert row["imports"]


def test_bauxite_refers_to_the_study_that_treats_it_with_aluminium() -> None:
    assert any("with Aluminium" in line for line in one("bauxite")["notKnown"])


def test_what_burns_is_not_recycled_and_what_is_restricted_is_replaced() -> None:
    causes = ("concentratedWorldSupply", "littleRecycling")
    assert measures(causes, "metal") == ("diversify", "substitute", "stock", "recycle")
    assert measures(causes, "fuel") == ("diversify", "substitute")
    assert measures(causes, "restricted") == ("substitute",)


def test_the_benchmark_is_held_against_world_supply_only_where_no_sourcing_is_known() -> None:
    for row in found(everything=True)["materials"]:
        scopes = {
            stage["largestThirdCountry"]["of"] for stage in row.get("stages", ()) if "largestThirdCountry" in stage
        }
        assert len(scopes) <= 1
        assert not (
            "union" not in scopes and any("union" in stage for stage in row.get("stages", ())) and "world" in scopes
        )


def test_the_list_leaves_out_what_the_union_restricts_and_says_so() -> None:
    document = strategic_list(TABLES, figure, "BE")
    assert any("restricts its use" in row["reason"] for row in document["leftOut"])
    materials = {row["material"] for row in document["items"]}
    assert not {"Asbestos", "Mercury"} & materials


def test_materials_at_risk_for_the_union_do_not_depend_on_whose_imports_are_read() -> None:
    rows = {
        reporter: {
            row["material"] for row in strategic_list(TABLES, figure, reporter)["items"] if row["kind"] == "material"
        }
        for reporter in ("BE", "EU")
    }
    good = {
        name: {
            each
            for row in strategic_list(TABLES, figure, name)["items"]
            if row["kind"] == "good"
            for each in row["material"].split("; ")
        }
        for name in ("BE", "EU")
    }
    assert rows["BE"] - good["EU"] <= rows["EU"]
    assert all("imports of" not in reason for row in strategic_list(TABLES, figure, "BE")["items"] if row["kind"] == "material" for reason in row["reasons"])  # fmt: skip


def test_more_data_alone_is_no_change_of_grade() -> None:
    base = {"material": "m", "name": "M", "critical": False, "strategic": False, "stages": [], "imports": []}
    old = {**base, "grade": "low", "testsMet": [], "testsKnown": ["assessedAsCritical"]}
    new = {
        **base,
        "grade": "moderate",
        "testsMet": ["dependentImports"],
        "testsKnown": ["assessedAsCritical", "dependentImports"],
    }
    assert compare_scans({"materials": [old]}, {"materials": [new]}, figure)["crossed"] == []
    worse = {**new, "testsMet": ["assessedAsCritical"]}
    (change,) = compare_scans({"materials": [old]}, {"materials": [worse]}, figure)["crossed"]
    assert (change["what"], change["before"], change["after"]) == ("grade", "low", "moderate")
