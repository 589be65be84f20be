"""OpenAPI 3.1 and JSON Schema, made from the marshmallow schemas: one truth, published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from procurement_plugin.domain.actor import SCOPES
from procurement_plugin.web.openapi_examples import NO_EXAMPLES, Examples, complete, components
from procurement_plugin.web.openapi_shared import share_answers
from procurement_plugin.web.operation import IDEMPOTENCY_KEY
from procurement_plugin.web.operations import AT_THE_DOOR, ERRORS, OPERATIONS, WITHOUT_TOKEN
from procurement_plugin.web.problems import PROBLEM_JSON
from procurement_plugin.web.schemas import answer
from procurement_plugin.web.schemas.access import ACCESS_ANSWERS, ACCESS_REQUESTS
from procurement_plugin.web.schemas.data_answer import DATA_ANSWERS
from procurement_plugin.web.schemas.documents import DOCUMENT_ANSWERS, DOCUMENT_REQUESTS
from procurement_plugin.web.schemas.estimates import ESTIMATE_ANSWERS
from procurement_plugin.web.schemas.evidence import EVIDENCE_ANSWERS, EVIDENCE_REQUESTS
from procurement_plugin.web.schemas.export_answer import EXPORT_ANSWERS, EXPORTED
from procurement_plugin.web.schemas.fields import Choice, Count, PatternField, Truth
from procurement_plugin.web.schemas.guard_answer import GUARD_ANSWERS
from procurement_plugin.web.schemas.health_answer import WATCH_ANSWERS
from procurement_plugin.web.schemas.imports import IMPORT_ANSWERS
from procurement_plugin.web.schemas.life_answer import LIFE_ANSWERS
from procurement_plugin.web.schemas.material_scans import SCAN_ANSWERS, SCAN_REQUESTS
from procurement_plugin.web.schemas.production import PRODUCTION_REQUESTS
from procurement_plugin.web.schemas.production_answer import PRODUCTION_ANSWERS
from procurement_plugin.web.schemas.register import REGISTER_REQUESTS
from procurement_plugin.web.schemas.register_answer import REGISTER_ANSWERS
from procurement_plugin.web.schemas.screening import SCREENING_ANSWERS, SCREENING_REQUESTS
from procurement_plugin.web.schemas.study_answer import StudySchema
from procurement_plugin.web.schemas.watch_lists import WATCH_LIST_ANSWERS, WATCH_LIST_REQUESTS
from procurement_plugin.web.schemas.webhooks import WORK_ANSWERS, WORK_REQUESTS
from procurement_plugin.web.work_operations import WEBHOOKS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import marshmallow as ma

    from procurement_plugin.web.operation import Operation
    from procurement_plugin.web.schemas.request import Schemas

FORM = "form:"
# Refused here, but left out of published patterns: UTF-8 cannot hold them, and validators in Rust read no such pattern.
SURROGATES = r"\ud800-\udfff"
SECURITY = {
    "type": "oauth2",
    "description": "Access token of this service (private_key_jwt), of the configured issuer or of the platform; an "
    "API key of a test tenant is sent the same way. Asked for only where access is configured",
    "flows": {
        "clientCredentials": {
            "tokenUrl": "/scoring/v1/oauth/token",
            "scopes": dict(zip(SCOPES, ("score", "keep and publish weight profiles", "read", "approve"), strict=True)),
        }
    },
}
DIALECT = "https://json-schema.org/draft/2020-12/schema"
PUBLISHED = (
    *("EvaluationRequest", "OfficialEvaluationRequest", "ComplianceCheckRequest", "WeightProfileDraft"),
    *("PublicationRequest", "StepRequest", "Evaluation", "EvaluationLife", "ComplianceCheck", "ProfileAnswer"),
    *(
        "ProfileVersion",
        "WeightLimits",
        "Simulation",
        "Problem",
        "EvidenceFile",
        "MaterialScan",
        "ScanComparison",
        "StrategicList",
        "NoticeImport",
    ),
    *(*EVIDENCE_REQUESTS, *SCAN_REQUESTS, *WORK_REQUESTS, *EXPORTED, "LaunchRequest", "Launch", "StudyLine", "Study"),
    *("DocumentRequest", "Document", "DocumentList", "DocumentRecord"),
    *("EstimateRequest", "Estimate"),
    *(*PRODUCTION_REQUESTS, "ProductionComparison"),
    *("Task", "Webhook", "WebhookList", "Delivery", "DeliveryList", "CloudEvent"),
    *(*REGISTER_REQUESTS, "RegisteredSite", "ReshoringEvent", "SiteLink", "CaseStatistics"),
    *(*WATCH_LIST_REQUESTS, "WatchList", "WatchReport", *SCREENING_REQUESTS, "ProjectScreening"),
)

ALL_ANSWERS = (
    *(*answer.ANSWERS, *GUARD_ANSWERS, *LIFE_ANSWERS, *DATA_ANSWERS, *WORK_ANSWERS),
    *(*EVIDENCE_ANSWERS, *SCAN_ANSWERS, *IMPORT_ANSWERS, *ACCESS_ANSWERS, *EXPORT_ANSWERS, *WATCH_ANSWERS),
    *(*DOCUMENT_ANSWERS, *ESTIMATE_ANSWERS, *PRODUCTION_ANSWERS, *REGISTER_ANSWERS),
    *(*WATCH_LIST_ANSWERS, *SCREENING_ANSWERS),
)


TAGS = (
    *("scoring", "weight profiles", "imports", "raw materials", "production", "monitoring", "project screening"),
    *("register of sites", "reference data", "access", "tasks and webhooks", "service"),
)


def description(
    schemas: Schemas,
    version: str,
    examples: Examples = NO_EXAMPLES,
    besides: Mapping[str, ma.Schema] | None = None,
) -> dict[str, Any]:
    """The OpenAPI document with its examples; ``besides`` are schemas of files that no operation sends or answers."""
    plugin = MarshmallowPlugin(schema_name_resolver=_name)
    spec = APISpec(
        title="Near-production scoring",
        version=version,
        openapi_version="3.1.0",
        plugins=[plugin],
        info={"description": ABOUT},
        servers=[{"url": "/"}],
        tags=[{"name": name} for name in TAGS],
    )
    if plugin.converter is None:
        raise RuntimeError("apispec has not prepared its converter")
    plugin.converter.add_attribute_function(_own_fields)  # type: ignore[no-untyped-call]  # apispec leaves it untyped
    _register_all(spec, schemas)
    for name, filed in (besides or {}).items():
        _register(spec, name, filed)
    spec.components.security_scheme("clientCredentials", SECURITY)
    for operation in OPERATIONS:
        spec.path(operation.path, operations={operation.method: _operation(operation, examples)})
    document: dict[str, Any] = spec.to_dict()
    document["components"]["examples"] = components(examples)
    share_answers(document)
    return document | {"webhooks": WEBHOOKS}


def json_schemas(schemas: Schemas, version: str) -> dict[str, dict[str, Any]]:
    """Each published schema as a JSON Schema of its own, by file name."""
    filed = {"StudyLine": schemas.study_line, "Study": StudySchema()}
    made = description(schemas, version, besides=filed)["components"]["schemas"]
    return {
        f"{name}.schema.json": {
            "$schema": DIALECT,
            "title": name,
            **_rebased(made[name]),
            "$defs": {inner: _rebased(made[inner]) for inner in sorted(_needed(name, made))},
        }
        for name in PUBLISHED
    }


def _register_all(spec: APISpec, schemas: Schemas) -> None:
    """Every request and answer by its name."""
    _register(spec, "EvaluationRequest", schemas.evaluation)
    _register(spec, "ComplianceCheckRequest", schemas.compliance_check)
    _register(spec, "WeightProfileDraft", schemas.draft)
    _register(spec, "PublicationRequest", schemas.publication)
    _register(spec, "OfficialEvaluationRequest", schemas.official)
    _register(spec, "StepRequest", schemas.step)
    _register(spec, "EstimateRequest", schemas.estimate)
    for name, asked in (
        (EVIDENCE_REQUESTS | SCAN_REQUESTS | WORK_REQUESTS | ACCESS_REQUESTS | DOCUMENT_REQUESTS)
        | (PRODUCTION_REQUESTS | REGISTER_REQUESTS | WATCH_LIST_REQUESTS | SCREENING_REQUESTS)
    ).items():
        _register(spec, name, asked)
    for schema in ALL_ANSWERS:
        _register(spec, _name(schema), schema())


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
        return {"type": kind, "pattern": f"^(?:{field.pattern.replace(SURROGATES, '')})$", "maxLength": field.longest}
    if isinstance(field, Count):
        return {"type": "integer", "minimum": 1, "maximum": field.most}
    if isinstance(field, Truth):
        return {"type": "boolean"}
    return {}


def _needed(name: str, made: dict[str, Any]) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for inner in _references(made[waiting.pop()]):
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


def _operation(operation: Operation, examples: Examples) -> dict[str, Any]:
    """One operation as OpenAPI writes it."""
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "tags": [operation.tag],
        "responses": {operation.status: _json(operation.text, operation.answer)},
    }
    if operation.media:
        content = {} if not operation.answer else described["responses"][operation.status]["content"]
        forms = {media: {"schema": FORMS[form]} for media, form in operation.media.items()}
        described["responses"][operation.status]["content"] = {**forms, **content}
    for status, (text, schema) in operation.other_answers.items():
        described["responses"][status] = _json(text, schema)
    at_the_door = {*AT_THE_DOOR, *(() if operation.public else WITHOUT_TOKEN)} - set(described["responses"])
    repeated = ("400", "409", "422") if operation.once else ()
    for error in sorted({*operation.errors, *repeated, *at_the_door}):
        content = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        described["responses"][error] = {"description": ERRORS[error], "content": content}
    if operation.headers:
        described["responses"][operation.status]["headers"] = {
            name: {"schema": {"type": "string"}, "description": text} for name, text in operation.headers.items()
        }
    if operation.body.startswith(FORM):
        shape = _json("", operation.body.removeprefix(FORM))["content"]["application/json"]
        described["requestBody"] = {"required": True, "content": {"application/x-www-form-urlencoded": shape}}
    elif operation.body:
        described["requestBody"] = {"required": True, "content": _json("", *operation.body.split("|"))["content"]}
    if operation.documents:
        content = {media: {"schema": _any_of(kind)} for media, kind in operation.documents.items()}
        content = {**described.get("requestBody", {}).get("content", {}), **content}
        described["requestBody"] = {"required": True, "content": content}
    described["security"] = (
        [] if operation.public else [{"clientCredentials": [operation.scope] * bool(operation.scope)}]
    )
    parameters = [*operation.parameters, *([IDEMPOTENCY_KEY] if operation.once else [])]
    if parameters:
        described["parameters"] = parameters
    complete(described, operation, examples)
    return described


def _any_of(kind: str | list[str]) -> dict[str, Any]:
    """A document of another system; a type apart for each, since generators of clients want it so."""
    if isinstance(kind, list):
        return {"oneOf": [_any_of(one) for one in kind]}
    return {"type": kind, "items": {}} if kind == "array" else {"type": kind}


def _json(text: str, *schemas: str) -> dict[str, Any]:
    """Content of one schema, or of one of several; ``text`` is plain text, ``nothing`` no content."""
    if schemas == ("nothing",):
        return {"description": text}
    if schemas == ("text",):
        return {"description": text, "content": {"text/plain": {"schema": {"type": "string"}}}}
    shapes = [{"$ref": f"#/components/schemas/{schema}"} if schema else {"type": "object"} for schema in schemas]
    shape = shapes[0] if len(shapes) == 1 else {"oneOf": shapes}
    return {"description": text, "content": {"application/json": {"schema": shape}}}


FORMS = {
    "text": {"type": "string"},
    "xml": {"type": "string", "description": "eForms: cac:ProcurementProjectLot with its award criteria"},
    "binary": {"type": "string", "format": "binary"},
}
ABOUT = (
    "Scores bids on proximity of production, transport emissions and supply security inside weight limits that hold "
    "up in EU law. Decimals are JSON strings. Unknown names are refused. Errors are problem+json with every issue at "
    "once. Where access is configured every call needs a bearer token; without that, only the machine it runs on is "
    "answered."
)
