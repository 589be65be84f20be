"""Emissions of transport, as the chain builder of bids works them out, and what a price on them would make of it.

Both stand apart: no layer of the total holds them.
"""

from __future__ import annotations

from procurement_plugin.domain.production.cost_factor import Basis, CostFactor, Layer
from procurement_plugin.domain.production.formula import Formula

FACTORS = (
    CostFactor(
        "transportEmissions", 500, Layer.EMISSIONS, Formula("unitMass * emissionsPerTonne / 1000"), basis=Basis.OWN
    ),
    CostFactor("shadowPrice", 510, Layer.SHADOW, Formula("transportEmissions * carbonPrice / 1000"), basis=Basis.OWN),
)
