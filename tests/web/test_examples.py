"""The examples of the description are what the service answers, and are valid under its own schemas."""

from __future__ import annotations

import ast
import json
import re
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from conftest import ROOT
from openapi_spec_validator import validate
from web.promised import answers
from web.shown import files, shortened
from web.shown_life import told

from procurement_plugin.bootstrap import knowledge
from procurement_plugin.bootstrap.settings import data_directory
from procurement_plugin.web import problems
from procurement_plugin.web.openapi import description
from procurement_plugin.web.operations import OPERATIONS
from procurement_plugin.web.problem_types import ISSUE_TYPES, PROBLEM_TYPES, page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DESCRIBED = description(knowledge.schemas(), "t", knowledge.examples())
BY_NAME = {
    made["operationId"]: {**made, "responses": answers(DESCRIBED, made)}
    for path in DESCRIBED["paths"].values()
    for made in path.values()
}
PACKAGE = ROOT / "procurement_plugin"
# Races and faults, which no call brings about at will; what the story's lot has no cause for; and what the server refuses by itself.
NOT_AT_WILL = {
    *("stepTaken", "evaluationDeleted", "internalServerError", "otherMethod", "evaluationIncomplete", "wordsMissing"),
    *("otherWinner", "watchListRescanned"),
}
BY_THE_SERVER = {"uriTooLong", "expectationFailed", "requestHeaderFieldsTooLarge"}
NOT_OVER_HTTP = {
    *("clientExists", "documentExists", "unknownDocument", "otherReader"),
    *("retentionRunning", "retentionTooShort", "procedureOpen", "tombstone"),
}
BINARY = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/pdf")


