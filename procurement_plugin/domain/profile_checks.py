"""What is wrong with a profile apart from its limits: shape, double counting, tie rule, what is not covered yet."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from procurement_plugin.domain.criterion import ProfileQuestion
from procurement_plugin.domain.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from procurement_plugin.domain.criterion import Criterion
    from procurement_plugin.domain.parameters import ParameterSet
    from procurement_plugin.domain.procedure import AwardCriterion, Procedure
    from procurement_plugin.domain.weighting import WeightProfile

# Nearness may not decide a tie (rulings 16); nor may what follows from it.
NEVER_A_TIE_RULE = ("proximity", "transportEmissions")


def structural_findings(
    profile: WeightProfile,
    procedure: Procedure,
    known: Mapping[str, Criterion],
    parameters: ParameterSet,
    tables: Mapping[str, Any],
) -> tuple[Finding, ...]:
    """All findings that need no limit, each at its field."""
    found: list[Finding] = []
    day = procedure.day
    for index, criterion in enumerate(profile.criteria):
        where = f"weightProfile.criteria[{index}]"
        found.extend(_criterion_findings(criterion, where, known))
        ours = known.get(criterion.criterion)
        if ours is not None and ours.check is not None:
            figure = partial(parameters.figure, day=day)
            found.extend(ours.check(ProfileQuestion(criterion, where, day, figure, tables)))
    found.extend(_double_counting(profile, known))
    found.extend(_tie_rule(profile))
    found.extend(_coverage(procedure, parameters))
    found.extend(_fixed_price(profile))
    return tuple(found)


def _criterion_findings(criterion: AwardCriterion, where: str, known: Mapping[str, Criterion]) -> Iterator[Finding]:
    if criterion.scale is not None:
        yield from criterion.scale.findings(f"{where}.scale")
    ours = known.get(criterion.criterion)
    if ours is None:
        yield from _platform_findings(criterion, where)
        return
    yield from _reasons(criterion, where, distance="distance" in _reads(criterion, known) and len(ours.measures) > 1)


def _platform_findings(criterion: AwardCriterion, where: str) -> Iterator[Finding]:
    if criterion.scale is None and criterion.criterion in ("price", "cost"):
        yield Finding(
            code="weighting.priceFormulaUndeclared",
            severity=Severity.WARN,
            kind=Kind.STRUCTURAL,
            message="The platform computes the price points and the profile does not declare formula and anchors.",
            where=f"{where}.scale",
            remedy="Declare the anchors of the price, so that what a point is worth can be shown and checked.",
        )


def _reasons(criterion: AwardCriterion, where: str, *, distance: bool) -> Iterator[Finding]:
    """The need in words: a warning; for raw distance, which stays closed without it, a block."""
    if not criterion.need:
        yield Finding(
            code="weighting.needMissing",
            severity=Severity.BLOCK if distance else Severity.WARN,
            kind=Kind.STRUCTURAL,
            message=f"The criterion {criterion.key} states no need that it answers.",
            where=f"{where}.need",
            remedy="Say in 'need' what the contracting authority needs and why.",
        )


def _reads(criterion: AwardCriterion, known: Mapping[str, Criterion]) -> frozenset[str]:
    ours = known.get(criterion.criterion)
    definition = ours.definition(criterion.measure) if ours else None
    return definition.reads if definition else frozenset()


def _double_counting(profile: WeightProfile, known: Mapping[str, Criterion]) -> Iterator[Finding]:
    readers = [
        (index, criterion)
        for index, criterion in enumerate(profile.criteria)
        if criterion.weight > 0 and "distance" in _reads(criterion, known)
    ]
    for (_, first), (index, second) in zip(readers, readers[1:], strict=False):
        yield Finding(
            code="weighting.doubleCounting",
            severity=Severity.BLOCK,
            kind=Kind.GUARDRAIL,
            message=f"{first.key} and {second.key} reward the same kilometres of the same chains.",
            where=f"weightProfile.criteria[{index}]",
            remedy="Keep one of them, or have a named legal approver set this caution rule aside.",
            reasoning="Two criteria that read the same chain elements count one advantage twice. No text says so in "
            "these words; it is a caution rule of this software.",
            overridable=True,
        )


def _tie_rule(profile: WeightProfile) -> Iterator[Finding]:
    keys = {criterion.key for criterion in profile.criteria} | {"price", "lots"}
    for index, rule in enumerate(profile.tie_rule):
        where = f"weightProfile.tieRule[{index}]"
        if rule.split(".")[0] in NEVER_A_TIE_RULE:
            message = f"A tie may not be decided by {rule}: nearness is no reason between equal bids."
            yield _tie_finding("tieRuleNearness", message, where)
        elif rule not in keys:
            yield _tie_finding("tieRuleUnknown", f"The tie rule '{rule}' is no criterion of this profile.", where)


def _tie_finding(code: str, message: str, where: str) -> Finding:
    return Finding(
        code=f"weighting.{code}",
        severity=Severity.BLOCK,
        kind=Kind.STRUCTURAL,
        message=message,
        where=where,
        remedy="Name another criterion of the profile, price, or lots (drawn outside the software).",
    )


def _fixed_price(profile: WeightProfile) -> Iterator[Finding]:
    if profile.fixed_price is not None:
        yield Finding(
            code="weighting.fixedPrice",
            severity=Severity.INFORM,
            kind=Kind.STRUCTURAL,
            message=f"The price is fixed at {profile.fixed_price.value} {profile.fixed_price.currency}: bids compete "
            "on quality only.",
            where="weightProfile.fixedPrice",
            remedy="Directive 2014/24/EU, Article 67(2), second subparagraph, allows it; say so in the documents.",
        )


def _coverage(procedure: Procedure, parameters: ParameterSet) -> Iterator[Finding]:
    """A country whose law no pack holds is named; so is a contract to which no directive applies."""
    country = procedure.jurisdiction.split("-")[0]
    if country != "EU" and country.lower() not in parameters.packs:
        yield Finding(
            code="weighting.onlyBasePack",
            severity=Severity.INFORM,
            kind=Kind.STRUCTURAL,
            message=f"Only the rules of the Union were checked; the law of {country} was not.",
            where="procedure.jurisdiction",
            remedy="Have the national rules checked by a person before publication.",
        )
