"""Three documents from one stored evaluation: for whom, when, and with which words."""

import pytest

from procurement_plugin.application.official_documents import (
    ARTICLE_84,
    DEBRIEF,
    JUSTIFICATION,
    Decision,
    OfficerWords,
    document_for,
    read_decision,
    read_words,
)
from procurement_plugin.domain.document_language import language_of
from procurement_plugin.domain.findings import StateError, UnreadableInputError
from procurement_plugin.domain.redaction import Reader
from tests.documents import SENT, evaluation

OFFICIAL = {"kind": "official"}


def test_points_and_words_of_a_debriefing_come_from_the_figures() -> None:
    model = document_for(evaluation(), DEBRIEF, Reader("B-1"))
    assert model.comparison is not None
    by_name = {row.criterion: row for row in model.comparison.advantages}
    assert by_name["price"].code == "winnerAhead"
    assert by_name["price"].difference == "28.8845"
    assert by_name["transportEmissions"].code == "ownAhead"
    assert by_name["transportEmissions"].difference == "12.4657"
    assert model.comparison.lead == "8.5245"


def test_equal_points_and_open_points_are_told_apart() -> None:
    document = evaluation()
    document["bids"][0]["criteria"][0]["points"] = document["bids"][1]["criteria"][0]["points"]
    del document["bids"][0]["criteria"][1]["points"], document["bids"][0]["total"]
    compared = document_for(document, DEBRIEF, Reader("B-1")).comparison
    assert compared is not None
    assert [row.code for row in compared.advantages[:2]] == ["equal", "open"]


def test_an_official_debriefing_waits_for_the_decision() -> None:
    with pytest.raises(StateError) as refused:
        document_for(evaluation() | OFFICIAL, DEBRIEF, Reader("B-1"))
    assert refused.value.name == "beforeDecision"


def test_an_official_debriefing_waits_for_words_that_only_a_person_can_give() -> None:
    document = evaluation() | OFFICIAL
    document["bids"][1]["criteria"][4]["points"] = "18.0000"
    with pytest.raises(StateError, match="quality") as refused:
        document_for(document, DEBRIEF, Reader("B-1"), decision=Decision(SENT))
    assert refused.value.name == "wordsMissing"
    words = OfficerWords(advantages={"quality": "Its training plan covers every ward."})
    assert document_for(document, DEBRIEF, Reader("B-1"), words, Decision(SENT)).words is words


@pytest.mark.parametrize(
    ("kind", "reader"), [(DEBRIEF, Reader()), (JUSTIFICATION, Reader("B-1")), (ARTICLE_84, Reader("B-1"))]
)
def test_each_kind_has_its_reader(kind: str, reader: Reader) -> None:
    with pytest.raises(StateError) as refused:
        document_for(evaluation(), kind, reader)
    assert refused.value.name == "otherReader"


def test_a_kind_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(StateError, match="justification, debrief, art84Annex"):
        document_for(evaluation(), "letter")


def test_the_annex_fills_what_the_evaluation_knows_and_leaves_the_rest_to_the_report() -> None:
    model = document_for(evaluation(), ARTICLE_84, words=OfficerWords(report={"i": "None detected."}))
    assert [item.letter for item in model.report if item.filled] == ["a", "b", "d"]
    assert {item.letter: item.words for item in model.report}["i"] == "None detected."
    assert model.reason is not None
    assert model.reason.leads == (("price", ""),)


def test_a_shared_first_rank_has_no_winner_until_lots_are_drawn() -> None:
    document = evaluation()
    document["ranking"][1]["rank"] = 1
    assert document_for(document, DEBRIEF, Reader("B-1")).comparison is None
    drawn = document_for(document, DEBRIEF, Reader("B-1"), decision=Decision(winner_id="B-3")).comparison
    assert drawn is not None
    assert drawn.name == "Two Country Makers (invented)"


@pytest.mark.parametrize(
    ("jurisdiction", "language"),
    [("BE-VLG", "nl"), ("BE-WAL", "fr"), ("FR", "fr"), ("DE-BY", "de"), ("AT", "de"), ("EU", "en"), ("PL", "en")],
)
def test_the_language_is_the_authoritys(jurisdiction: str, language: str) -> None:
    document = evaluation()
    document["procedure"]["jurisdiction"] = jurisdiction
    assert document_for(document).language == language == language_of(jurisdiction)


def test_words_and_decision_are_read_strictly_and_every_fault_is_named() -> None:
    assert read_words({"opening": "x", "advantages": {"quality": "y"}}).advantages == {"quality": "y"}
    with pytest.raises(UnreadableInputError) as refused:
        read_words({"opening": 3, "unknown": "x"})
    assert [finding.where for finding in refused.value.findings] == ["opening", "unknown"]
    with pytest.raises(UnreadableInputError, match=r"advantages\.quality"):
        read_words({"advantages": {"quality": 1}})
    with pytest.raises(UnreadableInputError):
        read_decision([])
    steps = {"steps": [{"step": "sendDecision", "at": SENT, "standstill": {"last": "2027-02-16"}}]}
    assert read_decision(steps) == Decision(SENT, {"last": "2027-02-16"})
    assert read_decision({"steps": []}) == Decision()
    assert read_decision({"sentAt": SENT, "winnerBidId": "B-1"}).winner_id == "B-1"
