"""Three worked cases of where to produce: the expected answer, and an independent spreadsheet that agrees to the cent."""

from __future__ import annotations

import json
import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from refresh import EXAMPLES, production
from spreadsheet import worked_out

if TYPE_CHECKING:
    from flask.testing import FlaskClient

CASES = sorted((EXAMPLES / "production_comparison").glob("*/case.json"))
NAMES = [path.parent.name for path in CASES]
TIMES = ("computedAt", "engineVersion")


def stored(case: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(case.with_name("comparison.json").read_text())
    return found


def test_there_are_three_cases() -> None:
    assert NAMES == ["near_and_far", "risk_switched_on", "two_sites_abroad"]


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_answer_is_the_expected_one(case: Path) -> None:
    assert production(json.loads(case.read_text())) == stored(case)


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_service_answers_the_same_and_keeps_nothing(case: Path, client: FlaskClient) -> None:
    response = client.post("/scoring/v1/productionComparisons", json=json.loads(case.read_text()))
    assert response.status_code == 200
    assert {name: part for name, part in response.get_json().items() if name not in TIMES} == stored(case)
    assert "Location" not in response.headers


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_spreadsheet_agrees_to_the_last_printed_digit(case: Path) -> None:
    answer = stored(case)
    compared = 0
    for line in worked_out(case.with_name("sheet.csv")):
        if line.answer:
            told = found_in(answer, line.answer)
            places = Decimal(1).scaleb(-len(told.partition(".")[2]))
            assert line.value.quantize(places, ROUND_HALF_UP) == Decimal(told), line.item
            compared += 1
    assert compared >= 15


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_spreadsheet_holds_the_result_of_every_location(case: Path) -> None:
    answers = {line.answer for line in worked_out(case.with_name("sheet.csv"))}
    for place in stored(case)["locations"]:
        for part in ("perUnit total", "presentValue value", "emissions.perUnit value"):
            assert f"{place['id']} {part}" in answers


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_a_case_says_that_it_is_invented(case: Path) -> None:
    body = json.loads(case.read_text())
    assert body["note"].startswith("Invented case")
    quantities = [*body["figures"].values(), *(q for place in body["locations"] for q in place["figures"].values())]
    assert all(quantity["source"] for quantity in quantities)


def found_in(answer: dict[str, Any], place: str) -> str:
    """``GENK perUnit total``: of a location; ``difference`` and ``breakEven`` are of its difference to the reference."""
    owner, group, name = place.split()
    if group in ("difference", "breakEven"):
        row = next(row for row in answer["differences"] if row["location"] == owner)
        found: str = (row if group == "difference" else row["breakEven"])[name]
        return found
    part: Any = next(row for row in answer["locations"] if row["id"] == owner)
    for step in group.split("."):
        part = part[int(step)] if step.isdigit() else part[step]
    told: str = part[name]
    return told
