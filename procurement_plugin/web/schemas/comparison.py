"""The comparison with a second data set, as published; the tests hold every real answer against it."""

from __future__ import annotations

from marshmallow import fields as mf

from procurement_plugin.web.schemas.answer_parts import listed, text, texts, truth
from procurement_plugin.web.schemas.fields import ClosedSchema


class ComparedMeasureSchema(ClosedSchema):
    """A measure under both sets."""

    value = text("Under the profile's data set")
    secondValue = text("Under the second data set")
    unit = text("Unit")


class ComparedBidSchema(ClosedSchema):
    """A bid under both sets."""

    bidId = text("Bid")
    rank = mf.Integer(metadata={"description": "Rank under the profile's data set"})
    secondRank = mf.Integer(metadata={"description": "Rank under the second"})
    total = text("Total under the profile's data set", required=False)
    secondTotal = text("Total under the second", required=False)
    measure = mf.Nested(ComparedMeasureSchema, metadata={"description": "Emissions under both"})


class ComparedClassSchema(ClosedSchema):
    """A vehicle class under both sets."""

    mode = text("Mode")
    vehicleClass = text("Class")
    intensity = text("Well to wheel, under the profile's data set")
    secondIntensity = text("Well to wheel, under the second")
    unit = text("Unit")


class SecondDataSetSchema(ClosedSchema):
    """The result under a second data set, for information: no award rests on it."""

    id = text("Name of the second data set")
    sha256 = text("Hash of its table and source sheet")
    orderChanges = truth("Whether the ranks differ")
    bids = listed(ComparedBidSchema, "Every bid that was compared")
    classes = listed(ComparedClassSchema, "Classes that the bids use, the largest difference first")
    notCompared = texts("Bids with a class that the second data set lacks")
