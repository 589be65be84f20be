"""Scores bids under a published profile. No bid's points read another bid; the total is an exact sum."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.criterion import Measurement, no_steps
from procurement_plugin.domain.evidence import REASONS, provisional, status_of, support
from procurement_plugin.domain.findings import Finding, Kind, Severity
from procurement_plugin.domain.procedure import MissingPolicy
from procurement_plugin.domain.scale import half_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from procurement_plugin.domain.criterion import Criterion, Question
    from procurement_plugin.domain.procedure import AwardCriterion, Bid
    from procurement_plugin.domain.scale import Placed
    from procurement_plugin.domain.weighting import WeightProfile

PLATFORM = "platform"
# Raised when the same profile, data and bids would give other points; a frozen version names the one it needs.
METHOD_VERSION = "3"
_ONE = Decimal(1)


class CriterionScore(NamedTuple):
    """One criterion of one bid: measure, place on the scale, points; points None = not scorable.

    ``provisional``: they rest on a document that nobody has checked yet.
    """

    criterion: AwardCriterion
    measurement: Measurement
    placed: Placed | None
    points: Decimal | None
    evidence_status: str
    findings: tuple[Finding, ...]
    provisional: bool = False


class BidScore(NamedTuple):
    """All criteria of one bid; total None when one of them could not be scored."""

    bid: Bid
    criteria: tuple[CriterionScore, ...]
    total: Decimal | None


class Ranked(NamedTuple):
    """A bid's rank, and the tie rules that were needed to reach it."""

    bid_id: str
    rank: int
    tied_on: tuple[str, ...]
    still_tied: bool


class Evaluation(NamedTuple):
    """The lot's result: every bid's scores in the order given, and the ranking of those with a total."""

    bids: tuple[BidScore, ...]
    ranking: tuple[Ranked, ...]

    @property
    def status(self) -> str:
        """``complete`` when every bid has a total."""
        return "complete" if all(score.total is not None for score in self.bids) else "incomplete"


def evaluate(
    profile: WeightProfile,
    questions: Iterable[tuple[Bid, Sequence[Question | None]]],
    known: Mapping[str, Criterion],
) -> Evaluation:
    """Score every bid; ``questions`` gives per bid one question for each criterion of the profile, in order.

    A question is None where the criterion is not ours (price, quality).
    """
    scores = tuple(_score_bid(bid, asked, profile, known, index) for index, (bid, asked) in enumerate(questions))
    return Evaluation(scores, rank(scores, profile.tie_rule))


def rescored(
    evaluation: Evaluation,
    profile: WeightProfile,
    questions: Sequence[Sequence[Question | None]],
    known: Mapping[str, Criterion],
) -> Evaluation:
    """The evaluation with some criteria measured anew: those with a question; the others keep their scores."""
    scores = []
    for score, asked in zip(evaluation.bids, questions, strict=True):
        criteria = tuple(
            kept
            if question is None
            else _score_ours(
                kept.criterion,
                known[kept.criterion.criterion].measure(question),
                score.bid,
                profile.points_decimals,
                question,
            )
            for kept, question in zip(score.criteria, asked, strict=True)
        )
        scores.append(BidScore(score.bid, criteria, _total(criteria)))
    return Evaluation(tuple(scores), rank(scores, profile.tie_rule))


def _total(criteria: tuple[CriterionScore, ...]) -> Decimal | None:
    """The exact sum; None when a criterion has no points."""
    known_points = [score.points for score in criteria if score.points is not None]
    return sum(known_points, Decimal(0)) if len(known_points) == len(criteria) else None


def _score_bid(
    bid: Bid, asked: Sequence[Question | None], profile: WeightProfile, known: Mapping[str, Criterion], index: int
) -> BidScore:
    criteria = tuple(
        _score_ours(criterion, known[criterion.criterion].measure(question), bid, profile.points_decimals, question)
        if question is not None
        else score_other(criterion, bid, profile.points_decimals, f"bids[{index}]")
        for criterion, question in zip(profile.criteria, asked, strict=True)
    )
    return BidScore(bid, criteria, _total(criteria))


def _score_ours(
    criterion: AwardCriterion, measurement: Measurement, bid: Bid, places: int, question: Question
) -> CriterionScore:
    status = status_of(measurement.evidence, bid.evidence)
    found = support(measurement.evidence, bid.evidence, question.closing_day)
    if measurement.evidence and not found and measurement.measure is not None:
        measurement = measurement._replace(
            measure=None,
            explain=no_steps,
            findings=(*measurement.findings, _unsupported(criterion, found.reason, question.where)),
        )
    score = _score(criterion, measurement, status, places, question.where)
    return score._replace(provisional=score.points is not None and provisional(found.usable, bid.evidence))


