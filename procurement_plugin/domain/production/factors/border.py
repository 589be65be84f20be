"""Crossing a border: duty on the customs value, the charge for embedded carbon, and fees.

The customs value is taken as cost, insurance and freight; that basis is our own reading, not that of the published
list. The formula of the carbon charge was not read in Regulation (EU) 2023/956.
"""

from __future__ import annotations

from procurement_plugin.domain.production.cost_factor import CHEAPER, Basis, CostFactor, FigureDefinition, Layer
from procurement_plugin.domain.production.formula import Formula
from procurement_plugin.domain.production.units import Dimension

FACTORS = (
    CostFactor(
        "duty",
        70,
        Layer.HARD,
        Formula("dutyRate * (price + packaging + inlandFreight + surfaceFreight + airFreight + insurance)"),
        (FigureDefinition("dutyRate", Dimension.SHARE),),
        optional=frozenset({"packaging", "inlandFreight", "surfaceFreight", "airFreight", "insurance"}),
        basis=Basis.OWN,
    ),
    CostFactor(
        "carbonBorder",
        80,
        Layer.HARD,
        Formula("max(0, embeddedEmissions - freeAllowance) * certificatePrice / 1000"),
        (
            FigureDefinition("embeddedEmissions", Dimension.CARBON_PER_UNIT),
            FigureDefinition("freeAllowance", Dimension.CARBON_PER_UNIT, CHEAPER),
            FigureDefinition("certificatePrice", Dimension.MONEY_PER_CARBON),
        ),
        optional=frozenset({"freeAllowance"}),
        basis=Basis.UNREAD,
    ),
    CostFactor(
        "percentFees", 90, Layer.HARD, Formula("feeRate * price"), (FigureDefinition("feeRate", Dimension.SHARE),)
    ),
    CostFactor(
        "flatFees",
        100,
        Layer.HARD,
        Formula("feePerShipment / unitsPerShipment"),
        (
            FigureDefinition("feePerShipment", Dimension.MONEY),
            FigureDefinition("unitsPerShipment", Dimension.UNITS, CHEAPER, positive=True),
        ),
    ),
)
