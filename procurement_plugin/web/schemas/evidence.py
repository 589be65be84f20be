"""Requests and answers about the evidence of an official evaluation."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from marshmallow import fields as mf
from marshmallow.validate import Length

from procurement_plugin.application.evidence_file import Clarification, ClarificationAnswer, Decision
from procurement_plugin.domain.evidence import EvidenceStatus
from procurement_plugin.web.schemas import fields as f
from procurement_plugin.web.schemas.answer import EvidenceAnswerSchema, ReferenceSchema
from procurement_plugin.web.schemas.answer_parts import listed, text, texts
from procurement_plugin.web.schemas.cross_checks import document_findings
from procurement_plugin.web.schemas.fields import said
from procurement_plugin.web.schemas.life_answer import ActorSchema
from procurement_plugin.web.schemas.reading import load, refuse
from procurement_plugin.web.schemas.request import EvidenceSchema

if TYPE_CHECKING:
    from collections.abc import Mapping


class EvidenceDecisionRequestSchema(f.ClosedSchema):
    """Whether a document of a bid holds."""

    bidId = f.Identifier(**said("Bid"))
    evidenceId = f.Identifier(**said("Document of the bid"))
    status = f.Choice((EvidenceStatus.VERIFIED, EvidenceStatus.REFUSED), **said("What a person decided"))
    reason = f.PlainText(longest=4000, metadata={"description": "Why; needed to refuse"})


class ClarificationRequestSchema(f.ClosedSchema):
    """A question to one bidder about documents of its bid."""

    bidId = f.Identifier(**said("Bid"))
    evidence = mf.List(f.Identifier(), validate=Length(max=50), metadata={"description": "Documents it is about"})
    question = f.PlainText(longest=4000, **said("What is asked"))
    answerBy = f.Day(**said("Last day for the answer"))


class ClarificationAnswerRequestSchema(f.ClosedSchema):
    """What the bidder answered."""

    text = f.PlainText(longest=4000, **said("The answer in words"))
    evidence = mf.List(
        mf.Nested(EvidenceSchema), validate=Length(max=50), metadata={"description": "Documents that came along"}
    )


class DecidedEvidenceSchema(EvidenceAnswerSchema):
    """A document with its status now."""

    statusWhenEvaluated = text("Status in the stored evaluation")
    reason = text("Why it was decided so", required=False)
    at = text("When it was decided", required=False)
    actor = mf.Nested(ActorSchema, metadata={"description": "Who decided"})


class BidEvidenceSchema(f.ClosedSchema):
    """The documents of one bid."""

    bidId = text("Bid")
    evidence = listed(DecidedEvidenceSchema, "Documents")


class GivenAnswerSchema(f.ClosedSchema):
    """An answer as recorded."""

    at = text("When it was recorded")
    evidence = listed(EvidenceAnswerSchema, "Documents that came along", required=False)
    late = mf.Boolean(metadata={"description": "Whether it came after the last day"})
    text = text("The answer in words")
    actor = mf.Nested(ActorSchema, required=True)


class AskedClarificationSchema(f.ClosedSchema):
    """A clarification with its answer, when there is one."""

    number = mf.Integer(required=True, metadata={"description": "Number to answer it by"})
    bidId = text("Bid")
    evidence = texts("Documents it is about", required=False)
    question = text("What was asked")
    answerBy = text("Last day for the answer")
    at = text("When it was asked")
    actor = mf.Nested(ActorSchema, required=True)
    answer = mf.Nested(GivenAnswerSchema, metadata={"description": "What was answered"})


class EvidenceFileSchema(f.ClosedSchema):
    """The evidence of an evaluation as it stands."""

    evaluationId = text("Identifier of the evaluation")
    bids = listed(BidEvidenceSchema, "Documents by bid")
    clarifications = listed(AskedClarificationSchema, "Clarifications")
    evaluateAgain = texts("Why the lot has to be evaluated again; empty when it has not")
    legalBasis = listed(ReferenceSchema, "What a clarification may do")


EVIDENCE_ANSWERS = (EvidenceFileSchema,)
DECISION = EvidenceDecisionRequestSchema()
CLARIFICATION = ClarificationRequestSchema()
ANSWER = ClarificationAnswerRequestSchema()
EVIDENCE_REQUESTS = {
    "EvidenceDecisionRequest": DECISION,
    "ClarificationRequest": CLARIFICATION,
    "ClarificationAnswerRequest": ANSWER,
}


def read_decision(body: Any) -> Decision:
    """A decision as sent."""
    row = load(DECISION, body)
    return Decision(row["bidId"], row["evidenceId"], row["status"], row.get("reason", ""))


def read_clarification(body: Any) -> Clarification:
    """A clarification as sent."""
    row = load(CLARIFICATION, body)
    return Clarification(row["bidId"], tuple(row.get("evidence") or ()), row["question"], row["answerBy"])


def read_answer(number: int, body: Any) -> ClarificationAnswer:
    """An answer as sent."""
    row = load(ANSWER, body)
    refuse(list(document_findings(row.get("evidence") or (), "evidence")))
    return ClarificationAnswer(number, row["text"], tuple(map(_plain, row.get("evidence") or ())))


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """A document as it is kept: days as text."""
    return {name: value.isoformat() if isinstance(value, date) else str(value) for name, value in row.items()}
