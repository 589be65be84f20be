"""Supply security: how well supply holds when something fails; origin-blind but for what is switched on.

The measure is the weighted mean of the sub-criteria that are on (``domain/supply``), 0 to 100. Which are on, and
their weights, is fixed at publication from the profile and the frozen tables, never by the bids.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from procurement_plugin.domain.criterion import Criterion, MeasureDefinition, Measurement, Question, Step
from procurement_plugin.domain.declaration import Choice, Country, Group, Identifiers, Many, Number, Place, Text
from procurement_plugin.domain.evidence import support
from procurement_plugin.domain.findings import Finding, Kind, Severity
from procurement_plugin.domain.scale import trimmed
from procurement_plugin.domain.supply.catalogue import SUB_CRITERIA, Asked
from procurement_plugin.domain.supply.declared import declaration_of
from procurement_plugin.domain.supply.profile_findings import check
from procurement_plugin.domain.supply.published import (
    DETERMINATIONS,
    MATERIALS,
    PROMISE_ORDER,
    SUB_PARAMETERS,
    Published,
    published,
)
from procurement_plugin.domain.supply.sub_score import NO_GUESS, REASONS, REMARKS, REMEDIES, Judge, SubScore, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

NAME = "supplySecurity"
DECIMALS = "supply_security.measure_decimals"
UNIT = "points of 100"
ELIGIBILITY = "capacityBelowDemand"
USABLE = "Refer to evidence that is valid on the day the tenders close."
# The part of the declaration that each sub-criterion reads first.
FIELDS = {
    "redundancy": "sites",
    "countryConcentration": "plannedShares",
    "determinedDependency": "plannedShares",
    "criticalMaterials": "materials",
    "surviveAndRecover": "sites",
    "leadTime": "leadTime",
    "transparency": "transparency",
}
# Sets of sites that fail together are searched for; few sites keep that quick whatever is sent.
MOST_SITES = 14


def measure(question: Question) -> Measurement:
    """The weighted mean of the sub-criteria that are on, half-up at 0.01, once."""
    held = published(question.criterion, question.figure, question.tables, question.day)
    asked = _asked(question, held)
    scores = [SUB_CRITERIA[name].score(asked) for name in held.weights]
    total = sum((score.value * Fraction(held.weights[score.name]) for score in scores), Fraction(0))
    mean = total / sum(Fraction(weight) for weight in held.weights.values())
    result = rounded(mean, int(question.figure(DECIMALS)))
    used = (DECIMALS, *(f"supply_security.weight_{SUB_PARAMETERS[name]}" for name in held.weights))
    evidence = tuple(dict.fromkeys(item for score in scores for item in score.evidence))
    findings = tuple(finding for score in scores for finding in _findings(question, score))
    return Measurement(result, UNIT, partial(_steps, scores, held.weights, result), findings, evidence, "", used)


def _asked(question: Question, held: Published) -> Asked:
    judge = Judge(lambda names: support(names, question.evidence, question.closing_day), question.figure)
    return Asked(declaration_of(question.inputs or {}), held, judge, question.kilometres)


def _steps(scores: list[SubScore], weights: Mapping[str, Decimal], result: Decimal) -> tuple[Step, ...]:
    values = {score.name: trimmed(rounded(score.value, 6)) for score in scores}
    steps = [
        Step(
            score.name,
            (*score.operands, ("reason", score.reason), ("weight", weights[score.name])),
            values[score.name],
            UNIT,
            SUB_CRITERIA[score.name].formula,
            score.evidence,
            SUB_CRITERIA[score.name].reference,
        )
        for score in scores
    ]
    terms = tuple((weights[name], value) for name, value in values.items())
    whole = (("terms", terms), ("weights", sum(weights.values())))
    return (*steps, Step("weightedMean", whole, result, UNIT, "sum of weights x values / sum of weights"))


def _findings(question: Question, score: SubScore) -> Iterator[Finding]:
    """Why a sub-criterion gets nothing, and what was left out of it; too little capacity is for a person to judge."""
    where = f"{question.where}.criterionInputs.supplySecurity"
    field = FIELDS[score.name]
    if (question.inputs or {}).get(field):
        where = f"{where}.{field}"
    told = [(remark, f"In the sub-criterion {score.name}, {REMARKS[remark]}.") for remark in score.remarks]
    if score.reason:
        told.insert(0, (score.reason, f"The sub-criterion {score.name} gets 0: {REASONS[score.reason]}."))
    for code, message in told:
        severity = Severity.WARN if code == ELIGIBILITY else Severity.INFORM
        remedy = REMEDIES.get(code, NO_GUESS if code in REASONS else USABLE)
        yield Finding(f"supplySecurity.{code}", severity, Kind.DATA, message, where, remedy)


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
                longest=MOST_SITES,
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
            "materials": Many(
                help="What protects against the failing of each critical material; no country is asked",
                of=Group(
                    help="One material",
                    parts={
                        "material": Text("Id of the material", longest=80),
                        "qualifiedSources": Number(
                            "Qualified sources in different countries", places=0, required=False
                        ),
                        "recycledShare": Number("Recycled per cent", maximum="100", places=2, required=False),
                        "stockDays": Number("Days of need in stock for this contract", places=1, required=False),
                        "qualifiedSubstitute": Text("Approved substitute; left out when there is none", required=False),
                        "evidence": Identifiers("Evidence of it"),
                    },
                ),
                required=False,
            ),
            "plannedShares": Many(
                help="Planned share of the volume per country; read only when a sub-criterion on origins is on",
                of=Group(
                    help="One country",
                    parts={
                        "country": Country("Where it comes from, ISO 3166-1 alpha-2"),
                        "share": Number("Per cent of the volume", maximum="100", places=2),
                        "product": Text(
                            "Product of dependencyProducts; whole volume when left out", 80, required=False
                        ),
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
            "criticalMaterials": Many(
                help="Critical raw materials in what the lot buys, by their id in refData/materials",
                of=Group(help="One material", parts={"material": Text("Id of the material", longest=80)}),
                longest=40,
                required=False,
            ),
            "acceptedVerification": Many(
                help="Kinds of verification of supply risks accepted besides official files; printed",
                of=Group(
                    help="One accepted kind",
                    parts={"verification": Choice("Kind of verification", ("singleCopy", "derived"))},
                ),
                longest=2,
                required=False,
            ),
            "dependencyProducts": Many(
                help="Products for which a dependency determined by the Commission counts",
                of=Group(help="One product", parts={"product": Text("Product as in the determination", longest=80)}),
                longest=20,
                required=False,
            ),
            "contractClauses": Many(
                help="Where the contract documents keep the clause of each scored promise",
                of=Group(
                    help="One clause",
                    parts={
                        "promise": Choice("What is promised", PROMISE_ORDER),
                        "reference": Text("Where the clause stands, for example: Article 12 of the specifications"),
                    },
                ),
                longest=20,
                required=False,
            ),
            "concentrationReason": Text("Recorded risk that justifies country concentration", 2000, required=False),
        },
        required=False,
    ),
    measure=measure,
    check=check,
    tables=(MATERIALS, DETERMINATIONS),
)
