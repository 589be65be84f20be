"""How a location's supply holds when its largest site is lost, and how concentrated it is; alike for every country."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.raw_materials.supply_risk import herfindahl
from procurement_plugin.domain.supply.declared import Site
from procurement_plugin.domain.supply.sites import lost_together

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from procurement_plugin.domain.production.case import Source
    from procurement_plugin.domain.transport_chain import Coordinates

    Kilometres = Callable[[Coordinates, Coordinates], Decimal]


class Resilience(NamedTuple):
    """What is left of the demand without the sites that one event takes away at worst, and the concentrations.

    Attributes:
        cover: share of the demand, at most 1; None when a capacity or place is not known.
        left, demand: units a day.
        sites, countries: sums of squared shares, 0 to 1; None when a share or country is not known.
    """

    cover: Fraction | None
    left: Fraction | None
    demand: Fraction
    sites: Decimal | None
    countries: Decimal | None


def resilience(sources: tuple[Source, ...], demand: Fraction, kilometres: Kilometres, radius: Decimal) -> Resilience:
    """N-1 cover and concentration of a location's sources; sites of one owner within the radius are lost together."""
    left = _left(sources, kilometres, radius)
    cover = None if left is None else min(Fraction(1), left / demand)
    countries = _index((row.country, row.share) for row in sources) if all(row.country for row in sources) else None
    return Resilience(cover, left, demand, _index((row.id, row.share) for row in sources), countries)


def _left(sources: tuple[Source, ...], kilometres: Kilometres, radius: Decimal) -> Fraction | None:
    sites = [
        Site(_owner(row), row.place, row.capacity, Decimal(0), ())
        for row in sources
        if row.capacity is not None and row.place is not None
    ]
    if not sites or len(sites) < len(sources):
        return None
    total = sum((Fraction(site.capacity) for site in sites), Fraction(0))
    losses = lost_together(sites, kilometres, radius)
    return total - max(sum((Fraction(sites[index].capacity) for index in lost), Fraction(0)) for lost in losses)


def _owner(source: Source) -> str:
    """The owner's name without differences of writing; a source without one is owned by itself."""
    return " ".join(source.owner.casefold().split()) or f"\n{source.id}"


def _index(shares: Iterable[tuple[str, Decimal]]) -> Decimal | None:
    held: dict[str, Decimal] = {}
    for name, share in shares:
        held[name] = held.get(name, Decimal(0)) + share
    return herfindahl(held.values()) if held else None
