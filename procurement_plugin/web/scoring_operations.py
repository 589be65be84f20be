"""Operations that score: evaluations, simulations, compliance checks."""

from __future__ import annotations

from procurement_plugin.domain.actor import EVALUATE, READ
from procurement_plugin.web.operation import BASE, EVALUATION_ID, IF_NONE_MATCH, PREFER, Operation

# Unless the operator set another bound.
BIDS_AT_ONCE = 2_000

SCORING = (
    Operation(
        "post",
        f"{BASE}/evaluations",
        "createEvaluation",
        "Score a lot",
        "scoring",
        "Evaluation",
        "Scored and kept: officially under a published version, else as a trial",
        ("400", "401", "403", "404", "409", "413", "415"),
        status="201",
        body="EvaluationRequest|OfficialEvaluationRequest",
        parameters=(PREFER,),
        headers={"Location": "Address of the evaluation"},
        scope=EVALUATE,
        other_answers={
            "202": (
                f"Accepted as a task, as preferred or for more than {BIDS_AT_ONCE} bids; Location leads to it",
                "Task",
            )
        },
        once=True,
    ),
    Operation(
        "get",
        f"{BASE}/evaluations/{{evaluationId}}",
        "getEvaluation",
        "A stored evaluation",
        "scoring",
        "Evaluation",
        "As it was answered",
        ("401", "403", "404"),
        parameters=(EVALUATION_ID, IF_NONE_MATCH),
        other_answers={"304": ("It is what If-None-Match names; evaluations never change", "nothing")},
        scope=READ,
    ),
    Operation(
        "get",
        f"{BASE}/evaluations/{{evaluationId}}/steps",
        "getSteps",
        "The life of an official evaluation",
        "scoring",
        "EvaluationLife",
        "State and steps",
        ("401", "403", "404"),
        parameters=(EVALUATION_ID,),
        scope=READ,
    ),
    Operation(
        "post",
        f"{BASE}/evaluations/{{evaluationId}}/steps",
        "createStep",
        "Take a step with an official evaluation",
        "scoring",
        "EvaluationLife",
        "The step is taken",
        ("400", "401", "403", "404", "409", "413", "415"),
        status="201",
        body="StepRequest",
        parameters=(EVALUATION_ID,),
        scope=EVALUATE,
        once=True,
    ),
    Operation(
        "post",
        f"{BASE}/complianceChecks",
        "createComplianceCheck",
        "Findings against a weight profile",
        "scoring",
        "ComplianceCheck",
        "All findings",
        ("400", "401", "403", "413", "415"),
        body="ComplianceCheckRequest",
        scope=READ,
    ),
    Operation(
        "post",
        f"{BASE}/simulations",
        "createSimulation",
        "What an evaluation would say, and how firmly",
        "scoring",
        "Simulation",
        "Never an official number; nothing is kept but that it was asked for",
        ("400", "401", "403", "413", "415"),
        body="EvaluationRequest",
        scope=EVALUATE,
    ),
)
