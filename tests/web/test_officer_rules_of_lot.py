"""Clauses, weights of items, a fixed price and ranges of weights on the officer's pages: typed, told, kept."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from web.officer_forms import LIST, NEW, drafted, fields_of, page_of, saved, sent

if TYPE_CHECKING:
    from flask.testing import FlaskClient

API = "/scoring/v1/weightProfiles"
RULES = [
    ("weightProfile.clauses[0].id", "C1"),
    ("weightProfile.clauses[0].role", "minimumRequirement"),
    ("weightProfile.clauses[0].text", "The goods are made\nwithin 100 km of the town hall."),
    ("weightProfile.clauses[0].formulation.rewards", "distanceToAuthority"),
    ("weightProfile.itemWeights[0].itemId", "I1"),
    ("weightProfile.itemWeights[0].weight", "100"),
    ("weightProfile.criteria[1].weightRange.minimum", "10"),
    ("weightProfile.criteria[1].weightRange.maximum", "30,5"),
    ("_figure.weightProfile.criteria[1].weightRange.maximum", ""),
]


def test_what_is_typed_there_is_kept_as_the_api_writes_it(client: FlaskClient, lot: dict[str, Any]) -> None:
    place = f"{LIST}/{saved(client, drafted(lot))}"
    fields = [*fields_of(drafted(lot), do="save", revision="1", typed_in="nl"), *RULES]
    assert sent(client, f"{place}/design", fields).status_code == 303
    kept = client.get(f"{API}/{place.rsplit('/', maxsplit=1)[-1]}").get_json()["weightProfile"]
    assert kept["clauses"] == [
        {
            "id": "C1",
            "role": "minimumRequirement",
            "text": "The goods are made within 100 km of the town hall.",
            "formulation": {"rewards": "distanceToAuthority"},
        }
    ]
    assert kept["itemWeights"] == [{"itemId": "I1", "weight": "100"}]
    assert kept["criteria"][1]["weightRange"] == {"minimum": "10", "maximum": "30.5"}
    page = page_of(client.get(f"{place}/design", headers={"Accept-Language": "nl"}))
    assert 'name="weightProfile.criteria[1].weightRange.maximum" type="text" value="30,5"' in page
    assert "een eis waaraan elke inschrijving moet voldoen" in page
    assert "within 100 km of the town hall." in page


def test_the_law_looks_at_a_clause_while_it_is_typed(client: FlaskClient, lot: dict[str, Any]) -> None:
    without = page_of(sent(client, f"{LIST}/check", fields_of(drafted(lot), screen="criteria")))
    found = page_of(sent(client, f"{LIST}/check", [*fields_of(drafted(lot), screen="criteria"), *RULES[:4]]))
    assert found.count("finding-block") > without.count("finding-block")


def test_a_fixed_price_goes_with_the_weight_of_the_price(client: FlaskClient, lot: dict[str, Any]) -> None:
    fixed = [("weightProfile.fixedPrice.value", "240000"), ("weightProfile.fixedPrice.currency", "EUR")]
    page = page_of(sent(client, f"{LIST}/check", [*fields_of(drafted(lot), screen="criteria"), *fixed]))
    assert "The price is fixed at 240000 EUR" in page
    page = page_of(sent(client, NEW, [*fields_of(drafted(lot), do="save", screen="criteria"), fixed[0]]), 400)
    assert 'href="#weightProfile.fixedPrice.currency"' in page


@pytest.mark.parametrize("part", ["clauses", "itemWeights"])
def test_their_rows_come_and_go_without_a_script(client: FlaskClient, lot: dict[str, Any], part: str) -> None:
    fields = [*fields_of(drafted(lot), screen="criteria"), *RULES[:-2]]
    place = f"weightProfile.{part}"
    page = page_of(sent(client, NEW, [*fields, ("_do", f"add:{place}")]))
    assert f'id="{place}[1]"' in page
    assert f'id="{place}[0]"' in page
    if part == "clauses":
        assert 'value="C2"' in page
        assert '<details class="more" id="clauses" open>' in page
    page = page_of(sent(client, NEW, [*fields, ("_do", f"remove:{place}[0]")]))
    assert f'id="{place}[0]"' not in page


def test_problems_there_are_told_by_the_names_of_fields(client: FlaskClient, lot: dict[str, Any]) -> None:
    draft = copy.deepcopy(drafted(lot))
    draft["weightProfile"] |= {
        "itemWeights": [{"itemId": "I9", "weight": "50"}],
        "clauses": [{"id": "C1", "role": "tieBreak"}],
    }
    draft["weightProfile"]["criteria"][1]["weightRange"] = {"minimum": "40", "maximum": "50"}
    page = page_of(sent(client, NEW, fields_of(draft, do="save", screen="criteria")), 400)
    assert "(Clause 1: Text of the clause)" in page
    draft["weightProfile"]["clauses"][0]["text"] = "By lots."
    page = page_of(sent(client, NEW, fields_of(draft, do="save", screen="criteria")), 400)
    assert "The lot has no item I9." in page
    assert "(Weights of the items: Item of the lot)" in page
    assert "must lie within its published range" in page
    assert '<option value="I9" selected>' in page
    assert 'id="rules" open' in page


def test_a_tie_is_broken_by_what_the_draft_has_and_never_by_nearness(client: FlaskClient, lot: dict[str, Any]) -> None:
    draft = drafted(copy.deepcopy(lot))
    draft["weightProfile"]["tieRule"] = ["quality", "gone"]
    page = page_of(sent(client, NEW, fields_of(draft, do="check", screen="criteria")))
    offered = page.split('name="weightProfile.tieRule[0]"')[1].split("</select>")[0]
    assert '<option value="quality" selected>Quality</option>' in offered
    assert '<option value="lots">drawing lots</option>' in offered
    assert "proximity" not in offered
    assert "transportEmissions" not in offered
    assert '<option value="gone" selected>' in page
    assert 'name="weightProfile.tieRule[2]"' in page


def test_whoever_merges_reads_words_and_figures_not_codes(client: FlaskClient, lot: dict[str, Any]) -> None:
    draft = drafted(copy.deepcopy(lot))
    place = f"{LIST}/{saved(client, draft)}/design"
    theirs, mine = copy.deepcopy(draft), copy.deepcopy(draft)
    theirs["weightProfile"]["criteria"][0]["missingPolicy"] = "reject"
    theirs["procedure"] |= {"tenderDeadlineAt": "2027-02-15T11:00:00+01:00", "buyerType": "central"}
    mine["weightProfile"]["criteria"][0]["missingPolicy"] = "zero"
    for number, change in ((0, "-0.5"), (2, "0.5")):
        row = mine["weightProfile"]["criteria"][number]
        row["weight"] = str(Decimal(row["weight"]) + Decimal(change))
    mine["weightProfile"]["tieRule"] = ["quality", "lots"]
    assert sent(client, place, fields_of(theirs, do="save", revision="1")).status_code == 303
    response = sent(client, place, fields_of(mine, do="save", revision="1"), **{"Accept-Language": "nl"})
    page = page_of(response, 412)
    for words in ("15 februari 2027", "geen punten", "9,5", "centrale overheid", "Kwaliteit", "loting"):
        assert words in page, words
    shown = page.split("<ol")[1].split("</ol>")[0]
    assert 'class="place"' not in shown
    assert ">reject<" not in shown


def test_a_new_draft_begins_in_the_officers_language(client: FlaskClient, lot: dict[str, Any]) -> None:
    draft = {"procedure": lot["procedure"], "lot": lot["lot"]}
    fields = fields_of(draft, do="criteria", screen="procedure")
    page = page_of(sent(client, NEW, fields, **{"Accept-Language": "nl"}))
    assert "Ondertekend leveringsplan met boeteclausule" in page
    assert "Signed delivery plan" not in page


def test_a_criterion_that_was_taken_out_and_added_again_has_its_start(client: FlaskClient, lot: dict[str, Any]) -> None:
    draft = {"procedure": lot["procedure"], "lot": lot["lot"], "weightProfile": {"criteria": []}}
    fields = fields_of(draft, do="criterion", screen="criteria", criterion="transportEmissions")
    page = page_of(sent(client, NEW, fields))
    assert 'name="weightProfile.criteria[0].scale[1].at" type="text" size="10" inputmode="decimal" value="300"' in page
    assert "Transport plan with vehicle classes and distances" in page
