"""The answers about data sets and simulations, as published; the tests hold every real answer against them."""

from __future__ import annotations

from marshmallow import fields as mf

from procurement_plugin.web.schemas.answer import DataSetSchema, FindingSchema
from procurement_plugin.web.schemas.answer_parts import listed, text, texts, truth
from procurement_plugin.web.schemas.comparison import SecondDataSetSchema
from procurement_plugin.web.schemas.fields import ClosedSchema, said


class SimulatedBidSchema(ClosedSchema):
    """A bid as it would score."""

    bidId = text("Bid")
    rank = mf.Integer(metadata={"description": "Rank, when it has a total"})
    total = text("Total, when every criterion is scored", required=False)
    points = mf.Dict(
        keys=mf.String(), values=mf.String(), required=True, metadata={"description": "Points by criterion, or open"}
    )


class StableWeightSchema(ClosedSchema):
    """The weights of a criterion within which the winner stays first, the others keeping their proportions."""

    criterion = text("Criterion")
    weight = text("Weight of the profile, per cent")
    low = text("Lower end")
    high = text("Upper end")
    overtakingBelow = text("Bid that overtakes below it", required=False)
    overtakingAbove = text("Bid that overtakes above it", required=False)


_TRANSFER = {
    "__doc__": "Percentage points moved from one criterion to another until another bid draws level.",
    "from": text("Criterion that loses weight"),
    "to": text("Criterion that gains it"),
    "percentagePoints": text("How much"),
    "overtaking": text("Bid that draws level"),
}
TransferSchema = type("Transfer", (ClosedSchema,), _TRANSFER)


class SensitivitySchema(ClosedSchema):
    """How firmly the winner stands, on unrounded totals."""

    winner = text("First bid")
    second = text("Second bid")
    lead = text("Unrounded points between them")
    withinRounding = truth("Whether rounding alone could explain the lead")
    weights = listed(StableWeightSchema, "One for each criterion")
    smallestTransfer = mf.Nested(TransferSchema, metadata={"description": "None when no transfer changes the winner"})


class OtherSeaScenarioSchema(ClosedSchema):
    """The result if ships took the other route."""

    seaScenario = text("suez or cape")
    orderChanges = truth("Whether the ranks differ")
    bids = listed(SimulatedBidSchema, "Every bid")


class ClippingSchema(ClosedSchema):
    """How many bids lie beyond the outermost anchors of a criterion; among them the better offer gets no more."""

    criterion = text("Criterion")
    clipped = mf.Integer(**said("Bids beyond the anchors"))
    placed = mf.Integer(**said("Bids with a measure"))
    percent = text("Share of the bids with a measure, per cent")


class SimulationSchema(ClosedSchema):
    """What an evaluation would say; never an official number."""

    kind = text("simulation")
    inputHash = text("SHA-256 of the request")
    dataSets = listed(DataSetSchema, "Data sets")
    status = text("complete, or incomplete when a bid has no total")
    findings = listed(FindingSchema, "Findings against the profile; they do not stop a simulation")
    bids = listed(SimulatedBidSchema, "Every bid")
    clipping = listed(ClippingSchema, "Bids beyond the anchors, by criterion")
    sensitivity = mf.Nested(SensitivitySchema, metadata={"description": "With two bids or more"})
    secondDataSet = mf.Nested(SecondDataSetSchema, metadata={"description": "The same chains under a second set"})
    otherSeaScenario = mf.Nested(OtherSeaScenarioSchema, required=True, metadata={"description": "The other sea route"})


class SourceSchema(ClosedSchema):
    """Where data come from."""

    title = text("Title")
    publisher = text("Publisher", required=False)
    edition = text("Edition", required=False)
    licence = text("Licence", required=False)
    href = text("Address", required=False)
    attribution = text("Words to be printed", required=False)
    notes = texts("What was done, and what is weak")


class DataSetSheetSchema(ClosedSchema):
    """A table with its sources."""

    id = text("Name")
    kind = text("emissionIntensities or distancesAndPlaces")
    title = text("What it is")
    sha256 = text("Hash")
    gwp = text("Warming potentials", required=False)
    sources = listed(SourceSchema, "Sources")


class DataSetCatalogueSchema(ClosedSchema):
    """Every table of data."""

    total = mf.Integer(required=True)
    items = listed(DataSetSheetSchema, "Tables")


_INTENSITY = {
    "__doc__": "One emission intensity.",
    "id": text("Name of the row"),
    "mode": text("Mode"),
    "vehicleClass": text("Class, as a request names it"),
    "load": text("average, half or full"),
    "temperature": text("ambient or refrigerated"),
    "fuel": text("When not the usual one", required=False),
    "unit": text("kgCO2e/tkm, or kgCO2e/t for a hub"),
    "gwp": text("Warming potentials"),
    "tankToWheel": text("From the vehicle"),
    "wellToTank": text("From making the fuel"),
    "wellToWheel": text("The sum"),
    "distanceBasis": text("Basis of its kilometres"),
    "verification": text("How well it was checked"),
    "validFrom": text("First day"),
    "validTo": text("Last day", required=False),
    "licence": text("Licence of its source"),
    "attribution": text("Words to be printed"),
}
IntensitySchema = type("Intensity", (ClosedSchema,), _INTENSITY)


class EmissionIntensitiesSchema(ClosedSchema):
    """The rows of a set."""

    dataSet = text("Name of the set")
    sha256 = text("Hash of table and source sheet")
    total = mf.Integer(required=True)
    items = listed(IntensitySchema, "Rows")


class PortSchema(ClosedSchema):
    """A port."""

    unlocode = text("UN/LOCODE")
    name = text("Name")
    latitude = text("Degrees north")
    longitude = text("Degrees east")
    gateway = truth("Whether a default chain may use it")


class PortsSchema(ClosedSchema):
    """The ports of the table."""

    total = mf.Integer(required=True)
    items = listed(PortSchema, "Ports")


DATA_ANSWERS = (SimulationSchema, DataSetCatalogueSchema, EmissionIntensitiesSchema, PortsSchema)
