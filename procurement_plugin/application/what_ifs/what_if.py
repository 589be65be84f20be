"""What every kind of what-if is made of: what it reads of a bid, and the changes that it proposes.

A change names a place of the request, so that whoever asked can make it and ask again. No kind ever moves a site, a
delivery or a source to another place: what only moves across a border is no advice.
"""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date
    from decimal import Decimal

    from procurement_plugin.application.evaluate_lot import LotRequest, Reference
    from procurement_plugin.domain.evaluation import CriterionScore
    from procurement_plugin.domain.transport_chain import ResolvedChain

ROOT = "bid"
DOCUMENT = "what-if-document"
_PART = re.compile(r"([A-Za-z0-9_-]+)|\[([0-9]+)\]")


class Change(NamedTuple):
    """A value at a place of the request, before and after; None where there is none."""

    where: str
    before: str | None
    after: str | None


class WhatIf(NamedTuple):
    """Changes that belong together; ``criterion`` is the key of the one that they are about."""

    kind: str
    criterion: str
    changes: tuple[Change, ...]


class Asked(NamedTuple):
    """All that a kind may read.

    Attributes:
        bid: as sent.
        scores: of the criteria that are ours.
        chains: resolved by the published method, in the order of items, sites and delivery points.
        figure: of the method, on the procedure's day.
    """

    bid: Mapping[str, Any]
    request: LotRequest
    scores: tuple[CriterionScore, ...]
    chains: tuple[ResolvedChain, ...]
    figure: Callable[[str], Decimal]
    reference: Reference

    @property
    def day(self) -> date:
        """The procedure's own day; it chooses method and data."""
        return self.request.procedure.day

    def inputs(self, criterion: str) -> Mapping[str, Any]:
        """What the bid declares for a criterion."""
        found: Mapping[str, Any] = (self.bid.get("criterionInputs") or {}).get(criterion) or {}
        return found

    def of(self, criterion: str) -> Iterator[CriterionScore]:
        """The scores of a criterion; there is one for each measure that the profile weighs."""
        return (score for score in self.scores if score.criterion.criterion == criterion)


class Kind(NamedTuple):
    """A kind of what-if; its module exports one of these as ``KIND``."""

    name: str
    offers: Callable[[Asked], Iterable[WhatIf]]


def declared_at(criterion: str, part: str) -> str:
    """The place of a fact that a criterion asks for."""
    return f"{ROOT}.criterionInputs.{criterion}.{part}"


def document_behind(bid: Mapping[str, Any], where: str) -> tuple[Change, ...]:
    """The changes that put one new document behind the fact at a place, as claimed."""
    kept = bid.get("evidence") or ()
    place = f"{ROOT}.evidence[{len(kept)}]"
    name = DOCUMENT + "-" * sum(row["id"].startswith(DOCUMENT) for row in kept)
    return (
        Change(f"{place}.id", None, name),
        Change(f"{place}.type", None, "Document to be handed in"),
        Change(f"{place}.status", None, "claimed"),
        Change(f"{where}.evidence[0]", None, name),
    )


def changed(bid: Mapping[str, Any], changes: Iterable[Change]) -> dict[str, Any]:
    """The bid with the changes made; the given one stays as it is."""
    tree: dict[str, Any] = {ROOT: copy.deepcopy(dict(bid))}
    for change in changes:
        parts = [match[1] or int(match[2]) for match in _PART.finditer(change.where)]
        _put(tree, parts, change.after)
    found: dict[str, Any] = tree[ROOT]
    return found


def _put(tree: Any, parts: list[str | int], after: str | None) -> None:
    for part, following in zip(parts, parts[1:], strict=False):
        empty: Any = [] if isinstance(following, int) else {}
        if isinstance(part, int) and part == len(tree):
            tree.append(empty)
        elif isinstance(part, str):
            tree.setdefault(part, empty)
        tree = tree[part]
    last = parts[-1]
    if after is None:
        tree.pop(last, None)
    elif isinstance(last, int) and last == len(tree):
        tree.append(after)
    else:
        tree[last] = after
