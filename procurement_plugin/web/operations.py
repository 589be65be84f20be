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
PROFILE_ID = {**EVALUATION_ID, "name": "profileId", "description": "Identifier of the weight profile"}
NUMBER = {
    "name": "number",
    "in": "path",
    "required": True,
    "schema": {"type": "integer", "minimum": 1, "maximum": 999_999},
    "description": "Number of the version",
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "ETag of the profile as it was read; needed, else 428",
}
AFTER = {
    "name": "after",
    "in": "query",
    "required": False,
    "schema": {"type": "string", "maxLength": 36},
    "description": "Identifier of the last profile of the page before",
}
LANGUAGE = {
    "name": "language",
    "in": "query",
    "required": False,
    "schema": {"type": "string", "enum": ["en", "nl", "fr", "de"]},
    "description": "Language of the text (en)",
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
        "Scored and kept: officially under a published version, else as a trial",
        ("400", "401", "403", "404", "409", "413", "415"),
        status="201",
        body="EvaluationRequest|OfficialEvaluationRequest",
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
        ("401", "403", "404"),
        parameters=(EVALUATION_ID,),
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
    ),
    Operation(
        "post",
        f"{BASE}/weightProfiles",
        "createWeightProfile",
        "Keep a draft",
        "weight profiles",
        "ProfileAnswer",
        "Kept at revision 1",
        ("400", "401", "403", "413", "415"),
        status="201",
        body="WeightProfileDraft",
        headers={"Location": "Address of the profile", "ETag": "Its revision"},
    ),
    Operation(
        "get",
        f"{BASE}/weightProfiles",
        "listWeightProfiles",
        "The profiles, a page at a time",
        "weight profiles",
        "ProfileList",
        "A page",
        ("400", "401", "403"),
        parameters=(AFTER,),
    ),
    Operation(
        "get",
        f"{BASE}/weightProfiles/{{profileId}}",
        "getWeightProfile",
        "A profile as it stands",
        "weight profiles",
        "ProfileAnswer",
        "The profile",
        ("401", "403", "404"),
        parameters=(PROFILE_ID,),
        headers={"ETag": "Its revision"},
    ),
    Operation(
        "put",
        f"{BASE}/weightProfiles/{{profileId}}",
        "changeWeightProfile",
        "Change a draft, or begin the next version of a published profile",
        "weight profiles",
        "ProfileAnswer",
        "Changed",
        ("400", "401", "403", "404", "409", "412", "413", "415", "428"),
        body="WeightProfileDraft",
        parameters=(PROFILE_ID, IF_MATCH),
        headers={"ETag": "Its revision"},
    ),
    Operation(
        "post",
        f"{BASE}/weightProfiles/{{profileId}}/publications",
        "publishWeightProfile",
        "Freeze a draft as a version",
        "weight profiles",
        "ProfileVersion",
        "Published",
        ("400", "401", "403", "404", "409", "412", "413", "415", "428"),
        status="201",
        body="PublicationRequest",
        parameters=(PROFILE_ID, IF_MATCH),
        headers={"Location": "Address of the version"},
    ),
    Operation(
        "get",
        f"{BASE}/weightProfiles/{{profileId}}/versions/{{number}}",
        "getVersion",
        "A published version",
        "weight profiles",
        "ProfileVersion",
        "As it was published",
        ("401", "403", "404", "409"),
        parameters=(PROFILE_ID, NUMBER),
    ),
    Operation(
        "get",
        f"{BASE}/weightProfiles/{{profileId}}/versions/{{number}}/notice",
        "getNotice",
        "Text on the award criteria for the notice",
        "weight profiles",
        "text",
        "Plain text",
        ("400", "401", "403", "404", "409"),
        parameters=(PROFILE_ID, NUMBER, LANGUAGE),
        headers={"Content-Language": "Language of the text"},
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
        f"{BASE}/refData/findings",
        "getFindings",
        "Every rule of the guard in force",
        "reference data",
        "FindingCatalogue",
        "The rules",
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
    "401": "The claims of this call cannot be believed",
    "403": "Not allowed",
    "404": "Nothing at this address",
    "409": "The state or open findings do not allow it; findings are listed",
    "412": "Somebody else changed it; nothing was stored",
    "428": "If-Match is missing",
    "413": "The request is too large",
    "415": "Not application/json",
}
