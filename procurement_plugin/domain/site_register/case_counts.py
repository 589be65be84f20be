"""Counts of reshoring cases. They are cases that somebody reported, never a rate of anything.

A reader counts the cases he may see, and those he may not see only where there are at least three of them, so that no
number tells of one or two. Where hidden cases of a table could be worked out from its total, another cell is left
out, too.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

LEAST = 3
CASES_NOT_RATES = (
    "These are cases that were reported, mostly by the press; many are not. They are counts of cases, not rates, and "
    "no share of companies, jobs or regions can be worked out from them."
)


class Cell(NamedTuple):
    """A row of a table: its value, the cases, and of the visible ones their sources."""

    value: str
    cases: int
    sources: tuple[str, ...]


def _year(case: Mapping[str, Any]) -> Iterable[str]:
    return (case["announced"][:4],)


def _field(name: str) -> Callable[[Mapping[str, Any]], Iterable[str]]:
    return lambda case: (case[name],) if name in case else ()


def _division(case: Mapping[str, Any]) -> Iterable[str]:
    digits = "".join(sign for sign in case.get("nace", "") if sign.isdigit())
    return (digits[:2],) if digits else ()


DIMENSIONS: Mapping[str, Callable[[Mapping[str, Any]], Iterable[str]]] = {
    "type": _field("type"),
    "year": _year,
    "from": _field("from"),
    "to": _field("to"),
    "naceDivision": _division,
}


def table(dimension: str, visible: Sequence[Mapping[str, Any]], hidden: Sequence[Mapping[str, Any]]) -> list[Cell]:
    """The cells of a dimension, by value."""
    values = DIMENSIONS[dimension]
    counted = Counter(value for case in visible for value in values(case))
    closed = _shown_of_hidden(Counter(value for case in hidden for value in values(case)), len(hidden))
    sources: dict[str, list[str]] = {}
    for case in visible:
        for value in values(case):
            sources.setdefault(value, []).append(case["sourceUrl"])
    return [
        Cell(value, counted[value] + closed[value], tuple(sorted(set(sources.get(value, ())))))
        for value in sorted({*counted, *closed})
    ]


def hidden_total(hidden: Sequence[Mapping[str, Any]]) -> int:
    """How many cases that a reader may not see are counted with the others: none where there are one or two."""
    return len(hidden) if len(hidden) >= LEAST else 0


def _shown_of_hidden(counts: Counter[str], total: int) -> Counter[str]:
    """The counts of at least three, less the smallest of them while fewer than three stay out."""
    shown = Counter({value: count for value, count in counts.items() if count >= LEAST})
    while shown and 0 < total - shown.total() < LEAST:
        del shown[min(shown, key=lambda value: (shown[value], value))]
    return shown
