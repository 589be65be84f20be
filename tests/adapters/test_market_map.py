"""The map of the internal market: marks where the regions lie, classes by points, far regions left out and counted."""

from __future__ import annotations

from typing import Any

import pytest

from procurement_plugin.adapters.market_map import CLASSES, TALL
from procurement_plugin.bootstrap import knowledge


def region(name: str, latitude: str, longitude: str, mean: str) -> dict[str, str]:
    return {"memberState": name, "region": name, "latitude": latitude, "longitude": longitude, "mean": mean}


PICTURE: dict[str, Any] = {
    "outOf": "20.00",
    "regions": [
        region("PT", "38.72", "-9.14", "0.0000"),
        region("CY", "34.92", "33.62", "8.0000"),
        region("FI", "66.50", "25.73", "19.9000"),
        region("BE", "51.05", "3.72", "20.0000"),
        region("RE", "-20.88", "55.45", "3.0000"),
    ],
}


def test_regions_lie_where_they_are_and_far_ones_are_counted() -> None:
    found = knowledge.page_market_map(PICTURE)
    assert found is not None
    marks = {mark.name.split()[0]: mark for mark in found.marks}
    assert set(marks) == {"PT", "CY", "FI", "BE"}
    assert found.outside == 1
    assert all(0 <= mark.x <= 174 and 0 <= mark.y <= TALL for mark in found.marks)
    assert marks["PT"].x < marks["BE"].x < marks["FI"].x < marks["CY"].x
    assert marks["FI"].y < marks["BE"].y < marks["PT"].y < marks["CY"].y
    assert found.land.startswith("M")


@pytest.mark.parametrize(
    ("mean", "level"), [("0.0000", 0), ("3.9999", 0), ("4.0000", 1), ("19.9999", 4), ("20.0000", 4)]
)
def test_the_class_of_a_region_follows_from_its_points(mean: str, level: int) -> None:
    found = knowledge.page_market_map({"outOf": "20.00", "regions": [region("BE", "51.05", "3.72", mean)]})
    assert found is not None
    assert [mark.level for mark in found.marks] == [level]
    assert found.bounds == (0.0, 4.0, 8.0, 12.0, 16.0, 20.0)
    assert len(found.bounds) == CLASSES + 1


def test_without_points_there_is_no_map() -> None:
    assert knowledge.page_market_map({"outOf": "0.00"}) is None
    assert knowledge.page_market_map({"outOf": "0.00", "regions": []}) is None
