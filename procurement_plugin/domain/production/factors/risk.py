"""What may go wrong, as the loss to be expected: each probability is entered with its source, none is built in."""

from __future__ import annotations

from procurement_plugin.domain.production.cost_factor import CHEAPER, Basis, CostFactor, FigureDefinition, Layer
from procurement_plugin.domain.production.formula import Formula
from procurement_plugin.domain.production.units import Dimension

MARGIN = FigureDefinition("marginPerUnit", Dimension.MONEY_PER_UNIT)

FACTORS = (
    CostFactor(
        "rework",
        300,
        Layer.RISK,
        Formula("defectShare * costPerDefect"),
        (
            FigureDefinition("defectShare", Dimension.SHARE),
            FigureDefinition("costPerDefect", Dimension.MONEY_PER_UNIT),
        ),
        basis=Basis.UNREAD,
        soft=True,
        overlaps=frozenset({"scrap"}),
    ),
    CostFactor(
        "liability",
        310,
        Layer.RISK,
        Formula("liabilityRate * price"),
        (FigureDefinition("liabilityRate", Dimension.SHARE),),
        soft=True,
    ),
    CostFactor(
        "lostOrders",
        320,
        Layer.RISK,
        Formula("lostOrderShare * marginPerUnit"),
        (FigureDefinition("lostOrderShare", Dimension.SHARE), MARGIN),
        soft=True,
        overlaps=frozenset({"disruption"}),
    ),
    # p x max(0, TTR - TTS) x D_day / Q x m, with D_day / Q = 1/365.
    CostFactor(
        "disruption",
        330,
        Layer.RISK,
        Formula("disruptionProbability * max(0, recoveryDays - survivalDays) / 365 * marginPerUnit"),
        (
            FigureDefinition("disruptionProbability", Dimension.SHARE_PER_YEAR),
            FigureDefinition("recoveryDays", Dimension.DAYS),
            FigureDefinition("survivalDays", Dimension.DAYS, CHEAPER),
            MARGIN,
        ),
        optional=frozenset({"survivalDays"}),
        basis=Basis.OWN,
        soft=True,
        overlaps=frozenset({"instability"}),
    ),
    CostFactor(
        "instability",
        340,
        Layer.RISK,
        Formula("eventProbability * eventImpact / annualQuantity"),
        (
            FigureDefinition("eventProbability", Dimension.SHARE_PER_YEAR),
            FigureDefinition("eventImpact", Dimension.MONEY),
        ),
        soft=True,
    ),
)
