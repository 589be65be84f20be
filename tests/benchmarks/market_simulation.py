"""Seconds to simulate the market of a lot: ``python tests/benchmarks/market_simulation.py``."""

import json
import time
from collections.abc import Callable
from typing import Any

from procurement_plugin.adapters.towns import load_towns
from procurement_plugin.application.simulate_market import MarketMemory, simulate_market
from procurement_plugin.bootstrap import knowledge, wiring
from procurement_plugin.domain.neutrality.registry import run_all
from procurement_plugin.web.schemas.reading import read_evaluation

CONFIG = wiring.data_directory("config")
EXAMPLE = CONFIG.parent / "examples" / "transport_emissions" / "request.json"


def timed(what: str, work: Callable[[], Any]) -> Any:
    """Print how long it took, and give the result."""
    begin = time.perf_counter()
    result = work()
    print(f"{what}: {time.perf_counter() - begin:.2f} s")
    return result


def main() -> None:
    """Load, first simulation, simulation with what is remembered, all tests."""
    reference = knowledge.reference()
    request = read_evaluation(json.loads(EXAMPLE.read_text()), knowledge.schemas(), reference)
    towns = timed("towns loaded", lambda: load_towns(CONFIG / "reference_data" / "towns")).towns
    memory = MarketMemory()

    def simulate() -> Any:
        return simulate_market(request.procedure, request.lot, request.profile, reference, towns, memory)

    points = len(request.lot.delivery_points)
    timed(f"first simulation, {len(towns)} towns, {points} delivery point(s)", simulate)
    market = timed("remembered simulation", simulate)

    def run() -> Any:
        return run_all(market, request.profile, request.procedure, request.lot, reference.parameters)

    timed("all tests", run)
    timed("all tests again, spreads known", run)


if __name__ == "__main__":
    main()
