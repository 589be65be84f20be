"""The answers of the contract, as published; the tests hold every real answer against them."""

from __future__ import annotations

from marshmallow import fields as mf

from procurement_plugin.web.schemas.answer_parts import anything, listed, text, texts, truth
from procurement_plugin.web.schemas.comparison import SecondDataSetSchema
from procurement_plugin.web.schemas.fields import ClosedSchema


class ReferenceSchema(ClosedSchema):
    """A text behind a value, with its exact words."""

    title = text("Title with pinpoint")
    href = text("Address")
    quote = text("Exact words")
    published = text("Day of publication")


class FindingSchema(ClosedSchema):
    """A remark about the profile or a bid."""

    code = text("Stable name")
    severity = text("block, warn or inform")
    kind = text("hardLaw, guardrail, structural or data")
    message = text("What is the matter")
    where = text("Path in the request", required=False)
    remedy = text("What to do", required=False)
    parameter = text("Parameter that holds the limit", required=False)
    minimum = text("Least allowed", required=False)
    maximum = text("Most allowed", required=False)
    actual = text("Value found", required=False)
    overridable = truth("Whether a named legal approver may set it aside")
    reasoning = text("Why a guardrail stands where it stands", required=False)
    references = listed(ReferenceSchema, "Texts behind it", required=False)


class StepSchema(ClosedSchema):
    """One line of the derivation."""

    step = text("Which formula")
    operands = mf.Dict(metadata={"description": "Operands by name"})
    result = text("Result", required=False)
    unit = text("Unit of the result", required=False)
    formula = text("Formula, where the page of the method gives several", required=False)
    evidence = texts("Evidence it rests on", required=False)
    reference = text("Where the formula comes from", required=False)


class AnchorSchema(ClosedSchema):
    """An anchor of the scale."""

    at = text("Measure")
    value = text("Value, 0 to 1")


class SegmentSchema(ClosedSchema):
    """The part of the scale on which the measure lies."""

    lower = mf.Nested(AnchorSchema, required=True)
    upper = mf.Nested(AnchorSchema, required=True)
    clipped = truth("Whether the measure lies beyond the outermost anchor")


class MeasureSchema(ClosedSchema):
    """A measure at its published precision."""

    value = text("Value")
    unit = text("Unit", required=False)


class CriterionScoreSchema(ClosedSchema):
    """One criterion of one bid, with every step."""

    criterion = text("Criterion")
    measureName = text("Measure", required=False)
    weight = text("Weight, per cent")
    measure = mf.Nested(MeasureSchema, metadata={"description": "Measure; missing when it cannot be measured"})
    segment = mf.Nested(SegmentSchema, metadata={"description": "Where it lies on the scale"})
    value = text("Value to 6 decimals, for reading", required=False)
    points = text("Points; missing when not scorable", required=False)
    missingPolicy = text("Published policy for missing facts")
    evidenceStatus = text("none, claimed, verified, refused or platform")
    provisional = mf.Boolean(metadata={"description": "Whether points rest on evidence that nobody has checked yet"})
    evidence = texts("Evidence referred to", required=False)
    qualityGrade = text("Data quality, A to E", required=False)
    steps = listed(StepSchema, "Derivation", required=False)
    parameters = texts("Parameters used", required=False)
    findings = listed(FindingSchema, "Remarks", required=False)


class BidderAnswerSchema(ClosedSchema):
    """Who bids."""

    id = text("Identifier")
    name = text("Name")


class EvidenceAnswerSchema(ClosedSchema):
    """A document referred to."""

    id = text("Identifier")
    type = text("Kind")
    sha256 = text("Hash", required=False)
    status = text("claimed, verified or refused")
    issuer = text("Who made it", required=False)
    validFrom = text("First day on which it holds", required=False)
    validTo = text("Last day on which it holds", required=False)
    verifier = text("Who checked it", required=False)
    verifiedOn = text("When it was checked", required=False)


class BidScoreSchema(ClosedSchema):
    """One bid's result."""

    id = text("Identifier of the bid")
    bidder = mf.Nested(BidderAnswerSchema, required=True)
    total = text("Exact sum of the points; missing when a criterion is not scorable", required=False)
    rank = mf.Integer(metadata={"description": "Rank; missing without a total"})
    provisional = mf.Boolean(metadata={"description": "Whether some of its points are provisional"})
    criteria = listed(CriterionScoreSchema, "Scores by criterion")
    evidence = listed(EvidenceAnswerSchema, "Documents", required=False)


