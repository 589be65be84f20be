"""Goods carried by another mode between the same places, where the method works a distance out for it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from procurement_plugin.application.default_chains import COLD, COLD_SHIP, LIGHT, SHIP
from procurement_plugin.application.what_ifs.chain_places import equal_elements, other_vehicle
from procurement_plugin.application.what_ifs.what_if import Kind, WhatIf
from procurement_plugin.domain.findings import TRUSTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from procurement_plugin.application.what_ifs.what_if import Asked
    from procurement_plugin.domain.procedure import AwardCriterion

NAME = "otherMode"
CRITERION = "transportEmissions"
# Nearer than this, the ways to and from terminals weigh more than what is between them.
LEAST_KM = Decimal(150)


def offers(asked: Asked) -> Iterator[WhatIf]:
    """Each long element by each other mode, in the vehicle that the method itself would take."""
    for score in asked.of(CRITERION):
        train = _train(asked, score.criterion)
        for element, places in equal_elements(asked):
            cold = element.intensity.temperature != "ambient" or element.temperature_factor != 1
            vehicles = {"rail": train, "sea": COLD_SHIP if cold else SHIP, "road": f"{LIGHT}{COLD}" if cold else LIGHT}
            for mode, vehicle in vehicles.items():
                if vehicle and mode != element.element.mode and element.kilometres >= LEAST_KM:
                    yield WhatIf(NAME, score.criterion.key, other_vehicle(places, element, mode, vehicle))


def _train(asked: Asked, criterion: AwardCriterion) -> str:
    """The class of train that emits most of those that the profile accepts: the gain is at least that."""
    accepted = TRUSTED.union(row["verification"] for row in criterion.settings.get("acceptedVerification") or ())
    rows = [
        row
        for row in asked.reference.intensities[asked.request.profile.data_set].rows()
        if row.mode == "rail" and row.verification in accepted and row.valid_from <= asked.day
        if row.valid_to is None or asked.day <= row.valid_to
    ]
    return max(rows, key=lambda row: row.well_to_wheel).vehicle_class if rows else ""


KIND = Kind(NAME, offers)
