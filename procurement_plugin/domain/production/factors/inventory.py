"""Money tied up in goods: on the way, in stock, and in what is kept against uncertainty; and goods that nobody wants.

Safety stock is ``z sqrt(L sd_d^2 + d^2 sd_L^2)``, with demand a day ``d`` as the yearly quantity over 365 days.
"""

from __future__ import annotations

from procurement_plugin.domain.production.cost_factor import Basis, CostFactor, FigureDefinition, Layer
from procurement_plugin.domain.production.formula import Formula
from procurement_plugin.domain.production.units import Dimension

FACTORS = (
    CostFactor(
        "transitCarrying",
        110,
        Layer.HARD,
        Formula("price * capitalRate * transitDays / 365"),
        (FigureDefinition("transitDays", Dimension.DAYS),),
        basis=Basis.OWN,
    ),
    CostFactor(
        "cycleStock",
        120,
        Layer.HARD,
        Formula("averageStock * price * capitalRate / annualQuantity"),
        (FigureDefinition("averageStock", Dimension.UNITS),),
    ),
    CostFactor(
        "safetyStock",
        130,
        Layer.HARD,
        Formula(
            "serviceFactor"
            " * sqrt(leadTime * demandDeviation ** 2 + (annualQuantity / 365) ** 2 * leadTimeDeviation ** 2)"
            " * price * capitalRate / annualQuantity"
        ),
        (
            FigureDefinition("serviceFactor", Dimension.NUMBER),
            FigureDefinition("leadTime", Dimension.DAYS),
            FigureDefinition("demandDeviation", Dimension.UNITS_PER_DAY),
            FigureDefinition("leadTimeDeviation", Dimension.DAYS),
        ),
        basis=Basis.OWN,
        overlaps=frozenset({"cycleStock"}),
    ),
    CostFactor(
        "obsolescence",
        190,
        Layer.HARD,
        Formula("obsoleteShare * price"),
        (FigureDefinition("obsoleteShare", Dimension.SHARE),),
    ),
    CostFactor(
        "scrap",
        200,
        Layer.HARD,
        Formula("scrapShare * price"),
        (FigureDefinition("scrapShare", Dimension.SHARE),),
        basis=Basis.OWN,
    ),
)
