"""The indicators of imports and the tests of a material, at their thresholds and over the years."""

from collections.abc import Callable
from decimal import Decimal as D

import pytest

from procurement_plugin.domain.raw_materials.dependency import (
    Grade,
    grade,
    import_dependency,
    indicators_met,
    largest_third_country,
)
from procurement_plugin.domain.raw_materials.figures import Imports, SupplyShare

FIGURES = {
    "raw_materials.import_concentration": D("0.4"),
    "raw_materials.import_extra_share": D("0.5"),
    "raw_materials.import_over_exports": D(1),
    "raw_materials.persistent_years": D(3),
    "raw_materials.trend_notable": D("0.05"),
}
Figure = Callable[[str], D]


def year(number: int, concentration: str = "0.5", share: str = "0.6", over: str = "2") -> Imports:
    return Imports(
        "BE", number, "250700", "Kaolin", ("kaolin",), "extraction", D(9), D(concentration), D(share), D(over), ""
    )


@pytest.mark.parametrize(
    ("row", "met"),
    [
        (year(2024), 3),
        (year(2024, "0.4", "0.5", "1"), 0),  # exactly at a threshold is not above it
        (year(2024, "0.4001", "0.5", "1"), 1),
        (year(2024, "0.4001", "0.5001", "1.001"), 3),
    ],
)
def test_a_threshold_is_passed_above_it_only(row: Imports, met: int) -> None:
    assert len(indicators_met(row, FIGURES.__getitem__)) == met


def test_a_dependency_is_persistent_after_three_years_and_unknown_before() -> None:
    three = import_dependency([year(2024), year(2022), year(2023)], FIGURES.__getitem__)
    assert (three.dependent, three.persistent) == (True, True)
    broken = import_dependency([year(2022), year(2023, "0.1"), year(2024)], FIGURES.__getitem__)
    assert (broken.dependent, broken.persistent) == (True, False)
    assert import_dependency([year(2024)], FIGURES.__getitem__).persistent is None


@pytest.mark.parametrize(
    ("first", "last", "trend"),
    [
        (("0.5", "0.6"), ("0.5", "0.6"), "steady"),
        (("0.5", "0.6"), ("0.55", "0.6"), "rising"),
        (("0.5", "0.6"), ("0.5", "0.55"), "falling"),
        (("0.5", "0.6"), ("0.56", "0.5"), "mixed"),
        (("0.5", "0.6"), ("0.549", "0.551"), "steady"),
    ],
)
def test_a_trend_is_named_from_a_notable_change_on(first: tuple[str, str], last: tuple[str, str], trend: str) -> None:
    assert import_dependency([year(2022, *first), year(2024, *last)], FIGURES.__getitem__).trend == trend


def test_two_of_three_tests_are_high() -> None:
    assert [grade(["a"] * n and list("abc")[:n]) for n in range(4)] == [
        Grade.LOW,
        Grade.MODERATE,
        Grade.HIGH,
        Grade.HIGH,
    ]


def shares(*rows: tuple[str, str]) -> tuple[SupplyShare, ...]:
    return tuple(SupplyShare(country, D(share), D(1), below=False) for country, share in rows)


def test_exactly_the_benchmark_is_not_above_it_and_a_member_state_is_no_third_country() -> None:
    members = frozenset({"ES", "FR"})
    at = largest_third_country(shares(("ES", "99"), ("CN", "65")), "union", members, D(65))
    assert at is not None
    assert (at.country, at.above, at.scope) == ("CN", False, "union")
    above = largest_third_country(shares(("CN", "65.1")), "union", members, D(65))
    assert above is not None
    assert above.above
    assert largest_third_country(shares(("ES", "99")), "union", members, D(65)) is None
