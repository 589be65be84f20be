"""One past lot under a study's profile, beside the same lot without it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.neutrality.distribution import readable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from procurement_plugin.domain.evaluation import Evaluation

# What a lot is compared with: the profile it states, and the study's without the three criteria.
STATED, WITHOUT = "stated", "withoutThree"
COMPARED_WITH = (STATED, WITHOUT)
SAME, CHANGED, DRAWN = "same", "changed", "drawn"
PLACES = 2


class Remark(NamedTuple):
    """Why a lot was not scored or not compared, or what would have blocked its profile.

    ``under`` says where it arose: ``reading``, ``study``, ``stated``, ``withoutThree``, or ``note`` when nothing is
    missing; for rules it is their kind.
    """

    under: str
    code: str
    message: str


class Result(NamedTuple):
    """A lot's bids under one profile: who stands first, and exact totals out of 100 points."""

    winners: frozenset[str]
    totals: Mapping[str, Fraction]
    ranks: Mapping[str, int]


class Compared(NamedTuple):
    """A lot under the study's profile beside the same lot without it.

    Attributes:
        winner: ``same``, ``changed``, or ``drawn`` when lots would be drawn under either.
        changes: of each bid's points, in hundredths of a point.
        pairs: of bids; ``agreeing`` ones stand in the same order under both, ``turned`` ones in the opposite.
    """

    winner: str
    changes: tuple[int, ...]
    pairs: int
    agreeing: int
    turned: int


class LotOutcome(NamedTuple):
    """What a study says about one lot.

    Attributes:
        sector: CPV division of the procedure, two digits.
        member_state: ISO 3166-1 alpha-2, or empty when neither the line nor the jurisdiction says it.
        compared: by what it is compared with; what could not be compared is missing and has its remarks.
        blocked: findings of law and caution that would block the study's profile on the lot's own date.
        awarded: the bid that won, when the archive says so.
    """

    sector: str
    member_state: str
    bids: int
    study: Result | None
    stated: Result | None
    compared: Mapping[str, Compared]
    remarks: tuple[Remark, ...]
    blocked: tuple[Remark, ...]
    awarded: str


def result_of(evaluation: Evaluation) -> Result | None:
    """Winners, totals and ranks; None unless every bid has a total, for a winner among some is no winner."""
    totals = {score.bid.id: Fraction(score.total) for score in evaluation.bids if score.total is not None}
    if len(totals) < len(evaluation.bids):
        return None
    ranks = {ranked.bid_id: ranked.rank for ranked in evaluation.ranking}
    return Result(frozenset(bid for bid, rank in ranks.items() if rank == 1), totals, ranks)


def compare(study: Result, other: Result) -> Compared:
    """The same bids under both, in the order of the study's result."""
    bids = list(study.totals)
    changes = tuple(hundredths(study.totals[bid] - other.totals[bid]) for bid in bids)
    orders = [
        (_order(study.ranks, one, two), _order(other.ranks, one, two))
        for place, one in enumerate(bids)
        for two in bids[place + 1 :]
    ]
    agreeing = sum(first == second != 0 for first, second in orders)
    turned = sum(first == -second != 0 for first, second in orders)
    return Compared(_winner(study.winners, other.winners), changes, len(orders), agreeing, turned)


def _winner(study: frozenset[str], other: frozenset[str]) -> str:
    if len(study) > 1 or len(other) > 1:
        return DRAWN
    return SAME if study == other else CHANGED


def _order(ranks: Mapping[str, int], one: str, two: str) -> int:
    return (ranks[one] > ranks[two]) - (ranks[one] < ranks[two])


def hundredths(points: Fraction) -> int:
    """Points in whole hundredths, halves away from zero."""
    return int(readable(points, PLACES).scaleb(PLACES))
