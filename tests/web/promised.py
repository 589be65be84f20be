"""The names of the description that callers build on."""

from __future__ import annotations

import json
import re
from typing import Any

REFERENCE = re.compile(r'"#/components/schemas/(\w+)"')
METHODS = ("get", "put", "post", "delete", "patch")


def promised(described: dict[str, Any]) -> dict[str, list[str]]:
    """What may be added to but not taken away, by kind; and ``needed`` of callers, which may not grow. All sorted."""
    found: dict[str, set[str]] = {"operations": set(), "parameters": set(), "successes": set(), "media": set()}
    found |= {"names": set(), "values": set(), "needed": set(), "given": set()}
    sent = sent_by_callers(described)
    for path, methods in described["paths"].items():
        for method in METHODS:
            if method in methods:
                _operation(f"{method.upper()} {path}", methods[method], found)
    for name, schema in described["components"]["schemas"].items():
        _schema(name, schema, found)
        sure = {f"{name}.{field}" for field in schema.get("required", [])}
        found["needed" if name in sent else "given"] |= sure
    for scope in described["components"]["securitySchemes"]["clientCredentials"]["flows"]["clientCredentials"][
        "scopes"
    ]:
        found["values"].add(f"scope: {scope}")
    return {part: sorted(names) for part, names in found.items()}


def answers(described: dict[str, Any], made: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The answers of an operation by status; those that operations share stand among the components."""
    shared = described["components"]["responses"]
    return {
        status: shared[response["$ref"].rsplit("/", 1)[1]] if "$ref" in response else response
        for status, response in made["responses"].items()
    }


def _operation(where: str, made: dict[str, Any], found: dict[str, set[str]]) -> None:
    name = made["operationId"]
    found["operations"].add(f"{where}: {name}")
    for parameter in made.get("parameters", []):
        said = f"{name}: {parameter['in']} {parameter['name']}"
        found["parameters"].add(said)
        if parameter.get("required"):
            found["needed"].add(said)
        found["values"] |= {f"{said} = {value}" for value in _values(parameter["schema"])}
    for status, response in made["responses"].items():
        if status < "400":
            found["successes"].add(f"{name}: {status}")
            found["media"] |= {f"{name}: {status} {media}" for media in response.get("content", {})}
    found["media"] |= {f"{name}: takes {media}" for media in made.get("requestBody", {}).get("content", {})}


def _schema(name: str, schema: dict[str, Any], found: dict[str, set[str]]) -> None:
    for field, shape in schema.get("properties", {}).items():
        found["names"].add(f"{name}.{field}")
        found["values"] |= {f"{name}.{field} = {value}" for value in _values(shape)}


def _values(shape: dict[str, Any]) -> set[str]:
    """The values of a closed list, also inside a list."""
    return {str(value) for value in (*shape.get("enum", ()), *shape.get("items", {}).get("enum", ()))}


def sent_by_callers(described: dict[str, Any]) -> set[str]:
    """The schemas that requests are made of."""
    schemas = described["components"]["schemas"]
    bodies = [made.get("requestBody") for path in described["paths"].values() for made in path.values()]
    found: set[str] = set()
    waiting = _named(bodies)
    while waiting:
        found |= waiting
        waiting = set().union(*(_named(schemas[name]) for name in waiting)) - found
    return found


def _named(value: Any) -> set[str]:
    return {name for name in REFERENCE.findall(json.dumps(value)) if name}
