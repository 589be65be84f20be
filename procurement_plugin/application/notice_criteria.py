"""The award criteria of a version as the fields of a structured notice hold them: kind, name, description, weight."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.application.notice_text import (
    CHAIN_MEASURES,
    Statement,
    chain_statements,
    criterion_statements,
)
from procurement_plugin.domain.evaluation import PLATFORM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from decimal import Decimal

    from procurement_plugin.application.publish_profile import Published
    from procurement_plugin.application.weight_profiles import Draft
    from procurement_plugin.domain.procedure import AwardCriterion, Money
    from procurement_plugin.domain.scale import Scale
    from procurement_plugin.domain.weighting import WeightProfile

    Figure = Callable[[str], Decimal]

PRICE = "price"
# The kinds that eForms and its OCDS profile know (code list award-criterion-type); all else is quality.
KINDS = (PRICE, "cost")
QUALITY = "quality"


class NoticeCriterion(NamedTuple):
    """A criterion before its words are written in a language.

    Attributes:
        kind: ``price``, ``cost`` or ``quality``.
        key: names it within the profile; its name in a language is found by it.
        title, own_words: name and description as the contracting authority wrote them, in its own language.
        weight: per cent; None for a price that is fixed and not scored.
        fixed_price: set where the price is fixed for every bidder.
    """

    kind: str
    key: str
    title: str
    own_words: str
    statements: tuple[Statement, ...]
    weight: Decimal | None
    scale: Scale | None = None
    fixed_price: Money | None = None


class WrittenCriterion(NamedTuple):
    """A criterion with its words in one language."""

    kind: str
    name: str
    description: str
    key: str
    weight: Decimal | None
    scale: Scale | None
    fixed_price: Money | None


def kind_of(criterion: str) -> str:
    """The kind under which a criterion is notified."""
    return criterion if criterion in KINDS else QUALITY


def criteria_of(
    published: Published, draft: Draft, figure: Figure, tables: Mapping[str, Any]
) -> tuple[NoticeCriterion, ...]:
    """The criteria of a version in their published order, with what is said about each.

    Args:
        draft: the version's procedure, lot and profile as read.
        figure: looks up method values in force on the procedure's day.
        tables: reference data that criteria name.
    """

    def said(index: int, criterion: AwardCriterion) -> Iterator[Statement]:
        yield from islice(criterion_statements(index, criterion, draft, figure, tables), 1, None)
        if criterion.key in CHAIN_MEASURES:
            yield from chain_statements(published, draft, figure)
        if kind_of(criterion.criterion) == QUALITY and criterion.source != PLATFORM:
            yield Statement("binding", {})

    return tuple(_criteria(draft.profile, said))


def named_criteria(profile: WeightProfile) -> tuple[NoticeCriterion, ...]:
    """The same with name, weight and scale only: no frozen method is needed to name what was published."""
    return tuple(_criteria(profile, lambda _index, _criterion: iter(())))


def _criteria(
    profile: WeightProfile, said: Callable[[int, AwardCriterion], Iterator[Statement]]
) -> Iterator[NoticeCriterion]:
    """A fixed price goes to the first criterion on price; without one it comes first, as a criterion of its own."""
    fixed = profile.fixed_price
    told = (Statement("fixed_price", {"value": fixed.value, "currency": fixed.currency}),) if fixed else ()
    prices = [criterion for criterion in profile.criteria if criterion.criterion == PRICE]
    if fixed and not prices:
        yield NoticeCriterion(PRICE, PRICE, "", "", told, None, None, fixed)
    for index, criterion in enumerate(profile.criteria, 1):
        at_price = fixed is not None and criterion in prices[:1]
        yield NoticeCriterion(
            kind_of(criterion.criterion),
            criterion.key,
            criterion.title,
            criterion.description,
            (*told, *said(index, criterion)) if at_price else tuple(said(index, criterion)),
            criterion.weight,
            criterion.scale,
            fixed if at_price else None,
        )
