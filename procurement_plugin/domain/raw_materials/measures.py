"""What can be done about each cause of a dependency: the cause decides the measure, never a country."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from procurement_plugin.domain.raw_materials.dependency import LargestThirdCountry
    from procurement_plugin.domain.raw_materials.supply_risk import Concentration

    Figure = Callable[[str], Decimal]

# Which measures answer a cause, the most direct first.
MEASURES: Mapping[str, tuple[str, ...]] = {
    "concentratedWorldSupply": ("diversify", "substitute", "stock"),
    "concentratedSourcing": ("diversify", "stock"),
    "thirdCountryAboveBenchmark": ("diversify", "stock"),
    "dependentImports": ("diversify", "stock"),
    "littleRecycling": ("recycle", "substitute"),
}
SENTENCES: Mapping[str, str] = {
    "diversify": "Reward or require several qualified sources, in different countries, without naming any.",
    "stock": "Ask for a buffer stock reserved for the contract, or hold one together with other buyers.",
    "recycle": "Ask for recycled content and for taking back at the end of life.",
    "substitute": "Ask for a qualified substitute, or describe the need so that one can be offered.",
}
CAUSES: Mapping[str, str] = {
    "concentratedWorldSupply": "few countries supply the world",
    "concentratedSourcing": "the Union sources it from few countries",
    "thirdCountryAboveBenchmark": "one third country is above the benchmark for 2030",
    "dependentImports": "imports are above all three thresholds of dependency",
    "littleRecycling": "little old scrap is among its inputs",
}


# What fits a kind of material; everything fits the others.
FITTING: Mapping[str, tuple[str, ...]] = {"fuel": ("diversify", "substitute"), "restricted": ("substitute",)}


class StageFigures(NamedTuple):
    """A stage as far as causes are concerned."""

    world: Concentration | None
    union: Concentration | None
    third_country: LargestThirdCountry | None


def causes(
    stages: Mapping[str, StageFigures], recycling: Decimal | None, *, imports_dependent: bool, figure: Figure
) -> tuple[str, ...]:
    """Why a material is at risk; empty when no figure says so."""
    concentrated = figure("raw_materials.concentrated_supply")
    found = {
        "concentratedWorldSupply": any(s.world and s.world.herfindahl > concentrated for s in stages.values()),
        "concentratedSourcing": any(s.union and s.union.herfindahl > concentrated for s in stages.values()),
        "thirdCountryAboveBenchmark": any(s.third_country and s.third_country.above for s in stages.values()),
        "dependentImports": imports_dependent,
        "littleRecycling": recycling is not None and recycling < figure("raw_materials.recycling_low"),
    }
    return tuple(name for name in MEASURES if found[name])


def measures(found: tuple[str, ...], kind: str) -> tuple[str, ...]:
    """The measures that answer the causes, each once. Little recycling alone asks for nothing.

    Args:
        kind: of the material; what burns is neither recycled nor held back by a bidder, and what the Union restricts is
            replaced.
    """
    if found == ("littleRecycling",):
        return ()
    fitting = FITTING.get(kind, tuple(SENTENCES))
    asked = dict.fromkeys(measure for cause in found for measure in MEASURES[cause])
    return tuple(measure for measure in asked if measure in fitting)
