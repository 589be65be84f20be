"""One past lot under a study's profile: equal to its evaluation, and to points worked out by hand."""

import copy
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_plugin.application.evaluate_lot import evaluate_lot
from procurement_plugin.application.study_lot import study_lot
from procurement_plugin.bootstrap import knowledge
from procurement_plugin.domain.findings import NotInForceError, UnreadableInputError
from procurement_plugin.domain.studied_lot import CHANGED, DRAWN, SAME, STATED, WITHOUT, LotOutcome
from procurement_plugin.web.schemas.reading import read_evaluation
from procurement_plugin.web.schemas.study import read_past_lot, read_study_profile

LEAD_TIME = {
    "criterion": "proximity",
    "measure": "deliveryLeadTime",
    "weight": "10",
    "scale": [{"at": "5", "value": "1"}, {"at": "25", "value": "0"}],
    "missingPolicy": "clarify",
    "need": "Classrooms open on a fixed day.",
    "link": "Delivery period of the desks.",
    "evidence": ["Signed delivery plan"],
    "settings": {"proximity": {"unit": "d", "days": "calendar"}},
}
QUALITY = {"criterion": "quality", "weight": "30", "source": "platform", "missingPolicy": "reject"}
PRICE = {"criterion": "price", "weight": "70", "missingPolicy": "reject"}
ANCHORS = [{"at": "100000.00", "value": "1"}, {"at": "200000.00", "value": "0"}]
STUDY = {"criteria": [LEAD_TIME, PRICE | {"weight": "60"}, QUALITY], "tieRule": ["quality", "lots"]}


def past(lot: dict[str, Any], *bids: tuple[str, str, str, str]) -> dict[str, Any]:
    """The lot with a stated profile of price 70 and quality 30; bids of name, price, quality out of 30, days."""
    made = copy.deepcopy(lot)
    made["weightProfile"] = {"criteria": [PRICE | {"scale": ANCHORS}, QUALITY], "tieRule": ["quality", "lots"]}
    rows = []
    for name, price, quality, days in bids:
        row = copy.deepcopy(made["bids"][0]) | {"id": name}
        row["criterionInputs"]["proximity"]["deliveryLeadTime"]["value"] = days
        row["otherCriteria"] = {"price": {"amount": price}, "quality": {"points": quality}}
        rows.append(row)
    made["bids"] = rows
    return made


def studied(line: dict[str, Any], profile: dict[str, Any] = STUDY, method_of: date | None = None) -> LotOutcome:
    reference = knowledge.reference()
    asked = read_study_profile(profile, knowledge.schemas(), reference)
    return study_lot(read_past_lot(line, knowledge.schemas(), reference, method_of), asked, reference)


def codes(outcome: LotOutcome) -> set[tuple[str, str]]:
    return {(remark.under, remark.code) for remark in outcome.remarks}


def test_a_lot_whose_winner_changes_by_hand(lot: dict[str, Any]) -> None:
    # Stated: A 70 x 0.50 + 24 = 59, B 70 x 0.54 + 22 = 59.8.
    # Study: A 60 x 0.50 + 24 + 10 x 0.75 = 61.5, B 60 x 0.54 + 22 + 10 x 0.25 = 56.9.
    # Without the three: A 54 of 90, that is 60 of 100; B 54.4 of 90, that is 60.44.
    found = studied(past(lot, ("A", "150000.00", "24", "10"), ("B", "146000.00", "22", "20")))
    assert found.study is not None
    assert found.stated is not None
    assert found.study.totals == {"A": Fraction("61.5"), "B": Fraction("56.9")}
    assert found.stated.totals == {"A": Fraction(59), "B": Fraction("59.8")}
    beside, without = found.compared[STATED], found.compared[WITHOUT]
    assert (beside.winner, beside.changes, beside.pairs, beside.agreeing, beside.turned) == (
        CHANGED,
        (250, -290),
        1,
        0,
        1,
    )
    assert (without.winner, without.changes) == (CHANGED, (150, -354))
    assert (found.sector, found.member_state, found.bids, found.remarks) == ("39", "", 2, ())


