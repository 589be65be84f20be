"""Carrying the goods: before the border, over land or sea, by air, and insured."""

from __future__ import annotations

from procurement_plugin.domain.production.cost_factor import Basis, CostFactor, FigureDefinition, Layer
from procurement_plugin.domain.production.formula import Formula
from procurement_plugin.domain.production.units import Dimension

_PER_UNIT = Dimension.MONEY_PER_UNIT

FACTORS = (
    CostFactor(
        "inlandFreight",
        30,
        Layer.HARD,
        Formula("inlandFreightCost"),
        (FigureDefinition("inlandFreightCost", _PER_UNIT),),
        basis=Basis.OWN,
    ),
    CostFactor(
        "surfaceFreight",
        40,
        Layer.HARD,
        Formula("surfaceFreightCost"),
        (FigureDefinition("surfaceFreightCost", _PER_UNIT),),
    ),
    CostFactor(
        "airFreight", 50, Layer.HARD, Formula("airFreightCost"), (FigureDefinition("airFreightCost", _PER_UNIT),)
    ),
    CostFactor(
        "insurance",
        60,
        Layer.HARD,
        Formula("insuranceRate * price"),
        (FigureDefinition("insuranceRate", Dimension.SHARE),),
    ),
)
