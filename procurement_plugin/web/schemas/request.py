"""The request of the contract: procedure, lot, weight profile, bids.

These schemas are the truth; the published JSON Schema is made from them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import marshmallow as ma
from marshmallow import fields as mf
from marshmallow.validate import Length

from procurement_plugin.domain.evidence import EvidenceStatus
from procurement_plugin.web.schemas import fields as f
from procurement_plugin.web.schemas.bulk import conforms
from procurement_plugin.web.schemas.chains import ChainSchema
from procurement_plugin.web.schemas.declared import schema_of
from procurement_plugin.web.schemas.estimates import estimate_schema
from procurement_plugin.web.schemas.fields import listed, said
from procurement_plugin.web.schemas.life import (
    PublicationRequestSchema,
    StepRequestSchema,
    draft_schema,
    official_schema,
)
from procurement_plugin.web.schemas.places import LocationSchema
from procurement_plugin.web.schemas.procedure import MoneySchema, ProcedureSchema
from procurement_plugin.web.schemas.profile import profile_schema
from procurement_plugin.web.schemas.study_line import besides_schema, line_schema, study_profile_schema

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from procurement_plugin.domain.criterion import Criterion

MOST_BIDS = 10_000


class DeliveryPointSchema(f.ClosedSchema):
    """A place of delivery."""

    id = f.Identifier(**said("Identifier"))
    location = mf.Nested(LocationSchema, **said("Where"))
    share = f.DecimalText(percent=True, positive=True, places=2, **said("Per cent of the quantity"))


class ItemSchema(f.ClosedSchema):
    """An item of the lot."""

    id = f.Identifier(**said("Identifier"))
    description = f.PlainText(longest=500, metadata={"description": "What it is"})
    cpv = f.PatternField("[0-9]{8}", "a CPV code of 8 digits", longest=8, **said("CPV code"))
    quantity = f.DecimalText(positive=True, **said("Quantity"))
    unit = f.PatternField("[A-Z0-9]{2,3}", 'a UN/ECE unit code, for example "TNE"', longest=3, **said("Unit code"))
    massKg = f.DecimalText(positive=True, **said("Mass of the whole quantity with the shipper's packaging, kg"))
    shipmentMassKg = f.DecimalText(positive=True, **said("Mass of one shipment, kg; chooses the default vehicle"))
    temperature = f.Choice(("ambient", "refrigerated"), metadata={"description": "How it has to travel (ambient)"})


class LotSchema(f.ClosedSchema):
    """One lot."""

    id = f.Identifier(**said("Identifier of the lot"))
    title = f.PlainText(longest=500, **said("Title"))
    functionalUnit = f.Choice(("tonneDelivered", "unitDelivered"), **said("What emissions are counted per"))
    deliveryPoints = listed(mf.Nested(DeliveryPointSchema), "Places of delivery; shares sum to 100.00", 200)
    items = listed(mf.Nested(ItemSchema), "Items", 500)


class ProductionSiteSchema(f.ClosedSchema):
    """Where the last substantial production step takes place."""

    id = f.Identifier(**said("Identifier"))
    location = mf.Nested(LocationSchema, metadata={"description": "Where; never the registered office"})
    share = f.DecimalText(percent=True, positive=True, places=2, **said("Per cent of the item"))
    evidence = mf.List(f.Identifier(), validate=Length(max=50), metadata={"description": "Evidence of the site"})
    chains = mf.List(
        mf.Nested(ChainSchema), validate=Length(max=200), metadata={"description": "Declared chains, one a point"}
    )


class BidItemSchema(f.ClosedSchema):
    """What a bid offers for an item."""

    itemId = f.Identifier(**said("Item of the lot"))
    value = mf.Nested(MoneySchema, metadata={"description": "Price of the item"})
    massKg = f.DecimalText(positive=True, metadata={"description": "Mass with packaging, when not the lot's"})
    productionSites = listed(mf.Nested(ProductionSiteSchema), "Sites; shares sum to 100.00", 50)


class BidderSchema(f.ClosedSchema):
    """Who bids."""

    id = f.Identifier(**said("Identifier"))
    name = f.PlainText(longest=300, **said("Name"))


class EvidenceSchema(f.ClosedSchema):
    """A document behind a declared fact."""

    id = f.Identifier(**said("Identifier within the bid"))
    type = f.PlainText(longest=100, **said("Kind of document"))
    sha256 = f.Sha256(metadata={"description": "Hash of the document"})
    status = f.Choice(tuple(EvidenceStatus), **said("How far it has been checked"))
    issuer = f.PlainText(longest=200, metadata={"description": "Who made it"})
    validFrom = f.Day(metadata={"description": "First day on which it holds"})
    validTo = f.Day(metadata={"description": "Last day on which it holds"})
    verifier = f.PlainText(longest=200, metadata={"description": "Who checked it"})
    verifiedOn = f.Day(metadata={"description": "When it was checked"})


class OtherCriterionSchema(f.ClosedSchema):
    """What the platform says about a criterion that is not ours."""

    amount = f.DecimalText(places=2, metadata={"description": "Amount, to be placed on the published anchors"})
    points = f.DecimalText(digits=3, places=6, metadata={"description": "Points the platform computed"})


class BulkList(mf.List[Any]):
    """A long list: checked in bulk; visited leaf by leaf only to write the messages of what is wrong."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        inner = self.inner
        if isinstance(value, list) and isinstance(inner, mf.Nested) and value and conforms(inner.schema, value):
            return value
        super()._deserialize(value, attr, data, **kwargs)
        return value


