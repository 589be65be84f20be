"""Checks many rows against a marshmallow schema column by column, and says only yes or no.

Visiting every leaf through a Field costs far more than the rest of a request; here a column of values is one
regular-expression match. On a no, the ordinary nested schema runs and writes the messages.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import marshmallow as ma

from procurement_plugin.web.schemas.fields import PatternField

if TYPE_CHECKING:
    from collections.abc import Sequence


def conforms(schema: ma.Schema, rows: Sequence[Any]) -> bool:
    """Whether every row would be accepted by the schema."""
    if not rows:
        return True
    if set(map(type, rows)) != {dict}:
        return False
    fields: dict[str, ma.fields.Field[Any]] = schema.fields
    if not set(chain.from_iterable(rows)) <= fields.keys():
        return False
    return all(_column_conforms(field, rows, name) for name, field in fields.items())


def _column_conforms(field: ma.fields.Field[Any], rows: Sequence[dict[str, Any]], name: str) -> bool:
    column = [row[name] for row in rows if name in row]
    if field.required and len(column) < len(rows):
        return False
    if field.allow_none:
        column = [value for value in column if value is not None]
    if not column:
        return True
    return _values_conform(field, column)


def _values_conform(field: ma.fields.Field[Any], column: Sequence[Any]) -> bool:
    if isinstance(field, PatternField):
        return field.conforms(column)
    if isinstance(field, ma.fields.Nested):
        return conforms(field.schema, column)
    if isinstance(field, ma.fields.List):
        return _lists_conform(field, column)
    if isinstance(field, ma.fields.Dict):
        return _mappings_conform(field, column)
    return False


def _mappings_conform(field: ma.fields.Dict, column: Sequence[Any]) -> bool:
    if set(map(type, column)) != {dict} or not _lengths_conform(field, column):
        return False
    keys = list(chain.from_iterable(column))
    values = list(chain.from_iterable(row.values() for row in column))
    if not keys:
        return True
    inner = field.key_field, field.value_field
    return all(f is not None and _values_conform(f, part) for f, part in zip(inner, (keys, values), strict=True))


def _lists_conform(field: ma.fields.List[Any], column: Sequence[Any]) -> bool:
    if set(map(type, column)) != {list}:
        return False
    if not _lengths_conform(field, column):
        return False
    values = list(chain.from_iterable(column))
    return not values or _values_conform(field.inner, values)


def _lengths_conform(field: ma.fields.Field[Any], column: Sequence[Any]) -> bool:
    lengths = list(map(len, column))
    return all(
        isinstance(rule, ma.validate.Length)
        and (rule.max is None or max(lengths) <= rule.max)
        and (rule.min is None or min(lengths) >= rule.min)
        for rule in field.validators
    )
