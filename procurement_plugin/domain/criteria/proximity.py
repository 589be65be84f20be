"""Proximity of production: guaranteed delivery lead time, or the length of the chain to the delivery points.

Border-blind by construction: what is measured has kilometres, shares and days in it, no name and no country.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.domain.criterion import Criterion, MeasureDefinition, Measurement, Question, Step, no_steps
from procurement_plugin.domain.declaration import Choice, Group, Identifiers, Number, Text
from procurement_plugin.domain.findings import Finding, Kind, Severity
from procurement_plugin.domain.scale import EXACT, half_up, trimmed
from procurement_plugin.domain.transport_chain import worst_grade

if TYPE_CHECKING:
    from collections.abc import Mapping

    from procurement_plugin.domain.procedure import AwardCriterion

NAME = "proximity"
DECIMALS = "proximity.measure_decimals"
LEAD_TIME = "deliveryLeadTime"
CHAIN_DISTANCE = "chainDistance"


class ChainLength(NamedTuple):
    """One chain: the item's published weight, the site's and delivery point's shares (per cent), kilometres."""

    item_weight: Decimal
    site_share: Decimal
    delivery_share: Decimal
    kilometres: Decimal


def measure(question: Question) -> Measurement:
    """The measure that the profile names: days or hours guaranteed, or kilometres."""
    if question.criterion.measure == CHAIN_DISTANCE:
        return _measure_distance(question)
    return _measure_lead_time(question)


def chain_distance(lengths: tuple[ChainLength, ...]) -> tuple[Decimal, Decimal]:
    """Item weights x shares x kilometres, as an exact fraction (numerator, denominator)."""
    with localcontext(EXACT):
        weights = sum((n.item_weight * n.site_share * n.delivery_share for n in lengths), Decimal(0))
        total = sum((n.item_weight * n.site_share * n.delivery_share * n.kilometres for n in lengths), Decimal(0))
    return total, weights


def _measure_distance(question: Question) -> Measurement:
    evidence, remarks = question.site_evidence, question.chain_remarks
    if question.chain_findings or not question.chains:
        return Measurement(None, "km", no_steps, question.chain_findings, evidence, "", ())
    lengths = tuple(
        ChainLength(
            chain.item_weight,
            chain.site_share,
            chain.delivery_share,
            sum((element.kilometres for element in chain.elements), Decimal(0)),
        )
        for chain in question.chains
    )
    total, weights = chain_distance(lengths)
    result = half_up(total, weights, int(question.figure(DECIMALS)))
    steps = [
        Step("chain", (("chain", chain.label), *length._asdict().items()), length.kilometres, "km")
        for chain, length in zip(question.chains, lengths, strict=True)
    ]
    steps.append(Step("meanDistance", (("total", trimmed(total)), ("weights", trimmed(weights))), result, "km"))
    return Measurement(
        result, "km", partial(tuple, steps), remarks, evidence, worst_grade(question.chains), (DECIMALS,)
    )


def _measure_lead_time(question: Question) -> Measurement:
    unit = _unit(question.criterion)
    declared = (question.inputs or {}).get(LEAD_TIME)
    if declared is None:
        return Measurement(None, unit, no_steps, (_missing(question),), (), "", ())
    if declared["unit"] != unit:
        return Measurement(None, unit, no_steps, (_other_unit(question, declared, unit),), (), "", ())
    result = half_up(declared["value"], Decimal(1), int(question.figure(DECIMALS)))
    evidence = tuple(declared.get("evidence") or ())
    return Measurement(result, unit, partial(_guarantee, declared, result, unit), (), evidence, "", (DECIMALS,))


def _guarantee(declared: Mapping[str, Any], result: Decimal, unit: str) -> tuple[Step, ...]:
    return (
        Step("guaranteed", (("declared", declared["value"]), ("clause", declared.get("clause", ""))), result, unit),
    )


def _unit(criterion: AwardCriterion) -> str:
    unit: str = criterion.settings.get("unit", "d")
    return unit


def _missing(question: Question) -> Finding:
    return Finding(
        code="proximity.leadTimeMissing",
        severity=Severity.WARN,
        kind=Kind.DATA,
        message="The bid guarantees no delivery lead time.",
        where=f"{question.where}.criterionInputs.proximity.deliveryLeadTime",
        remedy="Ask the bidder for it, as far as the published documents and Article 56(3) allow.",
    )


def _other_unit(question: Question, declared: Mapping[str, Any], unit: str) -> Finding:
    return Finding(
        code="proximity.leadTimeUnit",
        severity=Severity.WARN,
        kind=Kind.DATA,
        message=f"The lead time is given in '{declared['unit']}', the profile scores it in '{unit}'.",
        where=f"{question.where}.criterionInputs.proximity.deliveryLeadTime.unit",
        remedy="Have it declared in the published unit; it is not converted, a working day has no fixed length.",
    )


CRITERION = Criterion(
    name=NAME,
    measures=(
        MeasureDefinition(LEAD_TIME, "", DECIMALS, "deliveryLeadTime", frozenset({"time"})),
        MeasureDefinition(CHAIN_DISTANCE, "km", DECIMALS, "proximityDistance", frozenset({"distance"})),
    ),
    inputs=Group(
        help="What the bidder guarantees",
        parts={
            LEAD_TIME: Group(
                help="Time from order to delivery, guaranteed by the contract",
                parts={
                    "value": Number("Guaranteed time", minimum="0", maximum="99999", places=1),
                    "unit": Choice("Hours or days", ("h", "d")),
                    "clause": Text("Clause with the penalty for being late", required=False),
                    "evidence": Identifiers("Evidence of the guarantee"),
                },
                required=False,
            )
        },
        required=False,
    ),
    settings=Group(
        help="How proximity is measured",
        parts={
            "unit": Choice("Unit of the lead time", ("h", "d"), required=False),
            "days": Choice("Which days count", ("calendar", "working"), required=False),
        },
        required=False,
    ),
    measure=measure,
)
