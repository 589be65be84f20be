"""List every rule the guard knows on a day: what it says, when, how heavily, and the texts behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from procurement_plugin.application.evaluation_document import reference_of, stripped, text_of
from procurement_plugin.domain.legal_rules import code_of

if TYPE_CHECKING:
    from datetime import date

    from procurement_plugin.domain.conditions import Condition
    from procurement_plugin.domain.parameters import Parameter, ParameterSet

COMPARISONS = ("any_of", "none_of", "starts_with")


def list_findings(parameters: ParameterSet, day: date) -> dict[str, Any]:
    """The catalogue: one entry a rule in force on that day; the pack is the first part of its id."""
    items = [_entry(parameter, day) for parameter in parameters if parameter.rule and parameter.in_force(day)]
    return {"day": day.isoformat(), "total": len(items), "items": items}


def _entry(parameter: Parameter, day: date) -> dict[str, Any]:
    value = parameter.at(day)
    return stripped(
        {
            "id": parameter.id,
            "code": code_of(parameter),
            "description": parameter.description,
            "kind": str(parameter.finding_kind),
            "severity": str(parameter.severity),
            "status": parameter.status,
            "confidence": parameter.confidence,
            "when": [_condition(condition) for condition in parameter.when],
            "mustHave": [_condition(condition) for condition in parameter.must_have],
            "families": list(parameter.families),
            "limit": text_of(value.figure) if value.figure is not None else value.text,
            "message": parameter.message,
            "remedy": parameter.remedy,
            "since": value.since.isoformat(),
            "checkedOn": parameter.checked_on.isoformat(),
            "reasoning": value.reasoning,
            "references": [reference_of(item) for item in value.references],
            "notes": parameter.notes,
        }
    )


def _condition(condition: Condition) -> dict[str, Any]:
    if condition.at_least or condition.below:
        return {"fact": condition.fact, "comparison": "atLeast" if condition.at_least else "below", "words": []}
    name = next(name for name in COMPARISONS if getattr(condition, name))
    camel = name.split("_")[0] + "".join(part.title() for part in name.split("_")[1:])
    return {"fact": condition.fact, "comparison": camel, "words": list(getattr(condition, name))}
