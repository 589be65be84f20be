"""What the weights of a profile look like beside the limits in force: one bar of all, and a row a limited family."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.weight_limits import WEIGHT_RULES, broken
from procurement_plugin.domain.weighting import HUNDRED, applied_limits, family, guarded, weights_by_family

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from procurement_plugin.domain.criterion import Criterion
    from procurement_plugin.domain.parameters import Parameter, ParameterSet
    from procurement_plugin.domain.procedure import Procedure
    from procurement_plugin.domain.weighting import AppliedLimit, WeightProfile

# Spreads of a published range are no weights; they have findings, but no place on a bar.
NO_WEIGHTS = frozenset({"weightRangeSpread", "weightRangeShare"})
BLOCK = "block"
LEAST = frozenset({"minimum_weight", "minimum_weight_if_any"})


class Segment(NamedTuple):
    """A criterion's part of the bar, by its place in the profile; weights in per cent of the points."""

    row: int
    criterion: str
    measure: str
    weight: Decimal
    start: Decimal


class Mark(NamedTuple):
    """A limit on a row.

    Attributes:
        at: the figure, per cent.
        from_below: whether the weight must not lie below it; otherwise it must not lie above.
        hard: whether a text of law sets it; otherwise it is a guardrail.
        severity: what passing it means: ``block``, ``warn`` or ``inform``.
        parameter: id of the file in ``config/legal``.
        kept: whether these weights keep it.
    """

    at: Decimal
    from_below: bool
    hard: bool
    severity: str
    parameter: str
    kept: bool


class LimitRow(NamedTuple):
    """Families that one limit or several look at together, what they weigh, and the limits in rising order."""

    families: tuple[str, ...]
    weight: Decimal
    marks: tuple[Mark, ...]


class WeightPicture(NamedTuple):
    """All weights, what is left of 100 (below zero when they are too many), and the limits that apply."""

    segments: tuple[Segment, ...]
    total: Decimal
    left: Decimal
    rows: tuple[LimitRow, ...]


def weight_picture(
    profile: WeightProfile,
    procedure: Procedure | None,
    known: Mapping[str, Criterion],
    parameters: ParameterSet,
) -> WeightPicture:
    """The picture of a profile, which may be half finished.

    Args:
        procedure: says which law applies on which day; without it no limit is drawn.
    """
    rows = () if procedure is None else tuple(_rows(profile, procedure, known, parameters))
    return WeightPicture(tuple(_segments(profile)), profile.total, HUNDRED - profile.total, rows)


def families_of(known: Mapping[str, Criterion]) -> dict[str, tuple[str, str]]:
    """Criterion and measure behind each limit family of our own."""
    return {
        measure.family: (criterion.name, measure.name) for criterion in known.values() for measure in criterion.measures
    }


def _segments(profile: WeightProfile) -> Iterator[Segment]:
    start = Decimal(0)
    for index, criterion in enumerate(profile.criteria):
        yield Segment(index, criterion.criterion, criterion.measure, criterion.weight, start)
        start += criterion.weight


def _rows(
    profile: WeightProfile, procedure: Procedure, known: Mapping[str, Criterion], parameters: ParameterSet
) -> Iterator[LimitRow]:
    guard = guarded(profile, procedure, known, parameters)
    weights = weights_by_family(profile, known)
    found: dict[tuple[str, ...], list[Mark]] = {}
    for limit in applied_limits(profile, procedure, known, guard.rules):
        for families, mark in _marks(limit, weights, procedure):
            found.setdefault(families, []).append(mark)
    order = {family(criterion, known): index for index, criterion in enumerate(profile.criteria)}
    for families in sorted(found, key=lambda names: (len(names), order.get(names[0], len(order)))):
        weight = sum((weights.get(name, Decimal(0)) for name in families), Decimal(0))
        yield LimitRow(families, weight, _once(found[families]))


def _once(marks: list[Mark]) -> tuple[Mark, ...]:
    """The marks in rising order; of several that say the same, the first; none that is kept behind a block."""
    said: dict[tuple[Decimal, bool, bool, str], Mark] = {}
    for mark in sorted(marks, key=lambda one: one.at):
        said.setdefault((mark.at, mark.from_below, mark.hard, mark.severity), mark)
    blocks = [mark for mark in said.values() if mark.severity == BLOCK]
    return tuple(mark for mark in said.values() if not (mark.kept and any(_behind(mark, block) for block in blocks)))


def _behind(mark: Mark, block: Mark) -> bool:
    """Whether a weight that passes a mark that asks less has passed a block before."""
    if mark.severity == BLOCK or mark.from_below != block.from_below:
        return False
    return mark.at <= block.at if mark.from_below else mark.at >= block.at


def _marks(
    limit: AppliedLimit, weights: Mapping[str, Decimal], procedure: Procedure
) -> Iterator[tuple[tuple[str, ...], Mark]]:
    parameter, value = limit.parameter, limit.value
    if NO_WEIGHTS & set(parameter.families):
        return
    if parameter.rule == "not_above":
        most = sum((weights.get(name, Decimal(0)) for name in parameter.families[1:]), Decimal(0))
        yield parameter.families[:1], _mark(parameter, most, kept=limit.kept)
    elif parameter.rule == "single_maximum_weight" and value.figure is not None:
        for name in parameter.families:
            if weights.get(name):
                kept = not broken(parameter, {name: weights[name]}, procedure.day)
                yield (name,), _mark(parameter, value.figure, kept=kept)
    elif parameter.rule in WEIGHT_RULES and value.figure is not None:
        carried = tuple(name for name in parameter.families if weights.get(name))
        yield carried, _mark(parameter, value.figure, kept=limit.kept)


def _mark(parameter: Parameter, at: Decimal, *, kept: bool) -> Mark:
    return Mark(
        at,
        parameter.rule in LEAST,
        parameter.kind == "hard_law",
        str(parameter.severity or "inform"),
        parameter.id,
        kept,
    )