class Schemas:
    """The schemas of a release, made once for the criteria that exist in it."""

    def __init__(self, known: Mapping[str, Criterion], countries: Sequence[str]) -> None:
        self.inputs: dict[str, ma.Schema] = {}
        self.settings: dict[str, ma.Schema] = {}
        for name, criterion in known.items():
            if criterion.inputs:
                self.inputs[name] = schema_of(criterion.inputs, f"{name[0].upper()}{name[1:]}Inputs", countries)()
            if criterion.settings:
                title = f"{name[0].upper()}{name[1:]}Settings"
                self.settings[name] = schema_of(criterion.settings, title, countries)()
        self.bid = _bid_schema(self.inputs)()
        self.estimate = estimate_schema(type(self.bid))()
        profile = profile_schema(self.settings)
        self.evaluation = _evaluation_schema(profile, type(self.bid))()
        self.official = official_schema(LotSchema, bids_of(type(self.bid)))()
        self.draft = draft_schema(LotSchema, profile)()
        self.publication = PublicationRequestSchema()
        self.step = StepRequestSchema()
        self.compliance_check = _compliance_schema(profile)()
        self.study_profile = study_profile_schema(profile)()
        self.study_line = line_schema(type(self.evaluation), countries)()
        self.study_besides = besides_schema(countries)()


def _bid_schema(inputs: Mapping[str, ma.Schema]) -> type[ma.Schema]:
    described = {name: mf.Nested(schema, metadata={"description": schema.__doc__}) for name, schema in inputs.items()}
    criterion_inputs = type("CriterionInputs", (f.ClosedSchema,), {**described, "__doc__": "Facts for each criterion."})
    body = {
        "__doc__": "A bid as opened.",
        "id": f.Identifier(**said("Identifier of the bid")),
        "bidder": mf.Nested(BidderSchema, **said("Who bids; no criterion sees it")),
        "items": listed(mf.Nested(BidItemSchema), "What is offered for each item", 500),
        "criterionInputs": mf.Nested(criterion_inputs, metadata={"description": "Facts that the criteria ask for"}),
        "otherCriteria": mf.Dict(
            keys=f.Identifier(),
            values=mf.Nested(OtherCriterionSchema),
            validate=Length(max=20),
            metadata={"description": "Amounts or points of the criteria that are not ours, by their name"},
        ),
        "evidence": mf.List(
            mf.Nested(EvidenceSchema), validate=Length(max=200), metadata={"description": "Documents referred to"}
        ),
    }
    return type("Bid", (f.ClosedSchema,), body)


def bids_of(bid: type[ma.Schema]) -> BulkList:
    """The list of bids."""
    return BulkList(mf.Nested(bid), validate=Length(min=1, max=MOST_BIDS), **said("The bids"))


def _evaluation_schema(profile: type[ma.Schema], bid: type[ma.Schema]) -> type[ma.Schema]:
    body = {
        "__doc__": "A lot to be scored.",
        "procedure": mf.Nested(ProcedureSchema, **said("The procedure")),
        "lot": mf.Nested(LotSchema, **said("The lot")),
        "weightProfile": mf.Nested(profile, **said("The weight profile (trial)")),
        "bids": bids_of(bid),
    }
    return type("EvaluationRequest", (f.ClosedSchema,), body)


def _compliance_schema(profile: type[ma.Schema]) -> type[ma.Schema]:
    body = {
        "__doc__": "A profile to be checked before publication.",
        "procedure": mf.Nested(ProcedureSchema, **said("The procedure")),
        "lot": mf.Nested(LotSchema, metadata={"description": "The lot; with it the computed tests run"}),
        "weightProfile": mf.Nested(profile, **said("The weight profile")),
    }
    return type("ComplianceCheckRequest", (f.ClosedSchema,), body)
