"""A document behind facts that have none, and count for nothing without one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from procurement_plugin.application.what_ifs.what_if import Change, Kind, WhatIf, declared_at, document_behind
from procurement_plugin.domain.declaration import Group, Identifiers, Many

if TYPE_CHECKING:
    from collections.abc import Iterator

    from procurement_plugin.application.what_ifs.what_if import Asked

NAME = "documentsBehind"
EVIDENCE = "evidence"


def offers(asked: Asked) -> Iterator[WhatIf]:
    """For each criterion, one document behind each part of the declaration that has none; a part at a time."""
    for score in asked.scores:
        ours = asked.reference.criteria[score.criterion.criterion]
        declared = asked.inputs(ours.name)
        for name, part in ours.inputs.parts.items() if ours.inputs else ():
            bare = list(_bare(part, declared.get(name), declared_at(ours.name, name)))
            if bare:
                *document, first = document_behind(asked.bid, bare[0])
                rest = (Change(f"{where}.{EVIDENCE}[0]", None, first.after) for where in bare[1:])
                yield WhatIf(NAME, score.criterion.key, (*document, first, *rest))


def _bare(part: Any, value: Any, where: str) -> Iterator[str]:
    """Places of declared groups that may name evidence and name none."""
    if isinstance(part, Many) and isinstance(value, list):
        for number, row in enumerate(value):
            yield from _bare(part.of, row, f"{where}[{number}]")
    if isinstance(part, Group) and isinstance(value, dict):
        asks = isinstance(part.parts.get(EVIDENCE), Identifiers)
        if asks and not value.get(EVIDENCE):
            yield where
        for name, inner in part.parts.items():
            if name in value:
                yield from _bare(inner, value[name], f"{where}.{name}")


KIND = Kind(NAME, offers)
