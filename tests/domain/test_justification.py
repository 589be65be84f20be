"""What the justification says of a score, and how it is grouped."""

from procurement_plugin.domain.justification import by_criterion, compose, factors, recomputation, remarks
from tests.documents import evaluation


def score(**more: object) -> dict[str, object]:
    anchors = {"lower": {"at": "10", "value": "1"}, "upper": {"at": "300", "value": "0"}, "clipped": False}
    return {
        "criterion": "x",
        "weight": "15",
        "points": "1.8595",
        "measure": {"value": "264.049", "unit": ""},
        "value": "0.123969",
        "segment": anchors,
        "missingPolicy": "clarify",
        "evidenceStatus": "none",
        **more,
    }


def test_a_measure_between_anchors_comes_with_its_fraction() -> None:
    said = recomputation(score())
    assert said.code == "between"
    assert said.figures["lowerAt"] == "10"
    assert said.figures["points"] == "1.8595"


def test_a_clipped_measure_says_so() -> None:
    segment = {"lower": {"at": "10", "value": "1"}, "upper": {"at": "300", "value": "0"}, "clipped": True}
    assert recomputation(score(segment=segment)).code == "clipped"


def test_points_of_the_platform_missing_facts_and_open_scores_are_told_apart() -> None:
    assert recomputation(score(segment=None, evidenceStatus="platform")).code == "platform"
    assert recomputation(score(segment=None)).code == "missingZero"
    assert recomputation(score(points=None)).code == "open"


def test_scores_are_grouped_by_criterion_and_remarks_by_their_words() -> None:
    said = compose(evaluation())
    parts = by_criterion(said)
    assert [part.number for part in parts] == [1, 2, 3, 4, 5]
    assert [bid["id"] for bid, _ in parts[0].rows] == ["B-2", "B-3", "B-4", "B-1"]
    assert [part.measured for part in parts] == [True, True, True, True, False]
    bridge = next(remark for remark in remarks(said) if remark.code == "chain.unlistedBridge")
    assert bridge.bids == ("B-2",)
    assert bridge.times == 8
    assert bridge.message.endswith("is in the table.")


def test_equal_factors_are_told_once() -> None:
    steps = [{"operands": {"mode": "road", "km": "1"}}, {"operands": {"mode": "sea"}}, {"operands": {"mode": "road"}}]
    found = factors(steps, ["mode"])
    assert [(factor.step["operands"]["mode"], factor.times) for factor in found] == [("road", 2), ("sea", 1)]
