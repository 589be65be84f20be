"""A transport chain: the elements that carry an item from a production site to a delivery point.

Own wording of EN ISO 14083:2023 and GLEC Framework v3.2: one element = goods moved by one vehicle; each
element has a distance with a stated basis, and an intensity whose own basis decides the adjustment.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal


class DistanceBasis(StrEnum):
    """Shortest feasible distance, great circle distance, or distance actually driven or sailed."""

    SHORTEST_FEASIBLE = "SFD"
    GREAT_CIRCLE = "GCD"
    ACTUAL = "actual"


class Coordinates(NamedTuple):
    """WGS84 degrees, as declared. A tuple: thousands are made for each request."""

    latitude: Decimal
    longitude: Decimal


class TransportChainElement(NamedTuple):
    """One vehicle's part of a chain. A tuple: a bid of 10 000 holds 50 000 of them.

    ``distance_km`` is None when the method is to work it out (road between two known places only).
    """

    mode: str
    vehicle_class: str
    distance_km: Decimal | None
    distance_basis: str
    source: str
    origin: Coordinates | None
    destination: Coordinates | None


@dataclass(frozen=True, slots=True)
class EmissionIntensity:
    """Well-to-wheel greenhouse gas emissions of one vehicle class, kg CO2e per tonne-kilometre.

    ``distance_basis`` is the basis of the kilometres in the unit; ``verification`` follows rulings 25.
    """

    id: str
    mode: str
    vehicle_class: str
    tank_to_wheel: Decimal
    well_to_tank: Decimal
    well_to_wheel: Decimal
    distance_basis: DistanceBasis
    verification: str
    source: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class RoadDistance:
    """A road distance worked out by the published method, with what it was worked out from."""

    kilometres: Decimal
    geodesic_km: Decimal
    circuity: Decimal
    method: str


class ResolvedElement(NamedTuple):
    """An element with its distance, intensity and adjustment known.

    ``factor`` = intensity x adjustment, kg CO2e per tonne-km of the element's own distance basis.
    ``assumed`` says that the default chain builder made the element.
    """

    element: TransportChainElement
    kilometres: Decimal
    intensity: EmissionIntensity
    adjustment: Decimal
    factor: Decimal
    assumed: bool
    road: RoadDistance | None

    def operands(self) -> tuple[tuple[str, object], ...]:
        """What the element was worked out from, by name, for a step of the derivation."""
        worked_out: tuple[tuple[str, object], ...] = ()
        if self.road is not None:
            worked_out = (("geodesicKm", self.road.geodesic_km), ("circuity", self.road.circuity))
        return (
            ("mode", self.element.mode),
            ("vehicleClass", self.element.vehicle_class),
            ("distanceKm", self.kilometres),
            ("distanceBasis", self.element.distance_basis),
            ("distanceSource", self.element.source or ("declared" if self.road is None else self.road.method)),
            *worked_out,
            ("intensity", self.intensity.well_to_wheel),
            ("intensityId", self.intensity.id),
            ("verification", self.intensity.verification),
            ("adjustment", self.adjustment),
            ("assumed", self.assumed),
        )


class ResolvedChain(NamedTuple):
    """A chain ready to be measured: no name and no country in it.

    ``mass_kg`` is the item's whole mass; site and delivery shares are per cent of it; ``label`` names item, site
    and delivery point by their identifiers, for the derivation.
    """

    item_weight: Decimal
    mass_kg: Decimal
    site_share: Decimal
    delivery_share: Decimal
    elements: tuple[ResolvedElement, ...]
    label: str


def adjustment_parameter(mode: str, intensity: DistanceBasis, element: str) -> str | None:
    """Id of the parameter that adjusts between two distance bases; empty when they agree, None when not covered.

    Keyed by both bases, so that an adjustment can never be applied twice.
    """
    if intensity == element:
        return ""
    return ADJUSTMENTS.get((mode, intensity, DistanceBasis(element)))


def faults_of(element: TransportChainElement, kilometres: Decimal, geodesic: Decimal | None, ratio: Decimal) -> str:
    """The fault of a declared distance against the straight line between its ends; empty when there is none.

    ``ratio`` is the shortest plausible length as a share of the geodesic.
    """
    if element.distance_basis == DistanceBasis.ACTUAL:
        return "actualDistance"
    if geodesic is None:
        return "zeroLength" if kilometres == 0 else ""
    if kilometres == 0:
        return "zeroLength" if geodesic > 0 else ""
    return "shorterThanGeodesic" if kilometres < geodesic * ratio else ""


ADJUSTMENTS = {
    ("road", DistanceBasis.ACTUAL, DistanceBasis.SHORTEST_FEASIBLE): "transport_emissions.distance_adjustment_road",
    ("sea", DistanceBasis.ACTUAL, DistanceBasis.SHORTEST_FEASIBLE): "transport_emissions.distance_adjustment_sea",
}
FAULTS = {
    "actualDistance": (
        "An actual distance charges a late drop for the vehicle's other stops.",
        "Declare the shortest feasible distance (SFD), or the great circle distance (GCD) for air.",
    ),
    "zeroLength": (
        "A length of 0 km would score zero emissions.",
        "Declare the length of the element, or leave the element out.",
    ),
    "shorterThanGeodesic": (
        "The declared distance is shorter than the straight line between its ends.",
        "Check the distance and the coordinates (latitude first, then longitude).",
    ),
}
