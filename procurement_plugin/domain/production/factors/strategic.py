"""What lies beyond cost and risk: named in the published list, entered by who believes it, off unless switched on."""

from __future__ import annotations

from procurement_plugin.domain.production.cost_factor import CostFactor, FigureDefinition, Layer
from procurement_plugin.domain.production.formula import Formula
from procurement_plugin.domain.production.units import Dimension

FACTORS = (
    CostFactor(
        "innovation",
        400,
        Layer.STRATEGIC,
        Formula("innovationRate * price"),
        (FigureDefinition("innovationRate", Dimension.SHARE),),
        soft=True,
    ),
)
