"""Points, totals and ranks of a finished evaluation, worked out again from its record alone.

A second way, in fractions, which shares nothing with the scoring: it imports neither scale nor criteria, so that a
fault there does not repeat itself here (a contract of the layers holds that).
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.domain.recomputed_steps import STEPS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

NUMBER = re.compile(r"-?[0-9]{1,60}(?:\.[0-9]{1,60})?\Z")
HALF = Fraction(1, 2)
ALL_POINTS = Fraction(100)
MOST_DECIMALS = 20


class Fault(NamedTuple):
    """A figure that does not follow: where it stands, what is stated, and what comes out."""

    where: str
    stated: str
    found: str


class Recomputation(NamedTuple):
    """What was worked out again, how often, and what did not come out.

    Attributes:
        counts: how many figures of each kind: points, given (by the platform), steps, totals, ranks.
    """

    counts: Mapping[str, int]
    faults: tuple[Fault, ...]


# The last step of each criterion: its result is the measure.
WHOLE = ("perUnit", "weightedMean", "meanDistance", "guaranteed")


class UnreadableRecordError(ValueError):
    """The record is not the evaluation it should be."""


def recompute(evaluation: Mapping[str, Any], *, whole: bool = True) -> Recomputation:
    """Work everything out again.

    Args:
        whole: every bid is there; in what one bidder sees the others are missing, so ranks cannot be told, and what
            is known of the first in rank may be points without their measures.

    Raises:
        UnreadableRecordError: parts that are needed are missing or are no numbers.
    """
    try:
        return _Work(evaluation, whole=whole).done()
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, ArithmeticError) as error:
        raise UnreadableRecordError(f"{type(error).__name__}: {error}") from error


def number(text: Any) -> Fraction:
    """A decimal as a fraction; nothing but digits and a point is read."""
    if not isinstance(text, str) or not NUMBER.match(text):
        raise UnreadableRecordError(f"{str(text)[:40]!r} is no decimal")
    return Fraction(text)


def half_up(value: Fraction, places: int) -> Fraction:
    """The value rounded half up, away from zero."""
    scaled = abs(value) * 10**places + HALF
    rounded = Fraction(scaled.numerator // scaled.denominator, 10**places)
    return -rounded if value < 0 else rounded


def value_on(scale: Sequence[Mapping[str, Any]], measure: Fraction, outside: str) -> Fraction | None:
    """The value, 0 to 1, that published anchors give to a measure; None where the scale admits none."""
    points = [(number(anchor["at"]), number(anchor["value"])) for anchor in scale]
    (first, at_first), (last, at_last) = points[0], points[-1]
    if first <= measure <= last:
        pair = next(pair for pair in zip(points, points[1:], strict=False) if measure <= pair[1][0])
        return _line(*pair, measure)
    if outside == "reject":
        return None
    if outside == "extend":
        pair = (points[0], points[1]) if measure < first else (points[-2], points[-1])
        return min(Fraction(1), max(Fraction(0), _line(*pair, measure)))
    return at_first if measure < first else at_last


def _line(lower: tuple[Fraction, Fraction], upper: tuple[Fraction, Fraction], measure: Fraction) -> Fraction:
    return lower[1] + (measure - lower[0]) * (upper[1] - lower[1]) / (upper[0] - lower[0])


class _Work:
    def __init__(self, evaluation: Mapping[str, Any], *, whole: bool) -> None:
        self.evaluation = evaluation
        self.whole = whole
        self.profile = evaluation["weightProfile"]
        self.places = int(evaluation["roundingPolicy"]["pointsDecimals"])
        if not 0 <= self.places <= MOST_DECIMALS:
            raise UnreadableRecordError(f"points with {self.places} decimals")
        self.counts = dict.fromkeys(("points", "given", "steps", "totals", "ranks"), 0)
        self.faults: list[Fault] = []

    def done(self) -> Recomputation:
        weights = sum((number(criterion["weight"]) for criterion in self.profile["criteria"]), Fraction(0))
        self._hold("weightProfile: sum of the weights", ALL_POINTS, weights)
        for bid in self.evaluation["bids"]:
            self._bid(bid)
        if self.whole:
            self._ranks()
        return Recomputation(self.counts, tuple(self.faults))

    def _hold(self, where: str, stated: Fraction | None, found: Fraction | None) -> None:
        if stated != found:
            self.faults.append(Fault(where, _shown(stated), _shown(found)))

    def _bid(self, bid: Mapping[str, Any]) -> None:
        points: list[Fraction | None] = []
        for score, criterion in zip(bid["criteria"], self.profile["criteria"], strict=True):
            where = f"bid {bid['id']}, {score['criterion']}"
            if score["criterion"] != criterion["criterion"]:
                self.faults.append(Fault(where, score["criterion"], criterion["criterion"]))
            self._hold(f"{where}: weight", number(score["weight"]), number(criterion["weight"]))
            stated = number(score["points"]) if "points" in score else None
            self._score(score, criterion, where, stated)
            points.append(stated)
        total = None if None in points else sum((value for value in points if value is not None), Fraction(0))
        self._hold(f"bid {bid['id']}: total", number(bid["total"]) if "total" in bid else None, total)
        self.counts["totals"] += 1

    def _score(self, score: Mapping[str, Any], criterion: Mapping[str, Any], where: str, stated: Any) -> None:
        weight = number(criterion["weight"])
        if "measure" not in score or "scale" not in criterion:
            self._without_measure(criterion, where, stated)
            return
        measure = number(score["measure"]["value"])
        value = value_on(criterion["scale"], measure, criterion.get("outside", "clip"))
        self._hold(f"{where}: points", stated, None if value is None else half_up(weight * value, self.places))
        self.counts["points"] += 1
        if value is not None and "value" in score:
            self._hold(f"{where}: value", number(score["value"]), half_up(value, 6))
        for label, figure, found in self._steps(score):
            self._hold(f"{where}: {label}", figure, found)
            self.counts["steps"] += 1

    def _without_measure(self, criterion: Mapping[str, Any], where: str, stated: Any) -> None:
        """Points without a measure: of the platform, or none at all, as the published policy says."""
        given = criterion.get("source") == "platform" or not self.whole
        if given and stated is not None:
            self.counts["given"] += 1
            if not 0 <= stated <= number(criterion["weight"]):
                self.faults.append(Fault(f"{where}: points", _shown(stated), f"0 to {criterion['weight']}"))
            return
        expected = Fraction(0) if criterion["missingPolicy"] == "zero" else None
        self._hold(f"{where}: points without a measure", stated, expected)
        self.counts["points"] += 1

    @staticmethod
    def _steps(score: Mapping[str, Any]) -> Iterator[tuple[str, Fraction, Fraction]]:
        """Steps that can be followed; those of other criteria are left to their own page."""
        steps = score.get("steps", ())
        for index, step in enumerate(steps):
            worked = STEPS.get(step["step"])
            if worked is None or "result" not in step:
                continue
            stated, found = number(step["result"]), worked(steps[:index], step["operands"], number)
            yield f"step {index + 1}, {step['step']}", stated, half_up(found, _places(step["result"]))
            if step["step"] in WHOLE:
                yield "measure", number(score["measure"]["value"]), stated

    def _ranks(self) -> None:
        whole = [bid for bid in self.evaluation["bids"] if "total" in bid]
        keys = {bid["id"]: self._key(bid) for bid in whole}
        if len(keys) != len(whole):
            raise UnreadableRecordError("two bids have one identifier")
        stated = {row["bidId"]: row["rank"] for row in self.evaluation["ranking"]}
        for bid in self.evaluation["bids"]:
            rank = 1 + sum(key < keys[bid["id"]] for key in keys.values()) if bid["id"] in keys else None
            for place in (bid.get("rank"), stated.get(bid["id"])):
                if place != rank:
                    self.faults.append(Fault(f"bid {bid['id']}: rank", str(place), str(rank)))
            self.counts["ranks"] += 1

    def _key(self, bid: Mapping[str, Any]) -> tuple[Fraction, ...]:
        """What a bid is ordered by: its total, then the published rule for ties."""
        key = [-number(bid["total"])]
        scores = {_name(score): score for score in bid["criteria"]}
        for rule in self.profile["tieRule"]:
            if rule == "lots":
                break
            score = scores.get(rule, {})
            if rule == "price" and "measure" in score:
                key.append(number(score["measure"]["value"]))
            else:
                key.append(-number(score.get("points", "0")))
        return tuple(key)


def _name(score: Mapping[str, Any]) -> str:
    """As the rule for ties names it."""
    measure = score.get("measureName")
    return f"{score['criterion']}.{measure}" if measure else str(score["criterion"])


def _places(text: str) -> int:
    return len(text.partition(".")[2])


def _shown(value: Fraction | None) -> str:
    """A figure whole, so that two that differ are seen to differ; what never ends is cut after many decimals."""
    if value is None:
        return "none"
    places = next((count for count in range(MOST_DECIMALS) if (value * 10**count).denominator == 1), MOST_DECIMALS)
    digits = f"{round(abs(value) * 10**places):0{places + 1}d}"
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"
