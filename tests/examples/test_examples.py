"""Every example is executed and its whole answer compared; every point recomputed by the oracle."""

import json
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from oracle import recomputed

sys.path.insert(0, str(Path(__file__).parent))
from refresh import EXAMPLES, NOTICES, PROFILES, answer, effects, expected, imported

REQUESTS = sorted(EXAMPLES.glob("*/request*.json"))
NAMES = [str(path.relative_to(EXAMPLES)) for path in REQUESTS]


@pytest.mark.parametrize("request_file", REQUESTS, ids=NAMES)
def test_the_answer_is_the_expected_one(request_file: Path) -> None:
    assert answer(json.loads(request_file.read_text())) == json.loads(expected(request_file).read_text())


@pytest.mark.parametrize("request_file", REQUESTS, ids=NAMES)
def test_the_service_answers_the_same(request_file: Path, client: FlaskClient) -> None:
    response = client.post("/scoring/v1/evaluations", json=json.loads(request_file.read_text()))
    wanted = json.loads(expected(request_file).read_text())
    found = response.get_json()
    if "blocked" in wanted:
        assert response.status_code == 409
        assert found["findings"] == wanted["blocked"]
    else:
        assert {name: found[name] for name in wanted} == wanted


@pytest.mark.parametrize("request_file", REQUESTS, ids=NAMES)
def test_every_point_agrees_with_the_oracle(request_file: Path) -> None:
    found = answer(json.loads(request_file.read_text()))
    if "blocked" in found:
        return
    for bid in found["bids"]:
        points, total = recomputed(found)[bid["id"]]
        assert [Fraction(s["points"]) if "points" in s else None for s in bid["criteria"]] == points
        assert total == (Fraction(bid["total"]) if "total" in bid else None)


@pytest.mark.parametrize(("notice", "wanted"), NOTICES.items())
def test_the_import_of_a_notice_is_the_expected_one(notice: str, wanted: str, client: FlaskClient) -> None:
    found = json.loads((EXAMPLES / "imports" / wanted).read_text())
    assert imported(notice) == found
    media = "application/xml" if notice.endswith("xml") else "application/json"
    content = (EXAMPLES / "imports" / notice).read_bytes()
    assert client.post("/scoring/v1/imports", data=content, content_type=media).get_json() == found


def test_one_hundredth_above_the_guardrail_blocks_and_exactly_at_it_does_not() -> None:
    folder = EXAMPLES / "02_weight_at_guardrail"
    at, above = (json.loads((folder / f"evaluation-{name}.json").read_text()) for name in ("at", "above"))
    assert "blocked" not in at
    blocks = [finding for finding in above["blocked"] if finding["severity"] == "block"]
    assert [(finding["maximum"], finding["actual"]) for finding in blocks] == [("45", "45.01")]


def test_a_bid_that_cannot_be_scored_has_neither_total_nor_rank_and_the_others_keep_theirs() -> None:
    found = json.loads((EXAMPLES / "03_bid_not_scorable" / "evaluation.json").read_text())
    assert found["status"] == "incomplete"
    assert [("total" in bid, "rank" in bid) for bid in found["bids"]] == [(True, True), (False, False), (False, False)]


def test_every_example_tells_its_story() -> None:
    for folder in sorted(path for path in EXAMPLES.iterdir() if path.is_dir()):
        assert len((folder / "README.md").read_text()) > 300, folder.name


def test_the_internal_market_effect_for_ghent_is_the_one_of_the_table_and_differs_as_the_law_expects() -> None:
    table = (EXAMPLES / "internal_market_effect" / "effect.csv").read_text()
    assert effects() == table
    effect = dict(zip(PROFILES, map(float, table.splitlines()[1].split(",")[1:]), strict=True))
    assert effect["raw_distance"] > 10 > effect["transport_emissions"] > 5 > effect["lead_time"] > 0
    told = (EXAMPLES / "internal_market_effect" / "README.md").read_text()
    for line in table.splitlines()[1:]:
        assert "| " + line.replace(",", " | ") + " |" in told, line
