"""Chooses the waypoints of land ways from the nodes of the European road network; run by hand, output committed.

    python config/reference_data/landmass/build_waypoints.py nodes.csv

A straight line over a gulf is no road, a way round the gulf is one. The ways are looked for over these waypoints: nodes
of the network of E-roads, kept at least 30 km apart where the sea is within 60 km and 100 km elsewhere, taken in the
order of the table.
Nodes in Russia and Belarus are left out: a default chain between Finland and the Baltic states should not rest on a way
through Saint Petersburg.
"""

import csv
import math
import sys
from pathlib import Path

import numpy as np

from procurement_plugin.adapters.landmass import KM_PER_DEGREE, Landmasses

SEA_WITHIN_KM = 60.0
APART_NEAR_THE_SEA_KM = 30.0
APART_INLAND_KM = 100.0
LEFT_OUT = ("RU", "BY")
FOLDER = Path(__file__).parent


def near_the_sea(land: Landmasses, latitude: float, longitude: float) -> bool:
    """Whether one of 72 points round the place, at three distances, lies in the sea."""
    turns = np.radians(np.arange(0, 360, 15))
    reach = np.array([[SEA_WITHIN_KM / 3], [SEA_WITHIN_KM * 2 / 3], [SEA_WITHIN_KM]]) / KM_PER_DEGREE
    around = (latitude + reach * np.sin(turns), longitude + reach * np.cos(turns) / math.cos(math.radians(latitude)))
    return bool((land.rows.landmasses(*around) < 0).any())


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """On a local plane, good enough to keep places apart."""
    east = (one[1] - other[1]) * math.cos(math.radians((one[0] + other[0]) / 2))
    return math.hypot(one[0] - other[0], east) * KM_PER_DEGREE


def main(nodes: Path) -> None:
    """Write waypoints.csv."""
    land = Landmasses(FOLDER)
    kept: list[tuple[float, float]] = []
    with nodes.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            place = (float(row["lat"]), float(row["lon"]))
            apart = APART_NEAR_THE_SEA_KM if near_the_sea(land, *place) else APART_INLAND_KM
            if row["country"] not in LEFT_OUT and all(kilometres(place, other) >= apart for other in kept):
                kept.append(place)
    with (FOLDER / "waypoints.csv").open("w", encoding="utf-8", newline="") as lines:
        table = csv.writer(lines, lineterminator="\n")
        table.writerow(["latitude", "longitude"])
        table.writerows([f"{latitude:.2f}", f"{longitude:.2f}"] for latitude, longitude in kept)
    sys.stdout.write(f"{len(kept)} waypoints\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
