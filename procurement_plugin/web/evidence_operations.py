"""Operations on the evidence of official evaluations."""

from __future__ import annotations

from procurement_plugin.domain.actor import EVALUATE, READ
from procurement_plugin.web.operation import BASE, EVALUATION_ID, Operation

CLARIFICATION = {
    "name": "number",
    "in": "path",
    "required": True,
    "schema": {"type": "integer", "minimum": 1, "maximum": 999_999},
    "description": "Number of the clarification",
}
REFUSALS = ("400", "401", "403", "404", "409", "413", "415")
EVIDENCE = (
    Operation(
        "get",
        f"{BASE}/evaluations/{{evaluationId}}/evidence",
        "getEvidence",
        "Documents of the bids, and clarifications",
        "scoring",
        "EvidenceFile",
        "Every document with its status now",
        ("401", "403", "404"),
        parameters=(EVALUATION_ID,),
        scope=READ,
    ),
    Operation(
        "post",
        f"{BASE}/evaluations/{{evaluationId}}/evidence",
        "createEvidenceDecision",
        "Decide whether a document holds",
        "scoring",
        "EvidenceFile",
        "Recorded; the stored evaluation stays as it is",
        REFUSALS,
        status="201",
        body="EvidenceDecisionRequest",
        parameters=(EVALUATION_ID,),
        scope=EVALUATE,
        once=True,
    ),
    Operation(
        "post",
        f"{BASE}/evaluations/{{evaluationId}}/clarifications",
        "createClarification",
        "Ask a bidder for clarification",
        "scoring",
        "EvidenceFile",
        "Recorded",
        REFUSALS,
        status="201",
        body="ClarificationRequest",
        parameters=(EVALUATION_ID,),
        scope=EVALUATE,
        once=True,
    ),
    Operation(
        "post",
        f"{BASE}/evaluations/{{evaluationId}}/clarifications/{{number}}/answers",
        "createClarificationAnswer",
        "Record a bidder's answer",
        "scoring",
        "EvidenceFile",
        "Recorded",
        REFUSALS,
        status="201",
        body="ClarificationAnswerRequest",
        parameters=(EVALUATION_ID, CLARIFICATION),
        scope=EVALUATE,
        once=True,
    ),
)
