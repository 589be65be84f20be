"""What every award criterion of this software is made of; a criterion module fills one ``Criterion``."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from decimal import Decimal

    from procurement_plugin.domain.declaration import Group
    from procurement_plugin.domain.evidence import Evidence
    from procurement_plugin.domain.findings import Finding
    from procurement_plugin.domain.procedure import AwardCriterion, Lot
    from procurement_plugin.domain.transport_chain import Coordinates, ResolvedChain


@dataclass(frozen=True, slots=True)
class MeasureDefinition:
    """A quantity a criterion can score.

    Attributes:
        unit: of the measure and of the scale's anchors; empty when a setting of the profile names it.
        decimals: id of the parameter that fixes its printed precision.
        family: limit family in ``config/legal``.
        reads: what it reads of a transport chain, for the double-counting check.
    """

    name: str
    unit: str
    decimals: str
    family: str
    reads: frozenset[str]


class Step(NamedTuple):
    """One line of the derivation: a formula's name, its operands in order, its result.

    ``formula``, ``evidence`` and ``reference`` are given where the page of the method does not say them for all.
    """

    code: str
    operands: tuple[tuple[str, Any], ...]
    result: Decimal | None
    unit: str
    formula: str = ""
    evidence: tuple[str, ...] = ()
    reference: str = ""


class Measurement(NamedTuple):
    """A criterion's measure of one bid; ``measure`` is None when it cannot be scored.

    ``explain`` gives every step of the derivation. It is asked when the answer is written, not while bids are
    scored: the steps of 10 000 bids weigh more than their points.
    """

    measure: Decimal | None
    unit: str
    explain: Callable[[], tuple[Step, ...]]
    findings: tuple[Finding, ...]
    evidence: tuple[str, ...]
    quality: str
    parameters: tuple[str, ...]


def no_steps() -> tuple[Step, ...]:
    """The derivation of what was not measured."""
    return ()


class Question(NamedTuple):
    """All that a criterion may know of one bid: no bidder, no other bid, no price.

    ``chain_findings`` keep the chains from being measured; ``chain_remarks`` stand beside the measure. ``day`` is
    that of the notice, ``closing_day`` that on which the tenders close; ``tables`` holds the tables it named.
    """

    criterion: AwardCriterion
    lot: Lot
    inputs: Mapping[str, Any] | None
    chains: tuple[ResolvedChain, ...]
    chain_findings: tuple[Finding, ...]
    site_evidence: tuple[str, ...]
    evidence: Mapping[str, Evidence]
    figure: Callable[[str], Decimal]
    kilometres: Callable[[Coordinates, Coordinates], Decimal]
    where: str
    day: date
    closing_day: date
    chain_remarks: tuple[Finding, ...] = ()
    tables: Mapping[str, Any] = MappingProxyType({})


class ProfileQuestion(NamedTuple):
    """All that a criterion's check may know of the published profile: itself, the day, figures and tables."""

    criterion: AwardCriterion
    where: str
    day: date
    figure: Callable[[str], Decimal]
    tables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Criterion:
    """An award criterion: its measures, what it asks of bid and profile, and how it measures.

    ``check`` looks at the published criterion alone and returns findings about its settings; ``tables`` names the
    tables of reference data that it reads.
    """

    name: str
    measures: tuple[MeasureDefinition, ...]
    inputs: Group | None
    settings: Group | None
    measure: Callable[[Question], Measurement]
    check: Callable[[ProfileQuestion], tuple[Finding, ...]] | None = None
    tables: tuple[str, ...] = ()

    def definition(self, measure: str) -> MeasureDefinition | None:
        """The measure of that name; the first when the profile names none."""
        if not measure:
            return self.measures[0]
        return next((definition for definition in self.measures if definition.name == measure), None)
