"""List the weight limits in force on a day, each with its kind, reasoning and texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from procurement_plugin.application.evaluation_document import reference_of, stripped, text_of
from procurement_plugin.domain.weight_limits import WEIGHT_RULES

if TYPE_CHECKING:
    from datetime import date

    from procurement_plugin.domain.parameters import ParameterSet

DISCLAIMER = (
    "EU procurement law sets no general maximum for these weights. A guardrail is a caution value of this software, "
    "not a legal maximum: a higher weight can be lawful with good reasons, a lower one can be unlawful if the "
    "criterion discriminates."
)


def list_limits(parameters: ParameterSet, day: date) -> dict[str, Any]:
    """The weight limits of every pack in force on that day, with kind and texts.

    The pack is the first part of an id: ``eu``, a country, or an overlay such as ``utilities``.
    """
    items = []
    for limit in parameters:
        if limit.rule not in WEIGHT_RULES or not limit.in_force(day):
            continue
        value = limit.at(day)
        items.append(
            stripped(
                {
                    "id": limit.id,
                    "description": limit.description,
                    "rule": limit.rule,
                    "families": list(limit.families),
                    "kind": str(limit.finding_kind),
                    "severity": str(limit.severity),
                    "limit": text_of(value.figure) if value.figure is not None else value.text,
                    "unit": limit.unit,
                    "since": value.since.isoformat(),
                    "confidence": limit.confidence,
                    "checkedOn": limit.checked_on.isoformat(),
                    "reasoning": value.reasoning,
                    "references": [reference_of(item) for item in value.references],
                }
            )
        )
    return {"day": day.isoformat(), "about": DISCLAIMER, "total": len(items), "items": items}
