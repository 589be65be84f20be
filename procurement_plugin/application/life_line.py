"""The life of an official evaluation as a line of stages, and the evaluations that replaced one another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

DONE, NOW, AHEAD = "done", "now", "ahead"
# Stages that a step of a person reaches, in order, and the step.
REACHED_BY = (("evaluated", "evaluate"), ("confirmed", "confirm"), ("decisionSent", "sendDecision"))


class Stage(NamedTuple):
    """A stage of the line.

    Attributes:
        code: opened, evaluated, confirmed, decisionSent, standstill, closed, cancelled or superseded.
        state: ``done``, ``now`` (waited for, or running) or ``ahead``.
        at: moment or day on which it was reached, as ISO text; empty before.
        until: of the standstill, the first day on which the contract may be signed.
        name: who took the step; empty where nobody did.
        reason: what was given as reason.
    """

    code: str
    state: str
    at: str = ""
    until: str = ""
    name: str = ""
    reason: str = ""


class Replaced(NamedTuple):
    """One of the evaluations of a version, oldest first; ``counts`` of the last one alone."""

    id: str
    at: str
    name: str
    reason: str
    state: str
    counts: bool


def life_line(document: Mapping[str, Any], life: Mapping[str, Any], today: date) -> tuple[Stage, ...]:
    """The stages of an evaluation, one of them at most ``now``.

    Args:
        document: the stored evaluation.
        life: as ``EvaluationLife.life`` tells it.
    """
    own = {step["step"]: step for step in life["steps"] if step["evaluationId"] == document["id"]}
    ended = _ended(document, life, own)
    stages = [_opened(document), *(_reached(code, own.get(step)) for code, step in REACHED_BY)]
    sent = own.get("sendDecision", {}).get("standstill")
    stages += [_standstill(sent, today, closed="close" in own), _reached("closed", own.get("close"))]
    if ended is not None:
        return (*(stage for stage in stages if stage.state == DONE), ended)
    return tuple(_with_now(stages))


def successions(steps: Sequence[Mapping[str, Any]]) -> tuple[Replaced, ...]:
    """The evaluations of a version in their order, with who made each and why.

    Args:
        steps: of the version, each with evaluationId, step, state, at, actor and reason.
    """
    last = {step["evaluationId"]: step["state"] for step in steps}
    counting = steps[-1]["evaluationId"] if steps else ""
    return tuple(
        Replaced(
            step["evaluationId"],
            step["at"],
            _name(step),
            step.get("reason", ""),
            last[step["evaluationId"]] if step["evaluationId"] == counting else "superseded",
            step["evaluationId"] == counting,
        )
        for step in steps
        if step["step"] == "evaluate"
    )


def _opened(document: Mapping[str, Any]) -> Stage:
    procedure = document["procedure"]
    return Stage("opened", DONE, procedure.get("tendersOpenedAt") or procedure["tenderDeadlineAt"])


def _reached(code: str, step: Mapping[str, Any] | None) -> Stage:
    if step is None:
        return Stage(code, AHEAD)
    return Stage(code, DONE, step["at"], name=_name(step), reason=step.get("reason", ""))


def _standstill(sent: Mapping[str, Any] | None, today: date, *, closed: bool) -> Stage:
    if sent is None:
        return Stage("standstill", AHEAD)
    first = sent.get("firstPossible", "")
    over = closed or (first and today.isoformat() >= first)
    return Stage("standstill", DONE if over else NOW, sent.get("event", ""), first)


def _ended(document: Mapping[str, Any], life: Mapping[str, Any], own: Mapping[str, Any]) -> Stage | None:
    """How the line ended before its end, if it did."""
    if "cancel" in own:
        return _reached("cancelled", own["cancel"])
    if life["state"] == "superseded":
        later = [step for step in life["steps"] if step["step"] == "evaluate"]
        place = next(number for number, step in enumerate(later) if step["evaluationId"] == document["id"])
        return _reached("superseded", later[place + 1])
    return None


def _with_now(stages: Sequence[Stage]) -> Iterator[Stage]:
    """The first stage that was not reached is what is waited for, unless one is running."""
    waiting = any(stage.state == NOW for stage in stages)
    for stage in stages:
        if stage.state == AHEAD and not waiting:
            waiting = True
            yield stage._replace(state=NOW)
        else:
            yield stage


def _name(step: Mapping[str, Any]) -> str:
    who = step.get("actor", {})
    return str(who.get("name") or who.get("subject", ""))
