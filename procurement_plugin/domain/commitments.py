"""What a bidder committed itself to when the tenders closed, and whether a later bid improves on it.

Directive 2014/24/EU, Article 56(3): what is missing may be submitted, supplemented or completed, in full compliance
with equal treatment. Evidence may therefore change after the opening; the facts that are scored may not get better.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from procurement_plugin.domain.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# Names under which a bid refers to documents or holds them: no commitment.
EVIDENCE = "evidence"


def committed_facts(bid: Any) -> Any:
    """The bid as it was sent, without its documents and the references to them."""
    if isinstance(bid, dict):
        return {name: committed_facts(part) for name, part in bid.items() if name != EVIDENCE}
    if isinstance(bid, list):
        return [committed_facts(part) for part in bid]
    return bid


def improved(
    before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]], asked_for: Mapping[str, set[str]]
) -> Iterator[Finding]:
    """What may not be, bid by bid, between two evaluations of one version.

    Args:
        before, after: the bids of the stored documents, each with its ``committedHash``.
        asked_for: by bid, the hashes or ids of documents that came in answer to a clarification.
    """
    earlier = {bid["id"]: bid for bid in before}
    for index, bid in enumerate(after):
        old = earlier.get(bid["id"])
        if old is None:
            yield _finding("clarification.newBid", f"bids[{index}]", f"The bid {bid['id']} was not evaluated before.")
            continue
        if bid["committedHash"] != old["committedHash"]:
            yield from _better(old, bid, f"bids[{index}]")
        yield from _unasked(old, bid, asked_for.get(bid["id"], set()), f"bids[{index}].evidence")


def _better(old: Mapping[str, Any], new: Mapping[str, Any], where: str) -> Iterator[Finding]:
    for before, after in zip(old["criteria"], new["criteria"], strict=True):
        points = [Decimal(score.get("points", "0")) for score in (before, after)]
        if points[1] > points[0]:
            name = ".".join(filter(None, (after["criterion"], after.get("measureName"))))
            message = (
                f"The facts of bid {new['id']} were changed after the opening, and {name} would rise from "
                f"{points[0]:f} to {points[1]:f} points."
            )
            yield _finding("clarification.committedValueImproved", where, message)


def _unasked(old: Mapping[str, Any], new: Mapping[str, Any], asked_for: set[str], where: str) -> Iterator[Finding]:
    known = {(item["id"], item.get("sha256", "")) for item in old.get(EVIDENCE, ())}
    for item in new.get(EVIDENCE, ()):
        if (item["id"], item.get("sha256", "")) not in known and item["id"] not in asked_for:
            message = f"The document {item['id']} of bid {new['id']} is new, and no clarification asked for it."
            yield _finding("clarification.notAskedFor", where, message)


REMEDIES = {
    "clarification.newBid": "Evaluate the bids that were opened; a bid that is out is named in exclusions.",
    "clarification.committedValueImproved": "Send the facts as they stood when the tenders closed; a clarification may "
    "complete the evidence for them, never better them (Directive 2014/24/EU, Article 56(3)).",
    "clarification.notAskedFor": "Record the clarification and its answer first; every bidder is treated alike.",
}


def _finding(code: str, where: str, message: str) -> Finding:
    return Finding(code, Severity.BLOCK, Kind.STRUCTURAL, message, where, REMEDIES[code])
