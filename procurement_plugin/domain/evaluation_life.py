"""The life of an official evaluation: evaluated, confirmed by a person, decision sent, standstill, closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procurement_plugin.domain.findings import StateError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

EVALUATED = "evaluated"
CONFIRMED = "confirmed"
STANDSTILL = "standstill"
CLOSED = "closed"
CANCELLED = "cancelled"
# What a person may do, from which state, and where it leads. The decision sent, the standstill has begun.
STEPS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "evaluate": (("", EVALUATED, CONFIRMED, STANDSTILL), EVALUATED),
    "confirm": ((EVALUATED,), CONFIRMED),
    "sendDecision": ((CONFIRMED,), STANDSTILL),
    "close": ((STANDSTILL,), CLOSED),
    "cancel": ((EVALUATED, CONFIRMED, STANDSTILL), CANCELLED),
}


def next_state(state: str, step: str) -> str:
    """The state that a step leads to.

    Raises:
        StateError: the step does not fit; the message names those that do.
    """
    allowed, reached = STEPS[step]
    if state not in allowed:
        possible = ", ".join(name for name, (states, _) in STEPS.items() if state in states) or "none"
        now = f"The evaluation is {state}" if state else "There is no evaluation yet"
        raise StateError("stepNotPossible", f"{now}; {step} does not fit. Possible: {possible}.")
    return reached


def check_confirmable(status: str, *, person: bool) -> None:
    """Only a person confirms, and only an evaluation in which every bid has a total.

    Raises:
        StateError: one of the two is missing.
    """
    if not person:
        raise StateError("personNeeded", "A person confirms an evaluation; the claims of this call name none.")
    if status != "complete":
        raise StateError("evaluationIncomplete", "A bid has no total yet; clarify it and evaluate again.")


def check_closable(first_possible: date, today: date) -> None:
    """The contract waits for the end of the standstill.

    Raises:
        StateError: the standstill is still running.
    """
    if today < first_possible:
        raise StateError("standstillRunning", f"The standstill runs; the earliest day is {first_possible.isoformat()}.")
