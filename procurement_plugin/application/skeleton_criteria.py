"""The award criteria of a lot as a weight profile: types and weights proposed, scales and policies left to people."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Any

from procurement_plugin.application import notice_values as v
from procurement_plugin.application.request_skeleton import Why
from procurement_plugin.domain.findings import Severity
from procurement_plugin.domain.notices.imported import FIXED_TOTAL, Sourced
from procurement_plugin.domain.notices.remarks import remarks
from procurement_plugin.domain.notices.suggested import suggestions
from procurement_plugin.domain.notices.weights import PRICE, propose

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from procurement_plugin.application.request_skeleton import RequestSkeleton
    from procurement_plugin.domain.notices.imported import Figure, ImportedCriterion, ImportedLot
    from procurement_plugin.domain.notices.weights import Proposal

TYPES = ("price", "cost", "quality")
MOST_CRITERIA, MOST_LOOKED_AT = 30, 200
NAME = "weightProfile.criteria"
SCALE = (
    "Publish the anchors (scale), or say source: platform when the platform computes these points. "
    "No standard carries anchors."
)
POLICY = "Say what happens to a bid whose facts are missing: zero, clarify or reject. No standard carries it."


def fill_criteria(skeleton: RequestSkeleton, lot: ImportedLot, currency: Sourced | None) -> dict[str, Any]:
    """Put the weight profile into the skeleton; give the weights to confirm, and suggestions."""
    lot = lot._replace(criteria=lot.criteria[:MOST_LOOKED_AT])
    proposals = propose(lot.criteria, lot.calculation.value if lot.calculation else "")
    for remark in remarks(lot, proposals):
        name = f"{NAME}[{remark.criterion}]" if remark.criterion is not None else NAME
        skeleton.remark(remark.code, remark.severity, remark.message, name, Sourced("", remark.pointer))
    if len(lot.criteria) > MOST_CRITERIA:
        message = (
            f"The lot has {len(lot.criteria)} criteria; a profile takes {MOST_CRITERIA}, the others were left out."
        )
        skeleton.remark("import.tooMany", Severity.WARN, message, NAME, Sourced("", lot.pointer))
    kept = lot.criteria[:MOST_CRITERIA]
    rows: list[dict[str, Any]] = []
    skeleton.request["weightProfile"] = {"criteria": rows} if kept else {}
    if not kept:
        skeleton.lack(NAME, Why.NOT_PUBLISHED, "Enter the award criteria of the lot with their weights.")
    measures = list(_measures(kept))
    for index, (criterion, proposal) in enumerate(zip(kept, proposals, strict=False)):
        rows.append(_criterion(skeleton, criterion, proposal, measures[index], f"{NAME}[{index}]"))
    _fixed_price(skeleton, kept, currency)
    return {
        "weights": [
            _weight(c, p, f"{NAME}[{i}].weight") for i, (c, p) in enumerate(zip(kept, proposals, strict=False))
        ],
        "suggestions": [row for i, criterion in enumerate(kept) for row in _suggested(criterion, f"{NAME}[{i}]")],
    }


def _criterion(
    skeleton: RequestSkeleton, criterion: ImportedCriterion, proposal: Proposal, measure: str, name: str
) -> dict[str, Any]:
    row: dict[str, Any] = {}
    type_ = type_of(criterion)
    if type_ and criterion.type is not None:
        skeleton.put(row, f"{name}.criterion", criterion.type, lambda _: (type_, _as_type(criterion, type_)))
    else:
        message = "The notice does not say whether this is price, cost or quality."
        skeleton.lack(f"{name}.criterion", Why.NOT_PUBLISHED, message, Sourced("", criterion.pointer))
    if measure:
        told = "several criteria of one type need names of their own"
        skeleton.derive(row, f"{name}.measure", measure, criterion.pointer, told)
    skeleton.put(row, f"{name}.title", criterion.name, v.words(300))
    skeleton.put(row, f"{name}.description", criterion.description, v.words(4000))
    if proposal.weight is None:
        skeleton.lack(f"{name}.weight", Why.NOT_PUBLISHED, proposal.why, Sourced("", criterion.pointer))
    else:
        pointer = criterion.pointer
        first = next((figure.number for figure in criterion.weights if figure.number is not None), None)
        weight = f"{proposal.weight:f}"
        if first is not None:
            row["weight"] = weight
            changed = first.value if first.value != weight else ""
            skeleton.source(f"{name}.weight", first, changed, proposal.why if changed else "")
        else:
            skeleton.derive(row, f"{name}.weight", weight, pointer, proposal.why)
    skeleton.lack(f"{name}.missingPolicy", Why.CHOICE, POLICY)
    skeleton.lack(f"{name}.scale", Why.CHOICE, SCALE)
    return row


def type_of(criterion: ImportedCriterion) -> str:
    """Price, cost or quality; a national code that begins with one of them counts as it."""
    found = criterion.type.value if criterion.type else ""
    return next((known for known in TYPES if found == known or found.startswith(f"{known}-")), "")


def _as_type(criterion: ImportedCriterion, type_: str) -> str:
    return "" if criterion.type is None or criterion.type.value == type_ else "The national code begins with it."


def _measures(criteria: Sequence[ImportedCriterion]) -> Iterator[str]:
    """A name for each of several criteria of one type, from its own name; nothing for the only one of a type."""
    counted = Counter(map(type_of, criteria))
    used: set[str] = set()
    for number, criterion in enumerate(criteria, 1):
        if counted[type_of(criterion)] < 2:  # noqa: PLR2004  the only one of its type needs no name
            yield ""
            continue
        name = _camel(criterion.name.value if criterion.name else "") or f"criterion{number}"
        name = name if name not in used else f"{name[:36]}{number}"
        used.add(name)
        yield name


def _camel(text: str) -> str:
    """At most four words in plain letters: Environment - transport becomes environmentTransport."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.findall("[A-Za-z0-9]+", plain)[:4]
    joined = "".join(word.capitalize() for word in words)[:40]
    return joined[:1].lower() + joined[1:]


