"""The same chains under another data set: would the order of the bids change, and which figures make the difference?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.evaluation import Evaluation, rescored
from procurement_plugin.domain.findings import OutOfCoverageError
from procurement_plugin.domain.transport_chain import COMPARED, DECLARED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from procurement_plugin.application.evaluate_lot import LotRequest, Reference
    from procurement_plugin.application.ports import EmissionIntensities
    from procurement_plugin.domain.criterion import Question
    from procurement_plugin.domain.transport_chain import EmissionIntensity, ResolvedChain, ResolvedElement

PREFERRED = ("open-eu-2026", "desnz-2026")


class ClassCompared(NamedTuple):
    """A vehicle class that the bids use, under both data sets."""

    first: EmissionIntensity
    second: EmissionIntensity


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result under a second data set.

    Attributes:
        evaluation: every criterion that reads emissions measured anew, the others as before.
        order_changes: whether the ranks of the bids that have one under both differ.
        classes: what the bids use, the largest difference first.
        not_compared: bids with a class that the second data set lacks.
    """

    data_set: EmissionIntensities
    evaluation: Evaluation
    order_changes: bool
    classes: tuple[ClassCompared, ...]
    not_compared: tuple[str, ...]


def second_of(data_set: str, reference: Reference) -> str:
    """The set that results under a data set are compared with; empty when there is no other."""
    return next((name for name in PREFERRED if name != data_set and name in reference.intensities), "")


def compare_data_sets(
    evaluation: Evaluation, questions: Sequence[Sequence[Question | None]], request: LotRequest, reference: Reference
) -> Comparison | None:
    """The evaluation under the second data set; None when no criterion reads emissions or there is no other set."""
    profile, name = request.profile, second_of(request.profile.data_set, reference)
    emitting = [_reads_emissions(criterion.criterion, criterion.measure, reference) for criterion in profile.criteria]
    if not name or not any(emitting):
        return None
    swap = _Swap(reference.intensities[name], request)
    asked: list[list[Question | None]] = []
    not_compared = []
    for score, per_bid in zip(evaluation.bids, questions, strict=True):
        row = [swap.question(question) if reads else None for question, reads in zip(per_bid, emitting, strict=True)]
        if any(question is None for question, reads in zip(row, emitting, strict=True) if reads):
            not_compared.append(score.bid.id)
            row = [None] * len(row)
        asked.append(row)
    compared = rescored(evaluation, profile, asked, reference.criteria)
    return Comparison(
        data_set=reference.intensities[name],
        evaluation=compared,
        order_changes=_order(evaluation, not_compared) != _order(compared, not_compared),
        classes=swap.classes(),
        not_compared=tuple(not_compared),
    )


def _order(evaluation: Evaluation, without: Sequence[str]) -> list[tuple[str, ...]]:
    """The bids by rank, those of equal rank together; only bids that were compared."""
    by_rank: dict[int, list[str]] = {}
    for ranked in evaluation.ranking:
        if ranked.bid_id not in without:
            by_rank.setdefault(ranked.rank, []).append(ranked.bid_id)
    return [tuple(sorted(by_rank[place])) for place in sorted(by_rank)]


def _reads_emissions(name: str, measure: str, reference: Reference) -> bool:
    ours = reference.criteria.get(name)
    definition = ours.definition(measure) if ours else None
    return definition is not None and "emissions" in definition.reads


class _Swap:
    """Puts the second data set's intensities into chains; a carrier's own figures stay."""

    def __init__(self, second: EmissionIntensities, request: LotRequest) -> None:
        self._second, self._day = second, request.procedure.day
        self._known: dict[str, ClassCompared | None] = {}
        self._factors: dict[tuple[str, Decimal, Decimal], Decimal] = {}

    def question(self, question: Question | None) -> Question | None:
        """The question with chains of the second data set; None when a class is missing there."""
        if question is None:
            return None
        chains = [self._chain(chain) for chain in question.chains]
        if any(chain is None for chain in chains):
            return None
        return question._replace(chains=tuple(chain for chain in chains if chain is not None))

    def _chain(self, chain: ResolvedChain) -> ResolvedChain | None:
        elements = [self._element(element) for element in chain.elements]
        if any(element is None for element in elements):
            return None
        return chain._replace(elements=tuple(element for element in elements if element is not None))

    def _element(self, element: ResolvedElement) -> ResolvedElement | None:
        first = element.intensity
        if first.verification == DECLARED:
            return element
        if first.id not in self._known:
            self._known[first.id] = self._pair(first)
        pair = self._known[first.id]
        if pair is None:
            return None
        key = (first.id, element.adjustment, element.temperature_factor)
        if key not in self._factors:
            self._factors[key] = element.factor(pair.second)
        return element.under(pair.second, self._factors[key])

    def _pair(self, first: EmissionIntensity) -> ClassCompared | None:
        """The class in both sets; none where the second lacks it or counts other kilometres."""
        try:
            found = self._second.find(first.mode, first.vehicle_class, self._day)
        except OutOfCoverageError:
            return None
        alike = found.distance_basis == first.distance_basis and found.unit == first.unit
        return ClassCompared(first, replace(found, verification=COMPARED)) if alike else None

    def classes(self) -> tuple[ClassCompared, ...]:
        """The classes met, the largest difference first."""
        pairs = [pair for pair in self._known.values() if pair is not None]
        return tuple(sorted(pairs, key=lambda pair: (-_times(pair), pair.first.id)))


def _times(pair: ClassCompared) -> Fraction:
    """How many times the larger figure is the smaller; to sort by, never to score."""
    low, high = sorted((pair.first.well_to_wheel, pair.second.well_to_wheel))
    return Fraction(high) / Fraction(low) if low else Fraction(10) ** 9
