"""Whether imports make a buyer dependent: three tests a year, a grade, its persistence, and what is crossing a line."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from decimal import Decimal

    from procurement_plugin.domain.raw_materials.figures import Imports, SupplyShare

    Figure = Callable[[str], Decimal]

INDICATORS = ("concentratedSources", "mostlyFromOutside", "moreInThanOut")
# The three tests of a material; high is two of them.
TESTS = ("assessedAsCritical", "thirdCountryAboveBenchmark", "dependentImports")
HIGH_FROM = 2
PERSISTENT = "raw_materials.persistent_years"
TREND = "raw_materials.trend_notable"


class Grade(StrEnum):
    """How far a material makes dependent: how many of the three tests it meets."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


class ImportDependency(NamedTuple):
    """The imports of a good by one reporter over the years of the table.

    ``met`` holds by year which indicators are above their thresholds; imports are dependent when all three are, as
    they stand in the last year, and persistently so when they were in all the years that are asked for; None when
    the table holds fewer years.
    """

    years: tuple[Imports, ...]
    met: tuple[tuple[str, ...], ...]
    dependent: bool
    persistent: bool | None
    trend: str

    @property
    def last(self) -> Imports:
        """The youngest year."""
        return self.years[-1]


def indicators_met(row: Imports, figure: Figure) -> tuple[str, ...]:
    """Which of the three indicators are above their thresholds; one at its threshold is not."""
    outcomes = (
        row.concentration > figure("raw_materials.import_concentration"),
        row.extra_share > figure("raw_materials.import_extra_share"),
        row.over_exports > figure("raw_materials.import_over_exports"),
    )
    return tuple(name for name, met in zip(INDICATORS, outcomes, strict=True) if met)


def import_dependency(rows: Iterable[Imports], figure: Figure) -> ImportDependency:
    """The dependency of one reporter on one good."""
    years = tuple(sorted(rows, key=lambda row: row.year))
    met = tuple(indicators_met(row, figure) for row in years)
    dependent = [len(found) == len(INDICATORS) for found in met]
    needed = int(figure(PERSISTENT))
    lasting = all(dependent[-needed:]) if len(dependent) >= needed else None
    return ImportDependency(years, met, dependent[-1], lasting, _trend(years, figure(TREND)))


def grade(met: Iterable[str]) -> Grade:
    """The grade of a material that meets these tests."""
    tests = len(set(met))
    if tests >= HIGH_FROM:
        return Grade.HIGH
    return Grade.MODERATE if tests else Grade.LOW


def _trend(years: Sequence[Imports], notable: Decimal) -> str:
    """rising, falling or mixed when concentration or share moved notably between the first and last year."""
    first, last = years[0], years[-1]
    moves = [last.concentration - first.concentration, last.extra_share - first.extra_share]
    up, down = any(move >= notable for move in moves), any(move <= -notable for move in moves)
    if up and down:
        return "mixed"
    if up or down:
        return "rising" if up else "falling"
    return "steady"


class LargestThirdCountry(NamedTuple):
    """The country outside the Union with the largest share, and whether it is above the benchmark.

    ``scope`` says of what: the sourcing of the Union, or of world supply where the former is not known.
    """

    country: str
    share: Decimal
    above: bool
    scope: str


def largest_third_country(
    supply: Sequence[SupplyShare], scope: str, members: frozenset[str], benchmark: Decimal
) -> LargestThirdCountry | None:
    """Held against the benchmark of Regulation (EU) 2024/1252, Article 5(1)(b), in per cent."""
    outside = sorted((row for row in supply if row.country not in members), key=lambda row: (-row.share, row.country))
    if not outside:
        return None
    return LargestThirdCountry(outside[0].country, outside[0].share, outside[0].share > benchmark, scope)
