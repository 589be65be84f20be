"""What bidders committed themselves to when the tenders were opened, and whether later bids still say the same.

Directive 2014/24/EU, Article 56(3): what is missing may be submitted, supplemented or completed, in full compliance
with equal treatment. Evidence may therefore come later, when it was asked for; the facts themselves stay as opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.domain.evidence import EvidenceStatus
from procurement_plugin.domain.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

# Names under which a bid refers to documents or holds them: no commitment.
EVIDENCE = "evidence"
# Points that the platform computes are its own; a person's reason stands with each new evaluation.
PLATFORM_POINTS = "points"
# What a document is; its status is another matter.
IDENTITY = ("id", "sha256", "type", "issuer", "validFrom", "validTo")


class OpenedBid(NamedTuple):
    """A bid as it was opened: a hash of each part, and its documents as they were handed in."""

    committed: Mapping[str, str]
    evidence: tuple[Mapping[str, Any], ...]


def committed_parts(bid: Mapping[str, Any], hash_of: Callable[[Any], str]) -> dict[str, str]:
    """A hash for each part of a bid that a bidder is bound to, so that a change can be named."""
    parts: dict[str, Any] = {"bidder": bid["bidder"], "items": _facts(bid["items"])}
    parts |= {f"criterionInputs.{name}": _facts(given) for name, given in (bid.get("criterionInputs") or {}).items()}
    parts |= {
        f"otherCriteria.{name}": {key: value for key, value in given.items() if key != PLATFORM_POINTS}
        for name, given in (bid.get("otherCriteria") or {}).items()
    }
    return {name: hash_of(part) for name, part in parts.items()}


def _facts(part: Any) -> Any:
    """A part as it was sent, without the references to documents."""
    if isinstance(part, dict):
        return {name: _facts(inner) for name, inner in part.items() if name != EVIDENCE}
    if isinstance(part, list):
        return [_facts(inner) for inner in part]
    return part


def identity(document: Mapping[str, Any]) -> tuple[str, ...]:
    """What makes a document that document and no other."""
    return tuple(str(document.get(name) or "") for name in IDENTITY)


class Difference(NamedTuple):
    """What differs between a bid as opened and as sent now."""

    bid_id: str
    finding: Finding


def differences(
    opened: Mapping[str, OpenedBid],
    sent: Mapping[str, OpenedBid],
    answered: Mapping[str, Collection[tuple[str, ...]]],
) -> Iterator[Difference]:
    """What may not differ between the bids as opened and as they are sent now.

    Args:
        sent: by bid, in the order of the request, excluded ones among them.
        answered: by bid, the identities of documents that came in time in answer to a clarification.
    """
    for name in opened:
        if name not in sent:
            message = f"The bid {name} was opened and is not among these."
            yield Difference(name, _finding("clarification.missingBid", "bids", message))
    for index, (name, bid) in enumerate(sent.items()):
        where = f"bids[{index}]"
        before = opened.get(name)
        if before is None:
            message = f"The bid {name} is not among those that were opened."
            yield Difference(name, _finding("clarification.newBid", where, message))
            continue
        for finding in (*_changed(name, before, bid, where), *_unasked(name, before, bid, answered, where)):
            yield Difference(name, finding)


def _changed(name: str, before: OpenedBid, now: OpenedBid, where: str) -> Iterator[Finding]:
    for part in sorted(before.committed.keys() | now.committed.keys()):
        if before.committed.get(part) != now.committed.get(part):
            message = f"In bid {name}, '{part}' is not as it was opened."
            yield _finding("clarification.committedValueChanged", f"{where}.{part}", message)


def _unasked(
    name: str, before: OpenedBid, now: OpenedBid, answered: Mapping[str, Collection[tuple[str, ...]]], where: str
) -> Iterator[Finding]:
    known = {identity(document) for document in before.evidence} | set(answered.get(name, ()))
    for number, document in enumerate(now.evidence):
        if identity(document) not in known:
            message = (
                f"The document {document['id']} of bid {name}, with these particulars, was neither handed in with the "
                "bid nor in time in answer to a clarification."
            )
            yield _finding("clarification.notAskedFor", f"{where}.evidence[{number}]", message)


def effective_status(sent: str, opened: str, decided: str) -> str:
    """The status that counts: what a person decided here; else what is sent, but a refusal stays one."""
    if decided:
        return decided
    return str(EvidenceStatus.REFUSED) if opened == EvidenceStatus.REFUSED else sent


def crossed(before: str, after: str) -> bool:
    """Whether a document counts now and did not, or the other way round."""
    return (before == EvidenceStatus.REFUSED) != (after == EvidenceStatus.REFUSED)


REMEDIES = {
    "clarification.missingBid": "Send every bid that was opened; one that is out is sent, too, and named in "
    "'exclusions'.",
    "clarification.newBid": "Evaluate the bids that were opened and no others.",
    "clarification.committedValueChanged": "Send the facts as they were opened; a clarification may complete the "
    "evidence for them, never change them (Directive 2014/24/EU, Article 56(3)).",
    "clarification.notAskedFor": "Ask for it in a clarification and record the answer with the very same particulars, "
    "or send the document as it was handed in.",
}
COPIED_WRONGLY = " If the bid was copied wrongly, an approver may correct that with a reason, in 'corrections'."


def _finding(code: str, where: str, message: str) -> Finding:
    remedy = REMEDIES[code] + COPIED_WRONGLY
    return Finding(code, Severity.BLOCK, Kind.STRUCTURAL, message, where, remedy)


def opened_bid(bid: Mapping[str, Any], hash_of: Callable[[Any], str]) -> OpenedBid:
    """A bid as it is sent, in the form that is kept of it."""
    documents = tuple({**document} for document in bid.get(EVIDENCE) or ())
    return OpenedBid(committed_parts(bid, hash_of), documents)
