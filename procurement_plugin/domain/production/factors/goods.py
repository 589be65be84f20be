"""The goods themselves: price, packaging, handling on arrival, and what else each unit costs."""

from __future__ import annotations

from procurement_plugin.domain.production.cost_factor import Basis, CostFactor, FigureDefinition, Layer
from procurement_plugin.domain.production.formula import Formula
from procurement_plugin.domain.production.units import Dimension

_PER_UNIT = Dimension.MONEY_PER_UNIT

FACTORS = (
    # P (1 + w)^y: the first year at today's price.
    CostFactor(
        "price",
        10,
        Layer.HARD,
        Formula("unitPrice * (1 + wageInflation) ** yearsOn"),
        (
            FigureDefinition("unitPrice", _PER_UNIT, positive=True),
            FigureDefinition("wageInflation", Dimension.SHARE_PER_YEAR, signed=True),
        ),
        optional=frozenset({"wageInflation"}),
        switch=frozenset({"wageInflation"}),
        plain=Formula("unitPrice"),
    ),
    CostFactor("packaging", 20, Layer.HARD, Formula("packagingCost"), (FigureDefinition("packagingCost", _PER_UNIT),)),
    CostFactor("handling", 140, Layer.HARD, Formula("handlingCost"), (FigureDefinition("handlingCost", _PER_UNIT),)),
    CostFactor(
        "otherCosts",
        210,
        Layer.HARD,
        Formula("otherCost"),
        (FigureDefinition("otherCost", _PER_UNIT),),
        basis=Basis.OWN,
    ),
)
