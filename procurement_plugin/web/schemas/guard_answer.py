"""The answers of the legal guard: findings with the numbers of the computed tests, limits, rules."""

from __future__ import annotations

from marshmallow import fields as mf

from procurement_plugin.web.schemas.answer import FindingSchema, ReferenceSchema
from procurement_plugin.web.schemas.answer_parts import anything, listed, text, texts, truth
from procurement_plugin.web.schemas.fields import ClosedSchema


class ComputedTestSchema(ClosedSchema):
    """A computed test of the guard on a simulated market."""

    name = text("Name")
    status = text("computed, notComputable or notApplicable")
    figures = anything("Single numbers and words, by name")
    rows = mf.List(mf.Dict(), required=True, metadata={"description": "Its table, one object a row"})
    findings = listed(FindingSchema, "What it found")


class ComplianceCheckSchema(ClosedSchema):
    """Findings against a profile."""

    blocked = truth("Whether a finding blocks an evaluation")
    day = text("Day whose limits were read")
    parametersFingerprint = text("SHA-256 of law and method")
    findings = listed(FindingSchema, "All findings")
    computedTests = listed(ComputedTestSchema, "Numbers of the computed tests; empty without a lot")


class LimitInForceSchema(ClosedSchema):
    """A weight limit."""

    id = text("Identifier")
    description = text("What it limits")
    rule = text("Check that reads it")
    families = texts("Limit families added up")
    kind = text("hardLaw or guardrail")
    severity = text("block or warn")
    limit = text("Limit")
    unit = text("Unit")
    since = text("In force since")
    confidence = text("V1 text read, V2 secondary, expert")
    checkedOn = text("Last checked")
    reasoning = text("Why it stands there", required=False)
    references = listed(ReferenceSchema, "Texts", required=False)


class WeightLimitsSchema(ClosedSchema):
    """The weight limits in force on a day."""

    day = text("Day")
    about = text("What a guardrail is")
    total = mf.Integer(required=True)
    items = listed(LimitInForceSchema, "Limits")


class ConditionSchema(ClosedSchema):
    """A fact that a rule asks about."""

    fact = text("Name of the fact")
    comparison = text("anyOf, noneOf, startsWith, atLeast or below (the rule's own limit)")
    words = texts("Words it is held against")


class RuleSchema(ClosedSchema):
    """A rule of the guard."""

    id = text("Identifier; the pack comes first")
    code = text("Code of its findings")
    description = text("What it is about")
    kind = text("hardLaw or guardrail")
    severity = text("block, warn or inform")
    status = text("inForce, adoptedNotApplicable or proposal")
    confidence = text("V1 text read, V2 secondary, expert")
    when = listed(ConditionSchema, "Facts under which it applies", required=False)
    mustHave = listed(ConditionSchema, "Facts it asks for", required=False)
    families = texts("Limit families added up", required=False)
    limit = text("Limit, or decisive words")
    message = text("What it says", required=False)
    remedy = text("What to do", required=False)
    since = text("In force since")
    checkedOn = text("Last checked")
    reasoning = text("Why, for a guardrail", required=False)
    references = listed(ReferenceSchema, "Texts", required=False)
    notes = text("Remarks", required=False)


class FindingCatalogueSchema(ClosedSchema):
    """Every rule of the guard in force on a day."""

    day = text("Day")
    total = mf.Integer(required=True)
    items = listed(RuleSchema, "Rules")


GUARD_ANSWERS = (ComplianceCheckSchema, WeightLimitsSchema, FindingCatalogueSchema)
