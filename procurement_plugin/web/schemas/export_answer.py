"""The answers in other forms, as published: one bid alone, and what is written in the Open Contracting Data Standard.

Names of the standard stay as it writes them; figures are JSON numbers there, as it wants them.
"""

from __future__ import annotations

from marshmallow import fields as mf

from procurement_plugin.web.schemas.answer import BidScoreSchema
from procurement_plugin.web.schemas.answer_parts import anything, listed, text, texts, truth
from procurement_plugin.web.schemas.fields import ClosedSchema


class BidBreakdownSchema(ClosedSchema):
    """One bid of an evaluation, alone."""

    evaluationId = text("Identifier of the evaluation")
    kind = text("official, or trial: never an award")
    status = text("complete, or incomplete when a bid has no total")
    demonstration = truth("The clock was set by hand: never an award", required=False)
    computedAt = text("When")
    weightProfileVersion = anything("Official: the published version", required=False)
    roundingPolicy = anything("Rounding, as published")
    procedure = anything("Identifier and title of the procedure")
    lot = anything("Identifier and title of the lot")
    bid = mf.Nested(BidScoreSchema, metadata={"description": "Its scores; missing when it was not scored"})
    exclusion = anything("Why it was not scored", required=False)


class OcdsNumberSchema(ClosedSchema):
    """A weight or a fixed price."""

    number = mf.Float(required=True, metadata={"description": "The number"})
    weight = text("percentageExact", required=False)
    fixed = text("total: the price is fixed", required=False)


class OcdsCriterionSchema(ClosedSchema):
    """An award criterion."""

    type = text("price, cost or quality")
    name = text("Name")
    description = text("How it is measured and scored", required=False)
    numbers = listed(OcdsNumberSchema, "Weight in per cent, fixed price", required=False)
    x_scoring = anything("Our extension: name in the profile, scale", required=False)


class OcdsAwardCriteriaSchema(ClosedSchema):
    """The award criteria of a lot."""

    criteria = listed(OcdsCriterionSchema, "In their published order")
    x_scoring = anything("Our extension: version, rounding, tie rule", required=False)


class OcdsLotSchema(ClosedSchema):
    """The lot."""

    id = text("Identifier")
    title = text("Title")
    awardCriteria = mf.Nested(OcdsAwardCriteriaSchema, required=True)


class OcdsTenderSchema(ClosedSchema):
    """The procedure, with its one lot."""

    id = text("Identifier of the procedure")
    title = text("Title")
    awardCriteria = text("ratedCriteria")
    lots = listed(OcdsLotSchema, "The lot")


class OcdsNoticeSchema(ClosedSchema):
    """What a release of the procedure says about the award criteria; to be merged into it."""

    language = text("Language of names and descriptions")
    tender = mf.Nested(OcdsTenderSchema, required=True)


class OcdsReleaseSchema(ClosedSchema):
    """A release about an official evaluation, without the ocid that its publisher gives."""

    id = text("Identifier of the release: evaluation, state, audience")
    date = text("When the evaluation came into its state")
    tag = texts("award, or tenderUpdate before the decision")
    initiationType = text("tender")
    language = text("Language of names")
    description = text("Why it is not for publication, or no award", required=False)
    parties = mf.List(mf.Dict(), required=True, metadata={"description": "Buyer and the bidders that are shown"})
    buyer = anything("Contracting authority")
    tender = mf.Nested(OcdsTenderSchema, required=True)
    bids = anything("Statistics, and the bids that are shown with x_scoring, our extension")
    awards = mf.List(mf.Dict(), metadata={"description": "The award, with the justification as evaluationReports"})


EXPORT_ANSWERS = (BidBreakdownSchema, OcdsNoticeSchema, OcdsReleaseSchema)
EXPORTED = ("BidBreakdown", "OcdsNotice", "OcdsRelease")
