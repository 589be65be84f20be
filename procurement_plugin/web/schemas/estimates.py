"""A bidder's estimate: the request and the answer."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from marshmallow import fields as mf

from procurement_plugin.web.schemas import fields as f
from procurement_plugin.web.schemas.answer import CriterionScoreSchema, DataSetSchema
from procurement_plugin.web.schemas.answer_parts import anything, listed, text, texts, truth
from procurement_plugin.web.schemas.fields import said
from procurement_plugin.web.schemas.life import VersionSchema

if TYPE_CHECKING:
    import marshmallow as ma

# Who bids is not asked; the same bid as in an evaluation may be sent, too.
NOT_NEEDED = ("id", "bidder")


def estimate_schema(bid: type[ma.Schema]) -> type[ma.Schema]:
    """The schema of a request for an estimate: a version and one bid."""
    fields = {name: copy.deepcopy(field) for name, field in bid().declared_fields.items()}
    for name in NOT_NEEDED:
        fields[name].required = False
    own = type("EstimatedBid", (f.ClosedSchema,), {"__doc__": "A bid of one's own.", **fields})
    body = {
        "__doc__": "One bid of one's own, to be scored under a published version; nothing is stored.",
        "weightProfileVersion": mf.Nested(VersionSchema, **said("The published version")),
        "bid": mf.Nested(own, **said("The bid; id and bidder may be left out, neither is read")),
    }
    return type("EstimateRequest", (f.ClosedSchema,), body)


class OtherCriterionAnswerSchema(f.ClosedSchema):
    """A criterion that is not computed here, such as the price."""

    criterion = text("Criterion")
    measureName = text("Measure", required=False)
    weight = text("Weight, per cent")
    points = text("Points, where the bid gave an amount or points for it", required=False)


class GapSchema(f.ClosedSchema):
    """What is missing or doubtful about the facts of the bid."""

    code = text("Stable name")
    where = text("Path in the request")
    message = text("What is the matter")
    remedy = text("What to do", required=False)
    criteria = texts("Criteria that it touches")


_CHANGE = {
    "__doc__": "A value of the request that changes.",
    "where": text("Path in the request; an index past the end of a list adds a row"),
    "from": text("Value as sent; missing when there was none", required=False),
    "to": text("Value instead; missing when the name is to be left out", required=False),
}
ChangeSchema = type("Change", (f.ClosedSchema,), _CHANGE)


class WhatIfSchema(f.ClosedSchema):
    """A change of the bid that was scored, too."""

    kind = text("otherMode, otherFuel, shorterLeadTime, moreStock and so on")
    criterion = text("Criterion that it is about; missing when it is about several", required=False)
    gain = text("Points gained over all criteria computed here")
    firmer = text("Points that would no longer be provisional", required=False)
    points = mf.Dict(
        keys=mf.String(), values=mf.String(), required=True, metadata={"description": "Points by criterion, or open"}
    )
    changes = listed(ChangeSchema, "What changes in the request")


class EstimateSchema(f.ClosedSchema):
    """A bidder's own score and what would improve it most; never an award, stored nowhere."""

    kind = text("estimate")
    weightProfileVersion = anything("The published version")
    parametersFingerprint = text("SHA-256 of law and method")
    dataSets = listed(DataSetSchema, "Data sets")
    points = text("Sum of the points computed here")
    outOf = text("Sum of their weights")
    complete = truth("Whether every criterion computed here has points")
    criteria = listed(CriterionScoreSchema, "Criteria computed here, with every step")
    others = listed(OtherCriterionAnswerSchema, "Criteria that are not computed here", required=False)
    gaps = listed(GapSchema, "What is missing or doubtful", required=False)
    whatIfs = listed(WhatIfSchema, "What would gain most, the largest gain first", required=False)


ESTIMATE_ANSWERS: tuple[Any, ...] = (EstimateSchema,)
