"""Resolve the elements of a chain: distance, intensity, adjustments, data quality, or why one cannot be measured."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.application.element_distances import ElementDistances, UnresolvedError
from procurement_plugin.application.own_intensity import grade_of, own_intensity
from procurement_plugin.domain.chain_checks import primary_faults, remarks
from procurement_plugin.domain.findings import OutOfCoverageError
from procurement_plugin.domain.scale import EXACT
from procurement_plugin.domain.transport_chain import (
    DistanceBasis,
    ResolvedElement,
    TransportChainElement,
    adjustment_parameter,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from procurement_plugin.application.ports import Distances, EmissionIntensities
    from procurement_plugin.domain.evidence import Evidence
    from procurement_plugin.domain.transport_chain import Coordinates, EmissionIntensity, Leg, PrimaryData
    from procurement_plugin.domain.weighting import WeightProfile

ZERO, ONE = Decimal(0), Decimal(1)
NO_DOUBTS: tuple[tuple[str, str], ...] = ()
BETWEEN_TERMINALS = frozenset({"rail", "inlandWaterway"})
HUB = "hub"
REFRIGERATED = "refrigerated"
TEMPERATURE_FACTORS = {"rail": "transport_emissions.temperature_factor_rail"}


class Resolved(NamedTuple):
    """An element ready to be measured, with remarks as code and detail."""

    element: ResolvedElement
    remarks: tuple[tuple[str, str], ...]


class _Factor(NamedTuple):
    """What a class emits under the published method: the row, its adjustments and their product, per tonne-km."""

    intensity: EmissionIntensity
    adjustment: Decimal
    temperature: Decimal
    product: Decimal


class ElementResolver:
    """Resolves elements with one data set and one published method, on the procedure's day."""

    def __init__(
        self,
        profile: WeightProfile,
        day: date,
        figure: Callable[[str], Decimal],
        ports: tuple[Distances, EmissionIntensities],
    ) -> None:
        self._day, self._figure = day, figure
        self._distances, self._intensities = ports
        self._lengths = ElementDistances(profile, figure, ports[0])
        self._factors: dict[tuple[str, str, str, bool], _Factor] = {}

    def declared(
        self,
        element: TransportChainElement,
        ends: tuple[Coordinates | None, Coordinates | None],
        *,
        refrigerated: bool,
        evidence: Mapping[str, Evidence],
    ) -> Resolved:
        """An element as a bidder declares it, between its ends as far as they are known.

        Raises:
            UnresolvedError: it cannot be measured.
        """
        if element.mode == HUB:
            return self._hub(element, ends, evidence)
        if element.mode in BETWEEN_TERMINALS and None in ends:
            raise UnresolvedError("chain.terminalsMissing")
        geodesic = None
        if ends[0] is not None and ends[1] is not None:
            geodesic = self._distances.geodesic_km(ends[0], ends[1])
        worked_out, doubts = None, NO_DOUBTS
        if element.distance_km is None:
            element, worked_out = self._lengths.measured(element, *ends)
        else:
            doubts = self._lengths.check(element, *ends, geodesic)
        kilometres = worked_out.kilometres if worked_out is not None else element.distance_km or ZERO
        factor, grade = self._chosen(element, evidence, refrigerated=refrigerated)
        per_tonne = EXACT.multiply(kilometres, factor.product)
        rest = (per_tonne, False, grade, worked_out, *ends)
        resolved = ResolvedElement(element, kilometres, factor.intensity, factor.adjustment, factor.temperature, *rest)
        if element.primary is None and geodesic is None and not factor.intensity.fuel:
            return Resolved(resolved, ())
        default = self._default(element)
        found = remarks(element, factor.intensity, default, geodesic, self._figure)
        return Resolved(resolved, (*doubts, *found))

    def assumed(self, leg: Leg, vehicle_class: str, *, refrigerated: bool) -> ResolvedElement:
        """An element of the default chain, or one that closes a gap.

        Raises:
            UnresolvedError: the data set lacks the class.
        """
        basis = DistanceBasis.SHORTEST_FEASIBLE
        element = TransportChainElement(leg.mode, vehicle_class, None, basis, "", leg.origin, leg.destination)
        factor = self._factor(element, refrigerated=refrigerated)
        kilometres = leg.distance.kilometres
        return ResolvedElement(
            element,
            kilometres,
            factor.intensity,
            factor.adjustment,
            factor.temperature,
            EXACT.multiply(kilometres, factor.product),
            True,  # noqa: FBT003  a tuple by position is faster, and thousands are made
            "E",
            leg.distance,
            leg.origin,
            leg.destination,
        )

    def per_tonne_km(self, mode: str, vehicle_class: str, *, refrigerated: bool) -> Decimal:
        """Kg CO2e per tonne-kilometre of shortest feasible distance."""
        basis = DistanceBasis.SHORTEST_FEASIBLE
        element = TransportChainElement(mode, vehicle_class, None, basis, "", None, None)
        return self._factor(element, refrigerated=refrigerated).product

    def _hub(
        self,
        element: TransportChainElement,
        ends: tuple[Coordinates | None, Coordinates | None],
        evidence: Mapping[str, Evidence],
    ) -> Resolved:
        """A hub has no length; its emissions are those of the tonnes that leave it."""
        if element.distance_km:
            raise UnresolvedError("chain.hubWithLength", f"{element.distance_km:f} km")
        factor, grade = self._chosen(element, evidence, refrigerated=False)
        place = ends[0] or ends[1]
        row, own = factor.intensity, factor.product
        resolved = ResolvedElement(element, ZERO, row, ONE, ONE, own, False, grade, None, place, place)  # noqa: FBT003
        return Resolved(resolved, tuple(remarks(element, factor.intensity, None, None, self._figure)))

    def _chosen(
        self, element: TransportChainElement, evidence: Mapping[str, Evidence], *, refrigerated: bool
    ) -> tuple[_Factor, str]:
        """The carrier's own figure when one is declared, else the data set's; with the quality grade."""
        if element.primary is not None:
            return self._own_factor(element, element.primary), grade_of(element, element.primary, evidence)
        return self._factor(element, refrigerated=refrigerated), "D"

    def _own_factor(self, element: TransportChainElement, primary: PrimaryData) -> _Factor:
        for code, detail in primary_faults(element, primary, self._gwp(element)):
            raise UnresolvedError(code, detail)
        intensity = own_intensity(element, primary, self._day)
        adjustment = self._adjustment(element, intensity)
        return _Factor(intensity, adjustment, ONE, EXACT.multiply(intensity.well_to_wheel, adjustment))

    def _gwp(self, element: TransportChainElement) -> str:
        default = self._default(element)
        return default.gwp if default is not None else next(row.gwp for row in self._intensities.rows())

    def _default(self, element: TransportChainElement) -> EmissionIntensity | None:
        try:
            return self._intensities.find(element.mode, element.vehicle_class, self._day)
        except OutOfCoverageError:
            return None

    def _factor(self, element: TransportChainElement, *, refrigerated: bool) -> _Factor:
        key = (element.mode, element.vehicle_class, element.distance_basis, refrigerated)
        known = self._factors.get(key)
        if known is not None:
            return known
        intensity = self._intensity(element)
        adjustment = self._adjustment(element, intensity)
        temperature = self._temperature(element, intensity) if refrigerated else ONE
        with localcontext(EXACT):
            answer = _Factor(intensity, adjustment, temperature, intensity.well_to_wheel * adjustment * temperature)
        self._factors[key] = answer
        return answer

    def _intensity(self, element: TransportChainElement) -> EmissionIntensity:
        try:
            return self._intensities.find(element.mode, element.vehicle_class, self._day)
        except OutOfCoverageError as refused:
            raise UnresolvedError("chain.intensityNotCovered", str(refused)) from refused

    def _adjustment(self, element: TransportChainElement, intensity: EmissionIntensity) -> Decimal:
        if element.mode == HUB:
            return ONE
        parameter = adjustment_parameter(element.mode, intensity.distance_basis, element.distance_basis)
        if parameter is None:
            bases = (
                f"{element.mode}: intensity per {intensity.distance_basis} kilometre, distance {element.distance_basis}"
            )
            raise UnresolvedError("chain.basisNotCovered", bases)
        return self._figure(parameter) if parameter else ONE

    def _temperature(self, element: TransportChainElement, intensity: EmissionIntensity) -> Decimal:
        if intensity.temperature == REFRIGERATED:
            return ONE
        parameter = TEMPERATURE_FACTORS.get(element.mode)
        if parameter is None:
            raise UnresolvedError("chain.temperatureNotCovered", f"{element.mode} {element.vehicle_class}")
        return self._figure(parameter)
