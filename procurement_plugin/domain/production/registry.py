"""Finds the cost factors of this package; a new module or a new factor in one needs no change here."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

from procurement_plugin.domain.production import factors
from procurement_plugin.domain.production.cost_factor import Effect, FigureDefinition
from procurement_plugin.domain.production.units import Dimension

if TYPE_CHECKING:
    from collections.abc import Mapping

    from procurement_plugin.domain.production.cost_factor import CostFactor

# Figures of the case, the same for every location. More units make one of them cheaper and all of them dearer.
CASE_FIGURES = (
    FigureDefinition("annualQuantity", Dimension.UNITS_PER_YEAR, Effect(-1, 1), positive=True),
    FigureDefinition("capitalRate", Dimension.SHARE_PER_YEAR),
    FigureDefinition("discountRate", Dimension.SHARE_PER_YEAR, Effect(0, -1)),
    FigureDefinition("unitMass", Dimension.MASS_PER_UNIT, positive=True),
    FigureDefinition("carbonPrice", Dimension.MONEY_PER_CARBON),
)
# Of a location, worked out from its transport chains and not entered.
EMISSIONS_PER_TONNE = FigureDefinition("emissionsPerTonne", Dimension.CARBON_PER_TONNE)
# Known from the case itself.
YEARS, YEARS_ON = "years", "yearsOn"
# Soft, and no factors: they move figures from year to year.
CURRENCY_PATH = "currencyPath"


@cache
def cost_factors() -> Mapping[str, CostFactor]:
    """Every factor by its name, in order."""
    names = sorted(module.name for module in pkgutil.iter_modules(factors.__path__))
    found = [factor for name in names for factor in importlib.import_module(f"{factors.__name__}.{name}").FACTORS]
    return {factor.name: factor for factor in sorted(found, key=lambda factor: factor.order)}


@cache
def location_figures() -> Mapping[str, FigureDefinition]:
    """Every figure that may be entered for a location, in the order of the factors that ask for it."""
    return {figure.name: figure for factor in cost_factors().values() for figure in factor.figures}


@cache
def case_figures() -> Mapping[str, FigureDefinition]:
    """Every figure of a case."""
    return {figure.name: figure for figure in CASE_FIGURES}


@cache
def switches() -> tuple[str, ...]:
    """What counts only when somebody switches it on by name: soft factors, and forecasts."""
    soft = [factor.name for factor in cost_factors().values() if factor.soft]
    forecasts = sorted(name for factor in cost_factors().values() for name in factor.switch)
    return (*forecasts, CURRENCY_PATH, *soft)