def test_a_lot_whose_winner_stays_and_a_tie_by_hand(lot: dict[str, Any]) -> None:
    stays = studied(past(lot, ("A", "150000.00", "24", "10"), ("B", "130000.00", "22", "20")))
    assert stays.compared[STATED].winner == SAME
    tied = studied(past(lot, ("A", "150000.00", "24", "10"), ("B", "150000.00", "24", "20")))
    assert tied.stated is not None
    assert tied.stated.winners == {"A", "B"}
    assert tied.compared[STATED].winner == DRAWN


prices = st.integers(90000, 210000).map(lambda price: f"{price}.00")
qualities = st.integers(0, 300).map(lambda tenths: f"{Decimal(tenths) / 10}")
days = st.integers(1, 30).map(str)
weights = st.integers(1, 98).flatmap(lambda one: st.tuples(st.just(one), st.integers(1, 99 - one)))


@given(st.lists(st.tuples(prices, qualities, days), min_size=1, max_size=4), weights)
def test_the_study_of_a_lot_is_the_evaluation_of_it_under_that_profile(
    requests_by_name: dict[str, Any], bids: list[tuple[str, str, str]], weights: tuple[int, int]
) -> None:
    """The request is written by hand as the study's rules say: anchors of the lot, quality at its new weight."""
    price, quality = weights
    proximity = 100 - price - quality
    profile = {
        "criteria": [
            LEAD_TIME | {"weight": str(proximity)},
            PRICE | {"weight": str(price)},
            QUALITY | {"weight": str(quality)},
        ]
    }
    base = requests_by_name["02_weight_at_guardrail/request-at.json"]
    line = past(base, *((f"B-{number}", *bid) for number, bid in enumerate(bids)))
    outcome = studied(line, profile)
    asked = copy.deepcopy(line) | {"weightProfile": copy.deepcopy(profile)}
    asked["weightProfile"]["criteria"][1]["scale"] = ANCHORS
    for row in asked["bids"]:
        share = Fraction(row["otherCriteria"]["quality"]["points"]) / 30
        points = int(share * quality * 10**4 + Fraction(1, 2))
        row["otherCriteria"]["quality"]["points"] = f"{Decimal(points) / 10**4:f}"
    request = read_evaluation(asked, knowledge.schemas(), knowledge.reference())
    evaluated = evaluate_lot(request, knowledge.reference(), accepted=True).evaluation
    assert outcome.study is not None
    assert outcome.study.totals == {score.bid.id: Fraction(score.total or 0) for score in evaluated.bids}
    assert outcome.study.ranks == {ranked.bid_id: ranked.rank for ranked in evaluated.ranking}


@pytest.mark.parametrize("name", ["01_first_evaluation/request.json", "transport_emissions/request-chains.json"])
def test_a_lot_under_its_own_profile_changes_nothing(requests_by_name: dict[str, Any], name: str) -> None:
    line = requests_by_name[name]
    found = studied(line, line["weightProfile"])
    assert found.study == found.stated
    assert set(found.compared[STATED].changes) == {0}
    assert found.compared[STATED].winner == SAME
    assert found.blocked == ()


def test_what_a_lot_lacks_is_told_by_code(lot: dict[str, Any]) -> None:
    without_days = past(lot, ("A", "150000.00", "24", "10"))
    del without_days["bids"][0]["criterionInputs"]["proximity"]
    found = studied(without_days)
    assert (found.study, found.compared, codes(found)) == (None, {}, {("study", "proximity.leadTimeMissing")})
    no_price = past(lot, ("A", "150000.00", "24", "10"))
    no_price["weightProfile"]["criteria"] = [QUALITY | {"weight": "100"}]
    for bid in no_price["bids"]:
        del bid["otherCriteria"]["price"]
    assert codes(studied(no_price)) == {("study", "study.noScale")}
    other = past(lot, ("A", "150000.00", "24", "10"))
    other["weightProfile"]["criteria"] += [QUALITY | {"criterion": "service", "weight": "0"}]
    other["bids"][0]["otherCriteria"]["service"] = {"points": "0"}
    assert codes(studied(other)) == {("note", "study.criterionLeftOut")}


def test_a_profile_of_our_criteria_alone_leaves_nothing_to_compare_with(lot: dict[str, Any]) -> None:
    found = studied(past(lot, ("A", "150000.00", "24", "10")), {"criteria": [LEAD_TIME | {"weight": "100"}]})
    assert ("withoutThree", "study.nothingLeft") in codes(found)
    assert set(found.compared) == {STATED}


