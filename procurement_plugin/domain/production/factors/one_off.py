"""What is paid once, spread over all units of the years compared, and what is paid each year for looking after it."""

from __future__ import annotations

from procurement_plugin.domain.production.cost_factor import Basis, CostFactor, FigureDefinition, Layer
from procurement_plugin.domain.production.formula import Formula
from procurement_plugin.domain.production.units import Dimension


def _spread(name: str, order: int, figure: str, basis: Basis = Basis.PUBLISHED) -> CostFactor:
    formula = Formula(f"{figure} / (annualQuantity * years)")
    figures = (FigureDefinition(figure, Dimension.MONEY),)
    return CostFactor(name, order, Layer.HARD, formula, figures, basis=basis, one_off=True)


FACTORS = (
    _spread("prototype", 150, "prototypeCost"),
    _spread("setup", 160, "setupCost", Basis.OWN),
    _spread("startUpTravel", 170, "startUpTravelCost"),
    CostFactor(
        "auditTravel",
        180,
        Layer.HARD,
        Formula("auditsPerYear * costPerAudit / annualQuantity"),
        (
            FigureDefinition("auditsPerYear", Dimension.TIMES_PER_YEAR),
            FigureDefinition("costPerAudit", Dimension.MONEY),
        ),
    ),
)