def _score(criterion: AwardCriterion, measurement: Measurement, status: str, places: int, where: str) -> CriterionScore:
    if measurement.measure is None or criterion.scale is None:
        points, finding = _missing(criterion, where)
        return CriterionScore(criterion, measurement, None, points, status, (*measurement.findings, finding))
    placed = criterion.scale.place(measurement.measure)
    if placed is None:
        findings = (*measurement.findings, _beyond(criterion, measurement, where))
        return CriterionScore(criterion, measurement, None, None, status, findings)
    points = placed.points(criterion.weight, places)
    return CriterionScore(criterion, measurement, placed, points, status, measurement.findings)


def score_other(criterion: AwardCriterion, bid: Bid, places: int, where: str) -> CriterionScore:
    """A criterion that is not ours: an amount on published anchors, or points computed by the platform."""
    given = bid.other_criteria.get(criterion.key)
    if criterion.source != PLATFORM:
        amount = given.amount if given else None
        return _score(criterion, Measurement(amount, "", no_steps, (), (), "", ()), "platform", places, where)
    points = given.points if given else None  # at most the published decimals, checked at the edge
    measurement = Measurement(None, "", no_steps, (), (), "", ())
    if points is None:
        points, finding = _missing(criterion, where)
        return CriterionScore(criterion, measurement, None, points, PLATFORM, (finding,))
    return CriterionScore(criterion, measurement, None, half_up(points, _ONE, places), PLATFORM, ())


def _missing(criterion: AwardCriterion, where: str) -> tuple[Decimal | None, Finding]:
    zero = criterion.missing_policy is MissingPolicy.ZERO
    finding = Finding(
        code="evaluation.missingZero" if zero else "evaluation.notScorable",
        severity=Severity.INFORM if zero else Severity.WARN,
        kind=Kind.DATA,
        message=f"{criterion.key} cannot be measured for this bid; the published policy is "
        f"'{criterion.missing_policy}'.",
        where=where,
        remedy=MISSING_REMEDIES[criterion.missing_policy],
    )
    return (Decimal(0) if zero else None), finding


def _unsupported(criterion: AwardCriterion, reason: str, where: str) -> Finding:
    return Finding(
        code=f"evaluation.{reason}",
        severity=Severity.WARN,
        kind=Kind.DATA,
        message=f"{criterion.key} cannot be measured: {REASONS[reason]}.",
        where=where,
        remedy="A clarification may bring other evidence for what was promised, never a better promise (Directive "
        "2014/24/EU, Article 56(3)).",
    )


def _beyond(criterion: AwardCriterion, measurement: Measurement, where: str) -> Finding:
    return Finding(
        code="evaluation.outsideScale",
        severity=Severity.WARN,
        kind=Kind.DATA,
        message=f"{criterion.key} measures {measurement.measure} {measurement.unit}, outside the admitted range.",
        where=where,
        remedy="The published scale admits no measure there; a person decides on the bid.",
    )


def rank(scores: Sequence[BidScore], tie_rule: tuple[str, ...]) -> tuple[Ranked, ...]:
    """Ranks of the bids with a total, 1 for the highest; equal totals go through the published tie rule in order.

    Bids still equal after the last rule share a rank: lots are drawn outside the software.
    """
    complete = [score for score in scores if score.total is not None]
    keys = {score.bid.id: _sort_key(score, tie_rule) for score in complete}
    totals = Counter(score.total for score in complete)
    ordered = sorted(complete, key=lambda score: keys[score.bid.id])
    shared = Counter(keys.values())
    ranked: list[Ranked] = []
    for place, score in enumerate(ordered, 1):
        key = keys[score.bid.id]
        tied = totals[score.total] > 1
        position = ranked[-1].rank if ranked and keys[ranked[-1].bid_id] == key else place
        ranked.append(Ranked(score.bid.id, position, tie_rule if tied else (), shared[key] > 1))
    return tuple(ranked)


def _sort_key(score: BidScore, tie_rule: tuple[str, ...]) -> tuple[Decimal, ...]:
    key = [-(score.total or Decimal(0))]
    by_name = {item.criterion.key: item for item in score.criteria}
    for rule in tie_rule:
        if rule == "lots":
            break
        named = by_name.get(rule)
        given = score.bid.other_criteria.get(rule)
        if rule == "price" and given is not None and given.amount is not None:
            key.append(given.amount)
        else:
            key.append(-(named.points or Decimal(0)) if named else Decimal(0))
    return tuple(key)


MISSING_REMEDIES = {
    MissingPolicy.ZERO: "The criterion gets no points, as published.",
    MissingPolicy.CLARIFY: "Ask the bidder, as far as the published documents allow; total and rank stay open.",
    MissingPolicy.REJECT: "A person decides whether the bid is rejected; nothing is rejected automatically.",
}
