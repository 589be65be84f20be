"""The procedure and who runs it, as a request names them."""

from __future__ import annotations

from marshmallow import fields as mf

from procurement_plugin.web.schemas import fields as f
from procurement_plugin.web.schemas.fields import listed, said
from procurement_plugin.web.schemas.formulation import CircumstancesSchema


class MoneySchema(f.ClosedSchema):
    """An amount in a currency."""

    value = f.DecimalText(places=2, **said("Amount"))
    currency = f.PatternField("[A-Z]{3}", 'a currency code, for example "EUR"', longest=3, **said("ISO 4217 code"))


class ContractingAuthoritySchema(f.ClosedSchema):
    """Who buys."""

    id = f.Identifier(**said("Identifier of the contracting authority"))
    name = f.PlainText(longest=300, **said("Name of the contracting authority"))


class ProcedureSchema(f.ClosedSchema):
    """The procurement procedure."""

    id = f.Identifier(**said("Identifier of the procedure"))
    title = f.PlainText(longest=500, **said("Title"))
    contractingAuthority = mf.Nested(ContractingAuthoritySchema, **said("Contracting authority"))
    jurisdiction = f.PatternField(
        "[A-Z]{2}(?:-[A-Z]{2,3})?", 'a jurisdiction such as "EU", "BE" or "BE-VLG"', longest=6, **said("Whose law")
    )
    directive = f.Choice(("2014/24", "2014/25", "2014/23", "2009/81", "none"), **said("Directive that applies"))
    buyerType = f.Choice(
        ("central", "subcentral", "utility", "concession", "defence", "other"), **said("Kind of contracting authority")
    )
    contractType = f.Choice(("supplies", "services", "works"), **said("Kind of contract"))
    cpv = listed(f.PatternField("[0-9]{8}", "a CPV code of 8 digits", longest=8), "CPV codes", 30)
    estimatedValue = mf.Nested(MoneySchema, metadata={"description": "Estimated value without VAT"})
    gpaCovered = f.Truth(**said("Whether the GPA covers the contract"))
    noticeDispatchedAt = f.Moment(**said("When the notice was, or is planned to be, dispatched; chooses law and data"))
    tenderDeadlineAt = f.Moment(**said("Deadline for the bids"))
    weightsPublishedAt = f.Moment(metadata={"description": "When criteria and weights were published"})
    methodFixedAt = f.Moment(metadata={"description": "When the method of assessment was fixed"})
    tendersOpenedAt = f.Moment(metadata={"description": "When the bids were opened"})
    circumstances = mf.Nested(CircumstancesSchema, metadata={"description": "Answers that some rules depend on"})
