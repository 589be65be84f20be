"""What a form asks for a criterion's own settings: read off the schema that the criterion declared."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from marshmallow import fields as mf

from procurement_plugin.web.exchange import service
from procurement_plugin.web.schemas import fields as f
from procurement_plugin.web.schemas.formulation import CircumstancesSchema, FormulationSchema

if TYPE_CHECKING:
    import marshmallow as ma


class Asked(NamedTuple):
    """One question of a form.

    Attributes:
        kind: ``number``, ``text``, ``choice``, ``truth``, ``lines``, ``group`` or ``rows``.
        help: the words of the declaration, in English.
        values: the words of a choice.
        inner: the questions of a group, or of each row.
    """

    name: str
    kind: str
    help: str
    required: bool
    values: tuple[str, ...] = ()
    inner: tuple[Asked, ...] = ()


def settings_of(criterion: str) -> tuple[Asked, ...]:
    """The settings of a criterion; none when it has no settings, or is not ours."""
    schema = service().schemas.settings.get(criterion)
    return asked_by(schema) if schema is not None else ()


@cache
def formulation() -> tuple[Asked, ...]:
    """What the legal guard asks about a criterion."""
    return asked_by(FormulationSchema())


@cache
def circumstances() -> tuple[Asked, ...]:
    """What the legal guard asks about a procedure."""
    return asked_by(CircumstancesSchema())


def asked_by(schema: ma.Schema) -> tuple[Asked, ...]:
    """The questions of a schema, in its order."""
    return tuple(_asked(name, field) for name, field in schema.fields.items())


def _asked(name: str, field: ma.fields.Field[object]) -> Asked:
    told = str(field.metadata.get("description", ""))
    kind = "text"
    values: tuple[str, ...] = ()
    inner: tuple[Asked, ...] = ()
    if isinstance(field, f.DecimalText):
        kind = "number"
    elif isinstance(field, f.Choice):
        kind, values = "choice", field.values
    elif isinstance(field, f.Truth):
        kind = "truth"
    elif isinstance(field, mf.Nested):
        kind, inner = "group", asked_by(field.schema)
    elif isinstance(field, mf.List) and isinstance(field.inner, mf.Nested):
        kind, inner = "rows", asked_by(field.inner.schema)
    elif isinstance(field, mf.List):
        kind = "lines"
    return Asked(name, kind, told, field.required, values, inner)
