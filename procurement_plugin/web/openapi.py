"""OpenAPI 3.1 and JSON Schema, made from the marshmallow schemas: one truth, published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from procurement_plugin.web.problems import PROBLEM_JSON
from procurement_plugin.web.schemas import answer
from procurement_plugin.web.schemas.fields import Choice, PatternField, Truth

if TYPE_CHECKING:
    import marshmallow as ma

    from procurement_plugin.web.schemas.request import Schemas

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PUBLISHED = ("EvaluationRequest", "ComplianceCheckRequest", "Evaluation", "ComplianceCheck", "WeightLimits", "Problem")


def description(schemas: Schemas, version: str) -> dict[str, Any]:
    """The OpenAPI document."""
    plugin = MarshmallowPlugin(schema_name_resolver=_name)
    spec = APISpec(
        title="Near-production scoring",
        version=version,
        openapi_version="3.1.0",
        plugins=[plugin],
        info={"description": ABOUT},
        servers=[{"url": "/"}],
        tags=[{"name": "scoring"}, {"name": "reference data"}, {"name": "service"}],
    )
    if plugin.converter is None:
        raise RuntimeError("apispec has not prepared its converter")
    plugin.converter.add_attribute_function(_own_fields)  # type: ignore[no-untyped-call]  # apispec leaves it untyped
    _register(spec, "EvaluationRequest", schemas.evaluation)
    _register(spec, "ComplianceCheckRequest", schemas.compliance_check)
    for schema in answer.ANSWERS:
        _register(spec, _name(schema), schema())
    for path, operations in _paths().items():
        spec.path(path, operations=operations)
    document: dict[str, Any] = spec.to_dict()
    return document


def json_schemas(schemas: Schemas, version: str) -> dict[str, dict[str, Any]]:
    """Each published schema as a JSON Schema of its own, by file name."""
    components = description(schemas, version)["components"]["schemas"]
    return {
        f"{name}.schema.json": {
            "$schema": DIALECT,
            "title": name,
            **_rebased(components[name]),
            "$defs": {inner: _rebased(components[inner]) for inner in sorted(_needed(name, components))},
        }
        for name in PUBLISHED
    }


def _register(spec: APISpec, name: str, schema: ma.Schema) -> None:
    if name not in spec.components.schemas:
        spec.components.schema(name, schema=schema)


def _name(schema: Any) -> str:
    """Component name of a schema: its class name without the ending."""
    cls = schema if isinstance(schema, type) else type(schema)
    return str(cls.__name__).removesuffix("Schema")


def _own_fields(converter: Any, field: ma.fields.Field[Any], **kwargs: Any) -> dict[str, Any]:
    del converter, kwargs
    if isinstance(field, Choice):
        return {"type": "string", "enum": list(field.values)}
    if isinstance(field, PatternField):
        kind = ["string", "null"] if field.allow_none else "string"
        return {"type": kind, "pattern": f"^(?:{field.pattern})$", "maxLength": field.longest}
    if isinstance(field, Truth):
        return {"type": "boolean"}
    return {}


def _needed(name: str, components: dict[str, Any]) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for inner in _references(components[waiting.pop()]):
            if inner not in found:
                found.add(inner)
                waiting.append(inner)
    return found


def _references(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"].rsplit("/", 1)[1]} if "$ref" in value else set()
        return own.union(*(_references(part) for part in value.values()))
    if isinstance(value, list):
        return set().union(*(_references(part) for part in value))
    return set()


def _rebased(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: part.replace("#/components/schemas/", "#/$defs/") if name == "$ref" else _rebased(part)
            for name, part in value.items()
        }
    return [_rebased(part) for part in value] if isinstance(value, list) else value


def _body(name: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
    return {"required": True, "content": content}


def _answers(name: str, text: str, status: str, *errors: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
    responses: dict[str, Any] = {status: {"description": text, "content": content}}
    for error in errors:
        problem = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        responses[error] = {"description": ERRORS[error], "content": problem}
    return responses


def _paths() -> dict[str, dict[str, Any]]:
    base = "/scoring/v1"
    evaluation_id = {
        "name": "evaluationId",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "format": "uuid"},
        "description": "Identifier of the evaluation",
    }
    day = {
        "name": "day",
        "in": "query",
        "required": False,
        "schema": {"type": "string", "format": "date"},
        "description": "Day on which the limits are in force (today)",
    }
    posting = ("400", "403", "409", "413", "415")
    created = _answers("Evaluation", "Scored and kept", "201", *posting)
    created["201"]["headers"] = {"Location": {"schema": {"type": "string"}, "description": "Address of the evaluation"}}
    return {
        f"{base}/evaluations": {
            "post": _operation("createEvaluation", "Score a lot", created, body="EvaluationRequest"),
        },
        f"{base}/evaluations/{{evaluationId}}": {
            "get": _operation(
                "getEvaluation",
                "A stored evaluation",
                _answers("Evaluation", "As it was answered", "200", "403", "404"),
                parameters=[evaluation_id],
            )
        },
        f"{base}/complianceChecks": {
            "post": _operation(
                "createComplianceCheck",
                "Findings against a weight profile",
                _answers("ComplianceCheck", "All findings", "200", "400", "403", "413", "415"),
                body="ComplianceCheckRequest",
            )
        },
        f"{base}/refData/weightLimits": {
            "get": _operation(
                "getWeightLimits",
                "Weight limits in force",
                _answers("WeightLimits", "The limits", "200", "400", "403"),
                tag="reference data",
                parameters=[day],
            )
        },
        "/health": {
            "get": _operation(
                "getHealth",
                "Whether the service is up",
                _answers("Health", "Up", "200", "403") | {"503": _answers("Health", "Down", "503")["503"]},
                tag="service",
            )
        },
        f"{base}/doc/openapi.json": {
            "get": _operation(
                "getDescription",
                "This description",
                {"200": {"description": "OpenAPI 3.1", "content": {"application/json": {"schema": {"type": "object"}}}}}
                | {"403": _answers("Health", "", "200", "403")["403"]},
                tag="service",
            )
        },
    }


def _operation(
    name: str,
    summary: str,
    responses: dict[str, Any],
    *,
    body: str = "",
    tag: str = "scoring",
    parameters: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    operation: dict[str, Any] = {"operationId": name, "summary": summary, "tags": [tag], "responses": responses}
    if body:
        operation["requestBody"] = _body(body)
    if parameters:
        operation["parameters"] = parameters
    return operation


ABOUT = (
    "Scores bids on proximity of production, transport emissions and supply security inside weight limits that hold "
    "up in EU law. Decimals are JSON strings. Unknown names are refused. Errors are problem+json with every issue at "
    "once. This version answers only on the machine it runs on: it has no access control yet."
)
ERRORS = {
    "400": "The request has problems; every one is named with its place",
    "403": "Not allowed",
    "404": "Nothing at this address",
    "409": "Findings block the evaluation; they are listed",
    "413": "The request is too large",
    "415": "Not application/json",
}