class RankedSchema(ClosedSchema):
    """A place in the ranking."""

    rank = mf.Integer(required=True)
    bidId = text("Bid")
    bidder = text("Name of the bidder")
    total = text("Total")
    tieRuleApplied = texts("Tie rules that were needed", required=False)
    stillTied = truth("Whether lots are to be drawn, outside this software", required=False)


class LimitSchema(ClosedSchema):
    """A weight limit in force beside the weight it was compared with."""

    parameter = text("Identifier")
    description = text("What it limits")
    rule = text("Check that reads it")
    families = texts("Limit families added up")
    kind = text("hardLaw or guardrail")
    severity = text("block or warn")
    limit = text("Limit")
    unit = text("Unit")
    actual = text("Weight found", required=False)
    kept = truth("Whether the weight keeps it")
    reasoning = text("Why it stands there", required=False)
    references = listed(ReferenceSchema, "Texts", required=False)


class ParameterAnswerSchema(ClosedSchema):
    """A value of the method."""

    id = text("Identifier")
    description = text("What it is")
    value = text("Value in force", required=False)
    unit = text("Unit")
    reasoning = text("Why", required=False)
    references = listed(ReferenceSchema, "Texts", required=False)


class DataSetSchema(ClosedSchema):
    """A data set used."""

    id = text("Identifier")
    sha256 = text("Hash of table and source sheet")


class EvaluationSchema(ClosedSchema):
    """A lot's evaluation with every step, as stored."""

    id = text("Identifier")
    kind = text("official, or trial: never an award")
    weightProfileVersion = anything("Official: the published version", required=False)
    answers = mf.List(mf.Dict(), metadata={"description": "Official: reasons for warnings"})
    overrides = mf.List(mf.Dict(), metadata={"description": "Official: blocks set aside, with approver and reason"})
    exclusions = mf.List(mf.Dict(), metadata={"description": "Official: bids that were not scored"})
    corrections = mf.List(mf.Dict(), metadata={"description": "Official: bids that had been copied wrongly"})
    demonstration = truth("The clock was set by hand: never an award", required=False)
    supersedes = text("Official: the evaluation replaced", required=False)
    reason = text("Official: why it was replaced", required=False)
    status = text("complete, or incomplete when a bid has no total")
    computedAt = text("When")
    engineVersion = text("Version of this software")
    inputHash = text("SHA-256 of the request")
    profileFingerprint = text("SHA-256 of the profile")
    parametersFingerprint = text("SHA-256 of law and method")
    dataSets = listed(DataSetSchema, "Data sets")
    secondDataSet = mf.Nested(
        SecondDataSetSchema, metadata={"description": "The same chains under a second data set, for information"}
    )
    roundingPolicy = anything("Rounding, as published")
    procedure = anything("Procedure, as sent")
    lot = anything("Lot, as sent")
    weightProfile = anything("Profile, as sent, defaults spelled out")
    limits = listed(LimitSchema, "Limits in force")
    parameters = listed(ParameterAnswerSchema, "Method values in force")
    findings = listed(FindingSchema, "Findings against the profile")
    ranking = listed(RankedSchema, "Ranking of the bids with a total")
    bids = listed(BidScoreSchema, "Bids in the order sent")


class IssueSchema(ClosedSchema):
    """One problem of a request."""

    type = text("Kind of issue")
    name = text("Path in the request", required=False)
    detail = text("What is the matter and what to do")
    minimum = text("Least allowed", required=False)
    maximum = text("Most allowed", required=False)
    value = text("Value found", required=False)


IssueSchema._declared_fields["in"] = text("body, query or header")  # noqa: SLF001  "in" is a reserved word of Python


class ProblemSchema(ClosedSchema):
    """An error, RFC 9457 in belgif's form."""

    type = text("Kind of problem")
    title = text("Title")
    status = mf.Integer(required=True)
    detail = text("Detail", required=False)
    instance = text("This occurrence")
    issues = listed(IssueSchema, "Every problem of the request", required=False)
    findings = listed(FindingSchema, "Findings that block", required=False)


ANSWERS = (EvaluationSchema, ProblemSchema)
