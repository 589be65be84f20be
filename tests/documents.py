"""Documents for tests: evaluations of the examples with what a store adds, larger lots, and the text of a PDF."""

import copy
import json
import random
import subprocess
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from procurement_plugin.bootstrap.settings import data_directory

EXAMPLES = data_directory("config").parent / "examples"
SENT = "2027-02-01T10:00:00+01:00"
STANDSTILL = {"last": "2027-02-16", "firstPossible": "2027-02-17"}
# Scripts of bidders' names, a word without a break, a name as long as they come.
NAMES = (
    "Αθηναϊκή Βιομηχανία Ιατρικών Ειδών",
    "Реабілітаційне обладнання ТОВ",
    "شركة المعدات الطبية",
    "中国医疗器械有限公司",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterb GmbH",
    "Société coopérative des producteurs associés de matériel de rééducation du Nord-Pas-de-Calais et de la Picardie",
)


def evaluation(name: str = "01_first_evaluation") -> dict[str, Any]:
    """The stored evaluation of an example."""
    loaded: dict[str, Any] = json.loads((EXAMPLES / name / "evaluation.json").read_text())
    return {**loaded, "id": "example", "computedAt": "2026-12-01T10:00:00+00:00", "engineVersion": "0"}


def of_size(count: int, seed: int = 1) -> dict[str, Any]:
    """An evaluation of so many bids, made from the first example; points follow from the measures as published."""
    found, rnd = evaluation(), random.Random(seed)  # noqa: S311  invented bids
    bids = []
    for number in range(count):
        bid = copy.deepcopy(found["bids"][number % len(found["bids"])])
        bid |= {"id": f"B-{number + 1}"}
        bid["bidder"] = {"id": f"INVENTED-{number + 1}", "name": NAMES[number % 6] if count > 4 else f"Bidder {number}"}
        for score in bid["criteria"]:
            if "segment" in score:
                _measured(score, rnd)
        bid["total"] = f"{sum(Decimal(score['points']) for score in bid['criteria']):f}"
        bids.append(bid)
    order = sorted(bids, key=lambda bid: -Decimal(bid["total"]))
    for rank, bid in enumerate(order, 1):
        bid["rank"] = rank
    ranking = [
        {"rank": bid["rank"], "bidId": bid["id"], "bidder": bid["bidder"]["name"], "total": bid["total"]}
        for bid in order
    ]
    there = {bid["id"] for bid in bids}
    second = found["secondDataSet"]
    second["bids"] = [row for row in second["bids"] if row["bidId"] in there]
    return {**found, "bids": bids, "ranking": ranking}


def _measured(score: dict[str, Any], rnd: random.Random) -> None:
    lower, upper = score["segment"]["lower"], score["segment"]["upper"]
    places = len(score["measure"]["value"].partition(".")[2])
    low, high = (Decimal(end["at"]) for end in (lower, upper))
    measure = (low + (high - low) * Decimal(rnd.randint(0, 1000)) / 1000).quantize(Decimal(1).scaleb(-places))
    score["measure"]["value"] = f"{measure:f}"
    score["segment"]["clipped"] = False
    reached = value(measure, lower, upper)
    score["value"] = f"{reached.quantize(Decimal('0.000001'), ROUND_HALF_UP):f}"
    points = Decimal(score["weight"]) * reached
    score["points"] = f"{points.quantize(Decimal('0.0001'), ROUND_HALF_UP):f}"


def value(measure: Decimal, lower: dict[str, str], upper: dict[str, str]) -> Decimal:
    """The value between two anchors."""
    first, last = Decimal(lower["value"]), Decimal(upper["value"])
    return first + (measure - Decimal(lower["at"])) * (last - first) / (Decimal(upper["at"]) - Decimal(lower["at"]))


def text_of(pdf: bytes, folder: Path, *, layout: bool = True) -> str:
    """The text of a PDF as poppler reads it."""
    path = folder / "a.pdf"
    path.write_bytes(pdf)
    command = ["pdftotext", *(["-layout"] if layout else []), str(path), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def pages_of(pdf: bytes, folder: Path) -> int:
    """The number of pages of a PDF."""
    path = folder / "a.pdf"
    path.write_bytes(pdf)
    facts = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True).stdout
    return int(next(line for line in facts.splitlines() if line.startswith("Pages")).split()[1])
