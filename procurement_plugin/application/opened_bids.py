"""Bids sent for an official evaluation against those that were opened: same facts, same documents, decided status."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.application.evaluation_document import canonical_hash
from procurement_plugin.application.lot_file import CORRECTED, OPENED, LotFile
from procurement_plugin.domain.actor import APPROVE
from procurement_plugin.domain.commitments import differences, effective_status, identity, opened_bid
from procurement_plugin.domain.evidence import shortcomings
from procurement_plugin.domain.findings import Finding, Kind, Severity, StateError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from procurement_plugin.application.evaluate_lot import LotRequest
    from procurement_plugin.application.publish_profile import Published
    from procurement_plugin.domain.actor import Actor
    from procurement_plugin.domain.commitments import Difference, OpenedBid
    from procurement_plugin.domain.procedure import Bid

DIFFER = "The bids differ from those that were opened in ways that a clarification does not allow; nothing was stored."
PAPERS = "The particulars of documents are not complete enough for an official evaluation; nothing was stored."


class Correction(NamedTuple):
    """A bid that was copied wrongly, with the reason; only a person who may approve gives one."""

    bid_id: str
    reason: str


def check_version(file: LotFile, published: Published) -> None:
    """A lot is evaluated under the version by which its bids were opened.

    Raises:
        StateError: it was another.
    """
    first = file.version
    if first is not None and first != (published.profile_id, published.number):
        profile_id, number = first
        message = (
            f"The bids of this lot were opened under version {number} of {profile_id}; what was published then is "
            "what counts. Evaluate under that version."
        )
        raise StateError("otherVersion", message)


def check_documents(lot: LotRequest, today: date) -> None:
    """Each document has its hash, and who says it was verified stands with it.

    Raises:
        StateError: with every finding.
    """
    found = tuple(_faults(lot, today))
    if found:
        raise StateError("documentIncomplete", PAPERS, found)


def _faults(lot: LotRequest, today: date) -> Iterator[Finding]:
    for index, bid in enumerate(lot.bids):
        for number, document in enumerate(bid.evidence.values()):
            for code, message, remedy in shortcomings(document, today):
                where = f"bids[{index}].evidence[{number}]"
                yield Finding(code, Severity.BLOCK, Kind.STRUCTURAL, message, where, remedy)


def check_bids(
    file: LotFile, lot: LotRequest, corrections: Sequence[Correction], actor: Actor
) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    """Compare with the bids as opened.

    Returns:
        What an approver corrected, each with its differences in words; and what is to be recorded, with its kind.

    Raises:
        StateError: with every difference that was not corrected.
    """
    sent = {bid["id"]: opened_bid(bid, canonical_hash) for bid in lot.source["bids"]}
    if file.version is None:
        if corrections:
            raise StateError("nothingToCorrect", "No bids of this lot were opened here yet; leave 'corrections' out.")
        return [], {"kind": OPENED, "bids": _kept(sent)}
    answered = {name: [identity(one) for one in came] for name, came in file.answered().items()}
    found = tuple(differences(file.opened(), sent, answered))
    corrected = {correction.bid_id: correction for correction in corrections}
    open_findings = tuple(one.finding for one in found if one.bid_id not in corrected)
    if open_findings:
        raise StateError("bidsDiffer", DIFFER, open_findings)
    if not corrections:
        return [], None
    _check_corrections(corrected, found, actor)
    rows = [_corrected(correction, found) for correction in corrections]
    changed = {name: bid for name, bid in sent.items() if name in corrected}
    gone = [name for name in corrected if name not in sent]
    return rows, {"kind": CORRECTED, "bids": _kept(changed), "withdrawn": gone, "corrections": rows}


def _check_corrections(corrected: Mapping[str, Correction], found: Sequence[Difference], actor: Actor) -> None:
    if APPROVE not in actor.scopes or not actor.person:
        message = "A person who may approve (scoring:approve) corrects what was copied wrongly; this call names none."
        raise StateError("approverNeeded", message)
    idle = [name for name in corrected if name not in {one.bid_id for one in found}]
    if idle:
        message = f"Nothing differs from what was opened in {', '.join(idle)}; leave it out of 'corrections'."
        raise StateError("nothingToCorrect", message)


def _corrected(correction: Correction, found: Sequence[Difference]) -> dict[str, Any]:
    differ = [one.finding.message for one in found if one.bid_id == correction.bid_id]
    return {"bidId": correction.bid_id, "reason": correction.reason, "differences": differ}


def _kept(bids: Mapping[str, OpenedBid]) -> dict[str, Any]:
    return {
        name: {"committed": dict(bid.committed), "evidence": [dict(one) for one in bid.evidence]}
        for name, bid in bids.items()
    }


def with_decisions(lot: LotRequest, file: LotFile) -> LotRequest:
    """The bids, each document with the status that counts; a decision recorded here counts more than what is sent."""
    if file.version is None:
        return lot
    decided = file.decisions()
    return replace(lot, bids=tuple(_decided(bid, file, decided) for bid in lot.bids))


def _decided(bid: Bid, file: LotFile, decisions: Mapping[tuple[str, str, str], Mapping[str, Any]]) -> Bid:
    evidence = {}
    for name, document in bid.evidence.items():
        decision = decisions.get((bid.id, name, document.sha256))
        opened = file.opening_status(bid.id, document.identity)
        status = effective_status(document.status, opened, decision["status"] if decision else "")
        evidence[name] = document._replace(status=status)
        if decision is not None:
            who = decision["actor"]["name"] or decision["actor"]["subject"]
            day = datetime.fromisoformat(decision["at"]).date()
            evidence[name] = evidence[name]._replace(verifier=who, verified_on=day)
    return bid._replace(evidence=evidence)
