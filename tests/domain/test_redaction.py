"""A bidder's document holds nothing of the other bidders but the winner's name and points."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement_plugin.application.official_documents import DEBRIEF, Decision, document_for
from procurement_plugin.bootstrap import knowledge
from procurement_plugin.domain.bid_commitment import commitment, commitments_of, salt_of
from procurement_plugin.domain.findings import NotFoundError
from procurement_plugin.domain.redaction import AUTHORITY, Reader, record_for
from tests.documents import evaluation
from tests.everything_in import everything_in

SECRET = b"s" * 32
KEPT = {"criterion", "measureName", "weight", "points", "total", "rank", "name", "code", "step", "unit", "bidId"}


def marked(value: Any, mark: str, path: str = "") -> Any:
    """Every text of a bid replaced by one that can be found again; what decides a layout stays."""
    if isinstance(value, dict):
        return {name: part if name in KEPT else marked(part, mark, f"{path}.{name}") for name, part in value.items()}
    if isinstance(value, list):
        return [marked(part, mark, f"{path}.{place}") for place, part in enumerate(value)]
    return f"{mark}{path}" if isinstance(value, str) else value


def with_secrets(own: str, mark: str) -> dict[str, Any]:
    """An evaluation whose other bids carry the mark wherever they say something confidential."""
    document = copy.deepcopy(evaluation())
    winner = document["ranking"][0]["bidId"]
    for number, bid in enumerate(document["bids"]):
        if bid["id"] != own:
            changed = marked({name: part for name, part in bid.items() if name != "id"}, mark)
            changed["bidder"]["id"] = f"{mark}-identifier-{number}"
            if bid["id"] != winner:
                changed["bidder"]["name"] = f"{mark}-name-{number}"
            document["bids"][number] = {"id": bid["id"], **changed}
    rows = [row for row in document["ranking"] if row["bidId"] not in (own, winner)]
    for row in rows:
        row["bidder"] = f"{mark}-ranked"
    document["exclusions"] = [{"bidId": f"{mark}-out", "kind": "excluded", "reason": f"{mark} reason"}]
    document["corrections"] = [{"bidId": "B-2", "reason": f"{mark} why", "differences": [], "approver": {"name": mark}}]
    document["inputHash"] = f"{mark}-hash"
    document["reason"] = f"{mark} superseded"
    document["secondDataSet"]["classes"][0]["vehicleClass"] = f"{mark}-class"
    document["secondDataSet"]["notCompared"] = [f"{mark}-bid"]
    return document


@settings(max_examples=60, deadline=None)
@given(own=st.sampled_from(["B-1", "B-3", "B-4"]), mark=st.text("QXZJ", min_size=12, max_size=16))
def test_nothing_confidential_of_others_reaches_a_bidders_model(own: str, mark: str) -> None:
    model = document_for(with_secrets(own, mark), DEBRIEF, Reader(own), secret=SECRET)
    assert mark not in repr(model)
    assert model.comparison is not None
    assert model.comparison.name == "Far Harbour Factory (invented)"


@settings(max_examples=8, deadline=None)
@given(own=st.sampled_from(["B-1", "B-3", "B-4"]), mark=st.text("QXZJ", min_size=12, max_size=16))
def test_nor_the_page_that_is_laid_out(own: str, mark: str) -> None:
    model = document_for(with_secrets(own, mark), DEBRIEF, Reader(own), secret=SECRET)
    assert mark not in knowledge.renderer().html(model, "nl")


def test_nor_the_bytes_of_the_pdf() -> None:
    model = document_for(with_secrets("B-3", "QXZJQXZJQXZJ"), DEBRIEF, Reader("B-3"), secret=SECRET)
    pdf = knowledge.renderer().render(model, "en")
    assert "QXZJ" not in everything_in(pdf)


@settings(max_examples=40, deadline=None)
@given(figure=st.decimals(min_value=100000, max_value=999999, places=3))
def test_no_figure_of_another_bid_but_the_winners_points(figure: Any) -> None:
    document = copy.deepcopy(evaluation())
    for bid in document["bids"]:
        if bid["id"] != "B-1":
            bid["criteria"][1]["measure"]["value"] = str(figure)
            bid["criteria"][1]["steps"][0]["result"] = str(figure)
            bid["evidence"] = [{"id": "E9", "sha256": str(figure), "status": "verified"}]
    document["secondDataSet"]["bids"][1]["measure"]["secondValue"] = str(figure)
    assert str(figure) not in json.dumps(document_for(document, DEBRIEF, Reader("B-1"), secret=SECRET).record)


def test_the_authority_sees_the_whole_and_a_stranger_nothing() -> None:
    document = evaluation()
    assert record_for(document, AUTHORITY) is document
    with pytest.raises(NotFoundError):
        record_for(document, Reader("B-99"))


def test_a_new_field_of_evaluations_stays_out_until_it_is_let_in() -> None:
    assert "later" not in record_for({**evaluation(), "later": "secret"}, Reader("B-1"))


def test_an_excluded_bidder_reads_its_own_reason_and_no_winner() -> None:
    document = evaluation()
    document["exclusions"] = [{"bidId": "B-9", "kind": "excluded", "reason": "late"}]
    model = document_for(document, DEBRIEF, Reader("B-9"))
    assert model.record["exclusions"][0]["reason"] == "late"
    assert "winner" not in model.record
    assert "winnerForAdmissible" in model.record["withheld"]
    assert "late" in knowledge.renderer().html(model, "fr")


def test_a_commitment_opens_with_its_salt_and_is_no_hash_that_could_be_guessed() -> None:
    document = evaluation()
    made = commitments_of(document, SECRET)
    own = document["bids"][0]
    model = document_for(document, DEBRIEF, Reader("B-1"), secret=SECRET)
    assert commitment(model.opening_salt, own) in model.record["commitments"]
    assert model.record["commitments"] == sorted(made.values())
    assert commitments_of(document, b"t" * 32)["B-1"] != made["B-1"]
    assert salt_of(SECRET, "example", "B-1") != salt_of(SECRET, "example", "B-2")
    with pytest.raises(ValueError, match="at least 32 bytes"):
        salt_of(b"short", "example", "B-1")


def test_the_winner_reads_no_comparison_with_itself() -> None:
    model = document_for(evaluation(), DEBRIEF, Reader("B-2"), decision=Decision("2027-02-01T10:00:00+01:00"))
    assert model.comparison is None
    assert model.record["winner"]["own"]
    assert "first in rank" in knowledge.renderer().html(model, "en")
