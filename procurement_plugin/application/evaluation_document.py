"""An evaluation as the document that is stored, answered and printed: every figure as text, every step with it."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from procurement_plugin.application.comparison_document import compared
from procurement_plugin.domain.weighting import applied_limits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from procurement_plugin.application.evaluate_lot import EvaluatedLot, Reference
    from procurement_plugin.domain.criterion import Step
    from procurement_plugin.domain.evaluation import BidScore, CriterionScore, Ranked
    from procurement_plugin.domain.evidence import Evidence
    from procurement_plugin.domain.findings import Finding
    from procurement_plugin.domain.parameters import LegalReference
    from procurement_plugin.domain.scale import Placed

# Parameters of the guard and of the scanner decide no score.
NOT_OF_AWARDS = ("guard.", "raw_materials.")
ROUNDING = {
    "measure": "half up at the measure's published decimals, once",
    "points": "half up per criterion at pointsDecimals, once, from the exact fraction",
    "total": "exact sum of the points",
}


def document_of(
    lot: EvaluatedLot, reference: Reference, *, evaluation_id: str, computed_at: datetime, engine_version: str
) -> dict[str, Any]:
    """The whole answer. Same input and versions give the same document but for id and time."""
    request, evaluation = lot.request, lot.evaluation
    ranks = {ranked.bid_id: ranked for ranked in evaluation.ranking}
    intensities = reference.intensities[request.profile.data_set]
    return {
        "id": evaluation_id,
        "kind": "trial",
        "status": evaluation.status,
        "computedAt": computed_at.isoformat(timespec="seconds"),
        "engineVersion": engine_version,
        "inputHash": canonical_hash(request.source),
        "profileFingerprint": canonical_hash(request.source["weightProfile"]),
        "parametersFingerprint": reference.parameters.fingerprint(),
        "dataSets": [{"id": intensities.id, "sha256": intensities.sha256}],
        "roundingPolicy": {**ROUNDING, "pointsDecimals": str(request.profile.points_decimals)},
        "procedure": request.source["procedure"],
        "lot": request.source["lot"],
        "weightProfile": _profile(lot),
        "limits": _limits(lot, reference),
        "parameters": _parameters(lot, reference),
        "findings": [finding_of(finding) for finding in lot.findings],
        "ranking": [_ranked(ranked, evaluation.bids) for ranked in evaluation.ranking],
        "bids": [_bid(score, ranks.get(score.bid.id)) for score in evaluation.bids],
        **compared(lot),
    }


def canonical_hash(value: Any) -> str:
    """SHA-256 of the value as JSON with sorted names and no spaces."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _profile(lot: EvaluatedLot) -> dict[str, Any]:
    """The profile as sent, with the published defaults spelled out."""
    profile = lot.request.profile
    defaults = {
        "pointsDecimals": str(profile.points_decimals),
        "tieRule": list(profile.tie_rule),
        "dataSet": profile.data_set,
        "roadDistance": profile.road_distance,
    }
    return {**lot.request.source["weightProfile"], **defaults}


def _limits(lot: EvaluatedLot, reference: Reference) -> list[dict[str, Any]]:
    limits = applied_limits(lot.request.profile, lot.request.procedure, reference.criteria, lot.rules)
    return [
        stripped(
            {
                "parameter": limit.parameter.id,
                "description": limit.parameter.description,
                "rule": limit.parameter.rule,
                "families": list(limit.parameter.families),
                "kind": str(limit.parameter.finding_kind),
                "severity": str(limit.parameter.severity),
                "limit": text_of(limit.value.figure) if limit.value.figure is not None else limit.value.text,
                "unit": limit.parameter.unit,
                "actual": text_of(limit.actual),
                "kept": limit.kept,
                "reasoning": limit.value.reasoning,
                "references": [reference_of(item) for item in limit.value.references],
            }
        )
        for limit in limits
    ]


def _parameters(lot: EvaluatedLot, reference: Reference) -> list[dict[str, Any]]:
    """The method values in force on the procedure's day, each with its reasoning."""
    day = lot.request.procedure.day
    return [
        stripped(
            {
                "id": parameter.id,
                "description": parameter.description,
                "value": text_of(parameter.at(day).figure),
                "unit": parameter.unit,
                "reasoning": parameter.at(day).reasoning,
                "references": [reference_of(item) for item in parameter.at(day).references],
            }
        )
        for parameter in reference.parameters
        if parameter.kind == "method" and not parameter.id.startswith(NOT_OF_AWARDS) and parameter.in_force(day)
    ]


