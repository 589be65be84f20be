"""What a draft means while it is written: the picture of its weights, the findings, and the computed tests in short."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.application.evaluation_document import finding_of
from procurement_plugin.application.guard import report_of
from procurement_plugin.application.weight_picture import WeightPicture, weight_picture
from procurement_plugin.domain.publication import still_open

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from procurement_plugin.application.evaluate_lot import Reference
    from procurement_plugin.application.guard import LegalGuard, Looked
    from procurement_plugin.domain.findings import Finding
    from procurement_plugin.domain.procedure import Lot, Procedure
    from procurement_plugin.domain.publication import Answer
    from procurement_plugin.domain.weighting import WeightProfile

RANK = {"block": 0, "warn": 1, "inform": 2}
PREMIUM, DISCOUNT = "pricePremium", "requiredDiscount"


class Parts(NamedTuple):
    """As much of a draft as could be read.

    ``sketch`` holds the criteria with their weights, whatever else is wrong; ``profile`` is there when the criteria
    are right but for the sum of their weights; ``lot`` when nothing at all is wrong.
    """

    sketch: WeightProfile
    procedure: Procedure | None = None
    profile: WeightProfile | None = None
    lot: Lot | None = None


class Told(NamedTuple):
    """A finding as shown, the author's reason for it, and whether it still stands in the way of publication."""

    finding: Mapping[str, Any]
    reason: str
    is_open: bool

    @property
    def place(self) -> tuple[str, str, str]:
        """What a reason names: code, place, and parameter if there is one."""
        found = self.finding
        return found["code"], found.get("where", ""), found.get("parameter", "")


class Meaning(NamedTuple):
    """What a draft means.

    Attributes:
        findings: the gravest first.
        unneeded: reasons that belong to no finding any more; known only once everything could be checked.
        ruled: whether the rules of the law could look at it.
        computed: whether the computed tests could run as well.
        reports: the computed tests by name, as the API answers them.
    """

    picture: WeightPicture
    findings: tuple[Told, ...]
    unneeded: tuple[Answer, ...]
    ruled: bool
    computed: bool
    reports: Mapping[str, Mapping[str, Any]]

    @property
    def blocked(self) -> bool:
        """Whether a block is open."""
        return any(told.is_open and told.finding["severity"] == "block" for told in self.findings)

    @property
    def left(self) -> tuple[Told, ...]:
        """The findings that keep it from being published."""
        return tuple(told for told in self.findings if told.is_open)

    def within(self, place: str) -> tuple[Told, ...]:
        """The findings of a part of the draft."""
        inner = tuple(place + sign for sign in ".[")
        return tuple(told for told in self.findings if told.place[1] == place or told.place[1].startswith(inner))

    def figure(self, test: str, name: str) -> str:
        """A figure of a computed test; empty when there is none."""
        return str(self.reports.get(test, {}).get("figures", {}).get(name) or "")


def look_at(parts: Parts, answers: Sequence[Answer], guard: LegalGuard, reference: Reference) -> Meaning:
    """Look at as much as there is; nothing is stored."""
    picture = weight_picture(parts.sketch, parts.procedure, reference.criteria, reference.parameters)
    if parts.procedure is None or parts.profile is None:
        return Meaning(picture, (), (), ruled=False, computed=False, reports={})
    looked = guard.look(parts.procedure, parts.profile, parts.lot)
    told = told_of(looked.findings, answers)
    places = {row.place for row in told}
    unneeded = tuple(answer for answer in answers if answer.place not in places) if parts.lot is not None else ()
    return Meaning(picture, told, unneeded, ruled=True, computed=parts.lot is not None, reports=_reports(looked))


def told_of(
    findings: Sequence[Finding], answers: Sequence[Answer], overrides: Sequence[Answer] = ()
) -> tuple[Told, ...]:
    """Findings with the reasons given for them, the gravest first."""
    reasons = {answer.place: answer.reason for answer in (*answers, *overrides)}
    left = set(map(id, still_open(findings, answers, overrides)))
    rows = [
        Told(finding_of(one), reasons.get((one.code, one.where, one.parameter), ""), id(one) in left)
        for one in findings
    ]
    return tuple(sorted(rows, key=lambda row: RANK[row.finding["severity"]]))


def _reports(looked: Looked) -> dict[str, Mapping[str, Any]]:
    return {report.name: report_of(report) for report in looked.reports}
