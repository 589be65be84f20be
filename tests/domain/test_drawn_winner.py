"""The decision names a winner only where lots were drawn, and only one of those between whom they were drawn."""

from typing import Any

import pytest

from procurement_plugin.application.official_documents import document_for, read_decision
from procurement_plugin.domain.drawn_winner import drawn
from procurement_plugin.domain.findings import StateError
from procurement_plugin.domain.redaction import Reader
from tests.documents import SENT, evaluation


def tied() -> dict[str, Any]:
    """Two bids share the first rank."""
    document = evaluation()
    for row in document["ranking"][:2]:
        row |= {"rank": 1, "stillTied": True}
    return document


@pytest.mark.parametrize("name", ["B-2", "B-3"])
def test_a_bid_that_was_drawn_is_named(name: str) -> None:
    assert drawn(tied(), "sendDecision", name) == name


def test_where_nothing_was_drawn_nothing_is_recorded() -> None:
    assert drawn(evaluation(), "sendDecision", "") == drawn(evaluation(), "sendDecision", "B-2") == ""
    assert drawn(tied(), "sendDecision", "") == ""
    assert drawn(tied(), "confirm", "") == ""


@pytest.mark.parametrize(
    ("document", "step", "name"),
    [(tied(), "sendDecision", "B-1"), (evaluation(), "sendDecision", "B-3"), (tied(), "confirm", "B-2")],
)
def test_another_bid_or_another_step_is_refused(document: dict[str, Any], step: str, name: str) -> None:
    with pytest.raises(StateError) as refused:
        drawn(document, step, name)
    assert refused.value.name == "otherWinner"


def test_a_debriefing_after_lots_were_drawn_compares_with_the_bid_drawn() -> None:
    steps = {"steps": [{"step": "sendDecision", "at": SENT, "winnerBidId": "B-3"}]}
    model = document_for(tied(), "debrief", Reader("B-1"), decision=read_decision(steps))
    assert model.comparison is not None
    assert model.comparison.name == "Two Country Makers (invented)"
    assert document_for(tied(), "debrief", Reader("B-1"), decision=read_decision({})).comparison is None
