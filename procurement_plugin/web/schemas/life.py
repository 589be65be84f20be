"""Requests about a profile's life and an official evaluation: draft, publication, bids, step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import fields as mf
from marshmallow.validate import Length

from procurement_plugin.domain.deadlines import ELECTRONIC, OTHER
from procurement_plugin.domain.evaluation_life import STEPS
from procurement_plugin.web.schemas import fields as f
from procurement_plugin.web.schemas.fields import said
from procurement_plugin.web.schemas.procedure import ProcedureSchema

if TYPE_CHECKING:
    import marshmallow as ma


class FindingAnswerSchema(f.ClosedSchema):
    """A reason for one finding, which code, where and parameter name."""

    code = f.PlainText(longest=80, **said("Code of the finding"))
    where = f.PlainText(longest=300, **said("Where the finding stands"))
    parameter = f.PlainText(longest=120, metadata={"description": "Parameter of the finding, when it has one"})
    reason = f.PlainText(longest=4000, **said("The reason; it is printed"))


class PublicationRequestSchema(f.ClosedSchema):
    """Publish a draft as it stands at the revision of If-Match."""

    overrides = mf.List(
        mf.Nested(FindingAnswerSchema),
        validate=Length(max=100),
        metadata={"description": "Blocks that a legal approver sets aside, each with its reason"},
    )


class VersionSchema(f.ClosedSchema):
    """A published version."""

    profileId = f.Identifier(**said("Identifier of the weight profile"))
    version = f.Count(**said("Number of the version"))


class ExclusionSchema(f.ClosedSchema):
    """A bid that is not scored."""

    bidId = f.Identifier(**said("Bid"))
    kind = f.Choice(("excluded", "withdrawn"), **said("Excluded by the authority, or withdrawn by the bidder"))
    reason = f.PlainText(longest=4000, **said("Why"))


class CorrectionSchema(f.ClosedSchema):
    """A bid that was copied wrongly into an earlier evaluation."""

    bidId = f.Identifier(**said("Bid"))
    reason = f.PlainText(longest=4000, **said("What was copied wrongly; it is printed"))


class StepRequestSchema(f.ClosedSchema):
    """A step in the life of an official evaluation."""

    step = f.Choice(tuple(name for name in STEPS if name != "evaluate"), **said("What is done"))
    reason = f.PlainText(longest=4000, metadata={"description": "Why; needed to cancel"})
    medium = f.Choice((ELECTRONIC, OTHER), metadata={"description": "How the decision is sent (electronic)"})
    winnerBidId = f.Identifier(metadata={"description": "With sendDecision: the bid that was drawn by lot"})


def draft_schema(lot: type[ma.Schema], profile: type[ma.Schema]) -> type[ma.Schema]:
    """The schema of a draft."""
    body = {
        "__doc__": "A weight profile with the procedure and lot it is for.",
        "procedure": mf.Nested(ProcedureSchema, **said("The procedure")),
        "lot": mf.Nested(lot, **said("The lot")),
        "weightProfile": mf.Nested(profile, **said("The weight profile")),
        "answers": mf.List(
            mf.Nested(FindingAnswerSchema), validate=Length(max=200), metadata={"description": "Reasons for warnings"}
        ),
        "reason": f.PlainText(longest=4000, metadata={"description": "Why a new version is made"}),
    }
    return type("WeightProfileDraft", (f.ClosedSchema,), body)


def official_schema(lot: type[ma.Schema], bids: mf.List[Any]) -> type[ma.Schema]:
    """The schema of bids to be scored under a published version."""
    body = {
        "__doc__": "Bids of a lot, to be scored under a published version.",
        "weightProfileVersion": mf.Nested(VersionSchema, **said("The published version")),
        "procedure": mf.Nested(ProcedureSchema, metadata={"description": "As published, if sent at all"}),
        "lot": mf.Nested(lot, metadata={"description": "As published, if sent at all"}),
        "bids": bids,
        "exclusions": mf.List(
            mf.Nested(ExclusionSchema), validate=Length(max=1000), metadata={"description": "Bids that are not scored"}
        ),
        "corrections": mf.List(
            mf.Nested(CorrectionSchema),
            validate=Length(max=1000),
            metadata={"description": "Bids that were copied wrongly before; an approver only"},
        ),
        "supersedes": f.Identifier(metadata={"description": "The evaluation that this one replaces"}),
        "reason": f.PlainText(longest=4000, metadata={"description": "Why it is replaced"}),
    }
    return type("OfficialEvaluationRequest", (f.ClosedSchema,), body)
