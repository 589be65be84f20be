"""From the fields of the officer's form to a draft: whole when all is right, else as much as can be looked at."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, NamedTuple

from marshmallow import fields as mf

from procurement_plugin.application.look_at_draft import Parts
from procurement_plugin.application.profile_history import reasons_of
from procurement_plugin.domain.findings import ProcurementError, UnreadableInputError
from procurement_plugin.domain.procedure import AwardCriterion, MissingPolicy
from procurement_plugin.domain.weighting import WeightProfile
from procurement_plugin.web.exchange import service
from procurement_plugin.web.pages.forms import tree_of, typed
from procurement_plugin.web.pages.zones import zone_in
from procurement_plugin.web.schemas.life_reading import read_draft
from procurement_plugin.web.schemas.procedure import ProcedureSchema
from procurement_plugin.web.schemas.reading import load, procedure_of, profile_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import marshmallow as ma

    from procurement_plugin.application.weight_profiles import Draft
    from procurement_plugin.domain.criterion import Criterion
    from procurement_plugin.domain.findings import Finding
    from procurement_plugin.domain.procedure import Procedure
    from procurement_plugin.domain.publication import Answer

MOMENTS = ("noticeDispatchedAt", "tenderDeadlineAt", "weightsPublishedAt", "methodFixedAt", "tendersOpenedAt")
SUM = ("input.outOfRange", "weightProfile.criteria")


class Reading(NamedTuple):
    """What a form holds.

    Attributes:
        body: the draft as JSON, as far as it was filled in.
        problems: what keeps it from being kept.
        draft: the draft, when there are none.
        parts: as much of it as can be looked at.
    """

    body: dict[str, Any]
    problems: tuple[Finding, ...]
    draft: Draft | None
    parts: Parts

    @property
    def reasons(self) -> tuple[Answer, ...]:
        """The reasons typed beside findings."""
        return reasons_of(self.body)


def body_of(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The draft that the fields of a form make.

    A moment that nobody changed keeps its own offset.
    """
    given = list(pairs)
    before = {name.removeprefix("_was."): value for name, value in given if name.startswith("_was.")}
    kept = [(name, before[name] if value and before.get(name, "")[:16] == value else value) for name, value in given]
    schema = service().schemas.draft
    tree = _shaped(schema, tree_of(kept))
    country = str(tree.get("procedure", {}).get("jurisdiction", ""))
    body = typed(schema, tree, zone_in(country))
    answered = [row for row in body.get("answers", ()) if row.get("reason")]
    return {name: value for name, value in body.items() if name != "answers"} | (
        {"answers": answered} if answered else {}
    )


def read(body: dict[str, Any]) -> Reading:
    """Read a draft by the schemas of the API; what is wrong is told, and the rest is looked at all the same."""
    wired = service()
    try:
        draft = read_draft(body, wired.schemas, wired.reference)
    except UnreadableInputError as error:
        return Reading(body, error.findings, None, _parts(body, error.findings))
    return Reading(body, (), draft, Parts(draft.profile, draft.procedure, draft.profile, draft.lot))


def _parts(body: Mapping[str, Any], problems: Iterable[Finding]) -> Parts:
    known = service().reference.criteria
    sketch, procedure = _sketch(body, known), _procedure(body)
    if procedure is None or any((problem.code, problem.where) != SUM for problem in problems):
        return Parts(sketch, procedure)
    profile = profile_of(load(service().schemas.draft, body)["weightProfile"], known)
    return Parts(sketch, procedure, profile)


def _procedure(body: Mapping[str, Any]) -> Procedure | None:
    try:
        return procedure_of(load(ProcedureSchema(), body.get("procedure")))
    except ProcurementError:
        return None


def _sketch(body: Mapping[str, Any], known: Mapping[str, Criterion]) -> WeightProfile:
    """The criteria with their weights alone; a weight that is no number counts nothing."""
    profile = body.get("weightProfile")
    rows = profile.get("criteria") if isinstance(profile, dict) else None
    criteria = (
        tuple(_criterion(row, known) for row in rows or () if isinstance(row, dict)) if isinstance(rows, list) else ()
    )
    return WeightProfile("", criteria, 4, (), {}, "", "")


def _criterion(row: Mapping[str, Any], known: Mapping[str, Criterion]) -> AwardCriterion:
    name, measure = str(row.get("criterion", "")), str(row.get("measure", ""))
    ours = known.get(name)
    definition = ours.definition(measure) if ours else None
    named = definition.name if ours and definition and len(ours.measures) > 1 else measure if ours is None else ""
    return AwardCriterion(name, named, decimal_of(row.get("weight")), None, MissingPolicy.CLARIFY, "engine", "", "", ())


def decimal_of(text: Any) -> Decimal:
    """A weight as typed; 0 for what is none."""
    try:
        value = Decimal(str(text)) if len(str(text)) <= 12 else Decimal(0)  # noqa: PLR2004  longer than any weight
    except InvalidOperation:
        return Decimal(0)
    return value if value.is_finite() and 0 <= value <= 1000 else Decimal(0)  # noqa: PLR2004  no weight, but drawable


def _shaped(schema: ma.Schema, tree: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a tree that has the shape of the schema; only a form that is not ours has another."""
    found = {name: _shape(schema.fields[name], value) for name, value in tree.items() if name in schema.fields}
    return {name: value for name, value in found.items() if value is not None}


def _shape(field: ma.fields.Field[Any], value: Any) -> Any:
    if isinstance(field, mf.Nested):
        return _shaped(field.schema, value) if isinstance(value, dict) else None
    if isinstance(field, mf.List) and isinstance(value, list):
        rows = [_shape(field.inner, row) for row in value]
        return [row for row in rows if row is not None]
    several = isinstance(field, mf.List) and not isinstance(field.inner, mf.Nested)
    return value if isinstance(value, str) and (several or not isinstance(field, mf.List)) else None
