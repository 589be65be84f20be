"""The life of an evaluation as a line: what is done, what is waited for, how it ended."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from procurement_plugin.application.life_line import AHEAD, DONE, NOW, life_line, successions

OWN = {"id": "E2", "procedure": {"tenderDeadlineAt": "2027-01-15T11:00:00+01:00"}}
TODAY = date(2027, 2, 3)
STANDSTILL = {"event": "2027-01-25", "firstPossible": "2027-02-10", "last": "2027-02-09"}


def step(name: str, state: str, evaluation: str = "E2", **more: Any) -> dict[str, Any]:
    who = {"actor": {"subject": "anna", "name": "Anna"}, "reason": more.pop("reason", "")}
    return {"step": name, "state": state, "evaluationId": evaluation, "at": "2027-01-25T10:00:00+01:00", **who, **more}


EVALUATED = step("evaluate", "evaluated")
CONFIRMED = step("confirm", "confirmed", reason="All looked at.")
SENT = step("sendDecision", "standstill", standstill=STANDSTILL)
CLOSED = step("close", "closed")


def told(*steps: dict[str, Any], state: str = "", today: date = TODAY) -> dict[str, str]:
    life = {"steps": list(steps), "state": state or steps[-1]["state"]}
    return {stage.code: stage.state for stage in life_line(OWN, life, today)}


@pytest.mark.parametrize(
    ("steps", "now"),
    [
        ((EVALUATED,), "confirmed"),
        ((EVALUATED, CONFIRMED), "decisionSent"),
        ((EVALUATED, CONFIRMED, SENT), "standstill"),
        ((EVALUATED, CONFIRMED, SENT, CLOSED), ""),
    ],
)
def test_one_stage_at_most_is_now_and_all_before_it_are_done(steps: tuple[dict[str, Any], ...], now: str) -> None:
    found = told(*steps)
    states = list(found.values())
    assert [code for code, state in found.items() if state == NOW] == ([now] if now else [])
    assert states == sorted(states, key=[DONE, NOW, AHEAD].index)


def test_a_standstill_that_has_ended_waits_for_somebody_to_close() -> None:
    found = told(EVALUATED, CONFIRMED, SENT, today=date(2027, 2, 10))
    assert (found["standstill"], found["closed"]) == (DONE, NOW)
    unknown = step("sendDecision", "standstill", standstill={"notWorkedOut": "No holidays."})
    assert told(EVALUATED, CONFIRMED, unknown)["standstill"] == NOW


@pytest.mark.parametrize(("code", "last"), [("cancelled", step("cancel", "cancelled", reason="The need has gone."))])
def test_what_ended_early_has_nothing_ahead(code: str, last: dict[str, Any]) -> None:
    found = told(EVALUATED, CONFIRMED, last)
    assert list(found)[-1] == code
    assert set(found.values()) == {DONE}


def test_a_replaced_evaluation_names_who_replaced_it_and_why() -> None:
    later = step("evaluate", "evaluated", "E3", reason="A document was refused.")
    life = {"steps": [EVALUATED, CONFIRMED, later], "state": "superseded"}
    last = life_line(OWN, life, TODAY)[-1]
    assert (last.code, last.name, last.reason) == ("superseded", "Anna", "A document was refused.")


def test_of_several_evaluations_only_the_last_counts() -> None:
    rows = successions([step("evaluate", "evaluated", "E1"), EVALUATED, CONFIRMED])
    assert [(row.id, row.state, row.counts) for row in rows] == [
        ("E1", "superseded", False),
        ("E2", "confirmed", True),
    ]
    assert successions([]) == ()
