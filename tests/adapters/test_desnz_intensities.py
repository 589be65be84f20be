"""The United Kingdom's factors agree with themselves, with each other's set and, where it is at hand, with their table.

Set ``PROCUREMENT_TEST_DATA`` to a folder with ``desnz_freighting_goods_2026_full.csv`` (columns category, type, variant,
size, unit, ttw_2026, wtt_2026) for the tests that read the table itself.
"""

import csv
import os
from decimal import Decimal as D
from pathlib import Path

import pytest

from procurement_plugin.adapters.reference_data import load_intensities
from procurement_plugin.bootstrap.settings import data_directory
from procurement_plugin.domain.transport_chain import EmissionIntensity

FOLDER = data_directory("config") / "reference_data" / "emission_intensities"
FILE = "desnz_freighting_goods_2026_full.csv"
SINGLE = (
    "articOver33t",
    "articUpTo33t",
    "rigidUpTo7500kg",
    "rigid7500kgTo17t",
    "rigidOver17t",
)
MIXED = ("averageArtic", "averageRigid", "averageHgv")
LAST_DIGIT = D("0.00001")
Row = dict[str, str]


@pytest.fixture(scope="module")
def rows() -> dict[str, EmissionIntensity]:
    return {row.vehicle_class: row for row in load_intensities(FOLDER, "desnz-2026").rows()}


def test_what_both_sets_take_from_this_source_is_the_same() -> None:
    open_set = [row for row in load_intensities(FOLDER, "open-eu-2026").rows() if row.source == "desnz-2026"]
    second = [row for row in load_intensities(FOLDER, "desnz-2026").rows() if row.mode != "sea"]
    assert {row.id: row for row in open_set} == {row.id: row for row in second}


def test_the_second_set_has_one_source_and_the_published_container_ship(rows: dict[str, EmissionIntensity]) -> None:
    assert {row.source for row in rows.values()} == {"desnz-2026"}
    assert rows["containerShip"].well_to_wheel == D("0.01977")
    assert {row.distance_basis for row in rows.values() if row.mode in {"road", "sea"}} == {"actual"}
    assert {row.distance_basis for row in rows.values() if row.mode == "rail"} == {"SFD"}
    assert {row.distance_basis for row in rows.values() if row.mode == "air"} == {"GCD"}


@pytest.mark.parametrize("refrigerated", ["", "Refrigerated"])
@pytest.mark.parametrize("class_", [*SINGLE, *MIXED])
def test_a_full_lorry_emits_less_per_tonne_but_more_per_kilometre_than_a_half_full_one(
    rows: dict[str, EmissionIntensity], class_: str, refrigerated: str
) -> None:
    half, full = (rows[f"{class_}{refrigerated}{load}"] for load in ("HalfLaden", "FullyLaden"))
    assert (half.load, full.load) == ("half", "full")
    for part in ("tank_to_wheel", "well_to_tank", "well_to_wheel"):
        assert getattr(half, part) / 2 < getattr(full, part) < getattr(half, part)


@pytest.mark.parametrize("class_", SINGLE)
def test_refrigeration_adds_the_same_share_at_every_load(rows: dict[str, EmissionIntensity], class_: str) -> None:
    shares = [
        rows[f"{class_}Refrigerated{load}"].tank_to_wheel / rows[f"{class_}{load}"].tank_to_wheel
        for load in ("", "HalfLaden", "FullyLaden")
    ]
    assert all(D("1.15") < share < D("1.20") for share in shares)
    assert max(shares) - min(shares) < D("0.001")


@pytest.fixture(scope="module")
def published() -> list[Row]:
    folder = os.environ.get("PROCUREMENT_TEST_DATA")
    if not folder:
        pytest.skip(f"set PROCUREMENT_TEST_DATA to a folder with {FILE}")
    with (Path(folder) / FILE).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("name", ["open-eu-2026", "desnz-2026"])
def test_every_row_is_the_one_of_the_table_that_it_names(published: list[Row], name: str) -> None:
    by_name = {
        tuple(filter(None, (row["category"], row["type"], row["variant"], row["size"]))): row
        for row in published
        if row["unit"] == "kg CO2e per tonne.km"
    }
    with (FOLDER / f"{name}.csv").open(encoding="utf-8") as lines:
        shipped = [row for row in csv.DictReader(lines) if row["source"] == "desnz-2026"]
    for row in shipped:
        named = by_name[tuple(filter(None, (part.strip() for part in row["source_row"].split(";"))))]
        assert (D(row["tank_to_wheel"]), D(row["well_to_tank"])) == (D(named["ttw_2026"]), D(named["wtt_2026"]))
        if row["verification"] != "singleCopy":
            assert named["status"] == "read_2026", row["id"]


def per_kilometre(published: list[Row], part: str) -> dict[tuple[str, str], dict[str, D]]:
    found: dict[tuple[str, str], dict[str, D]] = {}
    for row in published:
        if row["category"].startswith("HGV") and row["unit"] == "kg CO2e per km":
            found.setdefault((row["category"], row["type"]), {})[row["variant"]] = D(row[part])
    return found


@pytest.mark.parametrize("part", ["ttw_2026", "wtt_2026"])
def test_emissions_per_kilometre_grow_evenly_with_the_load(published: list[Row], part: str) -> None:
    lorries = per_kilometre(published, part)
    assert len(lorries) == 16
    for loads in lorries.values():
        assert abs(loads["0% Laden"] + loads["100% Laden"] - 2 * loads["50% Laden"]) <= LAST_DIGIT


def test_tonne_kilometres_times_the_factor_are_the_emissions_per_kilometre(published: list[Row]) -> None:
    """A lorry's load follows from both figures: the full one has twice the half one's."""
    by_kilometre = per_kilometre(published, "ttw_2026")
    tonnes: dict[tuple[str, str], dict[str, D]] = {}
    for row in published:
        lorry = (row["category"], row["type"])
        if lorry in by_kilometre and row["unit"] == "kg CO2e per tonne.km":
            tonnes.setdefault(lorry, {})[row["variant"]] = by_kilometre[lorry][row["variant"]] / D(row["ttw_2026"])
    single = {lorry: loads for lorry, loads in tonnes.items() if not lorry[1].startswith("Average")}
    assert len(single) == 10
    for loads in single.values():
        assert abs(loads["100% Laden"] / loads["50% Laden"] - 2) < D("0.002")
