"""Forms become the JSON that the API reads: names are places, empty fields say nothing, rows close up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from procurement_plugin.bootstrap import knowledge
from procurement_plugin.web.pages.forms import Form, pairs_of, tree_of, typed
from procurement_plugin.web.schemas.life_reading import read_draft
from procurement_plugin.web.schemas.reading import issue

if TYPE_CHECKING:
    from collections.abc import Mapping

BRUSSELS = ZoneInfo("Europe/Brussels")
DRAFT = ("procedure", "lot", "weightProfile")


def test_every_draft_of_the_examples_survives_the_way_through_a_form(requests_by_name: Mapping[str, Any]) -> None:
    schemas, reference = knowledge.schemas(), knowledge.reference()
    drafts = [
        {name: request[name] for name in DRAFT}
        for request in requests_by_name.values()
        if all(name in request for name in DRAFT)
    ]
    assert len(drafts) >= 5
    for draft in drafts:
        again = typed(schemas.draft, tree_of(pairs_of(draft)), BRUSSELS)
        assert again == draft
        read_draft(again, schemas, reference)


def test_every_bid_of_the_examples_survives_it_too(requests_by_name: Mapping[str, Any]) -> None:
    schema = knowledge.schemas().bid
    bids = [bid for request in requests_by_name.values() for bid in request.get("bids", ())]
    assert len(bids) >= 10
    for bid in bids:
        without_dots = "." not in "".join(bid.get("otherCriteria", {}))
        assert without_dots
        assert typed(schema, tree_of(pairs_of(bid)), BRUSSELS) == said(bid)


def said(value: Any) -> Any:
    """Without lists and objects that say nothing, which no form can show."""
    if isinstance(value, dict):
        return {name: said(inner) for name, inner in value.items() if inner not in ([], None)}
    return list(map(said, value)) if isinstance(value, list) else value


def test_what_is_empty_says_nothing_and_rows_close_up() -> None:
    tree = tree_of([("a[3].b", "x"), ("a[1].b", " "), ("a[7].b", "y"), ("c", ""), ("csrf_token", "1"), ("_row", "2")])
    assert tree == {"a": [{"b": "x"}, {"b": "y"}]}


@pytest.mark.parametrize(
    "name", ["a[", "a]b", "a..b", "[0]", "a[0", "__proto__", "a[999999]", "a" * 400, "a b", "é", "a.b[0]c", ".a", "a."]
)
def test_names_that_are_no_places_are_passed_over(name: str) -> None:
    assert tree_of([(name, "1")]) == {}


def test_places_that_contradict_one_another_do_no_harm() -> None:
    for pairs in (
        [("a", "1"), ("a.b", "2")],
        [("a.b", "2"), ("a", "1")],
        [("a[0]", "1"), ("a.b", "2"), ("a[0].c", "3")],
    ):
        assert "a" in tree_of(pairs)


def test_types_follow_the_schema_and_what_does_not_fit_stays_to_be_told() -> None:
    schema = knowledge.schemas().draft
    sent = {
        "procedure.gpaCovered": "true",
        "procedure.noticeDispatchedAt": "2026-12-01T09:00",
        "procedure.tenderDeadlineAt": "2026-07-01T09:00",
        "procedure.cpv": "15500000\n\n 15800000 ",
        "procedure.title": "two\nlines",
        "procedure.circumstances.x": "true",
    }
    procedure = typed(schema, tree_of(sent.items()), BRUSSELS)["procedure"]
    assert procedure["gpaCovered"] is True
    assert procedure["noticeDispatchedAt"] == "2026-12-01T09:00:00+01:00"
    assert procedure["tenderDeadlineAt"] == "2026-07-01T09:00:00+02:00"
    assert procedure["cpv"] == ["15500000", "15800000"]
    assert procedure["title"] == "two lines"
    assert procedure["circumstances"] == {"x": "true"}
    wrong = {"procedure.gpaCovered": "perhaps", "procedure.noticeDispatchedAt": "2026-13-45T99:00"}
    told = typed(schema, tree_of(wrong.items()), BRUSSELS)["procedure"]
    assert told == {"gpaCovered": "perhaps", "noticeDispatchedAt": "2026-13-45T99:00"}


def test_a_form_shows_values_and_problems_at_their_place() -> None:
    tree = {"a": [{"b": True, "c": ["x", "y"]}], "m": "2026-12-01T09:00:00+01:00"}
    form = Form(tree, [issue("input.invalidInput", "a[0].b", "No."), issue("input.invalidInput", "a[0]", "Nor this.")])
    assert (form.value("a[0].b"), form.value("a[0].c"), form.value("a[5].b"), form.value("a")) == (
        "true",
        "x\ny",
        "",
        "{'b': True, 'c': ['x', 'y']}",
    )
    assert form.local("m") == "2026-12-01T09:00"
    assert list(form.rows("a")) == [0]
    assert list(form.rows("nothing", 2)) == [0, 1]
    assert [problem.message for problem in form.wrong("a[0].b")] == ["No."]
    assert len(form.wrong_within("a")) == 2
