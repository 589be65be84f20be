"""From bytes to scores, as ratios within one run: ``python tests/benchmarks/bytes_to_scores.py``.

Compared with reading the same bytes as JSON alone, and with validating them by the nested schema. Each figure is
the median of interleaved runs; absolute times depend on the machine, the ratios hardly.
"""

import argparse
import json
import statistics
import time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from procurement_plugin.application.evaluate_lot import evaluate_lot
from procurement_plugin.bootstrap import knowledge, wiring
from procurement_plugin.web.schemas.bulk import conforms
from procurement_plugin.web.schemas.reading import read_evaluation
from procurement_plugin.web.strict_json import parse

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLE = wiring.data_directory("config").parent / "examples" / "02_weight_at_guardrail" / "request-at.json"
MODES = (
    ("road", "articOver33t"),
    ("road", "averageArtic"),
    ("road", "averageHgv"),
    ("sea", "containerShip"),
    ("road", "rigidOver17t"),
)


def request(bids: int) -> bytes:
    """A lot of that many bids, each with one chain of five declared elements."""
    body: dict[str, Any] = json.loads(EXAMPLE.read_text())
    criteria = body["weightProfile"]["criteria"]
    criteria[2] |= {"criterion": "quality", "measure": "service", "source": "platform", "settings": {}}
    body["weightProfile"]["criteria"][1]["settings"] = {
        "transportEmissions": {"acceptedVerification": [{"verification": "derived"}, {"verification": "singleCopy"}]}
    }
    body["bids"] = [_bid(number) for number in range(bids)]
    return json.dumps(body).encode()


def _bid(number: int) -> dict[str, Any]:
    elements = [
        {"mode": mode, "vehicleClass": name, "distanceKm": f"{100 + (number * 37 + step * 411) % 900}.{step}"}
        for step, (mode, name) in enumerate(MODES)
    ]
    site = {"id": "S1", "share": "100.00", "chains": [{"deliveryPoint": "D1", "elements": elements}]}
    return {
        "id": f"B-{number}",
        "bidder": {"id": f"F-{number}", "name": f"Firm {number}"},
        "items": [{"itemId": "I1", "productionSites": [site]}],
        "criterionInputs": {"proximity": {"deliveryLeadTime": {"value": f"{number % 40}", "unit": "d"}}},
        "otherCriteria": {
            "price": {"amount": f"{180000 + number % 60000}.50"},
            "quality": {"points": "9.5"},
            "quality.service": {"points": "8.25"},
        },
    }


def score(raw: bytes) -> Any:
    """What the service does with a body before it writes the answer."""
    reference = knowledge.reference()
    lot = read_evaluation(parse(raw), knowledge.schemas(), reference)
    return evaluate_lot(lot, reference)


def edge(raw: bytes) -> Any:
    """Read, and check every bid in bulk: what the nested schema would do, done column by column."""
    return conforms(knowledge.schemas().bid, parse(raw)["bids"])


def nested(raw: bytes) -> Any:
    """Read, and validate every bid leaf by leaf with the same schema."""
    return type(knowledge.schemas().bid)(many=True).load(parse(raw)["bids"])


def medians(raw: bytes, runs: int) -> dict[str, float]:
    """Seconds of each way, interleaved."""
    ways: dict[str, Callable[[], Any]] = {
        "json": lambda: json.loads(raw, parse_float=Decimal),
        "edge": lambda: edge(raw),
        "scores": lambda: score(raw),
        "nested": lambda: nested(raw),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(runs):
        for name, way in ways.items():
            begin = time.perf_counter()
            way()
            times[name].append(time.perf_counter() - begin)
    return {name: statistics.median(values) for name, values in times.items()}


def main() -> None:
    """Print one line for each size."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sizes", type=int, nargs="+", default=[10, 100, 1000, 10000])
    arguments.add_argument("--runs", type=int, default=7)
    chosen = arguments.parse_args()
    knowledge.prepare_process()
    score(request(2))
    print(
        f"{'bids':>6} {'bytes':>9} {'json ms':>9} {'scores ms':>10} {'scores/json':>12} {'nested/scores':>14} {'nested/edge':>12}"
    )
    for size in chosen.sizes:
        raw = request(size)
        found = medians(raw, chosen.runs)
        print(
            f"{size:>6} {len(raw):>9} {found['json'] * 1000:>9.2f} {found['scores'] * 1000:>10.2f} "
            f"{found['scores'] / found['json']:>12.2f} {found['nested'] / found['scores']:>14.2f} {found['nested'] / found['edge']:>12.2f}"
        )


if __name__ == "__main__":
    main()
