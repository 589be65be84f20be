"""What the justification says of a score, and that each language has words for it."""

import yaml

from procurement_plugin.bootstrap.settings import data_directory
from procurement_plugin.domain.justification import recomputation


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


def test_every_fixed_text_exists_in_both_languages() -> None:
    texts = yaml.safe_load((data_directory("templates") / "justification" / "texts.yaml").read_text())
    assert all(set(words) == {"en", "nl"} for words in texts.values())
    for path in (data_directory("config") / "method").glob("*/criterion.yaml"):
        _both(yaml.safe_load(path.read_text()))


def _both(value: object) -> None:
    if isinstance(value, dict):
        assert ("en" in value) == ("nl" in value), value
        for part in value.values():
            _both(part)
    elif isinstance(value, list):
        for part in value:
            _both(part)
