"""What a long lead time costs when demand moves: worked out elsewhere, entered as a share of the price.

The source of the Cost Differential Frontier warns that it counts obsolescence and lost orders, so it replaces both.
"""

from __future__ import annotations

from procurement_plugin.domain.production.cost_factor import CostFactor, FigureDefinition, Layer
from procurement_plugin.domain.production.formula import Formula
from procurement_plugin.domain.production.units import Dimension

FACTORS = (
    CostFactor(
        "mismatch",
        350,
        Layer.RISK,
        Formula("mismatchRate * price"),
        (FigureDefinition("mismatchRate", Dimension.SHARE),),
        soft=True,
        replaces=frozenset({"obsolescence", "lostOrders"}),
    ),
)