def _ranked(ranked: Ranked, scores: Iterable[BidScore]) -> dict[str, Any]:
    score = next(score for score in scores if score.bid.id == ranked.bid_id)
    return stripped(
        {
            "rank": ranked.rank,
            "bidId": ranked.bid_id,
            "bidder": score.bid.bidder.name,
            "total": text_of(score.total),
            "tieRuleApplied": list(ranked.tied_on),
            "stillTied": ranked.still_tied or None,
        }
    )


def _bid(score: BidScore, ranked: Ranked | None) -> dict[str, Any]:
    return stripped(
        {
            "id": score.bid.id,
            "bidder": {"id": score.bid.bidder.id, "name": score.bid.bidder.name},
            "total": text_of(score.total),
            "rank": ranked.rank if ranked else None,
            "criteria": [criterion_of(item) for item in score.criteria],
            "provisional": any(item.provisional for item in score.criteria) or None,
            "evidence": [document_evidence(item) for item in score.bid.evidence.values()],
        }
    )


def document_evidence(item: Evidence) -> dict[str, Any]:
    """A document behind declared facts, as it is answered."""
    days = {"validFrom": item.valid_from, "validTo": item.valid_to, "verifiedOn": item.verified_on}
    return stripped(
        {
            "id": item.id,
            "type": item.type,
            "sha256": item.sha256,
            "status": str(item.status),
            "issuer": item.issuer,
            "verifier": item.verifier,
            **{name: day.isoformat() if day else None for name, day in days.items()},
        }
    )


def criterion_of(score: CriterionScore) -> dict[str, Any]:
    """One criterion of one bid as it is answered, with every step."""
    measured = score.measurement
    measure = {"value": text_of(measured.measure), "unit": measured.unit} if measured.measure is not None else None
    return stripped(
        {
            "criterion": score.criterion.criterion,
            "measureName": score.criterion.measure,
            "weight": text_of(score.criterion.weight),
            "measure": stripped(measure) if measure else None,
            "segment": _segment(score.placed),
            "value": text_of(score.placed.value) if score.placed else None,
            "points": text_of(score.points),
            "missingPolicy": str(score.criterion.missing_policy),
            "evidenceStatus": score.evidence_status,
            "provisional": score.provisional or None,
            "evidence": list(measured.evidence),
            "qualityGrade": measured.quality,
            "steps": [step_of(step) for step in measured.explain()],
            "parameters": list(measured.parameters),
            "findings": [finding_of(finding) for finding in score.findings],
        }
    )


def _segment(placed: Placed | None) -> dict[str, Any] | None:
    if placed is None:
        return None
    ends = {"lower": placed.lower, "upper": placed.upper}
    segment: dict[str, Any] = {
        name: {"at": text_of(point.at), "value": text_of(point.value)} for name, point in ends.items()
    }
    return segment | {"clipped": placed.clipped}


def step_of(step: Step) -> dict[str, Any]:
    """A step of the derivation with its operands by name."""
    operands: dict[str, Any] = {}
    for name, value in step.operands:
        parts = getattr(value, "operands", None)
        operands.update(parts() if callable(parts) else {name: value})
    written = {_camel(name): _plain(value) for name, value in operands.items()}
    return stripped(
        {
            "step": step.code,
            "operands": stripped(written),
            "result": text_of(step.result),
            "unit": step.unit,
            "formula": step.formula,
            "evidence": list(step.evidence),
            "reference": step.reference,
        }
    )


def finding_of(finding: Finding) -> dict[str, Any]:
    """A finding as answered, with its limit, kind and references."""
    return stripped(
        {
            "code": finding.code,
            "severity": str(finding.severity),
            "kind": str(finding.kind),
            "message": finding.message,
            "where": finding.where,
            "remedy": finding.remedy,
            "parameter": finding.parameter,
            "minimum": text_of(finding.minimum),
            "maximum": text_of(finding.maximum),
            "actual": text_of(finding.actual),
            "overridable": finding.overridable,
            "reasoning": finding.reasoning,
            "references": [reference_of(item) for item in finding.references],
        }
    )


def reference_of(reference: LegalReference) -> dict[str, str]:
    """A text behind a value, with its exact words."""
    return {
        "title": reference.title,
        "href": reference.href,
        "quote": reference.quote,
        "published": reference.published,
    }


def text_of(value: Decimal | None) -> str | None:
    """A decimal as text, never in exponent form."""
    return None if value is None else f"{value:f}"


def stripped(value: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is empty: belgif strips null properties."""
    return {name: part for name, part in value.items() if part is not None and part not in ("", [], {})}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return text_of(value)
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value


@lru_cache(maxsize=1024)
def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)