def test_rules_of_law_and_caution_are_counted_and_stop_nothing(lot: dict[str, Any]) -> None:
    heavy = {
        "criteria": [
            LEAD_TIME | {"weight": "70", "evidence": []},
            PRICE | {"weight": "20"},
            QUALITY | {"weight": "10"},
        ]
    }
    found = studied(past(lot, ("A", "150000.00", "24", "10"), ("B", "146000.00", "22", "20")), heavy)
    kinds = {(remark.under, remark.code) for remark in found.blocked}
    assert ("guardrail", "eu.weight_limits.lead_time_block_above") in kinds
    assert ("hardLaw", "eu.rules.verifiable") in kinds
    assert found.study is not None


def test_a_lot_of_an_earlier_day_needs_a_day_of_method_and_keeps_its_law(lot: dict[str, Any]) -> None:
    line = past(lot, ("A", "150000.00", "24", "10"), ("B", "146000.00", "22", "20"))
    now = studied(line)
    line["procedure"] |= {
        "noticeDispatchedAt": "2024-02-29T09:00:00+01:00",
        "tenderDeadlineAt": "2024-04-15T11:00:00+02:00",
    }
    for bid in line["bids"]:
        for document in bid["evidence"]:
            document |= {"verifiedOn": "2024-04-20", "validFrom": "2024-01-01", "validTo": "2024-12-31"}
    with pytest.raises(NotInForceError):
        studied(line)
    heavy = {"criteria": [LEAD_TIME | {"weight": "70"}, PRICE | {"weight": "20"}, QUALITY | {"weight": "10"}]}
    found = studied(line, method_of=date(2026, 12, 1))
    assert found.study == now.study
    limits = [remark.code for remark in studied(line, heavy, date(2026, 12, 1)).blocked]
    assert not [code for code in limits if code.startswith("eu.weight_limits")], "no guardrail of 2026 in 2024"


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"awardedBid": "Z"}, "awardedBid"),
        ({"memberState": "XX"}, "memberState"),
        ({"awarded": "A"}, "awarded"),
        ({"lot": None}, "lot"),
    ],
)
def test_a_line_of_another_form_is_refused_at_its_place(
    lot: dict[str, Any], change: dict[str, Any], place: str
) -> None:
    with pytest.raises(UnreadableInputError) as refused:
        studied(past(lot, ("A", "150000.00", "24", "10")) | change)
    assert [finding.where for finding in refused.value.findings] == [place]


def test_all_problems_of_a_line_are_told_at_once(lot: dict[str, Any]) -> None:
    line = past(lot, ("A", "150000.00", "24", "10")) | {"memberState": "XX"}
    del line["procedure"]["tenderDeadlineAt"]
    with pytest.raises(UnreadableInputError) as refused:
        studied(line, method_of=date(2026, 12, 1))
    assert {finding.where for finding in refused.value.findings} == {"memberState", "procedure.tenderDeadlineAt"}


@pytest.mark.parametrize(
    ("jurisdiction", "said", "state"),
    [("EU", None, ""), ("BE-VLG", None, "BE"), ("EL", None, "GR"), ("EU", "NL", "NL"), ("BE", "DE", "DE")],
)
def test_the_state_is_what_the_line_says_else_the_jurisdiction(
    lot: dict[str, Any], jurisdiction: str, said: str | None, state: str
) -> None:
    line = past(lot, ("A", "150000.00", "24", "10")) | ({"memberState": said} if said else {})
    line["procedure"]["jurisdiction"] = jurisdiction
    assert studied(line).member_state == state


def test_a_study_profile_is_held_against_the_form_of_a_request() -> None:
    with pytest.raises(UnreadableInputError) as refused:
        studied({}, {"criteria": [PRICE | {"weight": "60"}, QUALITY | {"source": "guess"}]})
    assert "weightProfile.criteria[1].source" in [finding.where for finding in refused.value.findings]
    with pytest.raises(UnreadableInputError, match="published form") as sums:
        studied({}, {"criteria": [PRICE | {"weight": "60"}]})
    assert "sum to exactly 100" in sums.value.findings[0].message
