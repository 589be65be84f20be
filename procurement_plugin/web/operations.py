"""Every operation of the service, as a table; the OpenAPI description is made from it and held against the routes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

BASE = "/scoring/v1"


class Operation(NamedTuple):
    """One method at one address: what it takes, what it answers, which errors."""

    method: str
    path: str
    name: str
    summary: str
    tag: str
    answer: str
    text: str
    errors: tuple[str, ...]
    status: str = "200"
    body: str = ""
    parameters: tuple[Mapping[str, Any], ...] = ()
    headers: Mapping[str, str] = {}
    other_answers: Mapping[str, tuple[str, str]] = {}


EVALUATION_ID = {
    "name": "evaluationId",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "format": "uuid"},
    "description": "Identifier of the evaluation",
}
DAY = {
    "name": "day",
    "in": "query",
    "required": False,
    "schema": {"type": "string", "format": "date"},
    "description": "Day on which the limits are in force (today)",
}
OPERATIONS = (
    Operation(
        "post",
        f"{BASE}/evaluations",
        "createEvaluation",
        "Score a lot",
        "scoring",
        "Evaluation",
        "Scored and kept",
        ("400", "403", "409", "413", "415"),
        status="201",
        body="EvaluationRequest",
        headers={"Location": "Address of the evaluation"},
    ),
    Operation(
        "get",
        f"{BASE}/evaluations/{{evaluationId}}",
        "getEvaluation",
        "A stored evaluation",
        "scoring",
        "Evaluation",
        "As it was answered",
        ("403", "404"),
        parameters=(EVALUATION_ID,),
    ),
    Operation(
        "post",
        f"{BASE}/complianceChecks",
        "createComplianceCheck",
        "Findings against a weight profile",
        "scoring",
        "ComplianceCheck",
        "All findings",
        ("400", "403", "413", "415"),
        body="ComplianceCheckRequest",
    ),
    Operation(
        "get",
        f"{BASE}/refData/weightLimits",
        "getWeightLimits",
        "Weight limits in force",
        "reference data",
        "WeightLimits",
        "The limits",
        ("400", "403"),
        parameters=(DAY,),
    ),
    Operation(
        "get",
        "/health",
        "getHealth",
        "Whether the service is up",
        "service",
        "Health",
        "Up",
        ("403",),
        other_answers={"503": ("Down", "Health")},
    ),
    Operation(
        "get",
        f"{BASE}/doc/openapi.json",
        "getDescription",
        "This description",
        "service",
        "",
        "OpenAPI 3.1",
        ("403",),
    ),
)
ERRORS = {
    "400": "The request has problems; every one is named with its place",
    "403": "Not allowed",
    "404": "Nothing at this address",
    "409": "Findings block the evaluation; they are listed",
    "413": "The request is too large",
    "415": "Not application/json",
}
