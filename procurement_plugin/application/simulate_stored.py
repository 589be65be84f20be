"""Simulate other weights on a stored evaluation: its measures stay, only the points are worked out anew.

The bids as they were sent are not kept, so chains are not measured again: no other sea route, and a second data set
only as it was stored with the evaluation.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from procurement_plugin.application.simulate_lot import clipping_of, firmness_of, simulated_bids
from procurement_plugin.domain.criterion import Measurement, no_steps
from procurement_plugin.domain.evaluation import BidScore, CriterionScore, Evaluation, rank
from procurement_plugin.domain.procedure import Bid, Bidder, OtherPoints
from procurement_plugin.domain.scale import half_up

if TYPE_CHECKING:
    from collections.abc import Mapping

    from procurement_plugin.domain.procedure import AwardCriterion
    from procurement_plugin.domain.weighting import WeightProfile

PRICE = "price"


def simulate_stored(document: Mapping[str, Any], profile: WeightProfile) -> dict[str, Any]:
    """Ranking, clipping and sensitivity under other weights.

    Args:
        document: a stored evaluation.
        profile: its profile with the weights to be tried; criteria in the same order.
    """
    evaluation = weighed_again(document, profile)
    old = [Decimal(row["weight"]) for row in document["weightProfile"]["criteria"]]
    same = old == [criterion.weight for criterion in profile.criteria]
    stored = {"secondDataSet": document["secondDataSet"]} if same and "secondDataSet" in document else {}
    return {
        "kind": "simulation",
        "inputHash": document["inputHash"],
        "dataSets": document["dataSets"],
        "status": evaluation.status,
        "findings": [],
        "bids": simulated_bids(evaluation),
        "clipping": clipping_of(evaluation),
        **firmness_of(evaluation, profile.points_decimals),
        **stored,
    }


def weighed_again(document: Mapping[str, Any], profile: WeightProfile) -> Evaluation:
    """The evaluation with the same measures and the profile's weights."""
    scores = tuple(_bid(row, profile) for row in document["bids"])
    return Evaluation(scores, rank(scores, profile.tie_rule))


def _bid(row: Mapping[str, Any], profile: WeightProfile) -> BidScore:
    criteria = tuple(
        _score(score, criterion, profile.points_decimals)
        for score, criterion in zip(row["criteria"], profile.criteria, strict=True)
    )
    amounts = {
        score.criterion.key: OtherPoints(score.measurement.measure, None)
        for score in criteria
        if score.criterion.criterion == PRICE and score.measurement.measure is not None
    }
    bid = Bid(row["id"], Bidder(row["bidder"]["id"], row["bidder"]["name"]), (), {}, amounts, {})
    known = [score.points for score in criteria if score.points is not None]
    return BidScore(bid, criteria, sum(known, Decimal(0)) if len(known) == len(criteria) else None)


def _score(row: Mapping[str, Any], criterion: AwardCriterion, places: int) -> CriterionScore:
    """Placed on the scale by its measure; points of the platform, or of a missing fact, keep their share."""
    stored = row.get("measure")
    measure = Decimal(stored["value"]) if stored else None
    measurement = Measurement(measure, stored.get("unit", "") if stored else "", no_steps, (), (), "", ())
    placed = criterion.scale.place(measure) if criterion.scale is not None and measure is not None else None
    points = None
    if placed is not None:
        points = placed.points(criterion.weight, places)
    elif "points" in row:
        before = Decimal(row["weight"])
        points = half_up(Decimal(row["points"]) * criterion.weight, before, places) if before else Decimal(0)
    return CriterionScore(criterion, measurement, placed, points, row["evidenceStatus"], ())
