"""The rules of ``config/legal`` that compare weights with a limit: one small function a rule."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from procurement_plugin.domain.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from procurement_plugin.domain.parameters import DatedValue, Parameter

# What these rules ask of the weight of price or cost does not fit a price that is fixed for every bidder.
PRICE_RULES = ("required_element", "minimum_weight", "not_above")


def asks_price(limit: Parameter) -> bool:
    """Whether a rule compares with the weight of price or cost."""
    return limit.rule in PRICE_RULES and bool({"price", "cost"} & set(limit.families))


def check_limits(weights: Mapping[str, Decimal], rules: Iterable[Parameter], day: date) -> tuple[Finding, ...]:
    """The limits broken by these weights on that day; limits compare strictly above or below.

    Args:
        weights: limit family to weight, per cent.
        rules: those that apply; rules about facts among them are left alone.

    Where a family breaks both its warning and its blocking limit, only the block is reported.
    """
    found = [
        (limit, finding) for limit in rules if limit.rule in WEIGHT_RULES for finding in broken(limit, weights, day)
    ]
    blocked = {(limit.rule, limit.families) for limit, finding in found if finding.severity is Severity.BLOCK}
    return tuple(
        finding
        for limit, finding in found
        if finding.severity is Severity.BLOCK or (limit.rule, limit.families) not in blocked
    )


def broken(limit: Parameter, weights: Mapping[str, Decimal], day: date) -> list[Finding]:
    """What one limit has to say to these weights; nothing when it is kept."""
    return WEIGHT_RULES[limit.rule](weights, limit, limit.at(day))


def compared(limit: Parameter, weights: Mapping[str, Decimal]) -> Decimal:
    """The weight that a limit is compared with: of its heaviest or first family, or of all together."""
    if limit.rule == "single_maximum_weight":
        return max(weights.get(name, Decimal(0)) for name in limit.families)
    if limit.rule == "not_above":
        return weights.get(limit.families[0], Decimal(0))
    return _sum(weights, limit.families)


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


def _minimum_weight_if_any(weights: Mapping[str, Decimal], limit: Parameter, value: DatedValue) -> list[Finding]:
    """A least weight for criteria that are used at all."""
    return _minimum_weight(weights, limit, value) if _sum(weights, limit.families) > 0 else []


def _single_maximum_weight(weights: Mapping[str, Decimal], limit: Parameter, value: DatedValue) -> list[Finding]:
    return [
        finding
        for name in limit.families
        for finding in _maximum_weight(weights, replace(limit, families=(name,)), value)
    ]


def _required_element(weights: Mapping[str, Decimal], limit: Parameter, value: DatedValue) -> list[Finding]:
    if _sum(weights, limit.families) > 0:
        return []
    return [_finding(limit, value, limit.message or f"The profile has no {value.text} element with a weight.")]


def _weight_from(weights: Mapping[str, Decimal], limit: Parameter, value: DatedValue) -> list[Finding]:
    actual = _sum(weights, limit.families)
    if value.figure is None or actual < value.figure:
        return []
    message = f"{_subject(limit)} weigh{_s(limit)} {actual} %; at {value.figure} % and above: {limit.message}"
    return [replace(_finding(limit, value, message), minimum=value.figure, actual=actual)]


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
        remedy=limit.remedy or REMEDIES[(limit.kind == "hard_law", severity)],
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
    "environment": "Climate and environment",
    "nonPrice": "All criteria other than price and cost",
    "weightRangeSpread": "The ends of a weight range lie apart and",
    "weightRangeShare": "The spread of a weight range, against its middle,",
}
REMEDIES = {
    (True, Severity.BLOCK): "The law leaves no choice here: change the profile.",
    (True, Severity.WARN): "Change the profile, or record why the rule does not apply.",
    (True, Severity.INFORM): "Take note.",
    (False, Severity.BLOCK): "Change the weight, or have a named legal approver set this caution value aside.",
    (False, Severity.WARN): "Change the weight, or record the reason for it; the reason is printed.",
    (False, Severity.INFORM): "Take note.",
}
WEIGHT_RULES: Mapping[str, Callable[[Mapping[str, Decimal], Parameter, DatedValue], list[Finding]]] = {
    "maximum_weight": _maximum_weight,
    "minimum_weight": _minimum_weight,
    "single_maximum_weight": _single_maximum_weight,
    "required_element": _required_element,
    "not_above": _not_above,
    "minimum_weight_if_any": _minimum_weight_if_any,
    "weight_from": _weight_from,
}
