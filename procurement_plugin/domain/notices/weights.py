"""Weights proposed from what a notice says about its award criteria, and every contradiction in that.

A proposal is for a person to confirm. Percentages are taken as they are, decimals times 100, points as their share of
all points. An order of importance, a formula or an amount of money gives no weight; none is made up.
"""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.notices import imported as n

if TYPE_CHECKING:
    from collections.abc import Sequence

    from procurement_plugin.domain.notices.imported import Figure, ImportedCriterion

HUNDRED, ONE, ZERO = Decimal(100), Decimal(1), Decimal(0)
PLACES = Decimal("0.01")
PER_CENT_IN_WORDS = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:[.,]\d{1,2})?)\s?(?:%|per ?cents?\b|prosent|procent|prozent|pour ?cents?\b|por ciento)",
    re.IGNORECASE,
)
WORDS, ONLY_CRITERION = "words", "onlyCriterion"
PRICE = ("price", "cost")


class Proposal(NamedTuple):
    """A weight in per cent of the lot's points, or None; ``basis`` is what it rests on, ``why`` the same in words."""

    weight: Decimal | None
    basis: str
    why: str


def propose(criteria: Sequence[ImportedCriterion], calculation: str) -> list[Proposal]:
    """One proposal a criterion, in their order."""
    firsts = [first_weight(criterion) for criterion in criteria]
    numbered = _from_figures(firsts) if any(firsts) else []
    if any(proposal.weight is not None for proposal in numbered):
        return numbered
    spoken = [per_cent_in_words(criterion.words) for criterion in criteria]
    named = [found[0] for found in spoken if len(found) == 1]
    if len(named) == len(criteria) > 0 and sum(named) == HUNDRED:
        why = "Its field gives no weight; the words of each criterion name one percentage, and these sum to 100."
        return [Proposal(weight, WORDS, why) for weight in named]
    if numbered:
        return numbered
    if calculation:
        return [Proposal(None, "", "The notice gives a formula instead of weights.")] * len(criteria)
    alone = len(criteria) == 1 and _type(criteria[0]) in PRICE and not criteria[0].withheld and not any(spoken)
    if alone and not criteria[0].figures:
        return [Proposal(HUNDRED, ONLY_CRITERION, "It is the only criterion of the lot.")]
    return [Proposal(None, "", "The notice gives no weight.")] * len(criteria)


def first_weight(criterion: ImportedCriterion) -> Figure | None:
    """The figure a weight is proposed from: the only one, or the first of several that agree."""
    found = criterion.weights
    agree = len({(figure.kind, figure.value) for figure in found}) == 1
    return found[0] if agree else None


def per_cent_in_words(text: str) -> list[Decimal]:
    """The different percentages that a text names, in order."""
    return list(_per_cent_in_words(text))


@lru_cache(maxsize=256)
def _per_cent_in_words(text: str) -> tuple[Decimal, ...]:
    found = [Decimal(hit.replace(",", ".")) for hit in PER_CENT_IN_WORDS.findall(text)]
    return tuple(dict.fromkeys(value for value in found if value <= HUNDRED))


def look_like_ranks(values: Sequence[Decimal]) -> bool:
    """Whether points are 1, 2, 3 … in some order, as when a rank was written into the field of points."""
    return len(values) > 1 and sorted(values) == [Decimal(rank) for rank in range(1, len(values) + 1)]


def unit_of(figures: Sequence[Figure | None], kind: str) -> Decimal:
    """What a figure of this kind is multiplied by to be per cent: as its kind says, unless the sum says otherwise.

    Percentages that sum to 1 are decimals in the wrong field, and decimals that sum to 100 are percentages.
    """
    total = sum((figure.value for figure in figures if figure and figure.kind == kind and figure.value), ZERO)
    if kind == n.PERCENTAGE:
        return HUNDRED if total == ONE else ONE
    return ONE if kind == n.DECIMAL and total == HUNDRED else HUNDRED


def _from_figures(firsts: Sequence[Figure | None]) -> list[Proposal]:
    points = _from_points(firsts)
    return [_from_figure(figure, firsts, points.get(index)) for index, figure in enumerate(firsts)]


def _from_figure(figure: Figure | None, firsts: Sequence[Figure | None], share: Decimal | None) -> Proposal:
    if figure is None:
        return Proposal(None, "", "Other criteria of the lot have a weight, this one has none, or several.")
    if figure.value is None or figure.kind == n.ORDER:
        withheld = "The number is withheld, missing or unreadable."
        rank = "" if figure.value is None else f"The notice gives a rank ({figure.value:f}), not a weight."
        return Proposal(None, figure.kind, rank or withheld)
    if figure.kind == n.POINTS:
        no, yes = (
            "These points cannot be read as shares of all points.",
            "Its share of all points of the lot, in per cent.",
        )
        return Proposal(share, n.POINTS, no if share is None else yes)
    unit = unit_of(firsts, figure.kind)
    weight = figure.value * unit
    if not ZERO <= weight <= HUNDRED:
        return Proposal(None, figure.kind, f"{figure.value:f} cannot be a weight: it lies outside 0 to 100 per cent.")
    return Proposal(weight.quantize(PLACES, ROUND_HALF_UP).normalize(), figure.kind, _why(figure, unit))


def _why(figure: Figure, unit: Decimal) -> str:
    middle = " It is the middle of a range whose ends the notice does not give." if figure.middle else ""
    if figure.kind == n.PRICE_FRACTION:
        return "The share of the price by which its best option lowers it, in per cent; for the price, what is left."
    return ("As published." if unit == ONE else "As published, times 100.") + middle


def _from_points(firsts: Sequence[Figure | None]) -> dict[int, Decimal]:
    """Points of each criterion as per cent of all, to two decimals that sum to exactly 100 (largest remainders)."""
    values = {
        index: figure.value
        for index, figure in enumerate(firsts)
        if figure is not None and figure.kind == n.POINTS and figure.value is not None
    }
    total = sum(values.values(), ZERO)
    complete = len(values) == len(firsts) or total == HUNDRED
    if not complete or total <= 0 or min(values.values()) < 0 or look_like_ranks(list(values.values())):
        return {}
    exact = {index: value * HUNDRED / total for index, value in values.items()}
    shares = {index: share.quantize(PLACES, ROUND_DOWN) for index, share in exact.items()}
    left = int((HUNDRED - sum(shares.values(), ZERO)) / PLACES)
    for index in sorted(exact, key=lambda index: (shares[index] - exact[index], index))[:left]:
        shares[index] += PLACES
    return {index: share.normalize() for index, share in shares.items()}


def _type(criterion: ImportedCriterion) -> str:
    return criterion.type.value if criterion.type else ""
