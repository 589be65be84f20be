"""How the register answers with many sites, on SQLite or PostgreSQL: ``python tests/benchmarks/site_register.py``.

Each figure is the median of interleaved runs over different questions, beside reading one site by its identifier on
the same database: the ratio hardly depends on the machine. ``--postgresql`` starts a server of its own.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
import uuid
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from databases import PrivatePostgres

from procurement_plugin.adapters.geodesics import Geodesics
from procurement_plugin.adapters.machine_clock import MachineClock
from procurement_plugin.adapters.storage import Storage
from procurement_plugin.application.site_register.ports import NewEntry
from procurement_plugin.application.site_register.register_office import RegisterOffice
from procurement_plugin.application.site_register.search_register import Filters
from procurement_plugin.domain.site_register.confidentiality import SITE
from procurement_plugin.web.access import LOCAL

if TYPE_CHECKING:
    from collections.abc import Callable

SEED = 20261126
SYLLABLES = tuple(f"{first}{last}" for first in "bdklmnprstv" for last in "aeio")
TOWNS = [(51.05, 3.72, "BE", "Gent"), (50.63, 5.57, "BE", "Liège"), (52.52, 13.40, "DE", "Berlin"), (48.85, 2.35, "FR", "Paris"), (45.46, 9.19, "IT", "Milano"), (40.42, -3.70, "ES", "Madrid"), (31.23, 121.47, "CN", "Shanghai"), (52.23, 21.01, "PL", "Warszawa")]  # fmt: skip
FORMS = ("NV", "BV", "GmbH", "SA", "Ltd", "")


def word(chance: random.Random) -> str:
    """An invented word."""
    return "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 4))).capitalize()


def site(chance: random.Random) -> dict[str, Any]:
    """An invented site near one of a few towns."""
    latitude, longitude, country, town = chance.choice(TOWNS)
    place = (latitude + chance.gauss(0, 1.2), longitude + chance.gauss(0, 1.8))
    return {
        "name": f"{word(chance)} {word(chance)} {chance.choice(FORMS)}".strip(),
        "country": country,
        "address": f"{word(chance)}straat {chance.randint(1, 300)}, {chance.randint(1000, 9999)} {town}",
        "location": {"latitude": f"{place[0]:.5f}", "longitude": f"{place[1]:.5f}"},
        "nace": [f"C{chance.randint(10, 33)}.{chance.randint(1, 9)}"],
        "owner": f"{word(chance)} {chance.choice(FORMS)}".strip(),
        "reason": "invented",
        "confidence": "low",
    }


def filled(storage: Storage, count: int) -> tuple[list[str], float]:
    """A register of so many sites; their identifiers, and the seconds it took."""
    chance = random.Random(SEED)  # noqa: S311  invented data
    ids: list[str] = []
    started = time.perf_counter()
    for _ in range(0, count, 10_000):
        names = [str(uuid.UUID(int=chance.getrandbits(128))) for _ in range(min(10_000, count - len(ids)))]
        storage.register.commit(LOCAL, datetime.now(UTC), [NewEntry(SITE, name, site(chance)) for name in names])
        ids += names
    return ids, time.perf_counter() - started


def questions(office: RegisterOffice, ids: list[str]) -> dict[str, Callable[[random.Random], object]]:
    """What is asked of the register, each time of something else."""
    search, finder = office.search(LOCAL), office.matches(LOCAL)

    def box(chance: random.Random, size: float) -> tuple[Decimal, Decimal, Decimal, Decimal]:
        latitude, longitude, _, _ = chance.choice(TOWNS)
        edges = (longitude - size, latitude - size, longitude + size, latitude + size)
        west, south, east, north = (Decimal(f"{edge:.4f}") for edge in edges)
        return west, south, east, north

    def page(**asked: Any) -> object:
        return search.page(SITE, Filters(**asked), "", 50)

    return {
        "one site by its identifier": lambda chance: office.desk.found(SITE, chance.choice(ids), LOCAL),
        "first page of all": lambda _: page(),
        "two beginnings of words": lambda chance: page(text=f"{word(chance)[:3]} {word(chance)[:3]}"),
        "one syllable, thousands of sites": lambda chance: page(text=chance.choice(SYLLABLES)),
        "country and sector": lambda chance: page(country="BE", nace=f"C{chance.randint(10, 33)}"),
        "box of a region": lambda chance: page(box=box(chance, 0.3)),
        "how many are found": lambda chance: search.count(SITE, Filters(text=chance.choice(SYLLABLES))),
        "map of everything": lambda _: search.map(Filters()),
        "map of a region": lambda chance: search.map(Filters(box=box(chance, 1.5))),
        "map of a search": lambda chance: search.map(Filters(text=chance.choice(SYLLABLES))),
        "duplicates of one site": lambda chance: finder.of_site(office.desk.found(SITE, chance.choice(ids), LOCAL)),
        "duplicates, a page of 100 sites": lambda chance: finder.open_pairs(chance.choice(ids)),
    }


def measured(office: RegisterOffice, ids: list[str], runs: int) -> dict[str, list[float]]:
    """Seconds of each question, interleaved."""
    asked = questions(office, ids)
    chance = random.Random(SEED)  # noqa: S311  invented data
    found: dict[str, list[float]] = {name: [] for name in asked}
    for ask in asked.values():
        ask(chance)
    for _ in range(runs):
        for name, ask in asked.items():
            started = time.perf_counter()
            ask(chance)
            found[name].append(time.perf_counter() - started)
    return found


def main() -> None:
    """Print the medians, the slowest runs, and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--postgresql", action="store_true")
    asked = parser.parse_args()
    server = PrivatePostgres() if asked.postgresql else None
    folder = tempfile.TemporaryDirectory()
    url = f"sqlite:///{folder.name}/register.sqlite3"
    if server is not None:
        server.prepare()
        url = server.fresh()
    storage = Storage(url)
    try:
        storage.upgrade()
        ids, seconds = filled(storage, asked.sites)
        office = RegisterOffice(storage.register, Geodesics().metres, MachineClock())
        found = measured(office, ids, asked.runs)
    finally:
        storage.close()
        if server is not None:
            server.remove()
    size = sum(path.stat().st_size for path in Path(folder.name).iterdir()) / 1e6
    folder.cleanup()
    print(f"{asked.sites} sites recorded in {seconds:.0f} s" + (f", {size:.0f} MB" if size else ""))
    one = statistics.median(found["one site by its identifier"])
    for name, times in found.items():
        middle = statistics.median(times)
        print(f"{name:34} {middle * 1000:8.1f} ms   slowest {max(times) * 1000:8.1f} ms   {middle / one:7.1f} times")


if __name__ == "__main__":
    main()
