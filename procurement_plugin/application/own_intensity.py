"""A carrier's own intensity as a bid declares it: in the terms of a data set's row, and how good it is."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from procurement_plugin.domain.chain_checks import PER_TEU
from procurement_plugin.domain.scale import EXACT
from procurement_plugin.domain.transport_chain import (
    DECLARED,
    PER_TONNE,
    PER_TONNE_KM,
    DistanceBasis,
    EmissionIntensity,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from procurement_plugin.domain.evidence import Evidence
    from procurement_plugin.domain.transport_chain import PrimaryData, TransportChainElement


def own_intensity(element: TransportChainElement, primary: PrimaryData, day: date) -> EmissionIntensity:
    """The declared figure per tonne-km (a hub: per tonne); from TEU-km by the containers a tonne takes, exact."""
    share = primary.teu_per_tonne if primary.unit == PER_TEU and primary.teu_per_tonne is not None else Decimal(1)
    with localcontext(EXACT):
        well, tank = primary.well_to_wheel * share, primary.tank_to_wheel * share
        upstream = well - tank
    return EmissionIntensity(
        id=f"{DECLARED}:{primary.operation}",
        mode=element.mode,
        vehicle_class=element.vehicle_class,
        tank_to_wheel=tank,
        well_to_tank=upstream,
        well_to_wheel=well,
        distance_basis=DistanceBasis(primary.distance_basis),
        verification=DECLARED,
        source="",
        valid_from=day,
        valid_to=None,
        unit=PER_TONNE if primary.unit == PER_TONNE else PER_TONNE_KM,
        gwp=primary.gwp,
        temperature=primary.temperature,
    )


def grade_of(element: TransportChainElement, primary: PrimaryData, evidence: Mapping[str, Evidence]) -> str:
    """Data quality. A: measured and verified; B: measured and documented; C: modelled."""
    if primary.data_type == "modelled":
        return "C"
    verified = all(name in evidence and evidence[name].status == "verified" for name in element.evidence)
    return "A" if verified else "B"
