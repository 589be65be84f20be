"""Score a lot: check the profile, gather distances and intensities, evaluate, and hand back the whole derivation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from procurement_plugin.application.gather_chains import NOTHING, ChainGatherer
from procurement_plugin.application.second_data_set import compare_data_sets
from procurement_plugin.domain.criterion import Criterion, Question
from procurement_plugin.domain.evaluation import Evaluation, evaluate
from procurement_plugin.domain.findings import BlockedError, Finding, blocking
from procurement_plugin.domain.weighting import WeightProfile, check_profile, guarded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from procurement_plugin.application.ports import Distances, EmissionIntensities, Places
    from procurement_plugin.application.second_data_set import Comparison
    from procurement_plugin.domain.parameters import Parameter, ParameterSet
    from procurement_plugin.domain.procedure import Bid, Lot, Procedure


@dataclass(frozen=True, slots=True)
class LotRequest:
    """A request as read: the domain's values, and the parsed JSON they came from."""

    procedure: Procedure
    lot: Lot
    profile: WeightProfile
    bids: tuple[Bid, ...]
    source: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reference:
    """What an evaluation looks things up in; fixed for a release. ``tables`` are those that criteria name."""

    criteria: Mapping[str, Criterion]
    parameters: ParameterSet
    intensities: Mapping[str, EmissionIntensities]
    distances: Distances
    places: Places
    tables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EvaluatedLot:
    """A lot's evaluation with the findings against its profile, and the same chains under a second data set.

    ``rules``: those that apply to the profile on its procedure's day.
    """

    request: LotRequest
    evaluation: Evaluation
    findings: tuple[Finding, ...]
    comparison: Comparison | None
    rules: tuple[Parameter, ...]


def evaluate_lot(request: LotRequest, reference: Reference, *, accepted: bool = False) -> EvaluatedLot:
    """Score all bids of a lot under its profile; pure apart from the reference data behind the ports.

    Args:
        accepted: the profile was published, so what blocks was set aside by an approver then.

    Raises:
        BlockedError: a blocking finding stands against the profile (all of them are in ``findings``).
    """
    law = (request.profile, request.procedure, reference.criteria, reference.parameters)
    guard = guarded(*law)
    findings = check_profile(*law, reference.tables, guard)
    if blocking(findings) and not accepted:
        raise BlockedError("The weight profile has findings that block an evaluation.", findings)
    questions = list(_questions(request, reference))
    evaluation = evaluate(request.profile, questions, reference.criteria)
    comparison = compare_data_sets(evaluation, [asked for _, asked in questions], request, reference)
    return EvaluatedLot(request, evaluation, findings, comparison, guard.rules)


def evaluation_of(request: LotRequest, reference: Reference) -> Evaluation:
    """The points alone, without findings against the profile and without a second data set."""
    return evaluate(request.profile, _questions(request, reference), reference.criteria)


def _questions(request: LotRequest, reference: Reference) -> Iterator[tuple[Bid, Sequence[Question | None]]]:
    figure = figures_on(request.procedure.day, reference.parameters)
    profile, lot = request.profile, request.lot
    ports = (reference.distances, reference.intensities[profile.data_set])
    days = (request.procedure.day, request.procedure.closing_day)
    gatherer = ChainGatherer(lot, profile, days, figure, ports)
    reads_chains = any("distance" in _reads(criterion, reference) for criterion in profile.criteria)
    if reads_chains:
        gatherer.prepare(request.bids)
    for index, bid in enumerate(request.bids):
        where = f"bids[{index}]"
        chains, chain_findings, remarks, evidence = gatherer.gather(bid, where) if reads_chains else NOTHING
        yield (
            bid,
            [
                Question(
                    criterion,
                    lot,
                    bid.criterion_inputs.get(criterion.criterion),
                    chains,
                    chain_findings,
                    evidence,
                    bid.evidence,
                    figure,
                    reference.distances.geodesic_km,
                    where,
                    *days,
                    remarks,
                    reference.tables,
                )
                if criterion.criterion in reference.criteria
                else None
                for criterion in profile.criteria
            ],
        )


def _reads(criterion: Any, reference: Reference) -> frozenset[str]:
    ours = reference.criteria.get(criterion.criterion)
    definition = ours.definition(criterion.measure) if ours else None
    return definition.reads if definition else frozenset()


def figures_on(day: date, parameters: ParameterSet) -> Callable[[str], Decimal]:
    """Looks up figures in force on a day, each once."""
    found: dict[str, Decimal] = {}

    def figure(parameter_id: str) -> Decimal:
        if parameter_id not in found:
            found[parameter_id] = parameters.figure(parameter_id, day)
        return found[parameter_id]

    return figure
