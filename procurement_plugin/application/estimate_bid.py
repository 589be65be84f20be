"""A bidder's own score under a published version, and what would improve it most; nothing is stored.

Every what-if is scored like the bid itself, from the changed request on: what is said of it is what would be answered.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.application.evaluate_lot import evaluation_of, figures_on
from procurement_plugin.application.evaluation_document import criterion_of, stripped, text_of
from procurement_plugin.application.gather_chains import ChainGatherer
from procurement_plugin.application.what_ifs.registry import kinds
from procurement_plugin.application.what_ifs.what_if import ROOT, Asked, WhatIf, changed
from procurement_plugin.domain.findings import Kind, UnreadableInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from procurement_plugin.application.evaluate_lot import LotRequest, Reference
    from procurement_plugin.application.publish_profile import Published
    from procurement_plugin.domain.evaluation import CriterionScore

    Reader = Callable[[Mapping[str, Any]], LotRequest]

# Where the one bid stands for the scoring, and in the request.
SCORED_AT = "bids[0]"
MOST_TRIED, MOST_TOLD, MOST_ALIKE = 120, 20, 2
ZERO = Decimal(0)


class Tried(NamedTuple):
    """A what-if with the points it would gain over our criteria, and those that would no longer be provisional."""

    what_if: WhatIf
    gain: Decimal
    firmer: Decimal
    scores: tuple[CriterionScore, ...]


def estimate(published: Published, bid: Mapping[str, Any], read: Reader, reference: Reference) -> dict[str, Any]:
    """Measures, points, steps, gaps and the best what-ifs of one bid.

    Args:
        bid: as sent.
        read: reads a bid as sent into a request under the version; raises ``UnreadableInputError``.
        reference: law, method and data as the version froze them.

    Raises:
        UnreadableInputError: the bid cannot be read.
    """
    request = read(bid)
    scores = _scored(request, reference)
    ours = _ours(scores, reference)
    intensities = reference.intensities[request.profile.data_set]
    body = published.body
    criteria = [_placed(criterion_of(score)) for score in ours]
    return {
        "kind": "estimate",
        "weightProfileVersion": {
            name: body[name] for name in ("profileId", "version", "fingerprint", "publishedAt", "methodVersion")
        },
        "parametersFingerprint": reference.parameters.fingerprint(),
        "dataSets": [{"id": intensities.id, "sha256": intensities.sha256}],
        "points": text_of(_points(ours)),
        "outOf": text_of(sum((score.criterion.weight for score in ours), ZERO)),
        "complete": all(score.points is not None for score in ours),
        "criteria": criteria,
        "others": [_other(score) for score in scores if score.criterion.criterion not in reference.criteria],
        "gaps": list(_gaps(ours)),
        "whatIfs": [_told(tried) for tried in best(bid, request, ours, read, reference)],
    }


def best(
    bid: Mapping[str, Any],
    request: LotRequest,
    ours: tuple[CriterionScore, ...],
    read: Reader,
    reference: Reference,
) -> list[Tried]:
    """What would gain most, the largest gain first; what gains nothing and firms nothing is left out."""
    figure = figures_on(request.procedure.day, reference.parameters)
    asked = Asked(bid, request, ours, _chains(request, figure, reference), figure, reference)
    found = [tried for what_if in _offers(asked) if (tried := _tried(what_if, bid, ours, read, reference)) is not None]
    useful = [tried for tried in found if tried.gain > 0 or (tried.gain == 0 and tried.firmer > 0)]
    ordered = sorted(useful, key=lambda tried: (-tried.gain, -tried.firmer, tried.what_if.changes[0].where))
    return list(_varied(ordered))[:MOST_TOLD]


def _varied(ordered: Iterable[Tried]) -> Iterator[Tried]:
    """No more than a few that change the very same fact in the same way."""
    counted: Counter[tuple[str, str]] = Counter()
    for tried in ordered:
        place = (tried.what_if.kind, tried.what_if.changes[0].where)
        counted[place] += 1
        if counted[place] <= MOST_ALIKE:
            yield tried


def _offers(asked: Asked) -> Iterator[WhatIf]:
    seen: set[tuple[Any, ...]] = set()
    for kind in kinds():
        for what_if in kind.offers(asked):
            if what_if.changes not in seen and len(seen) < MOST_TRIED:
                seen.add(what_if.changes)
                yield what_if


def _tried(
    what_if: WhatIf, bid: Mapping[str, Any], before: tuple[CriterionScore, ...], read: Reader, reference: Reference
) -> Tried | None:
    """None where the changed bid cannot be read, or loses the points of a criterion that had some."""
    try:
        request = read(changed(bid, what_if.changes))
    except UnreadableInputError:
        return None
    after = _ours(_scored(request, reference), reference)
    if any(old.points is not None and new.points is None for old, new in zip(before, after, strict=True)):
        return None
    return Tried(what_if, _points(after) - _points(before), _firm(after) - _firm(before), after)


def _scored(request: LotRequest, reference: Reference) -> tuple[CriterionScore, ...]:
    return evaluation_of(request, reference).bids[0].criteria


def _ours(scores: Sequence[CriterionScore], reference: Reference) -> tuple[CriterionScore, ...]:
    return tuple(score for score in scores if score.criterion.criterion in reference.criteria)


def _chains(request: LotRequest, figure: Callable[[str], Decimal], reference: Reference) -> tuple[Any, ...]:
    days = (request.procedure.day, request.procedure.closing_day)
    ports = (reference.distances, reference.intensities[request.profile.data_set])
    return ChainGatherer(request.lot, request.profile, days, figure, ports).gather(request.bids[0], SCORED_AT).chains


def _points(scores: Iterable[CriterionScore]) -> Decimal:
    return sum((score.points or ZERO for score in scores), ZERO)


def _firm(scores: Iterable[CriterionScore]) -> Decimal:
    return sum((score.points or ZERO for score in scores if not score.provisional), ZERO)


def _other(score: CriterionScore) -> dict[str, Any]:
    """A criterion that is not ours: points where the bid gave an amount or points for it."""
    criterion = score.criterion
    given = score.points if score.placed is not None or not score.findings else None
    return stripped(
        {
            "criterion": criterion.criterion,
            "measureName": criterion.measure,
            "weight": text_of(criterion.weight),
            "points": text_of(given),
        }
    )


def _gaps(scores: Iterable[CriterionScore]) -> Iterator[dict[str, Any]]:
    """What is missing or doubtful about the facts, each once, with the criteria that it touches."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for score in scores:
        for finding in score.findings:
            # What the published policy does with a gap is no gap of its own.
            if finding.kind is not Kind.DATA or finding.code in ("evaluation.missingZero", "evaluation.notScorable"):
                continue
            where = _moved(finding.where)
            row = found.setdefault(
                (finding.code, where, finding.message),
                {
                    "code": finding.code,
                    "where": where,
                    "message": finding.message,
                    "remedy": finding.remedy,
                    "criteria": [],
                },
            )
            row["criteria"].append(score.criterion.key)
    return iter(stripped(row) for row in found.values())


def _placed(criterion: dict[str, Any]) -> dict[str, Any]:
    """The score with places of the request instead of those of an evaluation."""
    for finding in criterion.get("findings", ()):
        finding["where"] = _moved(finding.get("where", ROOT))
    return criterion


def _moved(where: str) -> str:
    return ROOT + where.removeprefix(SCORED_AT) if where.startswith(SCORED_AT) else where


def _told(tried: Tried) -> dict[str, Any]:
    what_if = tried.what_if
    return stripped(
        {
            "kind": what_if.kind,
            "criterion": what_if.criterion,
            "gain": text_of(tried.gain),
            "firmer": text_of(tried.firmer) if tried.firmer > 0 else None,
            "points": {score.criterion.key: text_of(score.points) or "open" for score in tried.scores},
            "changes": [
                {
                    name: value
                    for name, value in (("where", change.where), ("from", change.before), ("to", change.after))
                    if value is not None
                }
                for change in what_if.changes
            ],
        }
    )
