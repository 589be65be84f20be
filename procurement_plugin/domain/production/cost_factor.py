"""What a cost factor of a comparison declares, and the figures that formulas ask for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from procurement_plugin.domain.production.formula import Formula
    from procurement_plugin.domain.production.units import Dimension


class Layer(StrEnum):
    """How firm a cost is. The first three add up to the total; what follows is shown apart."""

    HARD = "hard"
    RISK = "risk"
    STRATEGIC = "strategic"
    EMISSIONS = "emissions"
    SHADOW = "shadow"


COUNTED = (Layer.HARD, Layer.RISK, Layer.STRATEGIC)


class Basis(StrEnum):
    """Where a formula comes from: a published list or formula that was read, our own, or not read by us."""

    PUBLISHED = "published"
    OWN = "own"
    UNREAD = "unread"


class Effect(NamedTuple):
    """What raising a figure does: +1 never lowers, -1 never raises, the cost of a unit and the present value."""

    unit: int = 1
    present: int = 1


DEARER = Effect()
CHEAPER = Effect(-1, -1)


class FigureDefinition(NamedTuple):
    """A figure that somebody has to enter with its unit and source.

    Attributes:
        signed: may lie below zero.
        positive: has to lie above zero, because something is divided by it.
    """

    name: str
    dimension: Dimension
    effect: Effect = DEARER
    signed: bool = False
    positive: bool = False


@dataclass(frozen=True, slots=True)
class CostFactor:
    """One reason why a unit costs something.

    Attributes:
        order: where it stands in lists.
        formula: over figures, results of other factors, ``years``, ``yearsOn`` and the figures of the case.
        figures: what is entered for each location.
        optional: figures and other factors that may be missing without losing this one; they then count as nothing,
            and that is said.
        switch: figures among ``optional`` that count only when they are switched on by name.
        plain: the formula where none of those is switched on.
        soft: counts only when it is switched on by its name.
        one_off: paid once, before the first year.
        replaces: factors that do not count beside it.
        overlaps: factors that may count the same thing.
    """

    name: str
    order: int
    layer: Layer
    formula: Formula
    figures: tuple[FigureDefinition, ...] = ()
    optional: frozenset[str] = frozenset()
    switch: frozenset[str] = frozenset()
    plain: Formula | None = None
    basis: Basis = Basis.PUBLISHED
    soft: bool = False
    one_off: bool = False
    replaces: frozenset[str] = frozenset()
    overlaps: frozenset[str] = frozenset()
