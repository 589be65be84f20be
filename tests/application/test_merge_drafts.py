"""Merging: every difference is offered, what only one changed is proposed, and choosing one side gives that side."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from procurement_plugin.application.merge_drafts import MINE, THEIRS, differences, merged

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = st.sampled_from(["a", "b", "c"])
ROWS = st.lists(
    st.fixed_dictionaries({"id": st.sampled_from(["D1", "D2", "D3"])}, optional={"share": WORDS, "note": WORDS}),
    max_size=3,
    unique_by=lambda row: row["id"],
)
DRAFTS = st.fixed_dictionaries({}, optional={"title": WORDS, "cpv": st.lists(WORDS, max_size=2), "points": ROWS})


def sorted_rows(draft: dict[str, Any]) -> dict[str, Any]:
    """Rows have names; their order, and lists that hold nothing, say nothing."""
    found = {name: value for name, value in draft.items() if value not in ([], None)}
    if "points" in found:
        found["points"] = sorted(found["points"], key=lambda row: row["id"])
    return found


def always(side: str) -> Callable[[str], str]:
    return lambda _: side


@given(DRAFTS, DRAFTS)
def test_whoever_is_chosen_everywhere_is_what_comes_out(mine: dict[str, Any], theirs: dict[str, Any]) -> None:
    assert sorted_rows(merged(mine, theirs, always(MINE))) == sorted_rows(mine)
    assert sorted_rows(merged(mine, theirs, always(THEIRS))) == sorted_rows(theirs)


@given(DRAFTS, DRAFTS, DRAFTS)
def test_nothing_that_differs_is_passed_over(
    mine: dict[str, Any], theirs: dict[str, Any], base: dict[str, Any]
) -> None:
    found = differences(mine, theirs, base)
    asked: list[str] = []

    def noting(place: str) -> str:
        asked.append(place)
        return MINE

    merged(mine, theirs, noting)
    assert asked == [row.place for row in found]
    for row in found:
        assert row.mine != row.theirs
        assert row.proposed == (
            "" if row.before not in (row.mine, row.theirs) else MINE if row.before == row.theirs else THEIRS
        )


def test_two_officers_change_two_criteria_and_both_changes_stand(requests_by_name: dict[str, Any]) -> None:
    request = requests_by_name["03_bid_not_scorable/request.json"]
    base = {name: copy.deepcopy(request[name]) for name in ("procedure", "lot", "weightProfile")}
    mine, theirs = copy.deepcopy(base), {**copy.deepcopy(base), "authors": ["boris"]}
    mine["weightProfile"]["criteria"][0]["weight"] = "6"
    theirs["weightProfile"]["criteria"].reverse()
    theirs["weightProfile"]["criteria"][0]["weight"] = "19"
    del theirs["weightProfile"]["criteria"][-2]["need"]
    found = {row.place: row for row in differences(mine, theirs, base)}
    assert {place: row.proposed for place, row in found.items()} == {
        "weightProfile.criteria[quality].weight": THEIRS,
        "weightProfile.criteria[transportEmissions emissionsPerUnit].need": THEIRS,
        "weightProfile.criteria[proximity deliveryLeadTime].weight": MINE,
    }
    made = merged(mine, theirs, lambda place: found[place].proposed)
    weights = {row["criterion"]: row["weight"] for row in made["weightProfile"]["criteria"]}
    assert (weights["proximity"], weights["quality"]) == ("6", "19")
    assert "authors" not in made


def test_what_was_before_is_proposed_nowhere_when_nobody_knows_it() -> None:
    assert [row.proposed for row in differences({"title": "a"}, {"title": "b"}, None)] == [""]
