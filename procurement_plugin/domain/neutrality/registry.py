"""Finds the computed tests of this package and runs them; a new module with a ``TEST`` needs no change here."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

from procurement_plugin.domain import neutrality
from procurement_plugin.domain.neutrality.computed_test import Asked

if TYPE_CHECKING:
    from procurement_plugin.domain.neutrality.computed_test import NeutralityTest, TestReport, TransportShare
    from procurement_plugin.domain.neutrality.market import SimulatedMarket
    from procurement_plugin.domain.parameters import ParameterSet
    from procurement_plugin.domain.procedure import Lot, Procedure
    from procurement_plugin.domain.weighting import WeightProfile


@cache
def computed_tests() -> tuple[NeutralityTest, ...]:
    """Every test, in the order of its module's name."""
    names = sorted(module.name for module in pkgutil.iter_modules(neutrality.__path__))
    modules = [importlib.import_module(f"{neutrality.__name__}.{name}") for name in names]
    return tuple(module.TEST for module in modules if hasattr(module, "TEST"))


def run_all(
    market: SimulatedMarket,
    profile: WeightProfile,
    procedure: Procedure,
    lot: Lot,
    parameters: ParameterSet,
    transport_share: TransportShare | None = None,
) -> tuple[TestReport, ...]:
    """Every test's report on this profile; the numbers stand there also when nothing is found."""
    asked = Asked(market, profile, procedure, lot, parameters, transport_share)
    return tuple(test.run(asked) for test in computed_tests())
