"""How a question stands: met only with evidence and without a voice against it; no number comes of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_plugin.domain.screening import (
    ANSWERS,
    CONTRADICTED,
    MET,
    OPEN,
    EvidenceItem,
    ScreeningAnswer,
    outcome_of,
)

PROOF = (EvidenceItem("page 3"),)


def said(answer: str, *, proof: bool = False, tables: bool = False) -> ScreeningAnswer:
    return ScreeningAnswer(answer, "Anna", PROOF if proof else (), by_tables=tables)


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ([], (OPEN, "noAnswer")),
        ([said("notKnown")], (OPEN, "notKnown")),
        ([said("yes")], (OPEN, "noEvidence")),
        ([said("yes", proof=True)], (MET, "evidence")),
        ([said("yes"), said("yes", proof=True)], (MET, "evidence")),
        ([said("yes", proof=True), said("notKnown")], (MET, "evidence")),
        ([said("partly", proof=True)], (OPEN, "partly")),
        ([said("yes", proof=True), said("partly")], (OPEN, "partly")),
        ([said("no")], (CONTRADICTED, "answeredNo")),
        ([said("yes", proof=True), said("no")], (CONTRADICTED, "answersDisagree")),
        ([said("partly"), said("no")], (CONTRADICTED, "answersDisagree")),
        ([said("yes", proof=True), said("no", tables=True)], (CONTRADICTED, "tablesDisagree")),
        ([said("no"), said("yes", proof=True, tables=True)], (CONTRADICTED, "tablesDisagree")),
    ],
)
def test_a_question_stands_as_its_answers_say(answers: list[ScreeningAnswer], outcome: tuple[str, str]) -> None:
    assert tuple(outcome_of(answers)) == outcome


GIVEN = st.builds(ScreeningAnswer, st.sampled_from(ANSWERS), st.just("A"), st.sampled_from([(), PROOF]))


@given(st.lists(GIVEN, max_size=6), st.randoms())
def test_the_order_of_answers_is_nothing(answers: list[ScreeningAnswer], chance: object) -> None:
    mixed = [*answers]
    chance.shuffle(mixed)  # type: ignore[attr-defined]  # hypothesis' random
    assert outcome_of(answers) == outcome_of(mixed)


@given(st.lists(GIVEN, max_size=6))
def test_a_no_is_never_met_and_nothing_is_met_without_evidence(answers: list[ScreeningAnswer]) -> None:
    if outcome_of(answers).state == MET:
        assert "no" not in {answer.answer for answer in answers}
        assert any(answer.evidence for answer in answers if answer.answer == "yes")
