"""The answers about profiles, versions and the life of an evaluation, as published."""

from __future__ import annotations

from marshmallow import fields as mf

from procurement_plugin.web.schemas.answer import DataSetSchema, FindingSchema
from procurement_plugin.web.schemas.answer_parts import anything, listed, text, texts
from procurement_plugin.web.schemas.fields import ClosedSchema
from procurement_plugin.web.schemas.life import FindingAnswerSchema


class ActorSchema(ClosedSchema):
    """Who acted, as the claims say."""

    subject = text("Identifier in the claims")
    name = text("Name in the claims")


class ProfileAnswerSchema(ClosedSchema):
    """A weight profile as it stands."""

    id = text("Identifier")
    revision = mf.Integer(required=True, metadata={"description": "Revision; also the ETag"})
    state = text("draft or published")
    procedure = anything("Procedure, as sent")
    lot = anything("Lot, as sent")
    weightProfile = anything("Profile, as sent")
    answers = listed(FindingAnswerSchema, "Reasons for warnings", required=False)
    reason = text("Why a new version is made", required=False)
    authors = texts("Who wrote it")


class ProfileRowSchema(ClosedSchema):
    """A line of the list of profiles."""

    id = text("Identifier")
    revision = mf.Integer(required=True)
    state = text("draft or published")
    title = text("Title of the procedure")
    lot = text("Lot")


class ProfileListSchema(ClosedSchema):
    """A page of weight profiles."""

    items = listed(ProfileRowSchema, "Profiles")
    next = text("Identifier to name in 'after' for the next page; empty at the end")


class OverrideSchema(ClosedSchema):
    """A block that a legal approver set aside."""

    code = text("Code of the finding")
    where = text("Where it stands")
    parameter = text("Parameter of the finding", required=False)
    reason = text("Why")
    approver = mf.Nested(ActorSchema, required=True)


class ProfileVersionSchema(ClosedSchema):
    """A published version; it never changes."""

    profileId = text("Identifier of the profile")
    version = mf.Integer(required=True)
    publishedAt = text("When")
    publishedBy = mf.Nested(ActorSchema, required=True)
    reason = text("Why this version was made, after the first")
    procedure = anything("Procedure")
    lot = anything("Lot")
    weightProfile = anything("Profile")
    findings = listed(FindingSchema, "Findings at publication")
    answers = listed(FindingAnswerSchema, "Reasons for warnings")
    overrides = listed(OverrideSchema, "Blocks set aside")
    methodVersion = text("Method by which it is computed")
    engineVersion = text("Release that published it")
    parametersFingerprint = text("SHA-256 of law and method")
    dataSets = listed(DataSetSchema, "Data sets")
    files = anything("SHA-256 of every file it rests on, by path")
    fingerprint = text("SHA-256 over all of the above")


class StepAnswerSchema(ClosedSchema):
    """A step that was taken."""

    number = mf.Integer(required=True)
    evaluationId = text("Evaluation it concerns")
    step = text("What was done")
    state = text("State it led to")
    at = text("When")
    actor = mf.Nested(ActorSchema, required=True)
    reason = text("Why")
    supersedes = text("Evaluation that was replaced", required=False)
    standstill = anything("End of the standstill, with its steps", required=False)
    winnerBidId = text("Bid that was drawn by lot, when several shared the first rank", required=False)


class EvaluationLifeSchema(ClosedSchema):
    """The life of an official evaluation."""

    evaluationId = text("Identifier")
    state = text("evaluated, confirmed, standstill, closed, cancelled or superseded")
    possibleSteps = texts("Steps that fit now")
    steps = listed(StepAnswerSchema, "Steps in order")


LIFE_ANSWERS = (
    ProfileAnswerSchema,
    ProfileListSchema,
    ProfileVersionSchema,
    EvaluationLifeSchema,
)
