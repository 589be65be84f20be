"""Requests and answers about documents of an evaluation."""

from __future__ import annotations

from marshmallow import fields as mf
from marshmallow.validate import Length

from procurement_plugin.application.document_record import SCHEMA
from procurement_plugin.application.official_documents import KINDS
from procurement_plugin.domain.document_language import LANGUAGES
from procurement_plugin.domain.individual_report import LETTERS
from procurement_plugin.domain.publication import SHORTEST_REASON
from procurement_plugin.web.schemas import fields as f
from procurement_plugin.web.schemas.answer_parts import anything, listed, text
from procurement_plugin.web.schemas.fields import said

TYPES = "Kind of document"
LONGEST = 4000
MOST_WORDS = 40


def _words(about: str) -> f.PlainText:
    return f.PlainText(longest=LONGEST, metadata={"description": about})


class OfficerWordsSchema(f.ClosedSchema):
    """What the officer adds in words; all of it is printed as written."""

    opening = _words("A paragraph at the beginning")
    advantages = mf.Dict(
        keys=f.Identifier(),
        values=f.PlainText(longest=LONGEST),
        validate=Length(max=MOST_WORDS),
        metadata={"description": "By criterion: what the tender selected does better, instead of the generated words"},
    )
    remedies = _words("How and where the decision can be contested, with the review body")
    report = mf.Dict(
        keys=f.Choice(LETTERS),
        values=f.PlainText(longest=LONGEST),
        metadata={"description": "By letter of Article 84(1) of Directive 2014/24/EU: what the report says there"},
    )


class DocumentRequestSchema(f.ClosedSchema):
    """A document of an evaluation."""

    type = f.Choice(tuple(KINDS), **said(TYPES))
    language = f.Choice(LANGUAGES, metadata={"description": "Language of the document (that of the authority)"})
    bidId = f.Identifier(metadata={"description": "The bid whose bidder is debriefed; for a debriefing only"})
    words = mf.Nested(OfficerWordsSchema, metadata={"description": "What the officer adds"})
    replaces = f.Identifier(metadata={"description": "The document that this one corrects; it stays, too"})
    reason = f.PlainText(
        longest=4000, metadata={"description": f"What is corrected, in at least {SHORTEST_REASON} characters; printed"}
    )


class DocumentSchema(f.ClosedSchema):
    """A document as it was stored."""

    id = text("Identifier")
    evaluationId = text("The evaluation")
    type = text(TYPES)
    language = text("Language of the document")
    bidId = text("The bid it is about", required=False)
    createdAt = text("When it was stored")
    sha256 = text("SHA-256 of the file")
    issuedSha256 = text("SHA-256 of the document before it was sealed; the same without a seal")
    size = mf.Integer(required=True, metadata={"description": "Bytes"})
    replaces = text("The document that this one corrects", required=False)
    reason = text("What is corrected", required=False)
    href = text("Address of the file")


class DocumentListSchema(f.ClosedSchema):
    """The documents of an evaluation."""

    items = listed(DocumentSchema, "Documents, oldest first")


class RecordedDocumentSchema(f.ClosedSchema):
    """Which document a record belongs to."""

    id = text("Identifier")
    type = text(TYPES)
    language = text("Language of the document")
    evaluationId = text("The evaluation")
    bidId = text("The bid it is about", required=False)
    replaces = text("The document that this one corrects", required=False)
    reason = text("What is corrected", required=False)


class DocumentRecordSchema(f.ClosedSchema):
    """The record that is attached to a document as ``record.json``: canonical JSON, names sorted, no spaces."""

    schema = text(SCHEMA)
    document = mf.Nested(RecordedDocumentSchema, **said("The document"))
    evaluation = anything("The evaluation as the reader of the document may see it (Evaluation)")
    weightProfileVersion = anything("The published version as it was frozen (ProfileVersion)", required=False)


DOCUMENT_REQUESTS = {"DocumentRequest": DocumentRequestSchema()}
DOCUMENT_ANSWERS = (DocumentSchema, DocumentListSchema, RecordedDocumentSchema, DocumentRecordSchema)
