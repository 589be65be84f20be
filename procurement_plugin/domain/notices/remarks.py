"""What contradicts itself, is left out or cannot be carried over in the award criteria of a lot."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.findings import Severity
from procurement_plugin.domain.notices import imported as n
from procurement_plugin.domain.notices.weights import (
    HUNDRED,
    ONE,
    PRICE,
    WORDS,
    first_weight,
    look_like_ranks,
    per_cent_in_words,
    unit_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from procurement_plugin.domain.notices.imported import ImportedCriterion, ImportedLot
    from procurement_plugin.domain.notices.weights import Proposal

WARN, INFORM = Severity.WARN, Severity.INFORM
KNOWN_TYPES = ("price", "cost", "quality")
KIND_NAMES = {
    n.PERCENTAGE: "percentages",
    n.DECIMAL: "decimals",
    n.POINTS: "points",
    n.ORDER: "an order of importance",
    n.PRICE_FRACTION: "shares of the price",
}


class Remark(NamedTuple):
    """One remark: ``criterion`` is the number of the criterion in the lot, from 0, or None for the lot as a whole."""

    code: str
    severity: Severity
    message: str
    pointer: str
    criterion: int | None = None


def remarks(lot: ImportedLot, proposals: Sequence[Proposal]) -> list[Remark]:
    """Every remark on the award criteria of a lot."""
    found = list(_of_lot(lot, proposals))
    for index, (criterion, proposal) in enumerate(zip(lot.criteria, proposals, strict=True)):
        found += [remark._replace(criterion=index) for remark in _of_criterion(criterion, proposal)]
    return found


def _of_lot(lot: ImportedLot, proposals: Sequence[Proposal]) -> Iterator[Remark]:
    criteria, where = lot.criteria, lot.pointer
    if lot.unread_criteria:
        yield Remark("import.criteriaNotRead", WARN, lot.unread_criteria, where)
        return
    if not criteria:
        yield Remark("import.noCriteria", WARN, "The notice names no award criteria for this lot.", where)
    if lot.group:
        message = f"The criteria are those of the group of lots {lot.group}; the lot has none of its own."
        yield Remark("import.criteriaOfGroup", INFORM, message, criteria[0].pointer)
    if lot.calculation:
        yield from _calculation(lot)
    if criteria:
        yield from _kinds(lot)
        yield from _groups(lot, proposals)
        yield from _sum(lot, proposals)
        yield from _gaps(lot, proposals)


def _calculation(lot: ImportedLot) -> Iterator[Remark]:
    formula = lot.calculation.value if lot.calculation else ""
    pointer = lot.calculation.pointer if lot.calculation else lot.pointer
    said = f"“{formula[:300]}{'…' if len(formula) > 300 else ''}”"  # noqa: PLR2004  enough to recognise it
    if any(criterion.weights for criterion in lot.criteria):
        message = f"The notice gives weights and also a calculation, which exclude one another; which counts? {said}"
        yield Remark("import.weightsAndCalculation", WARN, message, pointer)
    else:
        message = f"Instead of weights the notice describes a calculation: {said} Weigh the criteria yourself."
        yield Remark("import.calculationOnly", WARN, message, pointer)


def _kinds(lot: ImportedLot) -> Iterator[Remark]:
    firsts = [first_weight(criterion) for criterion in lot.criteria]
    kinds = list(dict.fromkeys(figure.kind for criterion in lot.criteria for figure in criterion.weights))
    if len(kinds) > 1:
        named = " and ".join(KIND_NAMES[kind] for kind in kinds)
        message = f"The weights of this lot are {named} side by side; a lot should have one kind."
        yield Remark("import.kindsMixed", WARN, message, lot.pointer)
    if n.ORDER in kinds:
        yield from _order(lot)
    if n.PRICE_FRACTION in kinds:
        message = (
            "Here an option lowers the price by its share, and the lowest price wins; "
            "the same shares as weights of points rank bids only roughly alike."
        )
        yield Remark("import.priceFraction", WARN, message, lot.pointer)
    points = [figure.value for figure in firsts if figure and figure.kind == n.POINTS and figure.value is not None]
    if look_like_ranks(points):
        message = (
            f"The points are {_listed(points)}, which look like ranks in the field of points; "
            "none of them is taken for a weight."
        )
        yield Remark("import.pointsLookLikeRanks", WARN, message, lot.pointer)
    for kind, usual, other in ((n.PERCENTAGE, ONE, "decimals"), (n.DECIMAL, HUNDRED, "percentages")):
        if kind in kinds and unit_of(firsts, kind) != usual:
            message = f"The {KIND_NAMES[kind]} sum to {'1' if usual == ONE else '100'}, so they are read as {other}."
            yield Remark("import.wrongKind", WARN, message, lot.pointer)


def _order(lot: ImportedLot) -> Iterator[Remark]:
    reason = f" The reason it gives: “{lot.order_reason.value[:300]}”" if lot.order_reason else ""
    message = f"The notice ranks the criteria by importance and weighs none; weights have to be decided.{reason}"
    yield Remark("import.orderOnly", WARN, message, lot.pointer)
    ranks = [figure.value for c in lot.criteria for figure in c.weights if figure.kind == n.ORDER and figure.value]
    if sorted(ranks) != [Decimal(rank) for rank in range(1, len(ranks) + 1)]:
        message = f"The ranks are {_listed(ranks)}, not 1 to {len(ranks)} once each."
        yield Remark("import.ranksUnclear", WARN, message, lot.pointer)


def _groups(lot: ImportedLot, proposals: Sequence[Proposal]) -> Iterator[Remark]:
    groups = sorted({criterion.group for criterion in lot.criteria})
    if len(groups) < 2:  # noqa: PLR2004  one group is usual
        return
    sums = [
        sum((p.weight or 0 for c, p in zip(lot.criteria, proposals, strict=True) if c.group == group), Decimal(0))
        for group in groups
    ]
    told = "; ".join(f"group {number}: {total:f}" for number, total in zip(groups, sums, strict=True))
    alone = " Each group alone sums to 100: are they alternatives?" if set(sums) == {HUNDRED} else ""
    message = f"The criteria stand in {len(groups)} groups ({told}); weights are added up over the whole lot.{alone}"
    yield Remark("import.severalGroups", WARN, message, lot.pointer)


def _sum(lot: ImportedLot, proposals: Sequence[Proposal]) -> Iterator[Remark]:
    weights = [proposal.weight for proposal in proposals if proposal.weight is not None]
    total = sum(weights, Decimal(0))
    if not weights or total == HUNDRED:
        return
    if len(weights) < len(proposals):
        if total < HUNDRED:
            return
        message = f"The weights that are given already sum to {total:f}, though some criteria have none."
    elif abs(total - HUNDRED) <= len(weights):
        message = f"The weights sum to {total:f}, not 100, perhaps because they are rounded; ours have to sum to 100."
    else:
        message = f"The weights sum to {total:f}, not 100; they were left as they are."
    yield Remark("import.sumNot100", WARN, message, lot.pointer)


def _gaps(lot: ImportedLot, proposals: Sequence[Proposal]) -> Iterator[Remark]:
    without = [p for c, p in zip(lot.criteria, proposals, strict=True) if not c.weights and p.weight is None]
    if len(without) == len(proposals) and not lot.calculation:
        message = "The notice gives no weights as numbers in their fields."
        spoken = [
            f"{index + 1}: {', '.join(f'{value:f} %' for value in found)}"
            for index, found in enumerate(per_cent_in_words(criterion.words) for criterion in lot.criteria)
            if found
        ]
        if spoken:
            message += f" The words name percentages (criterion {'; criterion '.join(spoken)}), which do not settle it."
        yield Remark("import.noWeights", WARN, message, lot.pointer)
    elif any(proposal.weight is not None for proposal in proposals) and without:
        numbers = [str(i) for i, p in enumerate(proposals, 1) if not lot.criteria[i - 1].weights and p.weight is None]
        message = f"Criterion {', '.join(numbers)} has no weight, though others have: part of another, or forgotten?"
        yield Remark("import.weightMissing", WARN, message, lot.pointer)
    if any(proposal.basis == WORDS for proposal in proposals):
        message = "The weights proposed stand in the words of the criteria, not in their fields."
        yield Remark("import.weightsInWords", WARN, message, lot.pointer)


def _of_criterion(criterion: ImportedCriterion, proposal: Proposal) -> Iterator[Remark]:
    where = criterion.pointer
    if criterion.withheld:
        message = "The notice withholds something of this criterion; what is withheld is unknown, not zero."
        yield Remark("import.withheld", WARN, message, where)
    type_ = criterion.type.value if criterion.type else ""
    if type_ and type_ not in KNOWN_TYPES:
        taken = next((known for known in KNOWN_TYPES if type_.startswith(f"{known}-")), "")
        message = (
            f"The type '{type_[:60]}' is on no list of the Union; {f'taken as {taken}' if taken else 'choose one'}."
        )
        yield Remark("import.nationalType", INFORM, message, criterion.type.pointer if criterion.type else where)
    yield from _numbers(criterion, proposal)
    spoken = per_cent_in_words(criterion.words)
    published = proposal.weight if proposal.basis != WORDS else None
    numbers = {figure.value for figure in criterion.weights}
    if len(spoken) == 1 and criterion.weights and spoken[0] != published and spoken[0] not in numbers:
        shown = " and ".join(f"{figure.value:f}" for figure in criterion.weights if figure.value is not None)
        message = f"The words say {spoken[0]:f} %, the field says {shown or 'nothing'} ({criterion.weights[0].kind})."
        yield Remark("import.wordsContradict", WARN, message, where)


def _numbers(criterion: ImportedCriterion, proposal: Proposal) -> Iterator[Remark]:
    kinds = Counter(figure.kind for figure in criterion.figures)
    for figure in criterion.figures:
        where = figure.number.pointer if figure.number else figure.code.pointer
        amount = f"{figure.value:f}" if figure.value is not None else "not given"
        if figure.kind in n.FIXED:
            yield Remark("import.fixedAmount", WARN, _fixed(criterion, amount), where)
        elif figure.kind == n.MINIMUM_SCORE:
            message = f"A bid below the minimum score ({amount}) is out; the request has no such threshold."
            yield Remark("import.minimumScore", INFORM, message, where)
        elif figure.kind == n.MAXIMUM_BIDS:
            message = f"Only the best bids by this criterion go on ({amount}); the request has no such threshold."
            yield Remark("import.maximumBids", INFORM, message, where)
        elif figure.middle:
            message = "The number is the middle of a range; enter the published range as weightRange."
            yield Remark("import.rangeMiddle", INFORM, message, where)
    if len(criterion.weights) > 1:
        differ = first_weight(criterion) is None
        message = f"The criterion has {len(criterion.weights)} weights{', which differ' if differ else ''}."
        yield Remark("import.severalWeights", WARN if differ else INFORM, message, criterion.pointer)
    if proposal.weight == 0 and kinds:
        message = "The weight is 0: it is no award criterion, but a marker or a fixed price."
        yield Remark("import.zeroWeight", INFORM, message, criterion.pointer)
    named = first_weight(criterion)
    if proposal.weight is None and named and named.value is not None and named.kind not in (n.ORDER, n.POINTS):
        yield Remark("import.weightOutOfRange", WARN, proposal.why, criterion.pointer)


def _fixed(criterion: ImportedCriterion, amount: str) -> str:
    if criterion.type is not None and criterion.type.value in PRICE:
        return f"The price is given as an amount ({amount}): fixed, or a ceiling? If it is fixed, say so as fixedPrice."
    return (
        f"Quality is valued in money ({amount}), not weighed. Amounts are subtracted from prices in such a procedure; "
        "weights have to be decided anew."
    )


def _listed(values: Sequence[Decimal]) -> str:
    return ", ".join(f"{value:f}" for value in values)
