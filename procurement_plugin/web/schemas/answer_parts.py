"""The few field types of answers: texts, truths, lists, and what was sent given back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import fields as mf

if TYPE_CHECKING:
    import marshmallow as ma


def text(description: str, *, required: bool = True) -> mf.String:
    """A text, or a decimal written as text."""
    return mf.String(required=required, metadata={"description": description})


def truth(description: str, *, required: bool = True) -> mf.Boolean:
    """True or false."""
    return mf.Boolean(required=required, metadata={"description": description})


def listed(schema: type[ma.Schema], description: str, *, required: bool = True) -> mf.List[object]:
    """A list of objects of one schema."""
    return mf.List(mf.Nested(schema), required=required, metadata={"description": description})


def texts(description: str, *, required: bool = True) -> mf.List[object]:
    """A list of texts."""
    texts_only: mf.Field[Any] = mf.String()
    return mf.List(texts_only, required=required, metadata={"description": description})


def anything(description: str, *, required: bool = True) -> mf.Dict:
    """What was sent, given back."""
    return mf.Dict(required=required, metadata={"description": description})
