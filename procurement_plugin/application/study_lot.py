"""Study a past lot: score it under another weight profile, and see what that changes. A simulation, never an award.

All points come from the scoring kernel. The study's profile is taken as it is, but for what only the lot itself can
say: what it leaves out of a criterion (anchors, settings, reasons) is filled in from the lot's own profile.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.application.evaluate_lot import evaluation_of
from procurement_plugin.domain.evaluation import PLATFORM, BidScore, Evaluation, rank
from procurement_plugin.domain.findings import BlockedError, Finding, Kind, ProcurementError, Severity, blocking
from procurement_plugin.domain.procedure import OtherPoints
from procurement_plugin.domain.profile_checks import structural_findings
from procurement_plugin.domain.scale import EXACT, half_up
from procurement_plugin.domain.studied_lot import STATED, WITHOUT, LotOutcome, Remark, Result, compare, result_of
from procurement_plugin.domain.weighting import rule_findings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal

    from procurement_plugin.application.evaluate_lot import LotRequest, Reference
    from procurement_plugin.domain.procedure import AwardCriterion, Bid, Procedure
    from procurement_plugin.domain.weighting import WeightProfile

STUDY, NOTE = "study", "note"
NO_SCALE, NOTHING_LEFT, LEFT_OUT = "study.noScale", "study.nothingLeft", "study.criterionLeftOut"
NOT_SCORABLE = "evaluation.notScorable"
_OTHER_SPELLING = {"EL": "GR"}


@dataclass(frozen=True, slots=True)
class PastLot:
    """A lot of an archive as read.

    Attributes:
        request: the lot with the profile it states; method and data are those of its procedure's day.
        procedure: as it was, whose day chooses the law; differs from the request's where a study is computed by
            the method of a later day.
        member_state: of the buyer, when the archive says it; else the jurisdiction's.
        awarded: the bid that won, when the archive says it.
    """

    request: LotRequest
    procedure: Procedure
    member_state: str = ""
    awarded: str = ""


def study_lot(lot: PastLot, profile: WeightProfile, reference: Reference) -> LotOutcome:
    """What the profile would have changed in the lot; pure apart from the reference data behind the ports."""
    asked = under_profile(lot.request, profile)
    tried, tried_stated = _tried(asked, reference, STUDY), _tried(lot.request, reference, STATED)
    study = result_of(tried.evaluation) if tried.evaluation else None
    stated = result_of(tried_stated.evaluation) if tried_stated.evaluation else None
    others: dict[str, Result | None] = {STATED: stated}
    remarks = (*tried.remarks, *tried_stated.remarks, *_left_out(lot.request.profile, profile))
    if tried.evaluation is not None and study is not None:
        others[WITHOUT] = _without_ours(tried.evaluation, asked.profile, reference)
        if others[WITHOUT] is None:
            message = "Nothing is left to compare with when the three criteria are taken out of the study's profile."
            remarks += (Remark(WITHOUT, NOTHING_LEFT, message),)
    compared = {name: compare(study, other) for name, other in others.items() if study and other}
    return LotOutcome(
        sector=sector_of(lot.procedure.cpv),
        member_state=lot.member_state or state_of(lot.procedure.jurisdiction),
        bids=len(lot.request.bids),
        study=study,
        stated=stated,
        compared=compared,
        remarks=remarks,
        blocked=(*_broken_rules(asked.profile, lot.procedure, reference), *tried.cautions),
        awarded=lot.awarded,
    )


def unscored(lot_cpv: Iterable[str], jurisdiction: str, member_state: str, bids: int, remark: Remark) -> LotOutcome:
    """A lot that was read but lies outside what this release can score, for example before its first day."""
    state = member_state or state_of(jurisdiction)
    return LotOutcome(sector_of(lot_cpv), state, bids, None, None, {}, (remark,), (), "")


def sector_of(cpv: Iterable[str]) -> str:
    """The division of the main CPV code, which stands first."""
    return next(iter(cpv))[:2]


def state_of(jurisdiction: str) -> str:
    """The country of a jurisdiction, as ISO 3166-1 writes it; empty for the Union."""
    country = jurisdiction.partition("-")[0]
    return "" if country == "EU" else _OTHER_SPELLING.get(country, country)


def under_profile(request: LotRequest, profile: WeightProfile) -> LotRequest:
    """The lot under another profile.

    What the profile leaves out of a criterion comes from the criterion of the same name that the lot states. Points
    that the platform computed keep their share of the weight: 14 of 20 become 21 of 30, rounded once.
    """
    stated = {criterion.key: criterion for criterion in request.profile.criteria}
    own = replace(
        profile,
        criteria=tuple(_filled(criterion, stated.get(criterion.key)) for criterion in profile.criteria),
        item_weights=profile.item_weights or request.profile.item_weights,
        clauses=profile.clauses or request.profile.clauses,
        fixed_price=profile.fixed_price or request.profile.fixed_price,
    )
    return replace(request, profile=own, bids=tuple(_moved(bid, own, stated) for bid in request.bids))


def _filled(criterion: AwardCriterion, stated: AwardCriterion | None) -> AwardCriterion:
    if stated is None:
        return criterion
    bare = criterion.scale is None and criterion.source != PLATFORM
    return replace(
        criterion,
        scale=stated.scale if bare else criterion.scale,
        source=stated.source if bare else criterion.source,
        settings=criterion.settings or stated.settings,
        need=criterion.need or stated.need,
        link=criterion.link or stated.link,
        evidence=criterion.evidence or stated.evidence,
        title=criterion.title or stated.title,
        description=criterion.description or stated.description,
        answers=criterion.answers or stated.answers,
    )


def _moved(bid: Bid, profile: WeightProfile, stated: Mapping[str, AwardCriterion]) -> Bid:
    """The bid with points of the platform at the profile's weights."""
    moved = dict(bid.other_criteria)
    for criterion in profile.criteria:
        given = moved.get(criterion.key)
        if given is not None and given.points is not None:
            before = stated[criterion.key].weight  # every name that a bid gives is a criterion that the lot states
            points = _at_weight(given.points, before, criterion.weight, profile.points_decimals)
            moved[criterion.key] = OtherPoints(given.amount, points)
    return bid._replace(other_criteria=moved)


