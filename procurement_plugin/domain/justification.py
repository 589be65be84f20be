"""The justification of a stored evaluation: what is said, in which order, with which figures and texts.

Nothing is computed again: every figure is the stored document's own text, and each score comes with the one
fraction from which a reader recomputes it.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Statement(NamedTuple):
    """Something said: a code that each language words, and its figures by name."""

    code: str
    figures: Mapping[str, Any]


class StepGroup(NamedTuple):
    """Steps of one kind in a row; several of them print as a table."""

    code: str
    steps: tuple[Mapping[str, Any], ...]


class ScoreJustification(NamedTuple):
    """One criterion of one bid: how the measure came about, and the fraction that gives the points."""

    score: Mapping[str, Any]
    anchors: tuple[Mapping[str, str], ...]
    groups: tuple[StepGroup, ...]
    recomputation: Statement


class BidJustification(NamedTuple):
    """One bid with its scores and the sum that is its total."""

    bid: Mapping[str, Any]
    scores: tuple[ScoreJustification, ...]
    total: Statement


class CitedText(NamedTuple):
    """A text of law with the number under which it is cited."""

    number: int
    title: str
    href: str
    quote: str
    published: str


class LimitJustification(NamedTuple):
    """A limit beside the weight found, kept or broken, with the numbers of its texts."""

    limit: Mapping[str, Any]
    kept: bool
    cited: tuple[int, ...]


class CriterionPart(NamedTuple):
    """One criterion with all bids under it, in the order of their ranks."""

    number: int
    criterion: Mapping[str, Any]
    rows: tuple[tuple[Mapping[str, Any], ScoreJustification], ...]

    @property
    def measured(self) -> bool:
        """Whether a measure stands behind the points of any bid."""
        return any("measure" in row.score for _, row in self.rows)


class Remark(NamedTuple):
    """Findings of the same words about bids: their identifiers, and how often in all."""

    code: str
    severity: str
    message: str
    bids: tuple[str, ...]
    times: int


class Factor(NamedTuple):
    """Steps that share their factors: the first of them, and how many there are."""

    step: Mapping[str, Any]
    times: int


class Justification(NamedTuple):
    """All that the document says, in order."""

    document: Mapping[str, Any]
    criteria: tuple[Mapping[str, Any], ...]
    limits: tuple[LimitJustification, ...]
    bids: tuple[BidJustification, ...]
    texts: tuple[CitedText, ...]


def compose(document: Mapping[str, Any]) -> Justification:
    """The justification of a stored evaluation."""
    criteria = tuple(document["weightProfile"]["criteria"])
    texts = _cited(document)
    numbers = {(text.title, text.quote): text.number for text in texts}
    limits = tuple(
        LimitJustification(
            limit,
            limit["kept"],
            tuple(numbers[text["title"], text["quote"]] for text in limit.get("references", ())),
        )
        for limit in document["limits"]
    )
    return Justification(document, criteria, limits, tuple(_bid(bid, criteria) for bid in _in_order(document)), texts)


def by_criterion(said: Justification) -> tuple[CriterionPart, ...]:
    """The same scores, criterion by criterion."""
    return tuple(
        CriterionPart(place + 1, criterion, tuple((entry.bid, entry.scores[place]) for entry in said.bids))
        for place, criterion in enumerate(said.criteria)
    )


def remarks(said: Justification) -> tuple[Remark, ...]:
    """What was found about the bids, equal words once; figures in brackets at their end do not tell them apart."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for entry in said.bids:
        for scored in entry.scores:
            for finding in scored.score.get("findings", ()):
                words = finding["message"].partition(". (")
                key = (finding["code"], finding["severity"], words[0] + ("." if words[1] else ""))
                found.setdefault(key, []).append(entry.bid["id"])
    return tuple(Remark(*key, tuple(dict.fromkeys(bids)), len(bids)) for key, bids in found.items())


def factors(steps: Iterable[Mapping[str, Any]], names: Iterable[str]) -> tuple[Factor, ...]:
    """Steps that differ in the named operands, each once, with how often it occurs."""
    names = tuple(names)
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for step in steps:
        groups.setdefault(tuple(step.get("operands", {}).get(name) for name in names), []).append(step)
    return tuple(Factor(group[0], len(group)) for group in groups.values())


def _in_order(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The bids by rank, those without one last."""
    last = len(document["bids"]) + 1
    return sorted(document["bids"], key=lambda bid: (bid.get("rank", last), bid["id"]))


def _cited(document: Mapping[str, Any]) -> tuple[CitedText, ...]:
    found: dict[tuple[str, str], Mapping[str, str]] = {}
    for holder in (*document["limits"], *document["parameters"], *document["findings"]):
        for text in holder.get("references", ()):
            found.setdefault((text["title"], text["quote"]), text)
    return tuple(
        CitedText(number, text["title"], text["href"], text["quote"], text["published"])
        for number, text in enumerate(found.values(), 1)
    )


def _bid(bid: Mapping[str, Any], criteria: Iterable[Mapping[str, Any]]) -> BidJustification:
    scores = tuple(_score(score, criterion) for score, criterion in zip(bid["criteria"], criteria, strict=True))
    return BidJustification(bid, scores, _total(bid))


def _score(score: Mapping[str, Any], criterion: Mapping[str, Any]) -> ScoreJustification:
    steps = score.get("steps", ())
    groups = tuple(StepGroup(code, tuple(rows)) for code, rows in groupby(steps, key=lambda step: step["step"]))
    return ScoreJustification(score, tuple(criterion.get("scale", ())), groups, recomputation(score))


def recomputation(score: Mapping[str, Any]) -> Statement:
    """The one fraction that gives the points, or why there is none."""
    points = score.get("points")
    if points is None:
        return Statement("open", {"policy": score["missingPolicy"]})
    segment = score.get("segment")
    if segment is None:
        code = "platform" if score["evidenceStatus"] == "platform" else "missingZero"
        return Statement(code, {"points": points})
    lower, upper = segment["lower"], segment["upper"]
    measure, weight = score["measure"]["value"], score["weight"]
    if segment["clipped"]:
        return Statement("clipped", {"weight": weight, "value": score["value"], "points": points, "measure": measure})
    return Statement(
        "between",
        {
            "weight": weight,
            "measure": measure,
            "lowerAt": lower["at"],
            "lowerValue": lower["value"],
            "upperAt": upper["at"],
            "upperValue": upper["value"],
            "points": points,
        },
    )


def _total(bid: Mapping[str, Any]) -> Statement:
    if "total" not in bid:
        return Statement("noTotal", {})
    return Statement("total", {"points": [score["points"] for score in bid["criteria"]], "total": bid["total"]})
