"""Forms whose fields are named like the places of a request: ``lot.items[0].massKg``.

So a form becomes the JSON that the API reads, the same schemas read it, and a problem's place is the name of a field.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from marshmallow import fields as mf

from procurement_plugin.web.pages.figures import api_pairs
from procurement_plugin.web.schemas import fields as f

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from zoneinfo import ZoneInfo

    import marshmallow as ma

    from procurement_plugin.domain.findings import Finding

LONGEST_NAME = 300
LARGEST_INDEX = 10_000
LOCAL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}\Z")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z0-9][A-Za-z0-9_-]*|\[[0-9]{1,5}\])*\Z")
_PART = re.compile(r"([A-Za-z0-9][A-Za-z0-9_-]*)|\[([0-9]+)\]")

Part = str | int


class Form:
    """What stands in a form, and what is wrong with it."""

    def __init__(self, tree: Mapping[str, Any], problems: Sequence[Finding] = ()) -> None:
        self.tree = tree
        self.problems = problems

    def at(self, place: str) -> Any:
        """The value at a place; nothing when there is none."""
        found: Any = self.tree
        for part in parts_of(place):
            if isinstance(part, int):
                found = found[part] if isinstance(found, list) and part < len(found) else None
            else:
                found = found.get(part) if isinstance(found, dict) else None
        return found

    def value(self, place: str) -> str:
        """The value as an input shows it: a list line by line, a moment without its offset."""
        found = self.at(place)
        if found is None or isinstance(found, dict):
            return ""
        if isinstance(found, list):
            return "\n".join(map(str, found))
        return str(found).lower() if isinstance(found, bool) else str(found)

    def local(self, place: str) -> str:
        """A moment as ``datetime-local`` wants it; what is none stays as it was typed."""
        text = self.value(place)
        return text[:16] if re.match(r"[0-9-]{10}T[0-9:]{5}", text) else text

    def rows(self, place: str, least: int = 0) -> range:
        """The numbers of the rows of a list."""
        found = self.at(place)
        return range(max(len(found) if isinstance(found, list) else 0, least))

    def wrong(self, place: str) -> list[Finding]:
        """The problems of this very field."""
        return [problem for problem in self.problems if problem.where == place]

    def wrong_within(self, place: str) -> list[Finding]:
        """The problems of a part of the form."""
        inner = tuple(place + sign for sign in ".[")
        return [problem for problem in self.problems if problem.where == place or problem.where.startswith(inner)]


def tree_of(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The fields of a form as nested JSON; what is empty is left out, and rows close up.

    Names that are no places (``csrf_token`` and the like) are passed over. Figures come as the API writes them, in
    whichever way the reader's language writes them.
    """
    tree: dict[Part, Any] = {}
    for name, value in api_pairs(pairs):
        text = value.strip()
        if text and len(name) <= LONGEST_NAME and _NAME.match(name):
            _put(tree, parts_of(name), text)
    closed = _closed(tree)
    return closed if isinstance(closed, dict) else {}


def parts_of(place: str) -> list[Part]:
    """A place as names and numbers."""
    return [match[1] or int(match[2]) for match in _PART.finditer(place)]


def typed(schema: ma.Schema, tree: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """The same tree with the types that the schema's fields have in JSON; what does not fit stays as it was typed.

    Args:
        zone: of moments that were given without an offset.
    """
    return {
        name: _typed(schema.fields[name], value, zone) if name in schema.fields else value
        for name, value in tree.items()
    }


def _typed(field: ma.fields.Field[Any], value: Any, zone: ZoneInfo) -> Any:
    if isinstance(field, mf.Nested):
        return typed(field.schema, value, zone) if isinstance(value, dict) else value
    if isinstance(field, mf.List):
        return _list(field, value, zone)
    if isinstance(field, mf.Dict) and isinstance(value, dict) and field.value_field is not None:
        return {key: _typed(field.value_field, inner, zone) for key, inner in value.items()}
    return _single(field, value, zone) if isinstance(value, str) else value


def _list(field: mf.List[Any], value: Any, zone: ZoneInfo) -> Any:
    if isinstance(value, str):
        value = [line.strip() for line in value.splitlines() if line.strip()]
    return [_typed(field.inner, row, zone) for row in value] if isinstance(value, list) else value


def _single(field: ma.fields.Field[Any], text: str, zone: ZoneInfo) -> Any:
    if isinstance(field, f.Truth):
        return {"true": True, "false": False}.get(text, text)
    if isinstance(field, f.Count):
        return int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(field.most)) else text
    if isinstance(field, f.Moment):
        return _with_offset(text, zone)
    # A text of several lines is one line in the record.
    return " ".join(text.split()) if isinstance(field, f.PlainText) else text


def _with_offset(text: str, zone: ZoneInfo) -> str:
    if not LOCAL.match(text):
        return text
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone).isoformat(timespec="seconds")
    except ValueError:
        return text


def _put(tree: dict[Part, Any], parts: Sequence[Part], text: str) -> None:
    for part in parts[:-1]:
        inner = tree.setdefault(part, {})
        if not isinstance(inner, dict):
            return
        tree = inner
    if parts and not isinstance(tree.get(parts[-1]), dict):
        tree[parts[-1]] = text


def _closed(tree: Any) -> Any:
    """Numbered rows become a list in their order, without gaps."""
    if not isinstance(tree, dict):
        return tree
    numbered = sorted(part for part in tree if isinstance(part, int) and part <= LARGEST_INDEX)
    if numbered:
        return [_closed(tree[number]) for number in numbered]
    return {name: _closed(inner) for name, inner in tree.items()}


def pairs_of(tree: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """The fields of a tree with their names, to carry them along in hidden inputs."""
    if isinstance(tree, dict):
        for name, inner in tree.items():
            yield from pairs_of(inner, f"{place}.{name}" if place else str(name))
    elif isinstance(tree, list):
        for index, inner in enumerate(tree):
            yield from pairs_of(inner, f"{place}[{index}]")
    elif tree is not None:
        yield place, str(tree).lower() if isinstance(tree, bool) else str(tree)
