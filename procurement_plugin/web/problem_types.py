"""Every kind of problem that is answered, and the page that lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procurement_plugin.web.conflicts import CONFLICTS
from procurement_plugin.web.document_conflicts import DOCUMENTS
from procurement_plugin.web.general_problems import GENERAL, SERVER
from procurement_plugin.web.watch_list_conflicts import WATCH_LISTS

if TYPE_CHECKING:
    from procurement_plugin.web.problem_type import ProblemType

PROBLEM_TYPES = (*GENERAL, *CONFLICTS, *DOCUMENTS, *WATCH_LISTS, *SERVER)
# Kinds of the single issues of a badRequest.
ISSUE_TYPES = {
    "schemaViolation": "The value does not have the published form",
    "unknownInput": "A name that the schema does not know, often misspelt",
    "invalidInput": "The value has the right form and cannot be right",
    "referencedResourceNotFound": "It refers to something that is not in the request, or not in the data",
    "requiredInput": "It is missing",
    "outOfRange": "It is beyond `minimum` or `maximum`; `value` repeats it",
    "invalidPeriod": "It ends before it begins",
}


def of(operation: str, status: int, *, once: bool) -> tuple[ProblemType, ...]:
    """The kinds of problem that an operation answers with a status, in the order of the list."""
    asked = {operation, "once"} if once else {operation}
    return tuple(
        kind for kind in PROBLEM_TYPES if kind.status == status and (not kind.operations or asked & {*kind.operations})
    )


def page() -> str:
    """The page of all of them."""
    kinds = sorted(PROBLEM_TYPES, key=lambda kind: kind.status)
    rows = [f"| {kind.status} | `{kind.urn}` | {kind.cause} | {kind.remedy} |" for kind in kinds]
    lines = [PAGE_BEGIN, *rows, PAGE_ISSUES]
    standard = ("schemaViolation", "invalidInput", "unknownInput", "referencedResourceNotFound")
    for name, cause in ISSUE_TYPES.items():
        family = "belgif" if name in standard else "belgif-ext"
        lines.append(f"| `urn:problem-type:{family}:input-validation:{name}` | {cause} |")
    return "\n".join([*lines, PAGE_END])


PAGE_BEGIN = """# Problems

Every error is `application/problem+json` (RFC 9457). Decide by `type` and `status`.
`title` and `detail` are for people and may be worded anew; `instance` names the single occurrence.
400 carries `issues`, each with its place in `name`; 409 carries `findings` where rules are behind it.
No refusal stores anything, so it is safe to repeat after a correction, under the same Idempotency-Key.
The token endpoint alone answers errors as RFC 6749 does.
A real answer of nearly every type stands in the examples of the OpenAPI description.

This page is made from `web/general_problems.py`, `web/conflicts.py`, `web/document_conflicts.py` and
`web/watch_list_conflicts.py`.

| status | type | cause | what to do |
|---|---|---|---|"""
PAGE_ISSUES = """
## Issues of a badRequest

| type of the issue | cause |
|---|---|"""
PAGE_END = """
An operation that is accepted as a task (202) and fails later shows the same problem in `problem` of the task.
"""
