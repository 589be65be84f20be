"""Turns what a criterion declares it needs into a strict marshmallow schema, and reads accepted rows by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import marshmallow as ma

from procurement_plugin.domain import declaration as declared
from procurement_plugin.domain.transport_chain import Coordinates
from procurement_plugin.web.schemas.fields import (
    Choice,
    ClosedSchema,
    CountryCode,
    DecimalText,
    Identifier,
    PatternField,
    PlaceSchema,
    PlainText,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_IDENTIFIERS = 50


def schema_of(group: declared.Group, name: str, countries: Sequence[str]) -> type[ma.Schema]:
    """A closed schema class for a declared group; ``countries`` are the codes that a country may have."""
    fields = {
        part_name: _field(part, f"{name}{part_name.title()}", countries) for part_name, part in group.parts.items()
    }
    return type(name, (ClosedSchema,), {**fields, "__doc__": group.help})


def _field(  # noqa: PLR0911  one answer for each kind
    part: declared.Part, name: str, countries: Sequence[str]
) -> ma.fields.Field[Any]:
    common: dict[str, Any] = {"required": part.required, "metadata": {"description": part.help}}
    match part:
        case declared.Number():
            percent = part.maximum == "100"
            return DecimalText(digits=len(part.maximum), places=part.places, percent=percent, **common)
        case declared.Text():
            return PlainText(longest=part.longest, **common)
        case declared.Choice():
            return Choice(part.values, **common)
        case declared.Place():
            return ma.fields.Nested(PlaceSchema, **common)
        case declared.Country():
            return CountryCode(countries, **common)
        case declared.Identifiers():
            return ma.fields.List(Identifier(), validate=ma.validate.Length(max=MOST_IDENTIFIERS), **common)
        case declared.Group():
            return ma.fields.Nested(schema_of(part, name, countries), **common)
        case declared.Many():
            inner = ma.fields.Nested(schema_of(part.of, name, countries))
            return ma.fields.List(inner, validate=ma.validate.Length(max=part.longest), **common)


def read(schema: ma.Schema, row: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a row that the schema has accepted, decimals and places made of their text."""
    return {name: _value(schema.fields[name], value) for name, value in row.items()}


def _value(field: ma.fields.Field[Any], value: Any) -> Any:
    if isinstance(field, PatternField):
        return field.convert(value)
    if isinstance(field, ma.fields.List):
        return [_value(field.inner, item) for item in value]
    if isinstance(field, ma.fields.Nested):
        values = read(field.schema, value)
        return Coordinates(**values) if isinstance(field.schema, PlaceSchema) else values
    raise TypeError(f"a declared part has no field type {type(field).__name__}")
