"""The weight profile of the contract: criteria with weights, anchors, formulation and settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marshmallow import fields as mf
from marshmallow.validate import Length

from procurement_plugin.web.schemas import fields as f
from procurement_plugin.web.schemas.fields import listed, said
from procurement_plugin.web.schemas.formulation import ClauseSchema, FormulationSchema
from procurement_plugin.web.schemas.procedure import MoneySchema

if TYPE_CHECKING:
    from collections.abc import Mapping

    import marshmallow as ma


class BreakpointSchema(f.ClosedSchema):
    """An anchor of a scale."""

    at = f.DecimalText(**said("Measure"))
    value = f.DecimalText(digits=1, places=6, **said("Value, 0 to 1"))


class WeightRangeSchema(f.ClosedSchema):
    """A published range within which a weight lies."""

    minimum = f.DecimalText(percent=True, places=2, **said("Least weight, per cent"))
    maximum = f.DecimalText(percent=True, places=2, **said("Largest weight, per cent"))


class ItemWeightSchema(f.ClosedSchema):
    """How much an item counts in a distance."""

    itemId = f.Identifier(**said("Item"))
    weight = f.DecimalText(percent=True, places=2, **said("Per cent"))


def _criterion_schema(settings: Mapping[str, ma.Schema]) -> type[ma.Schema]:
    described = {name: mf.Nested(schema) for name, schema in settings.items()}
    all_settings = type("CriterionSettings", (f.ClosedSchema,), {**described, "__doc__": "Settings, by criterion."})
    body = {
        "__doc__": "An award criterion with weight and anchors.",
        "criterion": f.Identifier(**said("Name, for example transportEmissions, price or quality")),
        "title": f.PlainText(longest=300, metadata={"description": "Title as published"}),
        "description": f.PlainText(longest=4000, metadata={"description": "Description as published"}),
        "measure": f.Identifier(metadata={"description": "Which measure of the criterion"}),
        "weight": f.DecimalText(percent=True, places=2, **said("Weight, per cent of the lot's points")),
        "weightRange": mf.Nested(WeightRangeSchema, metadata={"description": "Published range of the weight, if any"}),
        "scale": mf.List(
            mf.Nested(BreakpointSchema), validate=Length(max=6), metadata={"description": "Published anchors"}
        ),
        "outside": f.Choice(("clip", "reject", "extend"), metadata={"description": "Beyond the anchors (clip)"}),
        "missingPolicy": f.Choice(("zero", "clarify", "reject"), **said("When facts are missing; printed")),
        "source": f.Choice(("engine", "platform"), metadata={"description": "Who computes the points (engine)"}),
        "need": f.PlainText(longest=4000, metadata={"description": "Need that the criterion answers"}),
        "link": f.PlainText(longest=4000, metadata={"description": "Link to the subject-matter"}),
        "evidence": mf.List(
            f.PlainText(longest=500), validate=Length(max=50), metadata={"description": "What a bidder shows"}
        ),
        "formulation": mf.Nested(FormulationSchema, metadata={"description": "What it rewards and how"}),
        "settings": mf.Nested(all_settings, metadata={"description": "Settings of our own criteria, by name"}),
    }
    return type("AwardCriterion", (f.ClosedSchema,), body)


def profile_schema(settings: Mapping[str, ma.Schema]) -> type[ma.Schema]:
    """The schema of a weight profile, with the settings of the criteria that exist."""
    body = {
        "__doc__": "The weight profile: criteria with weights that sum to 100.",
        "id": f.Identifier(metadata={"description": "Identifier of the profile"}),
        "criteria": listed(mf.Nested(_criterion_schema(settings)), "Award criteria", 30),
        "pointsDecimals": f.Choice(("2", "3", "4", "5", "6"), metadata={"description": "Decimals of the points (4)"}),
        "tieRule": mf.List(
            f.Identifier(), validate=Length(max=10), metadata={"description": "Order of tie rules (price, lots)"}
        ),
        "itemWeights": mf.List(
            mf.Nested(ItemWeightSchema), validate=Length(max=500), metadata={"description": "Weights of the items"}
        ),
        "clauses": mf.List(
            mf.Nested(ClauseSchema), validate=Length(max=50), metadata={"description": "Other clauses to look at"}
        ),
        "fixedPrice": mf.Nested(MoneySchema, metadata={"description": "Price fixed for every bidder, if it is"}),
        "dataSet": f.Identifier(metadata={"description": "Set of emission intensities (open-eu-2026)"}),
        "roadDistance": f.Choice(
            ("circuity", "roadGraph"), metadata={"description": "Road distance method (circuity)"}
        ),
        "seaScenario": f.Choice(("suez", "cape"), metadata={"description": "Canals open (suez), or round the Cape"}),
    }
    return type("WeightProfile", (f.ClosedSchema,), body)
