"""The comparison with a second data set as part of an evaluation's document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from procurement_plugin.application.evaluate_lot import EvaluatedLot
    from procurement_plugin.application.second_data_set import ClassCompared, Comparison
    from procurement_plugin.domain.evaluation import BidScore


def compared(lot: EvaluatedLot) -> dict[str, Any]:
    """``secondDataSet``: ranks, totals and classes under both sets; nothing when there is no comparison."""
    comparison = lot.comparison
    if comparison is None:
        return {}
    return {
        "secondDataSet": {
            "id": comparison.data_set.id,
            "sha256": comparison.data_set.sha256,
            "orderChanges": comparison.order_changes,
            "bids": _bids(lot, comparison),
            "classes": [_class(pair) for pair in comparison.classes],
            "notCompared": list(comparison.not_compared),
        }
    }


def _bids(lot: EvaluatedLot, comparison: Comparison) -> list[dict[str, Any]]:
    ranks, second_ranks = (
        {ranked.bid_id: ranked.rank for ranked in evaluation.ranking}
        for evaluation in (lot.evaluation, comparison.evaluation)
    )
    rows = []
    for score, second in zip(lot.evaluation.bids, comparison.evaluation.bids, strict=True):
        name = score.bid.id
        if name not in comparison.not_compared:
            row: dict[str, Any] = {"bidId": name, "rank": ranks.get(name), "secondRank": second_ranks.get(name)}
            row |= {"total": _text(score), "secondTotal": _text(second), "measure": _measure(score, second)}
            rows.append({key: value for key, value in row.items() if value is not None})
    return rows


def _text(score: BidScore) -> str | None:
    return None if score.total is None else f"{score.total:f}"


def _measure(score: BidScore, second: BidScore) -> dict[str, str] | None:
    """Measures of the criterion that was measured anew; the first where there are several."""
    for one, other in zip(score.criteria, second.criteria, strict=True):
        first, again = one.measurement, other.measurement
        if one is not other and first.measure is not None and again.measure is not None:
            return {"value": f"{first.measure:f}", "secondValue": f"{again.measure:f}", "unit": first.unit}
    return None


def _class(pair: ClassCompared) -> dict[str, str]:
    return {
        "mode": pair.first.mode,
        "vehicleClass": pair.first.vehicle_class,
        "intensity": f"{pair.first.well_to_wheel:f}",
        "secondIntensity": f"{pair.second.well_to_wheel:f}",
        "unit": pair.first.unit,
    }
