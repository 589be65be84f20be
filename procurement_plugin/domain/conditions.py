"""When a rule of ``config/legal`` applies: named facts with the answers that count."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# A fact is one or more words, or a figure; a fact that is not known is absent.
Fact = tuple[str, ...] | Decimal


class Condition(NamedTuple):
    """One fact and what it is held against; exactly one of the others is set.

    Attributes:
        any_of: one of these words; ``none_of``: none of them (also true when the fact is not known).
        starts_with: one of the fact's words begins so, for example a CPV division.
        at_least, below: the fact is a figure, compared with the rule's own dated value.
    """

    fact: str
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    starts_with: tuple[str, ...] = ()
    at_least: bool = False
    below: bool = False


def hold(conditions: Iterable[Condition], facts: Mapping[str, Fact], figure: Decimal | None) -> bool:
    """Whether every condition holds; a fact that is not known fulfils only ``none_of``."""
    return all(_holds(condition, facts.get(condition.fact), figure) for condition in conditions)


def _holds(condition: Condition, fact: Fact | None, figure: Decimal | None) -> bool:
    if condition.at_least or condition.below:
        if not isinstance(fact, Decimal) or figure is None:
            return False
        return fact >= figure if condition.at_least else fact < figure
    words = fact if isinstance(fact, tuple) else ()
    if condition.none_of:
        return not set(words) & set(condition.none_of)
    if condition.starts_with:
        return any(word.startswith(condition.starts_with) for word in words)
    return bool(set(words) & set(condition.any_of))
