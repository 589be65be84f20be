"""The same vehicle on another fuel, where the published data set has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procurement_plugin.application.what_ifs.chain_places import equal_elements, other_vehicle
from procurement_plugin.application.what_ifs.what_if import Kind, WhatIf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from procurement_plugin.application.what_ifs.what_if import Asked
    from procurement_plugin.domain.transport_chain import EmissionIntensity

NAME = "otherFuel"
CRITERION = "transportEmissions"


def offers(asked: Asked) -> Iterator[WhatIf]:
    """Each element by its own class on every fuel of the data set, as full and as warm as before."""
    rows = asked.reference.intensities[asked.request.profile.data_set].rows()
    for score in asked.of(CRITERION):
        for element, places in equal_elements(asked):
            if element.element.primary is not None:
                continue
            for row in rows:
                if _other_fuel(row, element.intensity):
                    changes = other_vehicle(places, element, row.mode, row.vehicle_class)
                    yield WhatIf(NAME, score.criterion.key, changes)


def _other_fuel(row: EmissionIntensity, used: EmissionIntensity) -> bool:
    same = (row.mode, row.load, row.temperature) == (used.mode, used.load, used.temperature)
    return same and bool(row.fuel) and not used.fuel and row.vehicle_class.startswith(used.vehicle_class)


KIND = Kind(NAME, offers)