def _at_weight(points: Decimal, before: Decimal, after: Decimal, places: int) -> Decimal | None:
    """Points of one weight at another; None when the first weight is 0 and says nothing about a share."""
    return half_up(EXACT.multiply(points, after), before, places) if before else None


class _Tried(NamedTuple):
    """An evaluation, or none; why it or some totals are missing; what caution would block that no rule file holds."""

    evaluation: Evaluation | None
    remarks: tuple[Remark, ...]
    cautions: tuple[Remark, ...] = ()


def _tried(request: LotRequest, reference: Reference, under: str) -> _Tried:
    try:
        cautions = _refuse(request, reference)
        evaluation = evaluation_of(request, reference)
    except ProcurementError as error:
        return _Tried(None, tuple(remarks_of(under, error)))
    return _Tried(evaluation, tuple(_open(evaluation, under)), tuple(map(_rule, cautions)))


def _refuse(request: LotRequest, reference: Reference) -> list[Finding]:
    """Raise what makes a profile impossible to compute; caution does not stop a simulation and is handed back."""
    profile, law = request.profile, reference.parameters
    bare = [
        criterion.key
        for criterion in profile.criteria
        if criterion.scale is None and (criterion.criterion in reference.criteria or criterion.source != PLATFORM)
    ]
    if bare:
        message = f"Neither the study's profile nor the lot's own has anchors for {', '.join(bare)}."
        raise BlockedError(message, (Finding(NO_SCALE, Severity.BLOCK, Kind.STRUCTURAL, message),))
    found = blocking(structural_findings(profile, request.procedure, reference.criteria, law, reference.tables))
    faults = tuple(finding for finding in found if finding.kind is Kind.STRUCTURAL)
    if faults:
        raise BlockedError("The profile cannot be computed.", faults)
    return [finding for finding in found if finding.kind is not Kind.STRUCTURAL]


def _left_out(stated: WeightProfile, study: WeightProfile) -> Iterator[Remark]:
    """Criteria of the lot that the study does not know; their points are gone, which explains some changes."""
    kept = {criterion.key for criterion in study.criteria}
    for criterion in stated.criteria:
        if criterion.key not in kept:
            yield Remark(NOTE, LEFT_OUT, f"The study's profile does not hold the lot's criterion {criterion.key}.")


def remarks_of(under: str, error: ProcurementError) -> Iterator[Remark]:
    """What an error says, by code; one of a parameter or table that does not cover the day is named for that."""
    own = CODES.get(type(error).__name__)
    if own or not error.findings:
        yield Remark(under, own or "study.notComputable", str(error))
        return
    for finding in error.findings:
        yield Remark(under, finding.code, finding.message)


def _open(evaluation: Evaluation, under: str) -> Iterator[Remark]:
    """Why bids have no total: the findings of criteria without points, the general one only where it stands alone."""
    for score in evaluation.bids:
        for item in score.criteria:
            if item.points is None:
                heavy = [finding for finding in item.findings if finding.severity is not Severity.INFORM]
                special = [finding for finding in heavy if finding.code != NOT_SCORABLE]
                for finding in special or heavy:
                    yield Remark(under, finding.code, finding.message)


def _without_ours(evaluation: Evaluation, profile: WeightProfile, reference: Reference) -> Result | None:
    """The same points without the criteria of this software, out of 100; None when nothing else carries weight."""
    rest = sum(c.weight for c in profile.criteria if c.criterion not in reference.criteria)
    if not rest:
        return None
    scores = []
    for score in evaluation.bids:
        kept = tuple(item for item in score.criteria if item.criterion.criterion not in reference.criteria)
        total = sum((item.points for item in kept if item.points is not None), start=kept[0].criterion.weight * 0)
        scores.append(BidScore(score.bid, kept, total))
    found = result_of(Evaluation(tuple(scores), rank(scores, profile.tie_rule)))
    if found is None:
        return None
    whole = Fraction(100) / Fraction(rest)
    return found._replace(totals={bid: total * whole for bid, total in found.totals.items()})


def _broken_rules(profile: WeightProfile, procedure: Procedure, reference: Reference) -> tuple[Remark, ...]:
    """Rules of law and caution, in force on the lot's own date, that would block the profile."""
    return tuple(map(_rule, blocking(rule_findings(profile, procedure, reference.criteria, reference.parameters))))


def _rule(finding: Finding) -> Remark:
    return Remark(str(finding.kind), finding.parameter or finding.code, finding.message)


CODES = {"NotInForceError": "study.notInForce", "OutOfCoverageError": "study.outsideCoverage"}
