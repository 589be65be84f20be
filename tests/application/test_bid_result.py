"""A bidder sees its own result once the decision was sent, and nothing confidential of anybody else."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement_plugin.application.bid_result import bid_result, decision_sent, words_needed
from procurement_plugin.domain.findings import NotFoundError, StateError
from tests.documents import SENT, STANDSTILL, evaluation
from tests.domain.test_redaction import with_secrets

OFFICIAL = {"kind": "official"}


def steps(evaluation_id: str = "example", *, sent: bool = True, **more: Any) -> list[dict[str, Any]]:
    told = [{"evaluationId": evaluation_id, "step": "evaluate", "at": SENT}]
    decided = {"evaluationId": evaluation_id, "step": "sendDecision", "at": SENT, "standstill": STANDSTILL, **more}
    return [*told, decided] if sent else told


def test_before_the_decision_and_of_a_trial_nothing_is_told() -> None:
    for document, life in (
        (evaluation() | OFFICIAL, steps(sent=False)),
        (evaluation() | OFFICIAL, steps("another")),
        (evaluation(), steps()),
    ):
        with pytest.raises(StateError) as refused:
            bid_result(document, "B-1", life)
        assert refused.value.name == "beforeDecision"


def test_after_it_the_own_bid_and_the_winner_stand_side_by_side() -> None:
    found = bid_result(evaluation() | OFFICIAL, "B-1", steps())
    assert [entry.bid["id"] for entry in found.said.bids] == ["B-1"]
    assert found.compared is not None
    assert found.compared.lead == "8.5245"
    assert found.decision.standstill == STANDSTILL
    assert not found.replaced


def test_a_later_evaluation_is_told_without_what_it_says() -> None:
    later = {"evaluationId": "later", "step": "evaluate", "at": SENT}
    assert bid_result(evaluation() | OFFICIAL, "B-1", [*steps(), later]).replaced


def test_who_was_excluded_learns_the_reason_and_no_winner() -> None:
    document = evaluation() | OFFICIAL
    document["exclusions"] = [{"bidId": "B-9", "kind": "excluded", "reason": "Handed in too late."}]
    found = bid_result(document, "B-9", steps())
    assert found.record["exclusions"][0]["reason"] == "Handed in too late."
    assert (found.said.bids, found.compared) == ((), None)
    assert "winner" not in found.record
    with pytest.raises(NotFoundError):
        bid_result(document, "B-10", steps())


def test_a_drawn_winner_is_the_one_that_was_named() -> None:
    document = copy.deepcopy(evaluation()) | OFFICIAL
    for row in document["ranking"][:2]:
        row["rank"] = 1
    first, second = (row["bidId"] for row in document["ranking"][:2])
    other = next(row["bidId"] for row in document["ranking"][2:])
    assert bid_result(document, other, steps()).compared is None
    found = bid_result(document, other, steps(winnerBidId=second)).compared
    names = {bid["id"]: bid["bidder"]["name"] for bid in document["bids"]}
    assert found is not None
    assert found.name == names[second] != names[first]


def test_words_are_needed_where_a_person_judged_and_the_winner_is_ahead() -> None:
    document = evaluation() | OFFICIAL
    decision = decision_sent(steps(), "example")
    assert words_needed(document, "B-1", decision) == ()
    document["bids"][1]["criteria"][4]["points"] = "18.0000"
    assert words_needed(document, "B-1", decision) == ("quality",)


@settings(max_examples=60, deadline=None)
@given(own=st.sampled_from(["B-1", "B-3", "B-4"]), mark=st.text("QXZJ", min_size=12, max_size=16))
def test_nothing_confidential_of_others_is_in_what_the_page_is_made_of(own: str, mark: str) -> None:
    found = bid_result(with_secrets(own, mark) | OFFICIAL, own, steps())
    assert mark not in repr(found)
    assert found.compared is not None
