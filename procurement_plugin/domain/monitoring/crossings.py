"""What crossed a threshold between two scans of a watch list, and what appeared or vanished."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.monitoring.figures import GRADE, RISING, TEST, YES
from procurement_plugin.domain.raw_materials.dependency import grade

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from procurement_plugin.domain.monitoring.figures import Figure, Threshold, WatchScan

FROM_BELOW, FROM_ABOVE = "fromBelow", "fromAbove"
BY_FIGURE, BY_THRESHOLD, BY_BOTH = "figure", "threshold", "both"


class Crossing(NamedTuple):
    """A figure that stands on the other side of a threshold than at the last scan.

    Attributes:
        old, new: the threshold as it stood at each scan.
        direction: from which side of the limit the figure came.
        passed: it is beyond the threshold now; else it came back.
        because: whether the figure moved, the threshold, or both.
    """

    before: Figure
    after: Figure
    old: Threshold
    new: Threshold
    direction: str
    passed: bool
    because: str


class Comparison(NamedTuple):
    """Two scans side by side.

    Attributes:
        appeared, vanished: figures of subjects that both scans know, in one of them only.
        came, went: subjects that the list leads to now, or no longer; each with the parts of the list behind it.
        compared: how many figures stand in both.
    """

    crossed: tuple[Crossing, ...]
    appeared: tuple[Figure, ...]
    vanished: tuple[Figure, ...]
    came: Mapping[str, tuple[str, ...]]
    went: Mapping[str, tuple[str, ...]]
    compared: int


def compare(before: WatchScan, after: WatchScan) -> Comparison:
    """Hold each figure of both scans against the threshold in force at its own scan.

    A threshold that only one of the scans knew is a change of the list and crosses nothing. A grade is compared on the
    tests of which both scans know the outcome, for more data alone is no more risk.
    """
    old = {figure.key: figure for figure in before.figures}
    new = {figure.key: figure for figure in after.figures}
    both = [key for key in new if key in old]
    known = {threshold.id: threshold for threshold in before.thresholds}
    pairs = [(known[one.id], one) for one in after.thresholds if one.id in known]
    crossed = [
        crossing
        for was, now in _comparable(old, new, both)
        for earlier, later in pairs
        if (crossing := _crossing(was, now, earlier, later)) is not None
    ]
    came, went = _subjects(after, before), _subjects(before, after)
    return Comparison(
        tuple(crossed),
        tuple(figure for key, figure in new.items() if key not in old and figure.subject not in came),
        tuple(figure for key, figure in old.items() if key not in new and figure.subject not in went),
        came,
        went,
        len(both),
    )


def beyond(scan: WatchScan) -> Iterator[tuple[Figure, Threshold]]:
    """Every figure that stands beyond a threshold, with it."""
    for figure in scan.figures:
        for threshold in scan.thresholds:
            if threshold.concerns(figure) and threshold.passed_by(figure):
                yield figure, threshold


def _crossing(was: Figure, now: Figure, old: Threshold, new: Threshold) -> Crossing | None:
    if not (old.concerns(was) and new.concerns(now)):
        return None
    sides = old.passed_by(was), new.passed_by(now)
    if sides[0] == sides[1]:
        return None
    because = BY_FIGURE if (old.limit, old.comparison) == (new.limit, new.comparison) else BY_BOTH
    if was.value == now.value:
        because = BY_THRESHOLD
    upwards = sides[1] == (new.comparison in RISING)
    return Crossing(was, now, old, new, FROM_BELOW if upwards else FROM_ABOVE, sides[1], because)


def _comparable(
    old: Mapping[tuple[str, str, str], Figure],
    new: Mapping[tuple[str, str, str], Figure],
    both: Iterable[tuple[str, str, str]],
) -> Iterator[tuple[Figure, Figure]]:
    """The figures of both scans; grades on the tests that both know."""
    for key in both:
        was, now = old[key], new[key]
        if now.kind == GRADE:
            tests = {found[2] for found in new if found[:2] == (now.subject, TEST) and found in old}
            was, now = (_graded(figure, tests, side) for figure, side in ((was, old), (now, new)))
        yield was, now


def _graded(figure: Figure, tests: Iterable[str], side: Mapping[tuple[str, str, str], Figure]) -> Figure:
    met = [test for test in tests if side[figure.subject, TEST, test].value == YES]
    return figure._replace(value=str(grade(met)))


def _subjects(one: WatchScan, other: WatchScan) -> dict[str, tuple[str, ...]]:
    """Subjects of one scan that the other does not have, with the parts of the list that lead to them."""
    there = {subject for subjects in other.members.values() for subject in subjects}
    found: dict[str, tuple[str, ...]] = {}
    for part, subjects in one.members.items():
        for subject in subjects:
            if subject not in there:
                found[subject] = (*found.get(subject, ()), part)
    return found
