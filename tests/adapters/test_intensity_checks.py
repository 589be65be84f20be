"""Everything that a table of emission intensities is refused for, each by one changed value."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from procurement_plugin.adapters.intensity_checks import COLUMNS, shipped_faults, table_faults

SHEET: dict[str, Any] = {"gwp": "AR5", "valid_from": "2026-01-01", "sources": [{"id": "report"}]}
RIGHT = {
    "id": "road.lorry",
    "mode": "road",
    "vehicle_class": "lorry",
    "load": "average",
    "temperature": "ambient",
    "fuel": "",
    "unit": "kgCO2e/tkm",
    "gwp": "AR5",
    "tank_to_wheel": "0.08",
    "well_to_tank": "0.02",
    "well_to_wheel": "0.10",
    "distance_basis": "actual",
    "verification": "singleCopy",
    "source": "report",
    "source_row": "p. 4",
    "valid_from": "2026-01-01",
    "valid_to": "",
    "shippable": "yes",
    "description": "Lorry",
}


def faults(*rows: Mapping[str, str], sheet: Mapping[str, Any] = SHEET) -> list[str]:
    return list(table_faults(COLUMNS, rows, sheet))


def test_a_right_row_has_no_fault() -> None:
    assert faults(RIGHT) == []
    assert faults(RIGHT | {"mode": "hub", "unit": "kgCO2e/t"}) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"mode": "ship"}, "has the unknown mode ship; known are road, rail, inlandWaterway, sea, air, hub."),
        ({"load": "heavy"}, "has the unknown load heavy; known are average, half, full."),
        ({"temperature": "cold"}, "has the unknown temperature cold; known are ambient, refrigerated."),
        ({"distance_basis": "SDF"}, "has the unknown distance basis SDF; known are SFD, GCD, actual."),
        ({"shippable": "unknown"}, "has the unknown shippable unknown; known are yes, no."),
        ({"verification": "declared"}, "has the unknown verification declared; known are officialFile"),
        ({"mode": "hub"}, "has the unit kgCO2e/tkm; a hub counts per tonne, every other mode per tonne-km."),
        ({"unit": "kgCO2e/t"}, "has the unit kgCO2e/t; a hub counts per tonne, every other mode per tonne-km."),
        ({"source": "hearsay"}, "names the source hearsay, which is not on the sheet."),
        ({"gwp": "AR6"}, "has the warming potentials AR6, the sheet says AR5; they may not be mixed."),
        ({"tank_to_wheel": "0,08"}, "has 0,08 as tank_to_wheel; that is not a plain decimal number"),
        ({"well_to_tank": ""}, "has nothing as well_to_tank; that is not a plain decimal number"),
        ({"well_to_tank": "2E-2"}, "has 2E-2 as well_to_tank; that is not a plain decimal number"),
        ({"well_to_wheel": "0.1_0"}, "has 0.1_0 as well_to_wheel; that is not a plain decimal number"),
        ({"well_to_wheel": "NaN"}, "has NaN as well_to_wheel; that is not a plain decimal number"),
        ({"well_to_wheel": "0.11"}, "the parts do not sum to well to wheel: 0.08 + 0.02 is not 0.11."),
        ({"valid_from": ""}, "has nothing as valid_from; that is not a full day"),
        ({"valid_from": "20260101"}, "has 20260101 as valid_from; that is not a full day"),
        ({"valid_to": "2026-02-30"}, "has 2026-02-30 as valid_to; that is not a full day"),
        ({"valid_to": "2025-12-31"}, "ends on 2025-12-31, before it begins on 2026-01-01."),
    ],
)
def test_one_wrong_value_is_one_fault_with_the_row_the_column_and_what_was_found(
    change: dict[str, str], said: str
) -> None:
    (fault,) = faults(RIGHT | change)
    assert fault.startswith(("The row road.lorry ", "In the row road.lorry "))
    assert said in fault


@pytest.mark.parametrize("column", ["id", "vehicle_class", "source"])
def test_a_row_lacks_its_name_class_or_source(column: str) -> None:
    assert f"Row 2 of the table has no {column}." in faults(
        RIGHT | {"valid_to": "2026-06-30"}, RIGHT | {"id": "b", column: " "}
    )


def test_a_negative_part_is_refused_though_the_parts_sum() -> None:
    change = {"tank_to_wheel": "0.12", "well_to_tank": "-0.02"}
    assert faults(RIGHT | change) == [
        "The row road.lorry has the negative well_to_tank -0.02.",
        "The row road.lorry has more tank to wheel (0.12) than well to wheel (0.10).",
    ]


def test_one_name_for_rows_of_two_classes_is_refused() -> None:
    assert faults(RIGHT, RIGHT | {"vehicle_class": "van"}) == ["The row road.lorry stands twice."]


def test_warming_potentials_nobody_knows_are_refused_though_the_sheet_names_them() -> None:
    (fault,) = faults(RIGHT | {"gwp": "AR9"}, sheet=SHEET | {"gwp": "AR9"})
    assert "unknown gwp AR9; known are AR5, AR6" in fault


def test_rows_of_one_class_may_follow_one_another_but_not_overlap() -> None:
    first = RIGHT | {"valid_to": "2026-06-30"}
    after = RIGHT | {"id": "b", "valid_from": "2026-07-01"}
    assert faults(first, after) == []
    assert faults(after, first) == []
    assert faults(first, after | {"valid_from": "2026-06-30"}) == [
        "The rows road.lorry and b are of one class and in force on the same day."
    ]
    assert faults(first, after | {"valid_from": "2026-06-30", "mode": "rail"}) == []


def test_a_row_within_another_does_not_hide_a_third() -> None:
    within = RIGHT | {"id": "b", "valid_from": "2026-02-01", "valid_to": "2026-03-01"}
    later = RIGHT | {"id": "c", "valid_from": "2026-05-01"}
    assert faults(RIGHT, within, later) == [
        "The rows road.lorry and b are of one class and in force on the same day.",
        "The rows road.lorry and c are of one class and in force on the same day.",
    ]


def test_every_fault_of_every_row_is_said_at_once() -> None:
    wrong = RIGHT | {"load": "heavy", "tank_to_wheel": "x"}
    found = faults(wrong, wrong | {"id": "b", "vehicle_class": "van", "unit": "g"})
    assert [sum(name in fault for fault in found) for name in ("road.lorry ", "row b ")] == [2, 3]


def shipped(folder: Path, row: Mapping[str, str], **of_sheet: str) -> list[str]:
    table = folder / "set.csv"
    table.write_text("content")
    digest = hashlib.sha256(table.read_bytes()).hexdigest()
    sheet = SHEET | {"sha256": digest, "rows": "1", "columns": dict.fromkeys(COLUMNS)} | of_sheet
    return list(shipped_faults(table, COLUMNS, [row], sheet))


def test_what_may_not_be_passed_on_is_not_shipped(tmp_path: Path) -> None:
    assert shipped(tmp_path, RIGHT) == []
    assert faults(RIGHT | {"shippable": "no"}) == []
    assert shipped(tmp_path, RIGHT | {"shippable": "no"}) == [
        "The row road.lorry may not be passed on, so it cannot be shipped."
    ]


def test_no_row_of_a_shipped_set_is_older_than_the_set(tmp_path: Path) -> None:
    assert shipped(tmp_path, RIGHT, valid_from="2026-07-31") == [
        "The row road.lorry begins on 2026-01-01, the set itself on 2026-07-31."
    ]
