"""Answers that many operations give in the same words stand once in the OpenAPI description."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from procurement_plugin.web.problems import PROBLEM_JSON

if TYPE_CHECKING:
    from collections.abc import Iterator

REFERENCE = "#/components/responses/"


def share_answers(document: dict[str, Any]) -> None:
    """Put every problem answer that is told more than once among the components; operations refer to it.

    Its name is its status with the kinds of problems that it may hold.
    """
    counted = Counter(_text(response) for _, _, response in _problems(document))
    shared: dict[str, Any] = {}
    for responses, status, response in list(_problems(document)):
        if counted[_text(response)] > 1:
            name = _free(shared, status, response)
            shared[name] = response
            responses[status] = {"$ref": REFERENCE + name}
    document["components"]["responses"] = dict(sorted(shared.items()))


def _problems(document: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str, dict[str, Any]]]:
    for methods in document["paths"].values():
        for operation in methods.values():
            for status, response in operation["responses"].items():
                if PROBLEM_JSON in response.get("content", {}):
                    yield operation["responses"], status, response


def _free(shared: dict[str, Any], status: str, response: dict[str, Any]) -> str:
    """The name under which this answer stands, or a free one: a number tells two of the same kinds apart."""
    name = ".".join([status, *response["content"][PROBLEM_JSON].get("examples", {})])
    tried, number = name, 1
    while tried in shared and shared[tried] != response:
        number += 1
        tried = f"{name}.{number}"
    return tried


def _text(response: dict[str, Any]) -> str:
    return json.dumps(response, sort_keys=True)
