"""Default chains a second, as ratios within one run: ``python tests/benchmarks/default_chains.py``.

Compared with asking for one chain at a time, with the sum of its parts, and, when the package ``searoute`` can be
imported, with one of its routes. A third of the sites lie in towns of the Union, the others anywhere in the world.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from procurement_plugin.application.element_distances import road_rules
from procurement_plugin.application.evaluate_lot import figures_on
from procurement_plugin.bootstrap import knowledge
from procurement_plugin.domain.transport_chain import Coordinates, WayCosts

COSTS = WayCosts(Decimal("0.101157"), Decimal("0.00936905"))
REFERENCE = knowledge.reference()


def seconds(work: Callable[[], object], runs: int = 3) -> float:
    """Median of some runs."""
    taken = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def sites(count: int) -> list[Coordinates]:
    """Places of the tables, drawn with a fixed seed, moved a little so that none stands twice."""
    chance = random.Random(2026)  # noqa: S311  repeatable, not secret
    towns = REFERENCE.places._all_towns  # type: ignore[attr-defined]
    union = [town for town in towns if town.country in ("BE", "DE", "ES", "FR", "IT", "PL", "SE", "IE", "GR", "FI")]
    chosen = [chance.choice(union if number % 3 == 0 else towns).place for number in range(count)]
    moved = Decimal("0.0001")
    return [
        Coordinates(place.latitude + moved * (number % 97), place.longitude, "") for number, place in enumerate(chosen)
    ]


def main() -> None:
    """Print the ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--chains", type=int, default=10_000)
    count = parser.parse_args().chains
    rules = road_rules(figures_on(date(2026, 12, 1), REFERENCE.parameters))
    gent = REFERENCE.places.town("Gent", "BE")
    origins = sites(count)
    REFERENCE.distances.default_ways(origins[:10], gent, rules, COSTS, "suez", "circuity", 5)

    def together() -> list[object]:
        return list(REFERENCE.distances.default_ways(origins, gent, rules, COSTS, "suez", "circuity", 5))

    def one_by_one() -> None:
        for origin in origins[:200]:
            REFERENCE.distances.default_ways([origin], gent, rules, COSTS, "suez", "circuity", 5)

    whole, single = seconds(together), seconds(one_by_one, 1) / 200
    ways = REFERENCE.distances.default_ways(origins, gent, rules, COSTS, "suez", "circuity", 5)
    by_sea = sum(len(way.legs) > 1 for way in ways)
    print(f"{count} default chains in {whole:.2f} s, {whole / count * 1e6:.0f} µs each; {by_sea} by sea")
    print(f"together is {single / (whole / count):.0f} times as fast as one at a time")
    print(f"memory of the sea tables: {REFERENCE.distances._sea.bytes / 1e6:.1f} MB")  # type: ignore[attr-defined]
    try:
        import searoute  # type: ignore[import-not-found]  # noqa: PLC0415  only for this comparison
    except ImportError:
        print("searoute is not installed: no comparison with it")
        return
    pairs = [([4.4, 51.23], [float(place.longitude), float(place.latitude)]) for place in origins[:60]]
    searoute.searoute(*pairs[0])

    def routes() -> None:
        for one, other in pairs:
            searoute.searoute(one, other)

    route = seconds(routes, 1) / len(pairs)
    print(f"a default chain is {route / (whole / count):.0f} times as fast as one route of searoute")
    compared = by_sea * 25  # five ports at each end
    print(f"a way by sea that a chain compares is {route / (whole / compared):.0f} times as fast as one of its routes")


if __name__ == "__main__":
    main()
