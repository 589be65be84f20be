"""The averages of ships, recomputed from what every ship reported; runs where that table is at hand.

Set ``PROCUREMENT_TEST_DATA`` to a folder with ``sea_eu_mrv_ships_2023.csv`` (EU MRV, reporting period 2023, file version
85; columns type, g_co2_per_tkm_mass, kg_co2_per_nm, co2_t_eu_scope). Filter: container ships from 2 to 500 g per tonne
and nautical mile; other types without the outermost 2 per cent on either side. Weighting: by transport work, that is
all CO2 divided by the sum of CO2 over intensity. From CO2 to CO2e: heavy fuel oil of Regulation (EU) 2023/1805, Annex
II, as read in a secondary copy (3.114 g CO2, 0.00005 g CH4, 0.00018 g N2O and 13.5 g CO2e/MJ upstream, 0.0405 MJ/g).
"""

import csv
import os
from datetime import date
from decimal import Decimal as D
from pathlib import Path

import numpy as np
import pytest

from procurement_plugin.bootstrap import knowledge

NAUTICAL_MILE = 1.852
TANK = (3.114 + 0.00005 * 28 + 0.00018 * 265) / 3.114
WELL = TANK + 13.5 * 0.0405 / 3.114
TYPES = {
    "containerShip": ("Container ship", 1913),
    "bulkCarrier": ("Bulk carrier", 3442),
    "generalCargoShip": ("General cargo ship", 375),
    "oilTanker": ("Oil tanker", 1749),
    "chemicalTanker": ("Chemical tanker", 1277),
    "refrigeratedCargoShip": ("Refrigerated cargo carrier", 131),
    "roRoShip": ("Ro-ro ship", 215),
    "vehicleCarrier": ("Vehicle carrier", 407),
    "gasCarrier": ("Gas carrier", 320),
}
SIZES = {
    "UpTo5kt": (0, 5),
    "5To10kt": (5, 10),
    "10To20kt": (10, 20),
    "20To40kt": (20, 40),
    "40To60kt": (40, 60),
    "60To80kt": (60, 80),
    "80To110kt": (80, 110),
    "Over110kt": (110, 10_000),
}
PRINTED = D("0.0000006")  # half a unit in the last printed digit, and a little for the rounding of the source
Ship = tuple[float, float, float]  # g CO2 per tonne-km, t CO2, kt of cargo on board


@pytest.fixture(scope="module")
def ships() -> dict[str, list[Ship]]:
    folder = os.environ.get("PROCUREMENT_TEST_DATA")
    if not folder:
        pytest.skip("set PROCUREMENT_TEST_DATA to a folder with sea_eu_mrv_ships_2023.csv")
    found: dict[str, list[Ship]] = {}
    with (Path(folder) / "sea_eu_mrv_ships_2023.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["g_co2_per_tkm_mass"] and row["co2_t_eu_scope"]:
                intensity = float(row["g_co2_per_tkm_mass"])
                by_mile = float(row["kg_co2_per_nm"] or 0)
                cargo = by_mile / (intensity * NAUTICAL_MILE) if intensity else 0.0
                found.setdefault(row["type"], []).append((intensity, float(row["co2_t_eu_scope"]), cargo))
    return found


def kept(ships: list[Ship], kind: str) -> list[Ship]:
    if kind == "Container ship":
        return [ship for ship in ships if 2 <= ship[0] * NAUTICAL_MILE <= 500]
    low, high = np.quantile([ship[0] for ship in ships], [0.02, 0.98])
    return [ship for ship in ships if low <= ship[0] <= high]


def average(ships: list[Ship]) -> float:
    return sum(co2 for _, co2, _ in ships) / sum(co2 / intensity for intensity, co2, _ in ships)


@pytest.mark.parametrize("class_", TYPES)
def test_an_average_is_the_one_of_the_ships(ships: dict[str, list[Ship]], class_: str) -> None:
    kind, count = TYPES[class_]
    chosen = kept(ships[kind], kind)
    assert len(chosen) == count
    row = knowledge.reference().intensities["open-eu-2026"].find("sea", class_, date(2026, 12, 1))
    reported = average(chosen)
    assert abs(row.tank_to_wheel - D(str(reported * TANK)) / 1000) <= PRINTED
    assert abs(row.well_to_tank - D(str(reported * (WELL - TANK))) / 1000) <= PRINTED


@pytest.mark.parametrize("size", SIZES)
def test_an_average_by_size_is_the_one_of_the_ships(ships: dict[str, list[Ship]], size: str) -> None:
    low, high = SIZES[size]
    chosen = [ship for ship in kept(ships["Container ship"], "Container ship") if low <= ship[2] < high]
    row = knowledge.reference().intensities["open-eu-2026"].find("sea", f"containerShipCargo{size}", date(2026, 12, 1))
    assert abs(row.tank_to_wheel - D(str(average(chosen) * TANK)) / 1000) <= PRINTED
    assert abs(row.well_to_tank - D(str(average(chosen) * (WELL - TANK))) / 1000) <= PRINTED
