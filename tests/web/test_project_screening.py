"""Screening over HTTP: the example, the list of strategic goods looked up, what is refused, and no number anywhere."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from procurement_plugin.adapters.storage import Storage

SCREENINGS = "/scoring/v1/projectScreenings"
EXAMPLE = json.loads((ROOT / "examples/project_screening/project.json").read_text("utf-8"))
EXPECTED = json.loads((ROOT / "examples/project_screening/screening.json").read_text("utf-8"))
EMPTY = {"project": {"title": "Nothing said"}}
ANSWER = {"questionId": "stateAid.beforeWork", "answer": "yes", "by": "Anna"}


def screened(client: FlaskClient, body: Any) -> dict[str, Any]:
    found = client.post(SCREENINGS, json=body)
    assert found.status_code == 200, found.get_data(as_text=True)
    document: dict[str, Any] = found.get_json()
    document.pop("screenedAt")
    return document


def question(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(row for criterion in found["criteria"] for row in criterion["questions"] if row["id"] == name)


def test_the_example_gives_its_record_and_nothing_is_stored(client: FlaskClient, storage: Storage) -> None:
    assert screened(client, EXAMPLE) == EXPECTED
    assert storage.audit.tenants() == ()


def test_without_answers_it_is_the_checklist_with_everything_open(client: FlaskClient) -> None:
    found = screened(client, EMPTY)
    assert (found["met"], found["contradicted"], found["goods"]) == ([], [], [])
    names = [row["id"] for criterion in found["criteria"] for row in criterion["questions"]]
    assert found["open"] == names
    assert len(names) == 30


def numbers(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [found for inner in value.values() for found in numbers(inner)]
    if isinstance(value, list):
        return [found for inner in value for found in numbers(inner)]
    return [value] if isinstance(value, int | float) and not isinstance(value, bool) else []


def test_there_is_no_number_no_total_and_no_rank(client: FlaskClient) -> None:
    found = screened(client, EXAMPLE)
    assert numbers(found) == []
    names = set(re.findall(r'"(\w+)":', json.dumps(found)))
    assert not {name for name in names if re.search("score|total|rank|points|percent", name, re.IGNORECASE)}


@pytest.mark.parametrize(
    ("good", "listed", "state"),
    [
        ({"hs": "2504.90"}, True, "met"),
        ({"hs": "2608"}, False, "contradicted"),
        ({"product": "bread"}, None, "open"),
    ],
)
def test_the_list_of_strategic_goods_answers_for_itself(
    client: FlaskClient, good: dict[str, str], listed: bool | None, state: str
) -> None:
    found = screened(client, {**EMPTY, "goods": [{"name": "Good", **good}]})
    (told,) = found["goods"]
    assert (told["inTables"], bool(told["listed"])) == (listed is not None, bool(listed))
    row = question(found, "strategicGoods.listed")
    assert row["state"] == state
    assert row["answers"][0]["byTables"] is True
    if listed:
        assert "concentration (HHI)" in row["answers"][0]["evidence"][0]["text"]


def test_one_listed_good_among_others_is_enough_and_an_unknown_one_leaves_it_open(client: FlaskClient) -> None:
    goods = [{"name": "Ore", "hs": "2608"}, {"name": "Graphite", "hs": "250490"}, {"name": "Bread", "product": "bread"}]
    assert question(screened(client, {**EMPTY, "goods": goods}), "strategicGoods.listed")["state"] == "met"
    two = [goods[0], goods[2]]
    assert question(screened(client, {**EMPTY, "goods": two}), "strategicGoods.listed")["why"] == "notKnown"


def test_what_is_in_a_product_stands_beside_its_question_and_answers_nothing(client: FlaskClient) -> None:
    found = screened(client, {**EMPTY, "goods": [{"name": "Batteries", "product": "batteries"}]})
    assert {"Lithium", "Natural graphite"} <= {row["material"] for row in found["goods"][0]["contains"]}
    assert found["goods"][0]["netZero"]
    for name in ("strategicGoods.inputs", "spearheads.netZero"):
        assert (question(found, name)["state"], question(found, name)["answers"]) == ("open", [])


def test_an_answer_against_the_tables_is_contradicted(client: FlaskClient) -> None:
    body = {
        **EMPTY,
        "goods": [{"name": "Zinc ore", "hs": "2608"}],
        "answers": [{**ANSWER, "questionId": "strategicGoods.listed"}],
    }
    assert question(screened(client, body), "strategicGoods.listed")["why"] == "tablesDisagree"


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({}, {"project"}),
        ({"project": {}}, {"project.title"}),
        ({**EMPTY, "score": 7}, {"score"}),
        ({**EMPTY, "goods": [{"name": "x"}]}, {"goods[0]"}),
        ({**EMPTY, "goods": [{"name": "x", "hs": "1"}]}, {"goods[0].hs"}),
        ({**EMPTY, "answers": [{**ANSWER, "questionId": "stateAid.price"}]}, {"answers[0].questionId"}),
        ({**EMPTY, "answers": [{**ANSWER, "answer": "maybe"}]}, {"answers[0].answer"}),
        ({**EMPTY, "answers": [ANSWER, ANSWER]}, {"answers[1]"}),
        ({**EMPTY, "answers": [{"questionId": "stateAid.beforeWork", "answer": "yes"}]}, {"answers[0].by"}),
        ({**EMPTY, "answers": [{**ANSWER, "evidence": [{"text": "x", "url": "http://x.example/"}]}]},
         {"answers[0].evidence[0].url"}),
        ({**EMPTY, "answers": [{**ANSWER, "evidence": [{"text": "x", "sha256": "12"}]}]},
         {"answers[0].evidence[0].sha256"}),
    ],
)  # fmt: skip
def test_what_cannot_be_screened_is_refused_at_its_place(client: FlaskClient, body: Any, names: set[str]) -> None:
    found = client.post(SCREENINGS, json=body)
    assert found.status_code == 400, found.get_data(as_text=True)
    assert {issue.get("name", "") for issue in found.get_json()["issues"]} == names
