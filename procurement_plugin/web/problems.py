"""Every error as problem+json in belgif's form: all issues of a request at once, each with its place."""

from __future__ import annotations

import traceback
import uuid
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Response, g, has_request_context, json, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge

from procurement_plugin.application.evaluation_document import finding_of, stripped, text_of
from procurement_plugin.domain.findings import (
    BlockedError,
    ClaimsError,
    KeyReusedError,
    NotFoundError,
    NotPermittedError,
    NotSetUpError,
    ProcurementError,
    StaleRevisionError,
    StateError,
    StillRunningError,
    UnavailableError,
    UnreadableInputError,
)
from procurement_plugin.web.watch import watch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

    from procurement_plugin.domain.findings import Finding

PROBLEM_JSON = "application/problem+json"
STANDARD = "urn:problem-type:belgif:"
OWN = "urn:problem-type:scoring:"
STANDARD_ISSUES = ("schemaViolation", "invalidInput", "unknownInput", "referencedResourceNotFound")
UNAUTHORIZED = 401
CONFLICT = 409
REUSED = 422
NAMES = {CONFLICT: "blockedByFindings", REUSED: "idempotencyKeyReused"}
STATUSES: Mapping[type[ProcurementError], int] = {
    UnreadableInputError: 400,
    ClaimsError: 401,
    NotPermittedError: 403,
    NotFoundError: 404,
    BlockedError: CONFLICT,
    StateError: CONFLICT,
    StaleRevisionError: 412,
    UnavailableError: 503,
    NotSetUpError: 503,
    KeyReusedError: REUSED,
}
TYPES = {
    400: ("badRequest", "The request has problems; none of it was stored."),
    403: ("missingPermission", "Not allowed."),
    404: ("resourceNotFound", "There is nothing at this address."),
    401: ("invalidAccessToken", "The claims of this call cannot be believed."),
    412: ("preconditionFailed", "Somebody else was faster."),
    428: ("preconditionRequired", "If-Match is missing."),
    413: ("payloadTooLarge", "The request is too large."),
    429: ("tooManyRequests", "Too many calls in a short time."),
    500: ("internalServerError", "Something went wrong on our side; nothing was stored."),
    503: ("serviceUnavailable", "The service is not ready."),
}


def problem(status: int, *, detail: str = "", name: str = "", **members: Any) -> Response:
    """One problem, answered."""
    return _answered(problem_document(status, detail=detail, name=name, **members))


def problem_document(status: int, *, detail: str = "", name: str = "", **members: Any) -> dict[str, Any]:
    """One problem document."""
    kind, title = TYPES.get(status, ("", ""))
    kind = name if status == UNAUTHORIZED and name else kind
    type_ = f"{STANDARD}{kind}" if kind else f"{OWN}{name}"
    instance = f"urn:uuid:{uuid.uuid4()}"
    if has_request_context():
        g.problem = instance  # the log names it, so that a caller who quotes it can be answered
    return stripped(
        {
            "type": type_,
            "title": title or HTTPStatus(status).phrase,
            "status": status,
            "detail": detail,
            "instance": instance,
            **members,
        }
    )


def document_of(error: Exception | None) -> dict[str, Any]:
    """An error as its problem document; None stands for work that was given up after too many attempts."""
    if error is None:
        return problem_document(500, detail=GIVEN_UP)
    if not isinstance(error, ProcurementError):
        return problem_document(500)
    status = status_of(error)
    if status in (CONFLICT, REUSED):
        name = error.name if isinstance(error, StateError) else NAMES[status]
        findings = list(map(finding_of, error.findings))
        return problem_document(status, name=name, detail=str(error), findings=findings)
    if isinstance(error, ClaimsError):
        return problem_document(status, name=error.name, detail=str(error))
    return problem_document(status, detail=str(error), issues=list(map(issue_of, error.findings)))


def status_of(error: ProcurementError) -> int:
    """The status that an error is answered with."""
    return next((status for kind, status in STATUSES.items() if isinstance(error, kind)), 400)


def issue_of(finding: Finding) -> dict[str, Any]:
    """A problem of form as belgif's input-validation issue."""
    name = finding.code.removeprefix("input.")
    family = "belgif" if name in STANDARD_ISSUES else "belgif-ext"
    return stripped(
        {
            "type": f"urn:problem-type:{family}:input-validation:{name}",
            "in": "query" if _of_the_query(finding.where) else "body",
            "name": finding.where,
            "detail": f"{finding.message} {finding.remedy}".strip(),
            "minimum": text_of(finding.minimum),
            "maximum": text_of(finding.maximum),
            "value": text_of(finding.actual),
        }
    )


def _of_the_query(where: str) -> bool:
    """Whether a place is a query parameter; work done later, without a request, has none."""
    return has_request_context() and (request.method == "GET" or where in request.args)


def register(app: Flask) -> None:
    """Answer every error of the application with a problem document."""

    @app.errorhandler(ProcurementError)
    def _procurement(error: ProcurementError) -> Response:
        if isinstance(error, BlockedError):
            watch().counts.blocked(finding.kind.value for finding in error.findings)
        answer = _answered(document_of(error))
        if isinstance(error, StillRunningError | UnavailableError):
            answer.headers["Retry-After"] = str(error.seconds)
        if isinstance(error, ClaimsError):
            answer.headers["WWW-Authenticate"] = CHALLENGES.get(error.name, 'Bearer error="invalid_token"')
        return answer

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        status = error.code or 500
        detail = TOO_LARGE if isinstance(error, RequestEntityTooLarge) else (error.description or "")
        answer = problem(status, name=_camel(error.name), detail=detail)
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
        return answer

    @app.errorhandler(Exception)
    def _unforeseen(error: Exception) -> Response:
        app.logger.error("unforeseen error: %s at %s", type(error).__name__, places_of(error))
        return problem(500)


def too_many(seconds: int) -> Response:
    """Refuse a call that came too soon."""
    answer = problem(429, detail=f"Please wait {seconds} seconds before the next call.")
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _answered(body: Mapping[str, Any]) -> Response:
    """A problem repeats names of the request, and half a character (a lone surrogate) in one cannot be written."""
    written = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    return Response(written, body["status"], content_type=PROBLEM_JSON)


def places_of(error: BaseException) -> str:
    """Where an error arose, outermost first. Its words stay out of the log: they may hold what a bidder sent."""
    steps = traceback.extract_tb(error.__traceback__)
    return " > ".join(f"{Path(step.filename).name}:{step.lineno}:{step.name}" for step in steps)


def _camel(name: str) -> str:
    first, *rest = name.split()
    return first.lower() + "".join(word.title() for word in rest)


TOO_LARGE = "The request is larger than this service reads at once; send fewer bids or lots."
CHALLENGES = {"noAccessToken": "Bearer"}  # RFC 6750: no reason to who sent nothing
GIVEN_UP = "The work was begun several times and never came to its end; nothing was stored. Send it again."
