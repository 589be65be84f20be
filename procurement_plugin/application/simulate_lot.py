"""Simulate a lot: what an evaluation would say, how firmly, and what another data set or sea route would change.

Never an official number: nothing is kept but the event that somebody simulated.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from procurement_plugin.application.comparison_document import compared
from procurement_plugin.application.evaluate_lot import evaluate_lot
from procurement_plugin.application.evaluation_document import canonical_hash, finding_of, stripped, text_of
from procurement_plugin.domain.findings import BlockedError, Kind, blocking
from procurement_plugin.domain.neutrality.distribution import readable
from procurement_plugin.domain.sensitivity import sensitivity
from procurement_plugin.domain.weighting import check_profile

if TYPE_CHECKING:
    from procurement_plugin.application.evaluate_lot import EvaluatedLot, LotRequest, Reference
    from procurement_plugin.domain.evaluation import Evaluation
    from procurement_plugin.domain.sensitivity import Sensitivity, Transfer

OTHER_SCENARIO = {"suez": "cape", "cape": "suez"}


def simulate_lot(request: LotRequest, reference: Reference) -> dict[str, Any]:
    """Ranking, sensitivity, second data set and other sea route of a lot.

    Findings of caution do not stop it, even those that block an award.

    Raises:
        BlockedError: the profile cannot be computed, for example settings are missing.
    """
    profile, law = request.profile, reference.parameters
    findings = check_profile(profile, request.procedure, reference.criteria, law, reference.tables)
    if any(finding.kind is Kind.STRUCTURAL for finding in blocking(findings)):
        raise BlockedError("The weight profile cannot be computed; see its findings.", findings)
    lot = evaluate_lot(request, reference, accepted=True)
    intensities = reference.intensities[request.profile.data_set]
    return {
        "kind": "simulation",
        "inputHash": canonical_hash(request.source),
        "dataSets": [{"id": intensities.id, "sha256": intensities.sha256}],
        "status": lot.evaluation.status,
        "findings": [finding_of(finding) for finding in lot.findings],
        "bids": simulated_bids(lot.evaluation),
        "clipping": clipping_of(lot.evaluation),
        **firmness_of(lot.evaluation, profile.points_decimals),
        **compared(lot),
        "otherSeaScenario": _other_scenario(lot, reference),
    }


def simulated_bids(evaluation: Evaluation) -> list[dict[str, Any]]:
    """Rank, total and points, the bids as they were given."""
    ranks = {ranked.bid_id: ranked.rank for ranked in evaluation.ranking}
    return [
        stripped(
            {
                "bidId": score.bid.id,
                "rank": ranks.get(score.bid.id),
                "total": text_of(score.total),
                "points": {item.criterion.key: text_of(item.points) or "open" for item in score.criteria},
            }
        )
        for score in evaluation.bids
    ]


def firmness_of(evaluation: Evaluation, decimals: int) -> dict[str, Any]:
    """How firmly the first in rank stands; nothing with fewer than two bids that have a total."""
    found = sensitivity(evaluation, decimals)
    return {} if found is None else {"sensitivity": _shown(found)}


def clipping_of(evaluation: Evaluation) -> list[dict[str, Any]]:
    """For each criterion with anchors, the bids that lie beyond the outermost of them."""
    found = []
    for number, score in enumerate(evaluation.bids[0].criteria if evaluation.bids else ()):
        placed = [bid.criteria[number].placed for bid in evaluation.bids]
        known = [place for place in placed if place is not None]
        if known:
            clipped = sum(place.clipped for place in known)
            share = text_of(readable(Fraction(clipped * 100, len(known)), 2))
            row = {"criterion": score.criterion.key, "clipped": clipped, "placed": len(known), "percent": share}
            found.append(row)
    return found


def _shown(found: Sensitivity) -> dict[str, Any]:
    transfer = found.smallest_transfer
    return stripped(
        {
            "winner": found.winner,
            "second": found.second,
            "lead": text_of(readable(found.lead)),
            "withinRounding": found.within_rounding,
            "weights": [
                stripped(
                    {
                        "criterion": weight.key,
                        "weight": text_of(readable(weight.weight, 2)),
                        "low": text_of(readable(weight.low)),
                        "high": text_of(readable(weight.high)),
                        "overtakingBelow": weight.below,
                        "overtakingAbove": weight.above,
                    }
                )
                for weight in found.weights
            ],
            "smallestTransfer": _transfer(transfer) if transfer is not None else None,
        }
    )


def _transfer(transfer: Transfer) -> dict[str, str | None]:
    return {
        "from": transfer.source,
        "to": transfer.target,
        "percentagePoints": text_of(readable(transfer.amount)),
        "overtaking": transfer.overtaking,
    }


def _other_scenario(lot: EvaluatedLot, reference: Reference) -> dict[str, Any]:
    """The ranking if ships took the other route; chains whose distances were declared stay as they are."""
    profile = lot.request.profile
    scenario = OTHER_SCENARIO[profile.sea_scenario]
    request = replace(lot.request, profile=replace(profile, sea_scenario=scenario))
    other = evaluate_lot(request, reference, accepted=True)
    before, after = ({r.bid_id: r.rank for r in one.evaluation.ranking} for one in (lot, other))
    return {"seaScenario": scenario, "orderChanges": before != after, "bids": simulated_bids(other.evaluation)}
