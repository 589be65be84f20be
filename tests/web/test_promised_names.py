"""What callers build on stays: nothing promised is gone, and no request needs more than it did."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
from conftest import ROOT
from web.promised import promised

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMAS = ROOT / "schemas"
DESCRIBED = json.loads((SCHEMAS / "openapi.json").read_text())
KEPT = json.loads((SCHEMAS / "promised_names.json").read_text())
SAID = "schemas/STABILITY.md promises it. On purpose: change promised_names.json by hand, and say it in the changelog."
NEW = "New names: python tests/web/refresh_examples.py adds them."
EVALUATIONS = "/scoring/v1/evaluations"


def broken(described: dict[str, Any]) -> list[str]:
    """What a description breaks of the promise."""
    now = promised(described)
    gone = [name for kind, names in KEPT.items() if kind != "needed" for name in names if name not in now[kind]]
    return gone + [f"now needed: {name}" for name in now["needed"] if name not in KEPT["needed"]]


def test_nothing_promised_is_gone_and_nothing_more_is_needed() -> None:
    assert broken(DESCRIBED) == [], SAID


def test_every_name_is_promised() -> None:
    now = promised(DESCRIBED)
    for kind, names in KEPT.items():
        assert set(now[kind]) <= set(names), NEW
    assert sum(map(len, KEPT.values())) > 1_500


def test_a_validator_of_another_make_reads_every_published_schema(requests_by_name: dict[str, Any]) -> None:
    for path in sorted(SCHEMAS.glob("*.schema.json")):
        jsonschema_rs.validator_for(json.loads(path.read_text()))
    evaluation = jsonschema_rs.validator_for(json.loads((SCHEMAS / "EvaluationRequest.schema.json").read_text()))
    for name, request in requests_by_name.items():
        assert evaluation.is_valid(request), name


def without_operation(described: dict[str, Any]) -> None:
    del described["paths"][EVALUATIONS]["post"]


def other_operation_id(described: dict[str, Any]) -> None:
    described["paths"][EVALUATIONS]["post"]["operationId"] = "scoreLot"


def without_a_name_in_a_request(described: dict[str, Any]) -> None:
    del described["components"]["schemas"]["Procedure"]["properties"]["title"]


def without_a_value(described: dict[str, Any]) -> None:
    described["components"]["schemas"]["Procedure"]["properties"]["contractType"]["enum"].pop()


def one_more_needed(described: dict[str, Any]) -> None:
    described["components"]["schemas"]["Procedure"]["required"].append("estimatedValue")


def an_answer_less_sure(described: dict[str, Any]) -> None:
    described["components"]["schemas"]["Evaluation"]["required"].remove("inputHash")


def without_a_status(described: dict[str, Any]) -> None:
    del described["paths"][EVALUATIONS]["post"]["responses"]["202"]


@pytest.mark.parametrize(
    "change",
    [
        without_operation,
        other_operation_id,
        without_a_name_in_a_request,
        without_a_value,
        one_more_needed,
        an_answer_less_sure,
        without_a_status,
    ],
)
def test_a_breaking_change_is_noticed(change: Callable[[dict[str, Any]], None]) -> None:
    described = copy.deepcopy(DESCRIBED)
    change(described)
    assert broken(described)
