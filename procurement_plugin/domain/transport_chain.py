"""A transport chain: the elements that carry an item from a production site to a delivery point.

Own wording of EN ISO 14083:2023 and GLEC Framework v3.2: one element = goods moved by one vehicle; each
element has a distance with a stated basis, and an intensity whose own basis decides the adjustment.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.scale import EXACT

if TYPE_CHECKING:
    from datetime import date

# Verification of a carrier's own intensity, and of one that a result is only compared with.
DECLARED, COMPARED = "declared", "compared"
PER_TONNE = "kgCO2e/t"
PER_TONNE_KM = "kgCO2e/tkm"
_PER_KG_AND_CENTS_SQUARED = Decimal("1E-7")  # kg to t, and two shares in per cent


class DistanceBasis(StrEnum):
    """Shortest feasible distance, great circle distance, or distance actually driven or sailed."""

    SHORTEST_FEASIBLE = "SFD"
    GREAT_CIRCLE = "GCD"
    ACTUAL = "actual"


class Coordinates(NamedTuple):
    """WGS84 degrees. A tuple: thousands are made for each request.

    ``basis`` says what they stand for: empty as declared; ``port``, ``airport`` or ``town`` when a table placed them.
    """

    latitude: Decimal
    longitude: Decimal
    basis: str = ""


class PrimaryData(NamedTuple):
    """A carrier's own intensity for its transport or hub operations, in the terms of the iLEAP specifications.

    Attributes:
        operation: identifier of the transport or hub operation category (``tocId``, ``hocId``).
        data_type: ``primary`` measured, or ``modelled``.
        well_to_wheel: kg CO2e per ``unit``; ``tank_to_wheel`` is the part from the vehicle.
        unit: ``kgCO2e/tkm``, ``kgCO2e/TEUkm`` or, for a hub, ``kgCO2e/t``.
        teu_per_tonne: containers that a tonne of the goods needs; only for ``kgCO2e/TEUkm``.
        activity: declared tonne-kilometres of the element; to be compared.
        emitted: declared kg CO2e of the element, well to wheel; to be compared.
        energy_carrier: what the vehicle runs on, as declared.
    """

    operation: str
    data_type: str
    well_to_wheel: Decimal
    tank_to_wheel: Decimal
    unit: str
    distance_basis: str
    gwp: str
    temperature: str
    energy_carrier: str
    teu_per_tonne: Decimal | None
    activity: Decimal | None
    emitted: Decimal | None


class TransportChainElement(NamedTuple):
    """One vehicle's part of a chain. A tuple: a bid of 10 000 holds 50 000 of them.

    ``distance_km`` is None when the method is to work it out. ``evidence`` names documents of the bid.
    """

    mode: str
    vehicle_class: str
    distance_km: Decimal | None
    distance_basis: str
    source: str
    origin: Coordinates | None
    destination: Coordinates | None
    evidence: tuple[str, ...] = ()
    primary: PrimaryData | None = None


@dataclass(frozen=True, slots=True)
class EmissionIntensity:
    """Well-to-wheel greenhouse gas emissions of one vehicle class, kg CO2e per tonne-kilometre; of a hub, per tonne.

    Attributes:
        distance_basis: basis of the kilometres in the unit.
        verification: how well the figure was checked (rulings 25); ``declared`` for a bidder's own.
        unit: ``kgCO2e/tkm``, or ``kgCO2e/t`` for a hub.
        gwp: set of global warming potentials, ``AR5`` or ``AR6``.
        temperature: ``ambient`` or ``refrigerated``.
        fuel: empty for the usual one of the class.
        load: ``average``, ``half`` or ``full``.
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
    unit: str = PER_TONNE_KM
    gwp: str = "AR5"
    temperature: str = "ambient"
    fuel: str = ""
    load: str = "average"


class RoadRules(NamedTuple):
    """The published figures by which a road is assumed between two places, or not.

    Attributes:
        circuity: road kilometres as a multiple of the geodesic.
        maximum_km: longest road that is assumed.
        coast_km: a place in the sea belongs to the nearest land within this reach.
        water_km: a straight line over open water this wide is no road; narrower are rivers, harbours, a coarse coast.
        detour: longest way over land as a multiple of the straight line, besides ``detour_km``.
        graph_from_km: from this straight distance on, the method ``roadGraph`` follows the network of roads.
        graph_reach_km: a place further from the network than this is not joined to it.
    """

    circuity: Decimal
    maximum_km: Decimal
    coast_km: Decimal
    water_km: Decimal
    detour: Decimal
    detour_km: Decimal
    graph_from_km: Decimal
    graph_reach_km: Decimal

    def by_circuity(self, geodesic: Decimal) -> WorkedOutDistance:
        """A road as the straight line times the published circuity."""
        operands = (("geodesicKm", geodesic), ("circuity", self.circuity))
        return WorkedOutDistance(EXACT.multiply(geodesic, self.circuity), "circuity", operands)


class WorkedOutDistance(NamedTuple):
    """A distance that the published method worked out, with what from.

    ``method`` is circuity, roadGraph, seaTable, greatCircle or railCircuity.
    """

    kilometres: Decimal
    method: str
    operands: tuple[tuple[str, object], ...]


