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
from procurement_plugin.domain.findings import Finding, Kind, Severity
from procurement_plugin.domain.scale import EXACT, half_up, trimmed

if TYPE_CHECKING:
    from procurement_plugin.domain.procedure import Lot
    from procurement_plugin.domain.transport_chain import ResolvedChain

NAME = "transportEmissions"
DECIMALS = "transport_emissions.measure_decimals"
PER_TONNE = "kg CO2e/t"
PER_UNIT = "kg CO2e/unit"
# Two figures that agree in two copies, or come from the publisher's own file, need no acceptance (rulings 25).
TRUSTED = frozenset({"officialFile", "twoAgreeingCopies"})
_PER_KG_AND_CENTS_SQUARED = Decimal("1E-7")  # kg to t, and two shares in per cent


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
    return Measurement(result, unit, explain, (), question.site_evidence, quality(question.chains), (DECIMALS,))


def _tonnes(chain: ResolvedChain) -> Decimal:
    return chain.mass_kg * chain.site_share * chain.delivery_share * _PER_KG_AND_CENTS_SQUARED


def _emitted(chain: ResolvedChain) -> Decimal:
    return _tonnes(chain) * sum([resolved.kilometres * resolved.factor for resolved in chain.elements], Decimal(0))


def _steps(question: Question, total: Decimal, result: Decimal) -> tuple[Step, ...]:
    steps = []
    with localcontext(EXACT):
        for chain in question.chains:
            tonnes = _tonnes(chain)
            for resolved in chain.elements:
                emitted = tonnes * resolved.kilometres * resolved.factor
                operands = (*_carried(chain, tonnes), ("element", resolved))
                steps.append(Step("element", operands, trimmed(emitted), "kg CO2e"))
    quantity = question.lot.quantity
    unit = _unit(question.lot)
    steps.append(Step("sum", (), trimmed(total), "kg CO2e"))
    steps.append(Step("perUnit", (("total", trimmed(total)), ("quantity", trimmed(quantity))), result, unit))
    return tuple(steps)


def _carried(chain: ResolvedChain, tonnes: Decimal) -> tuple[tuple[str, object], ...]:
    return (
        ("chain", chain.label),
        ("massKg", chain.mass_kg),
        ("siteShare", chain.site_share),
        ("deliveryShare", chain.delivery_share),
        ("massTonnes", trimmed(tonnes)),
    )


def quality(chains: tuple[ResolvedChain, ...]) -> str:
    """Data quality: D for a declared chain with default intensities, E as soon as a chain is assumed."""
    return "E" if any(element.assumed for chain in chains for element in chain.elements) else "D"


def _unit(lot: Lot) -> str:
    return PER_TONNE if lot.functional_unit == "tonneDelivered" else PER_UNIT


def _unaccepted(question: Question) -> tuple[Finding, ...]:
    accepted = TRUSTED
    given = question.criterion.settings.get("acceptedVerification")
    if given:
        accepted = accepted.union([row["verification"] for row in given])
    used = {
        resolved.intensity.id: resolved.intensity
        for chain in question.chains
        for resolved in chain.elements
        if resolved.intensity.verification not in accepted
    }
    return tuple(
        Finding(
            code="transportEmissions.verificationNotAccepted",
            severity=Severity.WARN,
            kind=Kind.DATA,
            message=f"The emission intensity of {intensity.vehicle_class} ({intensity.mode}) has the verification "
            f"'{intensity.verification}', which the published profile does not accept.",
            where=question.where,
            remedy="Accept that verification in the profile before publication, or declare another vehicle class.",
        )
        for intensity in sorted(used.values(), key=lambda row: row.id)
    )


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
