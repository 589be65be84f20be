"""Two people changed one draft: what differs, field by field, and one draft made of what somebody chose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

# By these names two rows of a list are the same row, in whatever order they stand.
IDENTITIES: tuple[tuple[str, ...], ...] = (
    ("criterion", "measure"),
    ("code", "where", "parameter"),
    ("itemId",),
    ("id",),
)
MINE, THEIRS = "mine", "theirs"
# Only the store writes these.
NOT_TYPED = frozenset({"authors"})


class Difference(NamedTuple):
    """A field in which two drafts differ.

    Attributes:
        place: its place; rows of a list go by their name, for example ``lot.items[I1].massKg``.
        mine, theirs, before: what stands there; None where nothing does.
        proposed: whose value only one of the two changed, ``mine`` or ``theirs``; empty where both did, or nobody
            knows.
    """

    place: str
    mine: Any
    theirs: Any
    before: Any
    proposed: str


def differences(
    mine: Mapping[str, Any], theirs: Mapping[str, Any], before: Mapping[str, Any] | None
) -> tuple[Difference, ...]:
    """Every field in which two drafts differ; ``before`` is what both began with, if it is known."""
    return tuple(
        _differ(_typed(mine), _typed(theirs), before if before is None else _typed(before), "", before is not None)
    )


def merged(mine: Mapping[str, Any], theirs: Mapping[str, Any], chosen: Callable[[str], str]) -> dict[str, Any]:
    """One draft of two.

    Args:
        chosen: ``mine`` or ``theirs`` for the place of a difference.
    """
    made: dict[str, Any] = _merge(_typed(mine), _typed(theirs), "", chosen)
    return made


def _typed(draft: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in draft.items() if name not in NOT_TYPED}


def _differ(mine: Any, theirs: Any, before: Any, place: str, known: bool) -> Iterator[Difference]:  # noqa: FBT001  goes down with the rest
    if mine == theirs:
        return
    if isinstance(mine, dict) and isinstance(theirs, dict):
        held = before if isinstance(before, dict) else {}
        for name in dict.fromkeys((*theirs, *mine)):
            inner = f"{place}.{name}" if place else name
            yield from _differ(mine.get(name), theirs.get(name), held.get(name), inner, known)
        return
    rows = _rows(mine), _rows(theirs)
    if rows[0] is not None and rows[1] is not None:
        held = _rows(before) or {}
        for name in dict.fromkeys((*rows[1], *rows[0])):
            inner = f"{place}[{name}]"
            yield from _differ(rows[0].get(name), rows[1].get(name), held.get(name), inner, known)
        return
    yield Difference(place, mine, theirs, before, _proposed(mine, theirs, before, known=known))


def _proposed(mine: Any, theirs: Any, before: Any, *, known: bool) -> str:
    if not known or before not in (mine, theirs):
        return ""
    return MINE if before == theirs else THEIRS


def _merge(mine: Any, theirs: Any, place: str, chosen: Callable[[str], str]) -> Any:
    if mine == theirs:
        return theirs
    if isinstance(mine, dict) and isinstance(theirs, dict):
        made = {
            name: _merge(mine.get(name), theirs.get(name), f"{place}.{name}" if place else name, chosen)
            for name in dict.fromkeys((*theirs, *mine))
        }
        return {name: value for name, value in made.items() if value is not None}
    rows = _rows(mine), _rows(theirs)
    if rows[0] is not None and rows[1] is not None:
        ours, others = rows[0], rows[1]
        found = [
            _merge(ours.get(name), others.get(name), f"{place}[{name}]", chosen)
            for name in dict.fromkeys((*others, *ours))
        ]
        return [row for row in found if row is not None]
    return mine if chosen(place) == MINE else theirs


def _rows(value: Any) -> dict[str, Any] | None:
    """The rows of a list by their name; None where they have none, or share one."""
    if not isinstance(value, list) or not value or not all(isinstance(row, dict) for row in value):
        return None
    for names in IDENTITIES:
        if all(names[0] in row for row in value):
            named = {" ".join(str(row[name]) for name in names if row.get(name)): row for row in value}
            return named if len(named) == len(value) else None
    return None
