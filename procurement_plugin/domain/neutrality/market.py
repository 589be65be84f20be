"""The market that the guard simulates: one hypothetical producer in each town, alike in all but the place.

Values come without weights, so that moving a weight only multiplies. All arithmetic is exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.neutrality.distribution import spread

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from procurement_plugin.domain.scale import Scale
    from procurement_plugin.domain.transport_chain import Coordinates

# Road kilometres of the hypothetical producers that the price is compared for.
DISTANCES_KM = (0, 50, 150, 300, 600, 1200)
RAW_DISTANCE = frozenset({"distance"})


class Town(NamedTuple):
    """A town where a producer could be; ``population`` weighs it, ``member_state`` is ISO 3166-1 alpha-2."""

    name: str
    member_state: str
    region: str
    population: int
    location: Coordinates


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A criterion of this software that the simulation leaves out, by its place in the profile, and why.

    ``originBlind``: no place changes it. ``noScale``: nothing to place a measure on. ``notMeasured``: no town has a
    measure.
    """

    index: int
    key: str
    reason: str


@dataclass(frozen=True, eq=False)
class SimulatedCriterion:
    """One criterion over all towns.

    Attributes:
        index: place in the profile.
        reads: what its measure reads of a chain, as its definition says.
        measures: one a town, in the unit of the scale's anchors; None where no chain is worked out.
        values: the same on the scale, 0 to 1; 0 beyond anchors that reject.
        by_distance: value at each of ``DISTANCES_KM`` of road; empty when no town has a chain.
        refused: population of the towns without a measure, by the code of the finding that says why.
    """

    index: int
    key: str
    unit: str
    reads: frozenset[str]
    scale: Scale
    towns: tuple[Town, ...]
    measures: tuple[Decimal | None, ...]
    values: tuple[Fraction | None, ...]
    by_distance: Mapping[int, Fraction]
    refused: Mapping[str, int]

    @property
    def raw_distance(self) -> bool:
        """Whether kilometres themselves are scored."""
        return self.reads == RAW_DISTANCE

    @property
    def transport_time_only(self) -> bool:
        """Whether the simulated measure holds the transport but not the making of the goods."""
        return "time" in self.reads

    @property
    def measured(self) -> list[tuple[Decimal, Town]]:
        """Measure and town, where there is a measure."""
        return [(m, town) for m, town in zip(self.measures, self.towns, strict=True) if m is not None]

    @property
    def weighed(self) -> list[tuple[Fraction, int]]:
        """Value and population, where there is a value."""
        return [(u, town.population) for u, town in zip(self.values, self.towns, strict=True) if u is not None]

    @cached_property
    def spread(self) -> Fraction:
        """95th minus 5th percentile of the value, by population."""
        return spread(self.weighed)


@dataclass(frozen=True, eq=False)
class SimulatedMarket:
    """All criteria over all towns.

    Attributes:
        buyer_state: the buyer's Member State.
        buyer_state_from: ``jurisdiction``, or ``nearestTown`` of the delivery point when it names no Member State.
    """

    towns: tuple[Town, ...]
    criteria: tuple[SimulatedCriterion, ...]
    left_out: tuple[LeftOut, ...]
    buyer_state: str
    buyer_state_from: str

    @cached_property
    def covered(self) -> tuple[bool, ...]:
        """Whether every simulated criterion has a value in the town."""
        return tuple(
            bool(self.criteria) and all(criterion.values[place] is not None for criterion in self.criteria)
            for place in range(len(self.towns))
        )

    @cached_property
    def states(self) -> tuple[str, ...]:
        """The Member States with a town, in order."""
        return tuple(sorted({town.member_state for town in self.towns}))

    @cached_property
    def sums(self) -> Mapping[tuple[str, str], RegionSums]:
        """By Member State and region: inhabitants, those covered, and per criterion value times inhabitants."""
        found: dict[tuple[str, str], RegionSums] = {}
        for place, town in enumerate(self.towns):
            key = (town.member_state, town.region)
            known = found.get(key) or RegionSums(0, 0, (Fraction(0),) * len(self.criteria))
            found[key] = known.with_town(town.population, self._values(place) if self.covered[place] else None)
        return found

    def _values(self, place: int) -> tuple[Fraction, ...]:
        return tuple(criterion.values[place] or Fraction(0) for criterion in self.criteria)

    def total(self, place: int, weights: Sequence[Decimal]) -> Fraction:
        """Points of the town's producer over the simulated criteria; asked for covered towns only."""
        values = self._values(place)
        return sum((Fraction(weights[c.index]) * u for c, u in zip(self.criteria, values, strict=True)), Fraction(0))

    def at_distance(self, kilometres: int, weights: Sequence[Decimal]) -> Fraction:
        """Points of a producer at that many road kilometres, over the criteria with such a value."""
        return sum(
            (
                Fraction(weights[criterion.index]) * criterion.by_distance[kilometres]
                for criterion in self.criteria
                if criterion.by_distance
            ),
            Fraction(0),
        )


class RegionSums(NamedTuple):
    """Inhabitants of a region, those in covered towns, and per criterion value times inhabitants."""

    population: int
    covered: int
    products: tuple[Fraction, ...]

    def with_town(self, population: int, values: tuple[Fraction, ...] | None) -> RegionSums:
        """The sums with one more town; without values it counts as not covered."""
        if values is None:
            return RegionSums(self.population + population, self.covered, self.products)
        products = tuple(known + population * u for known, u in zip(self.products, values, strict=True))
        return RegionSums(self.population + population, self.covered + population, products)

    def plus(self, other: RegionSums) -> RegionSums:
        """Both together."""
        products = tuple(a + b for a, b in zip(self.products, other.products, strict=True))
        return RegionSums(self.population + other.population, self.covered + other.covered, products)

    def mean(self, weights: Sequence[Fraction]) -> Fraction | None:
        """Points per inhabitant of the covered towns under these weights; None when none is covered."""
        if not self.covered:
            return None
        return sum((w * product for w, product in zip(weights, self.products, strict=True)), Fraction(0)) / self.covered
