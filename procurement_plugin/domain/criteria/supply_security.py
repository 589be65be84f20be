"""Supply security: how well supply holds when something fails; origin-blind but for what is switched on.

The measure is the weighted mean of the sub-criteria that are on (``domain/supply_scores.py``), 0 to 100.
Which are on, and their weights, is fixed at publication, never by the bids.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from procurement_plugin.domain.criterion import Criterion, MeasureDefinition, Measurement, Question, Step
from procurement_plugin.domain.declaration import Choice, Group, Identifiers, Many, Number, Place, Text
from procurement_plugin.domain.findings import Finding, Kind, Severity
from procurement_plugin.domain.scale import trimmed
from procurement_plugin.domain.supply_scores import REASONS, SUB_CRITERIA, SUB_PARAMETERS, SubScore, rounded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal
    from typing import Any

    from procurement_plugin.domain.procedure import AwardCriterion

NAME = "supplySecurity"
DECIMALS = "supply_security.measure_decimals"
UNIT = "points of 100"


def measure(question: Question) -> Measurement:
    """The weighted mean of the sub-criteria that are on, half-up at 0.01, once."""
    inputs = question.inputs or {}
    weights = sub_weights(question.criterion, question.figure)
    scores = [SUB_CRITERIA[name](question, inputs) for name in weights]
    total = sum((score.value * Fraction(weights[score.name]) for score in scores), Fraction(0))
    mean = total / sum(Fraction(weight) for weight in weights.values())
    result = rounded(mean, int(question.figure(DECIMALS)))
    used = (DECIMALS, *(f"supply_security.weight_{SUB_PARAMETERS[name]}" for name in weights))
    evidence = tuple(dict.fromkeys(item for score in scores for item in score.evidence))
    findings = tuple(_finding(question, score) for score in scores if score.reason)
    return Measurement(result, UNIT, partial(_steps, scores, weights, result), findings, evidence, "", used)


def _steps(scores: list[SubScore], weights: Mapping[str, Decimal], result: Decimal) -> tuple[Step, ...]:
    values = {score.name: trimmed(rounded(score.value, 6)) for score in scores}
    steps = [
        Step(
            score.name,
            (*score.operands, ("reason", score.reason), ("weight", weights[score.name])),
            values[score.name],
            UNIT,
        )
        for score in scores
    ]
    return (*steps, Step("weightedMean", tuple(values.items()), result, UNIT))


def sub_weights(criterion: AwardCriterion, figure: Callable[[str], Decimal]) -> dict[str, Decimal]:
    """Weights of the sub-criteria that are on: as published in the profile, else the method's defaults."""
    published: list[Mapping[str, Any]] | None = criterion.settings.get("subCriteria")
    if published:
        return {row["name"]: row["weight"] for row in published if row["weight"] > 0}
    return {
        name: figure(f"supply_security.weight_{parameter}")
        for name, parameter in SUB_PARAMETERS.items()
        if name != "countryConcentration"
    }


def check(criterion: AwardCriterion, where: str) -> tuple[Finding, ...]:
    """The published settings: anchors of the lead time, sub-weights, and the risk reason for concentration."""
    settings = criterion.settings
    findings = []
    if settings and settings["leadTimeMaximumDays"] <= settings["leadTimeTargetDays"]:
        findings.append(_setting(where, "leadTimeAnchors", "The longest lead time must be above the target."))
    if settings and settings["demandPerDay"] <= 0:
        findings.append(_setting(where, "demand", "The demand per day must be above zero."))
    if not settings:
        findings.append(_setting(where, "settingsMissing", "Supply security needs demand and lead-time anchors."))
    rows = settings.get("subCriteria") or ()
    names = [row["name"] for row in rows]
    if len(set(names)) < len(names):
        findings.append(_setting(where, "subCriterionTwice", "A sub-criterion is listed twice."))
    if rows and not any(row["weight"] > 0 for row in rows):
        findings.append(_setting(where, "allOff", "At least one sub-criterion must carry weight."))
    if any(row["name"] == "countryConcentration" and row["weight"] > 0 for row in rows):
        findings.append(_concentration_on(where, recorded=bool(settings.get("concentrationReason"))))
    return tuple(findings)


