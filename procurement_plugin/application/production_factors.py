"""The factors of a location as they are told: formula, calculation, operands with unit and source, result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from procurement_plugin.application.evaluation_document import stripped
from procurement_plugin.domain.production.registry import YEARS, YEARS_ON, cost_factors
from procurement_plugin.domain.production.units import base_unit, rounded, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from fractions import Fraction

    from procurement_plugin.domain.production.case import Quantity
    from procurement_plugin.domain.production.comparison import LocationResult
    from procurement_plugin.domain.production.cost_factor import CostFactor
    from procurement_plugin.domain.production.points import Point
    from procurement_plugin.domain.production.unit_cost import NotCounted

# For reading: totals come from the exact fractions.
PLACES = 6


def quantity_of(given: Quantity) -> dict[str, str]:
    """A figure as it was entered."""
    ends = {"low": given.low, "high": given.high}
    told = {name: f"{end:f}" for name, end in ends.items() if end is not None}
    return {"value": f"{given.value:f}", **told, "unit": given.unit, "source": given.source}


def factors_of(result: LocationResult, point: Point) -> list[dict[str, Any]]:
    """Every factor that counts, in order; the calculation is that of the first year."""
    first = result.years[0]
    return [_factor(factor, result, point, first) for factor in result.cost.counted]


def not_counted_of(rows: Iterable[NotCounted]) -> list[dict[str, Any]]:
    """What does not count, with the reason."""
    return [stripped({"factor": row.factor, "reason": str(row.reason), "names": list(row.names)}) for row in rows]


def _factor(factor: CostFactor, result: LocationResult, point: Point, first: Mapping[str, Fraction]) -> dict[str, Any]:
    formula = result.cost.formula(factor)
    figures = result.cost.figures(factor, point, 1, dict(first))
    moving = result.cost.moving_years > 1 and len({amounts[factor.name] for amounts in result.years}) > 1
    return stripped(
        {
            "factor": factor.name,
            "layer": str(factor.layer),
            "basis": str(factor.basis),
            "formula": formula.written(str),
            "calculation": formula.written(lambda name: shown(figures[name])),
            "firstYear": rounded(first[factor.name], PLACES),
            "result": rounded(result.mean[factor.name], PLACES),
            "years": [rounded(amounts[factor.name], PLACES) for amounts in result.years] if moving else [],
            "operands": [row for name in formula.names for row in _operand(name, result, figures)],
            "leftOut": [name for name in factor.formula.names if _left_out(name, factor, result)],
        }
    )


def _operand(name: str, result: LocationResult, figures: Mapping[str, Fraction]) -> Iterator[dict[str, Any]]:
    entry = result.cost.entry(name)
    if entry is not None:
        currency = result.cost.case.currency
        unit = base_unit(entry.definition.dimension, currency)
        yield {"name": name, "value": shown(figures[name]), "inUnit": unit, "entered": quantity_of(entry.quantity)}
    elif name in (YEARS, YEARS_ON) or (name in cost_factors() and not _absent(name, result)):
        yield {"name": name, "value": shown(figures[name])}


def _left_out(name: str, factor: CostFactor, result: LocationResult) -> bool:
    return name in factor.optional and (
        _absent(name, result) if name in cost_factors() else result.cost.entry(name) is None
    )


def _absent(name: str, result: LocationResult) -> bool:
    return all(factor.name != name for factor in result.cost.counted)
