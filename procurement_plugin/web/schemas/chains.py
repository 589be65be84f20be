"""Transport chains in requests: elements in order, each one vehicle or one hub."""

from __future__ import annotations

from typing import Any

from marshmallow import fields as mf
from marshmallow.validate import Length

from procurement_plugin.web.schemas import fields as f
from procurement_plugin.web.schemas.fields import listed, said
from procurement_plugin.web.schemas.places import LocationSchema

MODES = ("road", "rail", "inlandWaterway", "sea", "air", "hub")


class PrimaryDataSchema(f.ClosedSchema):
    """A carrier's own intensity, in the terms of the iLEAP specifications."""

    operationCategoryId = f.Identifier(**said("Transport or hub operation category (tocId, hocId)"))
    dataType = f.Choice(("primary", "modelled"), metadata={"description": "Measured (default) or modelled"})
    co2eIntensityWTW = f.DecimalText(digits=6, places=10, positive=True, **said("Well to wheel, kg CO2e per unit"))
    co2eIntensityTTW = f.DecimalText(digits=6, places=10, **said("The part from the vehicle, kg CO2e per unit"))
    co2eIntensityUnit = f.Choice(("kgCO2e/tkm", "kgCO2e/TEUkm", "kgCO2e/t"), **said("Unit; per tonne for a hub"))
    distanceBasis = f.Choice(("SFD", "GCD", "actual"), metadata={"description": "Basis of its kilometres (SFD)"})
    globalWarmingPotentials = f.Choice(("AR5", "AR6"), **said("Assessment report of the warming potentials"))
    temperatureControl = f.Choice(("ambient", "refrigerated"), metadata={"description": "Ambient (default) or cooled"})
    energyCarrier = f.PlainText(longest=60, metadata={"description": "What the vehicle runs on"})
    teuPerTonne = f.DecimalText(digits=3, places=6, positive=True, metadata={"description": "TEU a tonne takes"})
    transportActivity = f.DecimalText(places=6, metadata={"description": "Tonne-kilometres, to be compared"})
    co2eWTW = f.DecimalText(places=6, metadata={"description": "kg CO2e of the element, to be compared"})


_ELEMENT: dict[str, Any] = {
    "__doc__": "A transport chain element: goods moved by one vehicle, or handled in one hub.",
    "mode": f.Choice(MODES, **said("Mode of transport")),
    "vehicleClass": f.PatternField(
        "[A-Za-z0-9]{1,60}",
        "a vehicle class of the data set",
        metadata={"description": "Vehicle class of the data set; may be left out beside primaryData"},
    ),
    "distanceKm": f.DecimalText(
        digits=6,
        places=3,
        allow_none=True,
        metadata={"description": "Distance, km; null or left out to have a road, rail, sea or air distance worked out"},
    ),
    "distanceBasis": f.Choice(
        ("SFD", "GCD", "actual"), metadata={"description": "Shortest feasible (default), great circle, or actual"}
    ),
    "source": f.PlainText(longest=300, metadata={"description": "Where the distance comes from"}),
    "from": mf.Nested(LocationSchema, metadata={"description": "Where the element begins"}),
    "to": mf.Nested(LocationSchema, metadata={"description": "Where the element ends"}),
    "evidence": mf.List(f.Identifier(), validate=Length(max=20), metadata={"description": "Evidence of the element"}),
    "primaryData": mf.Nested(PrimaryDataSchema, metadata={"description": "The carrier's own intensity"}),
}
ElementSchema = type("Element", (f.ClosedSchema,), _ELEMENT)


class ChainSchema(f.ClosedSchema):
    """The chain from a production site to one delivery point."""

    deliveryPoint = f.Identifier(**said("Delivery point of the lot"))
    totalDistanceKm = f.DecimalText(digits=6, places=3, metadata={"description": "Sum of the elements, to be compared"})
    elements = listed(mf.Nested(ElementSchema), "Elements in order", 50)