class Leg(NamedTuple):
    """A part of a default way: one vehicle between two places."""

    mode: str
    origin: Coordinates
    destination: Coordinates
    distance: WorkedOutDistance


class DefaultWay(NamedTuple):
    """The published default way from a site to a delivery point, or why there is none."""

    legs: tuple[Leg, ...]
    refusal: str


class WayCosts(NamedTuple):
    """Kg CO2e per tonne-kilometre by which gateways are compared; without a ship there is no way by sea."""

    road: Decimal
    sea: Decimal | None


class ResolvedElement(NamedTuple):
    """An element with its distance, intensity and adjustments known.

    Attributes:
        per_tonne: kg CO2e that carrying one tonne along the element emits, exact.
        adjustment: between the distance bases of intensity and element.
        temperature_factor: 1, or the published addition for refrigeration.
        assumed: made by the default chain builder, or to close a gap.
        grade: data quality, A to E.
        origin, destination: where the element begins and ends, as far as it is known.
    """

    element: TransportChainElement
    kilometres: Decimal
    intensity: EmissionIntensity
    adjustment: Decimal
    temperature_factor: Decimal
    per_tonne: Decimal
    assumed: bool
    grade: str
    worked_out: WorkedOutDistance | None
    origin: Coordinates | None
    destination: Coordinates | None

    def over(self, kilometres: Decimal) -> ResolvedElement:
        """The same vehicle over another distance."""
        factor = self.factor(self.intensity)
        return self._replace(kilometres=kilometres, per_tonne=EXACT.multiply(kilometres, factor))

    def factor(self, intensity: EmissionIntensity) -> Decimal:
        """Kg CO2e per tonne-km of the element, or per tonne of a hub, with that intensity."""
        return EXACT.multiply(EXACT.multiply(intensity.well_to_wheel, self.adjustment), self.temperature_factor)

    def under(self, intensity: EmissionIntensity, factor: Decimal) -> ResolvedElement:
        """The same element with another intensity of its class; ``factor`` is the one of that intensity."""
        per_tonne = factor if intensity.unit == PER_TONNE else EXACT.multiply(self.kilometres, factor)
        return self._replace(intensity=intensity, per_tonne=per_tonne)

    @property
    def tank_to_wheel(self) -> Decimal:
        """The part of ``per_tonne`` that leaves the vehicle itself; exact in a context that holds all digits."""
        length = Decimal(1) if self.intensity.unit == PER_TONNE else self.kilometres
        return length * self.intensity.tank_to_wheel * self.adjustment * self.temperature_factor

    def operands(self) -> tuple[tuple[str, object], ...]:
        """What the element was worked out from, by name, for a step of the derivation."""
        intensity, worked_out = self.intensity, self.worked_out
        method = worked_out.method if worked_out is not None else "declared"
        return (
            ("mode", self.element.mode),
            ("vehicleClass", self.element.vehicle_class),
            *_ends(self.origin, self.destination),
            ("distanceKm", self.kilometres),
            ("distanceBasis", self.element.distance_basis),
            ("distanceSource", self.element.source or method),
            *(worked_out.operands if worked_out is not None else ()),
            ("intensity", intensity.well_to_wheel),
            ("tankToWheel", intensity.tank_to_wheel),
            ("intensityUnit", intensity.unit),
            ("intensityId", intensity.id),
            ("verification", intensity.verification),
            ("adjustment", self.adjustment),
            *((("temperatureFactor", self.temperature_factor),) if self.temperature_factor != 1 else ()),
            ("assumed", self.assumed),
            ("qualityGrade", self.grade),
        )


def _ends(origin: Coordinates | None, destination: Coordinates | None) -> tuple[tuple[str, object], ...]:
    places = (("from", origin), ("to", destination))
    return tuple(
        (name, f"{place.latitude:f}, {place.longitude:f}" + (f" ({place.basis})" if place.basis else ""))
        for name, place in places
        if place is not None
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

    @property
    def tonnes(self) -> Decimal:
        """What the chain carries; exact in a context that holds all digits."""
        return self.mass_kg * self.site_share * self.delivery_share * _PER_KG_AND_CENTS_SQUARED


def worst_grade(chains: tuple[ResolvedChain, ...]) -> str:
    """The weakest data quality of all elements, A to E."""
    return max((element.grade for chain in chains for element in chain.elements), default="")


def adjustment_parameter(mode: str, intensity: DistanceBasis, element: str) -> str | None:
    """Id of the parameter that adjusts between two distance bases; empty when they agree, None when not covered.

    Keyed by both bases, so that an adjustment can never be applied twice.
    """
    if intensity == element:
        return ""
    return ADJUSTMENTS.get((mode, intensity, DistanceBasis(element)))


ADJUSTMENTS = {
    ("road", DistanceBasis.ACTUAL, DistanceBasis.SHORTEST_FEASIBLE): "transport_emissions.distance_adjustment_road",
    ("sea", DistanceBasis.ACTUAL, DistanceBasis.SHORTEST_FEASIBLE): "transport_emissions.distance_adjustment_sea",
}
