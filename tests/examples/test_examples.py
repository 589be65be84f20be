"""Every example is executed and its whole answer compared; every point recomputed by the oracle."""

import csv
import json
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from oracle import recomputed

sys.path.insert(0, str(Path(__file__).parent))
from refresh import EXAMPLES, NOTICES, PROFILES, answer, effects, expected, imported, studied
from study_lots import archive

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


def test_the_study_is_the_expected_one_and_its_page_tells_its_lots(tmp_path: Path) -> None:
    folder = EXAMPLES / "study"
    assert archive() == (folder / "lots.jsonl").read_text()
    wanted = json.loads((folder / "study.json").read_text())
    assert studied(tmp_path / "lots.csv") == wanted
    assert (tmp_path / "lots.csv").read_bytes() == (folder / "lots.csv").read_bytes()
    told = (folder / "README.md").read_text()
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in told.splitlines() if line.startswith("| ")]
    by_line = {line: row[2:4] for row in cells[1:] for line in row[0].split(", ")}
    with (folder / "lots.csv").open(encoding="utf-8-sig", newline="") as file:
        for lot in csv.DictReader(file):
            if lot["line"] in ("10", "11"):
                assert by_line[lot["line"]][1] == lot["winnerStudy"] == ""
            else:
                assert by_line[lot["line"]] == [lot["winnerStated"], lot["winnerStudy"]]
    beside = [wanted["all"][which] for which in ("stated", "withoutThree")]
    said = "winner changes in {} of {} lots beside the stated profiles, and in {} of {} beside the same profile"
    assert said.format(*(one[name] for one in beside for name in ("winnerChanged", "lots"))) in told
