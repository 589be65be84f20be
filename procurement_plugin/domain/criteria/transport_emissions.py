"""Transport emissions: well-to-wheel kg CO2e of the chains, per functional unit of the lot.

Own wording of EN ISO 14083:2023: an element emits mass x distance x emission intensity x distance adjustment;
a chain is the sum of its elements. The method is aligned with the standard, not certified.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from functools import partial
from typing import TYPE_CHECKING

from procurement_plugin.domain.criterion import Criterion, MeasureDefinition, Measurement, Question, Step, no_steps
from procurement_plugin.domain.declaration import Choice, Group, Many, Number, Text
from procurement_plugin.domain.findings import TRUSTED, Finding, Kind, Severity
from procurement_plugin.domain.scale import EXACT, half_up, trimmed
from procurement_plugin.domain.transport_chain import COMPARED, DECLARED, worst_grade
from procurement_plugin.domain.transport_chain import PER_TONNE as PER_TONNE_OF_HUB
from procurement_plugin.domain.uncertainty import interval

if TYPE_CHECKING:
    from collections.abc import Iterator

    from procurement_plugin.domain.procedure import Lot
    from procurement_plugin.domain.transport_chain import EmissionIntensity, ResolvedChain, ResolvedElement

NAME = "transportEmissions"
DECIMALS = "transport_emissions.measure_decimals"
PER_TONNE = "kg CO2e/t"
PER_UNIT = "kg CO2e/unit"


def measure(question: Question) -> Measurement:
    """Kg CO2e per functional unit, half-up at the published decimals, once.

    Refuses (measure None) when a chain could not be resolved or rests on a figure the profile did not accept.
    """
    findings = (*question.chain_findings, *_unaccepted(question))
    unit = _unit(question.lot)
    if findings or not question.chains:
        return Measurement(None, unit, no_steps, findings, question.site_evidence, "", ())
    with localcontext(EXACT):
        total = sum(map(_emitted, question.chains), Decimal(0))
    result = half_up(total, question.lot.quantity, int(question.figure(DECIMALS)))
    explain = partial(_steps, question, total, result)
    grade, remarks = worst_grade(question.chains), question.chain_remarks
    return Measurement(result, unit, explain, remarks, question.site_evidence, grade, (DECIMALS,))


def _emitted(chain: ResolvedChain) -> Decimal:
    return chain.tonnes * sum([resolved.per_tonne for resolved in chain.elements], Decimal(0))


def _steps(question: Question, total: Decimal, result: Decimal) -> tuple[Step, ...]:
    steps = []
    with localcontext(EXACT):
        for chain in question.chains:
            tonnes = chain.tonnes
            for resolved in chain.elements:
                operands = (*_carried(chain, tonnes), ("element", resolved))
                code = "hub" if resolved.intensity.unit == PER_TONNE_OF_HUB else "element"
                steps.append(Step(code, operands, trimmed(tonnes * resolved.per_tonne), "kg CO2e"))
        tank = sum((c.tonnes * e.tank_to_wheel for c in question.chains for e in c.elements), Decimal(0))
    quantity, unit = question.lot.quantity, _unit(question.lot)
    steps.append(Step("sum", (("tankToWheel", trimmed(tank)),), trimmed(total), "kg CO2e"))
    steps.append(Step("perUnit", (("total", trimmed(total)), ("quantity", trimmed(quantity))), result, unit))
    ends = (EXACT.multiply(factor, total) for factor in interval(question.chains, question.figure))
    low, high = (half_up(end, quantity, int(question.figure(DECIMALS))) for end in ends)
    steps.append(Step("interval", (("low", low), ("high", high)), None, unit))
    return tuple(steps)


def _carried(chain: ResolvedChain, tonnes: Decimal) -> tuple[tuple[str, object], ...]:
    return (
        ("chain", chain.label),
        ("massKg", chain.mass_kg),
        ("siteShare", chain.site_share),
        ("deliveryShare", chain.delivery_share),
        ("massTonnes", trimmed(tonnes)),
    )


def _unit(lot: Lot) -> str:
    return PER_TONNE if lot.functional_unit == "tonneDelivered" else PER_UNIT


def _unaccepted(question: Question) -> tuple[Finding, ...]:
    """Figures that the published profile does not accept, each once."""
    accepted = TRUSTED
    given = question.criterion.settings.get("acceptedVerification")
    if given:
        accepted = accepted.union([row["verification"] for row in given])
    elements = [resolved for chain in question.chains for resolved in chain.elements]
    used = {
        resolved.intensity.id: resolved.intensity
        for resolved in elements
        if resolved.intensity.verification not in accepted
        and resolved.intensity.verification not in (DECLARED, COMPARED)
    }
    return (*(_not_accepted(used[name], question.where) for name in sorted(used)), *_own_figures(question, elements))


def _not_accepted(intensity: EmissionIntensity, where: str) -> Finding:
    return Finding(
        code="transportEmissions.verificationNotAccepted",
        severity=Severity.WARN,
        kind=Kind.DATA,
        message=f"The emission intensity of {intensity.vehicle_class} ({intensity.mode}) has the verification "
        f"'{intensity.verification}', which the published profile does not accept.",
        where=where,
        remedy="Accept that verification in the profile before publication, or declare another vehicle class.",
    )


def _own_figures(question: Question, elements: list[ResolvedElement]) -> Iterator[Finding]:
    """Carriers' own intensities, where the profile asks for verified ones or accepts none."""
    policy = question.criterion.settings.get("primaryData", "accepted")
    for resolved in elements:
        declared = resolved.intensity.verification == DECLARED
        if declared and (policy == "notAccepted" or (policy == "verifiedOnly" and resolved.grade != "A")):
            yield Finding(
                code="transportEmissions.primaryDataNotAccepted",
                severity=Severity.WARN,
                kind=Kind.DATA,
                message=f"The carrier's own intensity {resolved.intensity.id.partition(':')[2]} does not count: "
                + PRIMARY_POLICIES[policy],
                where=question.where,
                remedy="Have its evidence verified, or declare the class of the published data set instead.",
            )


PRIMARY_POLICIES = {
    "notAccepted": "the published profile takes the figures of its data set only.",
    "verifiedOnly": "the published profile takes carriers' own figures only once measured and verified.",
}
CRITERION = Criterion(
    name=NAME,
    measures=(
        MeasureDefinition(
            name="emissionsPerUnit",
            unit="",
            decimals=DECIMALS,
            family="transportEmissions",
            reads=frozenset({"distance", "emissions"}),
        ),
    ),
    inputs=None,
    settings=Group(
        help="How transport emissions are worked out",
        parts={
            "acceptedVerification": Many(
                help="Kinds of verification accepted besides official files and two agreeing copies; printed",
                of=Group(
                    help="One accepted kind",
                    parts={"verification": Choice("Kind of verification", ("singleCopy", "derived"))},
                ),
                longest=2,
                required=False,
            ),
            "primaryData": Choice(
                "A carrier's own intensities: accepted with evidence (default), only once verified, or not at all",
                ("accepted", "verifiedOnly", "notAccepted"),
                required=False,
            ),
            "lifeCycleShare": Number(
                "Transport's share of the product's life-cycle emissions, per cent",
                maximum="100",
                places=2,
                required=False,
            ),
            "lifeCycleShareSource": Text("Where that share comes from", longest=500, required=False),
        },
        required=False,
    ),
    measure=measure,
)