def _weight(criterion: ImportedCriterion, proposal: Proposal, name: str) -> dict[str, Any]:
    """What was published and what is proposed, to be confirmed."""
    proposed = {"proposed": f"{proposal.weight:f}"} if proposal.weight is not None else {}
    title = criterion.name.value[:300] if criterion.name else ""
    told = {"title": title} if title else {}
    published = [_figure(figure) for figure in criterion.figures]
    basis = {"basis": proposal.basis} if proposal.basis else {}
    return {"name": name, **told, **proposed, **basis, "why": proposal.why, "confirmed": False, "published": published}


def _figure(figure: Figure) -> dict[str, Any]:
    number = figure.number
    row: dict[str, Any] = {"kind": figure.kind, "code": figure.code.value, "rangeMiddle": figure.middle}
    row |= {"number": number.value[:40]} if number else {}
    where = number or figure.code
    row["pointer"] = where.pointer
    row["kindPointer"] = figure.code.pointer
    fields = {"field": number.field if number else "", "kindField": figure.code.field}
    return row | {name: text for name, text in fields.items() if text}


def _suggested(criterion: ImportedCriterion, name: str) -> Iterator[dict[str, str]]:
    for found in suggestions(criterion):
        measure = {"measure": found.measure} if found.measure else {}
        title = f"{found.criterion}, measure {found.measure}" if found.measure else found.criterion
        message = f"The words “{found.words[:120]}” may mean what {title} scores; a person decides."
        yield {
            "name": name,
            "criterion": found.criterion,
            **measure,
            "words": found.words[:120],
            "message": message,
        } | {"pointer": criterion.pointer}


def _fixed_price(skeleton: RequestSkeleton, criteria: Sequence[ImportedCriterion], currency: Sourced | None) -> None:
    """A fixed price, when exactly one total stands at the price and no quality is valued in money."""
    found = [(c, figure) for c in criteria for figure in c.figures if figure.kind.startswith("fixed")]
    if len(found) != 1:
        return
    criterion, figure = found[0]
    weighed = any(weight.value for weight in criterion.weights)
    if type_of(criterion) not in PRICE or figure.kind != FIXED_TOTAL or weighed or figure.number is None:
        return
    name = "weightProfile.fixedPrice"
    amount: dict[str, Any] = {}
    if skeleton.put(amount, f"{name}.value", figure.number, v.amount):
        skeleton.request["weightProfile"]["fixedPrice"] = amount
        skeleton.put(amount, f"{name}.currency", currency, v.currency, "In which currency is the fixed price?")
