"""The weight profile, and whether it is lawful on a day: every limit comes from ``config/legal``, none from here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.findings import Finding, Severity
from procurement_plugin.domain.profile_checks import structural_findings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from procurement_plugin.domain.criterion import Criterion
    from procurement_plugin.domain.parameters import DatedValue, Parameter, ParameterSet
    from procurement_plugin.domain.procedure import AwardCriterion, Money, Procedure

HUNDRED = Decimal(100)
# What these rules ask of the weight of price or cost does not fit a price that is fixed for every bidder.
PRICE_RULES = ("required_element", "minimum_weight", "not_above")


@dataclass(frozen=True, slots=True)
class WeightProfile:
    """The published criteria with weights (sum 100), anchors and rules of the lot.

    Attributes:
        item_weights: how items combine in a distance, by item id; empty means by the lot's masses.
        tie_rule: applied in order: a criterion's key, ``price``, ``lots``.
        data_set: the set of emission intensities in force for the lot.
        fixed_price: set when bids compete on quality only (Directive 2014/24/EU, Article 67(2), second subparagraph).
    """

    id: str
    criteria: tuple[AwardCriterion, ...]
    points_decimals: int
    tie_rule: tuple[str, ...]
    item_weights: Mapping[str, Decimal]
    data_set: str
    road_distance: str
    fixed_price: Money | None = None

    @property
    def total(self) -> Decimal:
        """Sum of the weights, per cent."""
        return sum((criterion.weight for criterion in self.criteria), Decimal(0))


def family(criterion: AwardCriterion, known: Mapping[str, Criterion]) -> str:
    """The limit family of a criterion: of its measure when it is ours, else its own name."""
    ours = known.get(criterion.criterion)
    definition = ours.definition(criterion.measure) if ours else None
    return definition.family if definition else criterion.criterion


def check_profile(
    profile: WeightProfile, procedure: Procedure, known: Mapping[str, Criterion], parameters: ParameterSet
) -> tuple[Finding, ...]:
    """Every finding against a profile at once, each at its field; limits of the procedure's own date."""
    places = {
        family(criterion, known): f"weightProfile.criteria[{index}].weight"
        for index, criterion in enumerate(profile.criteria)
    }
    found = check_limits(weights_by_family(profile, known), parameters, procedure.day)
    if profile.fixed_price is not None:
        found = tuple(finding for finding in found if parameters[finding.parameter].rule not in PRICE_RULES)
    placed = tuple(_placed(finding, parameters, places) for finding in found)
    return (*placed, *structural_findings(profile, procedure, known))


class AppliedLimit(NamedTuple):
    """A limit in force, beside the weight it was compared with."""

    parameter: Parameter
    value: DatedValue
    actual: Decimal


def applied_limits(
    profile: WeightProfile, procedure: Procedure, known: Mapping[str, Criterion], parameters: ParameterSet
) -> tuple[AppliedLimit, ...]:
    """Every limit in force on the procedure's day whose families carry weight, kept or broken."""
    weights = weights_by_family(profile, known)
    return tuple(
        AppliedLimit(limit, limit.at(procedure.day), _compared(limit, weights))
        for limit in parameters.limits(("eu",))
        if limit.in_force(procedure.day)
        and any(weights.get(name) for name in limit.families)
        and not (profile.fixed_price is not None and limit.rule in PRICE_RULES)
    )


def _compared(limit: Parameter, weights: Mapping[str, Decimal]) -> Decimal:
    """The weight that a limit is compared with: of its heaviest or first family, or of all together."""
    if limit.rule == "single_maximum_weight":
        return max(weights.get(name, Decimal(0)) for name in limit.families)
    if limit.rule == "not_above":
        return weights.get(limit.families[0], Decimal(0))
    return _sum(weights, limit.families)


def weights_by_family(profile: WeightProfile, known: Mapping[str, Criterion]) -> dict[str, Decimal]:
    """The weights of a profile added up by limit family."""
    weights: dict[str, Decimal] = {}
    for criterion in profile.criteria:
        name = family(criterion, known)
        weights[name] = weights.get(name, Decimal(0)) + criterion.weight
    return weights


def _placed(finding: Finding, parameters: ParameterSet, places: Mapping[str, str]) -> Finding:
    families = [name for name in parameters[finding.parameter].families if name in places]
    single = len(families) == 1 or parameters[finding.parameter].rule == "not_above"
    return finding.at(places[families[0]] if families and single else "weightProfile.criteria")


