"""What stands between a draft and its publication: warnings without a reason, blocks nobody may or did set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.actor import APPROVE
from procurement_plugin.domain.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

    from procurement_plugin.domain.actor import Actor
    from procurement_plugin.domain.procedure import Procedure

    Place = tuple[str, str, str]

SHORTEST_REASON = 20


class Answer(NamedTuple):
    """A reason recorded for one finding: of the author for a warning, of the approver for a block.

    ``parameter`` is that of the finding; two limits of one kind can be broken at one place.
    """

    code: str
    where: str
    reason: str
    parameter: str = ""

    @property
    def place(self) -> tuple[str, str, str]:
        """What it answers."""
        return self.code, self.where, self.parameter


def still_open(
    findings: Iterable[Finding], answers: Iterable[Answer], overrides: Iterable[Answer]
) -> tuple[Finding, ...]:
    """The findings that keep a draft from being published.

    A warning is closed by an answer of its author, a block that can be set aside by an override.
    """
    answered = {answer.place for answer in answers if _says_something(answer)}
    overridden = {override.place for override in overrides if _says_something(override)}
    return tuple(finding for finding in findings if _is_open(finding, answered, overridden))


def _says_something(answer: Answer) -> bool:
    return len(answer.reason.strip()) >= SHORTEST_REASON


def _is_open(finding: Finding, answered: Collection[Place], overridden: Collection[Place]) -> bool:
    place = _place(finding)
    if finding.severity is Severity.BLOCK:
        return not (finding.overridable and place in overridden)
    return finding.severity is Severity.WARN and place not in answered


def _place(finding: Finding) -> Place:
    return finding.code, finding.where, finding.parameter


def answers_at_fault(given: Iterable[Answer], findings: Iterable[Finding], name: str) -> Iterator[Finding]:
    """Answers that belong to no finding, or say too little."""
    places = {_place(finding) for finding in findings}
    for index, answer in enumerate(given):
        where = f"{name}[{index}]"
        if answer.place not in places:
            named = f" of {answer.parameter}" if answer.parameter else " without a parameter"
            message = f"There is no finding {answer.code}{named} at {answer.where}."
            remedy = "Copy code, where and parameter (if it has one) from the findings of the compliance check."
            yield _input(f"{where}.code", message, remedy)
        elif not _says_something(answer):
            message = f"A reason of at least {SHORTEST_REASON} characters is needed; it is printed."
            yield _input(f"{where}.reason", message, "Say why, in a sentence a bidder can read.")


def approver_faults(overrides: Collection[Answer], actor: Actor, authors: Collection[str]) -> Iterator[Finding]:
    """Why this actor may not set a block aside: no permission, no person, or an author of the draft."""
    if not overrides:
        return
    if APPROVE not in actor.scopes or not actor.person:
        message = "Only a person with the permission scoring:approve may set a block aside."
        yield _input("overrides", message, "Have the legal approver publish.")
    elif actor.subject in authors:
        message = "Who wrote the draft may not approve it."
        yield _input("overrides", message, "Have another person with the permission scoring:approve publish.")


def too_late(procedure: Procedure, now: datetime) -> Iterator[Finding]:
    """A version published when bids are, or may be, open: its method could be made for one of them."""
    opened = procedure.tenders_opened_at or procedure.tender_deadline_at
    if now >= opened:
        yield Finding(
            code="publication.afterOpening",
            severity=Severity.BLOCK,
            kind=Kind.STRUCTURAL,
            message=f"The bids are open, or may be, since {opened.isoformat()}; a method may not be fixed now.",
            where="procedure.tenderDeadlineAt",
            remedy="Correct the dates if they are wrong; otherwise this procedure has to be started anew.",
        )


def _input(where: str, message: str, remedy: str) -> Finding:
    return Finding("input.invalidInput", Severity.BLOCK, Kind.STRUCTURAL, message, where, remedy)
