"""The weight profile, and whether it is lawful on a day: every limit comes from ``config/legal``, none from here."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.domain.legal_facts import PRICE, packs_of, procedure_facts, subjects_of
from procurement_plugin.domain.legal_rules import check_facts
from procurement_plugin.domain.profile_checks import structural_findings
from procurement_plugin.domain.weight_limits import WEIGHT_RULES, asks_price, broken, check_limits, compared

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from procurement_plugin.domain.conditions import Fact
    from procurement_plugin.domain.criterion import Criterion
    from procurement_plugin.domain.findings import Finding
    from procurement_plugin.domain.legal_facts import Subject
    from procurement_plugin.domain.legal_vocabulary import Clause
    from procurement_plugin.domain.parameters import DatedValue, Parameter, ParameterSet
    from procurement_plugin.domain.procedure import AwardCriterion, Money, Procedure

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class WeightProfile:
    """The published criteria with weights (sum 100), anchors and rules of the lot.

    Attributes:
        item_weights: how items combine in a distance, by item id; empty means by the lot's masses.
        tie_rule: applied in order: a criterion's key, ``price``, ``lots``.
        data_set: the set of emission intensities in force for the lot.
        road_distance: method of road distances that are worked out, ``circuity`` or ``roadGraph``.
        sea_scenario: canals open (``suez``) or ships round the Cape (``cape``).
        fixed_price: set when bids compete on quality only (Directive 2014/24/EU, Article 67(2), second subparagraph).
        clauses: other clauses of the documents that the legal guard looks at: requirements, conditions, tie breaks.
    """

    id: str
    criteria: tuple[AwardCriterion, ...]
    points_decimals: int
    tie_rule: tuple[str, ...]
    item_weights: Mapping[str, Decimal]
    data_set: str
    road_distance: str
    fixed_price: Money | None = None
    clauses: tuple[Clause, ...] = ()
    sea_scenario: str = "suez"

    @property
    def total(self) -> Decimal:
        """Sum of the weights, per cent."""
        return sum((criterion.weight for criterion in self.criteria), Decimal(0))


def family(criterion: AwardCriterion, known: Mapping[str, Criterion]) -> str:
    """The limit family of a criterion: of its measure when it is ours, else its own name."""
    ours = known.get(criterion.criterion)
    definition = ours.definition(criterion.measure) if ours else None
    return definition.family if definition else criterion.criterion


class Guarded(NamedTuple):
    """What the legal guard reads of a profile on its procedure's day: the rules that apply, facts and subjects."""

    rules: tuple[Parameter, ...]
    facts: Mapping[str, Fact]
    subjects: Sequence[Subject]


def guarded(
    profile: WeightProfile, procedure: Procedure, known: Mapping[str, Criterion], parameters: ParameterSet
) -> Guarded:
    """The rules of the packs that apply on the procedure's own day, beside the facts they ask about."""
    subjects = subjects_of(profile, known, parameters)
    facts = procedure_facts(procedure, profile, subjects, parameters)
    rules = parameters.rules(packs_of(procedure), procedure.day, facts)
    if profile.fixed_price is not None:
        rules = tuple(rule for rule in rules if not asks_price(rule))
    return Guarded(rules, facts, subjects)


def check_profile(
    profile: WeightProfile,
    procedure: Procedure,
    known: Mapping[str, Criterion],
    parameters: ParameterSet,
    tables: Mapping[str, Any],
    guard: Guarded | None = None,
) -> tuple[Finding, ...]:
    """Every finding against a profile at once, each at its field; law and limits of the procedure's own date.

    Args:
        guard: what ``guarded`` says of the same profile, where the caller needs it, too.
    """
    rules = rule_findings(profile, procedure, known, parameters, guard)
    return (*rules, *structural_findings(profile, procedure, known, parameters, tables))


def rule_findings(
    profile: WeightProfile,
    procedure: Procedure,
    known: Mapping[str, Criterion],
    parameters: ParameterSet,
    guard: Guarded | None = None,
) -> tuple[Finding, ...]:
    """The findings of the rules of ``config/legal`` alone: limits on weights, and what is asked about facts."""
    places = {
        family(criterion, known): f"weightProfile.criteria[{index}].weight"
        for index, criterion in enumerate(profile.criteria)
    }
    guard = guard or guarded(profile, procedure, known, parameters)
    limits = check_limits(weights_by_family(profile, known), guard.rules, procedure.day)
    placed = (_placed(finding, parameters, places) for finding in limits)
    return (*placed, *check_facts(guard.rules, procedure, guard.facts, guard.subjects))


class AppliedLimit(NamedTuple):
    """A limit in force, beside the weight it was compared with."""

    parameter: Parameter
    value: DatedValue
    actual: Decimal
    kept: bool


def applied_limits(
    profile: WeightProfile, procedure: Procedure, known: Mapping[str, Criterion], rules: tuple[Parameter, ...]
) -> tuple[AppliedLimit, ...]:
    """Of the rules that apply, every limit whose families carry weight, kept or broken."""
    weights = weights_by_family(profile, known)
    return tuple(
        AppliedLimit(
            limit, limit.at(procedure.day), compared(limit, weights), not broken(limit, weights, procedure.day)
        )
        for limit in rules
        if limit.rule in WEIGHT_RULES and any(weights.get(name) for name in limit.families)
    )


def weights_by_family(profile: WeightProfile, known: Mapping[str, Criterion]) -> dict[str, Decimal]:
    """The weights of a profile added up by limit family, with sums that some rules ask for.

    ``environment`` adds transport emissions and what the profile calls environmental; ``nonPrice`` all but price.
    """
    weights: dict[str, Decimal] = {"environment": Decimal(0), "nonPrice": Decimal(0)}
    for criterion in profile.criteria:
        name = family(criterion, known)
        weights[name] = weights.get(name, Decimal(0)) + criterion.weight
        if name == "transportEmissions" or criterion.answers.get("environmental") == "true":
            weights["environment"] += criterion.weight
        if name not in PRICE:
            weights["nonPrice"] += criterion.weight
    return weights | _ranges(profile)


def _ranges(profile: WeightProfile) -> dict[str, Decimal]:
    """The widest spread of a published weight range, in percentage points and in per cent of its middle."""
    ranges = [criterion.weight_range for criterion in profile.criteria if criterion.weight_range is not None]
    spread = max((most - least for least, most in ranges), default=Decimal(0))
    share = max(((most - least) * 200 / (most + least) for least, most in ranges if most + least), default=Decimal(0))
    return {"weightRangeSpread": spread, "weightRangeShare": share}


def _placed(finding: Finding, parameters: ParameterSet, places: Mapping[str, str]) -> Finding:
    families = [name for name in parameters[finding.parameter].families if name in places]
    single = len(families) == 1 or parameters[finding.parameter].rule == "not_above"
    return finding.at(places[families[0]] if families and single else "weightProfile.criteria")