def check_limits(
    weights: Mapping[str, Decimal],
    parameters: ParameterSet,
    day: date,
    jurisdictions: tuple[str, ...] = ("eu",),
) -> tuple[Finding, ...]:
    """The limits broken by these weights on that day; limits compare strictly above or below.

    Args:
        weights: limit family to weight, per cent.

    Where a family breaks both its warning and its blocking limit, only the block is reported.
    """
    found = []
    for parameter in parameters.limits(jurisdictions):
        if parameter.in_force(day):
            found.extend(RULES[parameter.rule](weights, parameter, parameter.at(day)))
    blocked = {
        (parameters[finding.parameter].rule, parameters[finding.parameter].families)
        for finding in found
        if finding.severity is Severity.BLOCK
    }
    return tuple(
        finding
        for finding in found
        if finding.severity is Severity.BLOCK
        or (parameters[finding.parameter].rule, parameters[finding.parameter].families) not in blocked
    )


def _sum(weights: Mapping[str, Decimal], families: tuple[str, ...]) -> Decimal:
    return sum((weights.get(name, Decimal(0)) for name in families), Decimal(0))


def _maximum_weight(weights: Mapping[str, Decimal], limit: Parameter, value: DatedValue) -> list[Finding]:
    actual = _sum(weights, limit.families)
    if value.figure is None or actual <= value.figure:
        return []
    message = f"{_subject(limit)} weigh{_s(limit)} {actual} %, above the limit of {value.figure} %."
    return [replace(_finding(limit, value, message), maximum=value.figure, actual=actual)]


def _minimum_weight(weights: Mapping[str, Decimal], limit: Parameter, value: DatedValue) -> list[Finding]:
    actual = _sum(weights, limit.families)
    if value.figure is None or actual >= value.figure:
        return []
    message = f"{_subject(limit)} weigh{_s(limit)} {actual} %, below the limit of {value.figure} %."
    return [replace(_finding(limit, value, message), minimum=value.figure, actual=actual)]


def _single_maximum_weight(weights: Mapping[str, Decimal], limit: Parameter, value: DatedValue) -> list[Finding]:
    return [
        finding
        for name in limit.families
        for finding in _maximum_weight(weights, replace(limit, families=(name,)), value)
    ]


def _required_element(weights: Mapping[str, Decimal], limit: Parameter, value: DatedValue) -> list[Finding]:
    if _sum(weights, limit.families) > 0:
        return []
    return [_finding(limit, value, f"The profile has no {value.text} element with a weight.")]


def _not_above(weights: Mapping[str, Decimal], limit: Parameter, value: DatedValue) -> list[Finding]:
    first, *others = limit.families
    actual, most = weights.get(first, Decimal(0)), _sum(weights, tuple(others))
    if actual <= most:
        return []
    message = f"{NAMES.get(first, first)} weighs {actual} %, more than the {value.text} at {most} %."
    return [replace(_finding(limit, value, message), maximum=most, actual=actual)]


def _finding(limit: Parameter, value: DatedValue, message: str) -> Finding:
    severity = limit.severity or Severity.INFORM
    return Finding(
        code=f"weighting.{_camel(limit.rule)}",
        severity=severity,
        kind=limit.finding_kind,
        message=message,
        remedy=REMEDIES[(limit.kind == "hard_law", severity)],
        parameter=limit.id,
        reasoning=value.reasoning,
        references=value.references,
        overridable=severity is Severity.BLOCK and limit.kind != "hard_law",
    )


def _subject(limit: Parameter) -> str:
    return " + ".join(NAMES.get(name, name) for name in limit.families)


def _s(limit: Parameter) -> str:
    return "s" if len(limit.families) == 1 else ""


def _camel(rule: str) -> str:
    first, *rest = rule.split("_")
    return first + "".join(word.title() for word in rest)


NAMES = {
    "proximityDistance": "Distance of production",
    "deliveryLeadTime": "Delivery lead time",
    "transportEmissions": "Transport emissions",
    "supplySecurity": "Supply security",
    "price": "price",
    "cost": "cost",
    "quality": "Quality",
}
REMEDIES = {
    (True, Severity.BLOCK): "The law leaves no choice here: change the profile.",
    (True, Severity.WARN): "Change the profile, or record why the rule does not apply.",
    (True, Severity.INFORM): "Take note.",
    (False, Severity.BLOCK): "Change the weight, or have a named legal approver set this caution value aside.",
    (False, Severity.WARN): "Change the weight, or record the reason for it; the reason is printed.",
    (False, Severity.INFORM): "Take note.",
}
RULES: Mapping[str, Callable[[Mapping[str, Decimal], Parameter, DatedValue], list[Finding]]] = {
    "maximum_weight": _maximum_weight,
    "minimum_weight": _minimum_weight,
    "single_maximum_weight": _single_maximum_weight,
    "required_element": _required_element,
    "not_above": _not_above,
}