def contents() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Operation, media type and content of every body that is described."""
    for name, made in BY_NAME.items():
        for holder in (made.get("requestBody", {}), *made["responses"].values()):
            for media, content in holder.get("content", {}).items():
                yield name, media, content


def test_every_example_is_what_the_service_answers_today(tmp_path: Path) -> None:
    """When this fails after a wanted change: python tests/web/refresh_examples.py."""
    made = dict(files(told(tmp_path)))
    stored = {path.name: json.loads(path.read_text()) for path in (ROOT / "schemas" / "examples").glob("*.json")}
    assert set(made) == set(stored)
    for name, content in made.items():
        assert json.loads(json.dumps(content)) == stored[name], name


def test_every_example_is_valid_under_its_schema() -> None:
    count = 0
    for name, _, content in contents():
        schema = {**content["schema"], "components": DESCRIBED["components"]}
        for shown in content.get("examples", {}).values():
            value = DESCRIBED["components"]["examples"][shown["$ref"].rsplit("/", 1)[1]]["value"]
            jsonschema.Draft202012Validator(schema).validate(value)
            count += 1
        assert name
    assert count > 200


def test_every_operation_shows_its_request_and_its_answers() -> None:
    for operation in OPERATIONS:
        made = BY_NAME[operation.name]
        if operation.name in ("getDescription", "getMetrics"):  # other formats, told by their own standards
            continue
        for holder in (made.get("requestBody", {}), made["responses"][operation.status]):
            forms = {media: content for media, content in holder.get("content", {}).items() if media not in BINARY}
            shown = [content["examples"] for content in forms.values() if "examples" in content]
            assert shown or not forms, operation.name
            assert operation.documents or holder is made.get("requestBody") or len(shown) == len(forms), operation.name


def test_every_error_shows_a_problem() -> None:
    for name, made in BY_NAME.items():
        for status, response in made["responses"].items():
            for media, content in response.get("content", {}).items():
                if media == problems.PROBLEM_JSON:
                    assert content.get("examples"), f"{name} {status}"


def test_every_kind_of_problem_has_a_real_example() -> None:
    shown = set(knowledge.examples().problems)
    assert {kind.name for kind in PROBLEM_TYPES} - shown == NOT_AT_WILL | BY_THE_SERVER
    for kind in PROBLEM_TYPES:
        if kind.name in shown:
            example = knowledge.examples().problems[kind.name]
            assert (example["type"], example["status"]) == (kind.urn, kind.status)


def test_a_kind_of_problem_that_is_said_to_come_from_an_operation_is_described_there() -> None:
    for kind in PROBLEM_TYPES:
        for name in set(kind.operations) - {"none", "once"}:
            assert str(kind.status) in BY_NAME[name]["responses"], f"{kind.name} {name}"


def named_in_code() -> set[str]:
    """The last part of every problem type that the code can answer."""
    found = {kind for kind, _ in problems.TYPES.values()} | set(problems.NAMES.values())
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            called = node.func if isinstance(node, ast.Call) else None
            name = getattr(called, "id", "")
            if isinstance(node, ast.Call) and name in ("StateError", "ClaimsError"):
                given = node.args[0 if name == "StateError" else 1 :][:1]
                found |= {part.value for part in given if isinstance(part, ast.Constant)}
    return found | {"requestStillRunning", "superseded"} | {"notAcceptable", "unsupportedMediaType", "methodNotAllowed"}


def test_every_kind_of_problem_in_the_code_is_on_the_page() -> None:
    listed = {kind.name for kind in PROBLEM_TYPES}
    assert named_in_code() - NOT_OVER_HTTP == listed - BY_THE_SERVER
    text = (data_directory("schemas") / "PROBLEMS.md").read_text()
    assert text == page()
    assert all(f"`{kind.urn}`" in text for kind in PROBLEM_TYPES)


def test_every_kind_of_issue_in_the_code_is_on_the_page() -> None:
    source = "".join(path.read_text() for path in PACKAGE.rglob("*.py"))
    assert set(re.findall(r'"input\.([a-zA-Z]+)"', source)) == set(ISSUE_TYPES)


def test_parameters_and_headers_are_described() -> None:
    for name, made in BY_NAME.items():
        for parameter in made.get("parameters", []):
            assert len(parameter["description"]) > 15, f"{name} {parameter['name']}"
        for status, response in made["responses"].items():
            assert response["description"], f"{name} {status}"
            for header, said in response.get("headers", {}).items():
                assert len(said["description"]) > 10, f"{name} {status} {header}"
        if "Idempotency-Key" in {parameter["name"] for parameter in made.get("parameters", [])}:
            success = next(code for code in made["responses"] if code.startswith("2"))
            assert "Idempotency-Replayed" in made["responses"][success]["headers"], name


def test_links_lead_to_operations_and_their_parameters() -> None:
    for name, made in BY_NAME.items():
        for response in made["responses"].values():
            for link in response.get("links", {}).values():
                names = {parameter["name"] for parameter in BY_NAME[link["operationId"]]["parameters"]}
                assert set(link["parameters"]) <= names, name


def test_the_description_is_sound() -> None:
    validate(DESCRIBED)
    text = json.dumps(DESCRIBED)
    for found in re.findall(r'"\$ref": "#/components/(\w+)/([^"]+)"', text):
        assert found[1] in DESCRIBED["components"][found[0]], found


@pytest.mark.parametrize(("value", "cut"), [({"a": [1] * 9}, []), ({"a": ["x" * 900] * 30}, ["a shows 2 of 30"])])
def test_only_large_answers_are_shortened_and_say_so(value: Any, cut: list[str]) -> None:
    assert shortened(value)[1] == cut


def test_no_answer_to_a_problem_is_told_twice() -> None:
    told = [
        json.dumps(response, sort_keys=True)
        for path in DESCRIBED["paths"].values()
        for made in path.values()
        for response in made["responses"].values()
        if problems.PROBLEM_JSON in response.get("content", {})
    ]
    told += [json.dumps(response, sort_keys=True) for response in DESCRIBED["components"]["responses"].values()]
    assert len(DESCRIBED["components"]["responses"]) > 10
    assert len(told) == len(set(told))
