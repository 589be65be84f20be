"""A case: what is compared, with every figure as it was entered.

Only ``Source`` and ``Location`` hold a country, and no formula reads it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from procurement_plugin.domain.transport_chain import Coordinates


class Quantity(NamedTuple):
    """A figure with its unit and source; ``low`` and ``high`` where it is uncertain."""

    value: Decimal
    unit: str
    source: str
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def ranged(self) -> bool:
        """Whether it was entered as a range."""
        return self.low is not None or self.high is not None


class Currency(NamedTuple):
    """A currency of the case: its rate on a day, and the rates of the later years, the last of which holds on."""

    code: str
    rate: Quantity
    day: date
    path: tuple[Quantity, ...] = ()


class Source(NamedTuple):
    """A production site of a location: its share (per cent), and what is known of its capacity (units a day)."""

    id: str
    share: Decimal
    place: Coordinates | None
    country: str = ""
    owner: str = ""
    capacity: Decimal | None = None


class Location(NamedTuple):
    """One of the places compared, with its figures by name.

    ``emissions`` are kg CO2e per tonne delivered, worked out from its chains; None when they are not known.
    """

    id: str
    name: str
    country: str
    figures: Mapping[str, Quantity]
    sources: tuple[Source, ...] = ()
    emissions: Quantity | None = None


class Case(NamedTuple):
    """All that is compared.

    Attributes:
        unit: what one unit is, in words.
        currency: in which results are told.
        reference: the location against which the others are held.
        switched_on: soft factors and forecasts that count, by name.
        figures: the figures that hold for every location.
    """

    title: str
    unit: str
    currency: str
    years: int
    reference: str
    switched_on: frozenset[str]
    figures: Mapping[str, Quantity]
    currencies: tuple[Currency, ...]
    locations: tuple[Location, ...]
    note: str = ""

    def location(self, name: str) -> Location:
        """The location of that identifier."""
        return next(location for location in self.locations if location.id == name)
