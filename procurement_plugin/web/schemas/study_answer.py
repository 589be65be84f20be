"""A study of past lots, as published; the tests hold every real one against it."""

from __future__ import annotations

from marshmallow import fields as mf

from procurement_plugin.web.schemas.answer import DataSetSchema
from procurement_plugin.web.schemas.answer_parts import listed, text
from procurement_plugin.web.schemas.fields import ClosedSchema


def counted(description: str) -> mf.Integer:
    """A number of things."""
    return mf.Integer(required=True, metadata={"description": description})


class PointChangeSchema(ClosedSchema):
    """Quantiles by nearest rank of the changes of the bids' totals, points out of 100, to a hundredth."""

    percentile5 = text("5 % of the bids change by at most this")
    percentile25 = text("25 %")
    median = text("Half of them")
    percentile75 = text("75 %")
    percentile95 = text("95 %")


class StudyComparisonSchema(ClosedSchema):
    """Lots under the study's profile beside the same lots without it."""

    lots = counted("Lots compared: every bid has a total under both")
    winnerSame = counted("With the same first bid")
    winnerChanged = counted("With another first bid")
    winnerDrawn = counted("Where lots would be drawn under one of the two")
    shareChanged = text("Per cent of the compared lots with another first bid", required=False)
    bids = counted("Bids of the compared lots")
    pointChange = mf.Nested(PointChangeSchema, metadata={"description": "Study minus the other"})
    pairs = counted("Pairs of bids of one lot")
    pairsTurned = counted("Pairs in the opposite order")
    rankCorrelation = text("Kendall's tau-a over all pairs", required=False)


class StudyGroupSchema(ClosedSchema):
    """The lots of a sector, of a Member State, or all."""

    key = text("CPV division, ISO 3166-1 alpha-2 code, or empty for all and for what is not stated")
    name = text("Its name")
    lots = counted("Lots that could be read")
    scored = counted("Lots in which every bid has a total under the study's profile")
    oneBid = counted("Scored lots with one bid only, whose winner cannot change")
    stated = mf.Nested(StudyComparisonSchema, required=True, metadata={"description": "Beside the stated profile"})
    withoutThree = mf.Nested(
        StudyComparisonSchema, required=True, metadata={"description": "Beside the same points without our criteria"}
    )


class AwardedSchema(ClosedSchema):
    """Compared lots whose archive names the bid that won."""

    known = counted("How many")
    namedByStated = counted("Where the stated profile names that bid alone")
    namedByStudy = counted("Where the study's profile does")
    namedByBoth = counted("Where both do")


class StudyRemarkSchema(ClosedSchema):
    """Why lots were not read, not scored or not compared; or a note."""

    under = text("reading, study, stated, withoutThree or note")
    code = text("Code of the finding")
    lots = counted("Lots it stands against")
    firstLine = counted("First line that has it")
    firstMessage = text("Its words there")


class StudyRuleSchema(ClosedSchema):
    """A rule that would block the study's profile."""

    kind = text("hardLaw or guardrail")
    code = text("Parameter of the rule, or code of the finding")
    lots = counted("Lots it stands against")
    firstLine = counted("First line that has it")
    firstMessage = text("Its words there")


class WouldBeBlockedSchema(ClosedSchema):
    """Lots in which rules in force on the lot's own date would block the study's profile."""

    lots = counted("How many")
    rules = listed(StudyRuleSchema, "The rules, by number of lots", required=False)


class LineIssueSchema(ClosedSchema):
    """A problem of a line."""

    code = text("Code of the problem")
    name = text("Place in the line's request")
    detail = text("What is the matter")


class RefusedLineSchema(ClosedSchema):
    """A line that could not be read."""

    line = counted("Number of the line, from 1")
    issues = listed(LineIssueSchema, "Its problems")


class StudySchema(ClosedSchema):
    """A weight profile over many past lots: a simulation, never an award."""

    kind = text("study")
    use = text("What it is and is not")
    engineVersion = text("Version of this software")
    parametersFingerprint = text("SHA-256 over law and method")
    dataSets = listed(DataSetSchema, "Data set of the study's profile")
    archiveSha256 = text("SHA-256 of the archive")
    profileId = text("Identifier of the study's profile", required=False)
    profileFingerprint = text("SHA-256 of the study's profile")
    methodOf = text("Lots dispatched before this day were computed by its method and data", required=False)
    lots = counted("Lots that could be read")
    unreadable = counted("Lines that could not be read")
    all = mf.Nested(StudyGroupSchema, required=True, metadata={"description": "All lots"})
    sectors = listed(StudyGroupSchema, "By CPV division of the main code")
    memberStates = listed(StudyGroupSchema, "By Member State of the buyer")
    awarded = mf.Nested(AwardedSchema, required=True, metadata={"description": "Beside the bids that won"})
    remarks = listed(StudyRemarkSchema, "By number of lots", required=False)
    wouldBeBlocked = mf.Nested(WouldBeBlockedSchema, required=True, metadata={"description": "By law and caution"})
    refusedLines = listed(RefusedLineSchema, "The first 100 of them", required=False)
