"""Examples, headers and links of the OpenAPI description: what schemas cannot say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.web import problem_types
from procurement_plugin.web.problems import PROBLEM_JSON

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from procurement_plugin.web.operation import Operation


class Examples(NamedTuple):
    """Real calls, recorded.

    Attributes:
        operations: by operationId: ``requests`` by name and ``answers`` by "status.name", each with ``summary``,
            ``media`` and ``value``.
        problems: one problem document by the last part of its type.
    """

    operations: Mapping[str, Any] = {}
    problems: Mapping[str, Any] = {}


NO_EXAMPLES = Examples()
LOCATION = "Address of what was made"
HEADERS = {
    "Location": LOCATION,
    "ETag": "Entity tag of the answer; of a weight profile its revision, which a change names in If-Match",
    "Retry-After": "Seconds to wait before asking again",
    "Idempotency-Replayed": "true: this is the stored answer to the first request with the same Idempotency-Key, and "
    "nothing was stored again; else the header is missing",
    "Preference-Applied": "respond-async, when that was asked for",
    "WWW-Authenticate": "Bearer, with invalid_token where a token was sent",
    "Content-Disposition": "Name of the file",
    "Content-Language": "Language of the text",
}
WITHOUT_TAG = ("createAccessToken", "getKeys", "getHealth")
ANSWERED_WITH = {
    ("createEvaluation", "202"): ("Location", "Retry-After", "Preference-Applied"),
    ("getTask", "200"): ("Retry-After",),
    ("getTask", "303"): ("Location",),
    ("publishWeightProfile", "201"): ("Location",),
}
# What an answer names, and which operations take it: (operation, status) to (operation, parameter, expression).
LINKS: Mapping[tuple[str, str], tuple[tuple[str, Mapping[str, str]], ...]] = {
    ("createEvaluation", "201"): (
        ("getEvaluation", {"evaluationId": "$response.body#/id"}),
        ("getTable", {"evaluationId": "$response.body#/id"}),
        ("getBid", {"evaluationId": "$response.body#/id", "bidId": "$response.body#/bids/0/id"}),
        ("getEvidence", {"evaluationId": "$response.body#/id"}),
        ("getSteps", {"evaluationId": "$response.body#/id"}),
        ("createStep", {"evaluationId": "$response.body#/id"}),
        ("getOcdsRelease", {"evaluationId": "$response.body#/id"}),
    ),
    ("createEvaluation", "202"): (("getTask", {"taskId": "$response.body#/id"}),),
    ("createWeightProfile", "201"): (
        ("getWeightProfile", {"profileId": "$response.body#/id"}),
        ("changeWeightProfile", {"profileId": "$response.body#/id", "If-Match": "$response.header.ETag"}),
        ("publishWeightProfile", {"profileId": "$response.body#/id", "If-Match": "$response.header.ETag"}),
    ),
    ("publishWeightProfile", "201"): (
        ("getVersion", {"profileId": "$response.body#/profileId", "number": "$response.body#/version"}),
        ("getNotice", {"profileId": "$response.body#/profileId", "number": "$response.body#/version"}),
        ("getContractClauses", {"profileId": "$response.body#/profileId", "number": "$response.body#/version"}),
    ),
    ("createWebhook", "201"): (
        ("getWebhook", {"webhookId": "$response.body#/id"}),
        ("listDeliveries", {"webhookId": "$response.body#/id"}),
    ),
}


def complete(described: dict[str, Any], operation: Operation, examples: Examples) -> None:
    """Add headers, links, examples and its ending to one operation as OpenAPI writes it."""
    if operation.ending is not None:
        described["deprecated"] = True
    for status, response in described["responses"].items():
        headers = {name: _header(name) for name in _names(operation, status, response)}
        if headers:
            response["headers"] = headers | response.get("headers", {})
        links = LINKS.get((operation.name, status), ())
        if links:
            response["links"] = {name: {"operationId": name, "parameters": dict(given)} for name, given in links}
        content = response.get("content", {}).get(PROBLEM_JSON)
        if content is not None:
            shown = _problems(operation, int(status), examples)
            if shown:
                content["examples"] = shown
    own = examples.operations.get(operation.name, {})
    for name, shown in own.get("requests", {}).items():
        _put(described.get("requestBody", {}), name, operation.name, "requests", name, shown)
    for key, shown in own.get("answers", {}).items():
        status, _, name = key.partition(".")
        _put(described["responses"].get(status, {}), name, operation.name, "answers", key, shown)


def components(examples: Examples) -> dict[str, Any]:
    """Every example once, by its name; operations refer to them."""
    made: dict[str, Any] = {}
    for operation, own in examples.operations.items():
        for part in ("requests", "answers"):
            for key, shown in own[part].items():
                made[_name(operation, part, key)] = {"summary": shown["summary"], "value": shown["value"]}
    for kind in problem_types.PROBLEM_TYPES:
        if kind.name in examples.problems:
            value = examples.problems[kind.name]
            made[f"problem.{kind.name}"] = {"summary": kind.cause, "description": kind.remedy, "value": value}
    return made


def _names(operation: Operation, status: str, response: Mapping[str, Any]) -> Iterator[str]:
    yield from ANSWERED_WITH.get((operation.name, status), ())
    if status.startswith("2") and operation.once:
        yield "Idempotency-Replayed"
    if status in ("200", "201") and "application/json" in response.get("content", {}):
        yield from () if operation.name in WITHOUT_TAG else ("ETag",)
    if status == "429" or (status == "409" and operation.once):
        yield "Retry-After"
    if status == "401" and PROBLEM_JSON in response.get("content", {}):
        yield "WWW-Authenticate"


def _header(name: str) -> dict[str, Any]:
    kind = {"type": "integer", "minimum": 0} if name == "Retry-After" else {"type": "string"}
    return {"schema": kind, "description": HEADERS[name]}


def _problems(operation: Operation, status: int, examples: Examples) -> dict[str, Any]:
    kinds = problem_types.of(operation.name, status, once=operation.once)
    return {
        kind.name: {"$ref": f"#/components/examples/problem.{kind.name}"}
        for kind in kinds
        if kind.name in examples.problems
    }


def _put(holder: dict[str, Any], name: str, operation: str, part: str, key: str, shown: Mapping[str, Any]) -> None:
    content = holder.get("content", {})
    media = shown["media"] if shown["media"] in content else next(iter(content), None)
    if media is not None:
        there = content[media].setdefault("examples", {})
        there[name] = {"$ref": f"#/components/examples/{_name(operation, part, key)}"}


def _name(operation: str, part: str, key: str) -> str:
    return f"{operation}.request.{key}" if part == "requests" else f"{operation}.{key}"