def _concentration_on(where: str, *, recorded: bool) -> Finding:
    return Finding(
        code="supplySecurity.countryConcentration",
        severity=Severity.WARN if recorded else Severity.BLOCK,
        kind=Kind.GUARDRAIL,
        message="Country concentration is on: two plants ten kilometres apart gain by lying on two sides of a border.",
        where=f"{where}.settings.subCriteria",
        remedy="Leave it off, or record the risk that justifies it in concentrationReason.",
        overridable=not recorded,
    )


def _setting(where: str, code: str, message: str) -> Finding:
    return Finding(
        code=f"supplySecurity.{code}",
        severity=Severity.BLOCK,
        kind=Kind.STRUCTURAL,
        message=message,
        where=f"{where}.settings",
        remedy="Correct the settings of the criterion before publication.",
    )


def _finding(question: Question, score: SubScore) -> Finding:
    return Finding(
        code=f"supplySecurity.{score.reason}",
        severity=Severity.INFORM,
        kind=Kind.DATA,
        message=f"The sub-criterion {score.name} gets 0: {REASONS[score.reason]}.",
        where=f"{question.where}.criterionInputs.supplySecurity",
        remedy="Missing evidence counts as nothing, as published; it is never guessed.",
    )


CRITERION = Criterion(
    name=NAME,
    measures=(MeasureDefinition("resilience", UNIT, DECIMALS, "supplySecurity", frozenset({"supply"})),),
    inputs=Group(
        help="What the bidder reserves and shows for this contract, at contract start",
        parts={
            "sites": Many(
                help="Sites with the capacity reserved or callable for this contract",
                of=Group(
                    help="One site",
                    parts={
                        "id": Text("Identifier of the site", longest=80),
                        "owner": Text("Ultimate owner, so that paper sites count once"),
                        "location": Place("Where the site is"),
                        "capacityPerDay": Number("Units a day reserved for this contract"),
                        "timeToRecoverDays": Number("Days until the site is back to full function", places=1),
                        "evidence": Identifiers("Evidence of capacity and recovery"),
                    },
                ),
                required=False,
            ),
            "stock": Group(
                help="Buffer stock reserved for this contract",
                parts={"quantity": Number("Units in stock"), "evidence": Identifiers("Evidence of the stock")},
                required=False,
            ),
            "leadTime": Group(
                help="Lead time shown by past deliveries, or guaranteed with liquidated damages",
                parts={
                    "meanDays": Number("Mean of past deliveries", places=3, required=False),
                    "standardDeviationDays": Number("Standard deviation of past deliveries", required=False),
                    "deliveries": Number("How many deliveries it rests on", places=0, required=False),
                    "guaranteedDays": Number("Guaranteed lead time of a new firm", places=1, required=False),
                    "liquidatedDamagesClause": Text("Clause with the damages for being late", required=False),
                    "evidence": Identifiers("Evidence of the deliveries or of the clause"),
                },
                required=False,
            ),
            "transparency": Group(
                help="Share of the value whose sites are disclosed, per tier, per cent",
                parts={
                    "firstTier": Number("First tier", maximum="100", places=2, required=False),
                    "secondTier": Number("Second tier", maximum="100", places=2, required=False),
                    "thirdTier": Number("Third tier", maximum="100", places=2, required=False),
                    "evidence": Identifiers("Evidence of the disclosure"),
                },
                required=False,
            ),
            "plannedShares": Many(
                help="Planned share of the volume per country; read only when concentration is on",
                of=Group(
                    help="One country",
                    parts={
                        "country": Text("ISO 3166 code", longest=3),
                        "share": Number("Per cent of the volume", maximum="100", places=2),
                        "evidence": Identifiers("Evidence of the plan"),
                    },
                ),
                required=False,
            ),
        },
        required=False,
    ),
    settings=Group(
        help="What the contract needs; fixed at publication",
        parts={
            "demandPerDay": Number("Units a day the contract needs"),
            "leadTimeTargetDays": Number("Lead time with full marks", places=1),
            "leadTimeMaximumDays": Number("Lead time with none", places=1),
            "subCriteria": Many(
                help="Sub-criteria that are on, with their weights; the method's defaults when left out",
                of=Group(
                    help="One sub-criterion",
                    parts={
                        "name": Choice("Which one", tuple(SUB_CRITERIA)),
                        "weight": Number("Weight within supply security", maximum="100", places=2),
                    },
                ),
                required=False,
            ),
            "concentrationReason": Text("Recorded risk that justifies country concentration", 2000, required=False),
        },
        required=False,
    ),
    measure=measure,
    check=check,
)
