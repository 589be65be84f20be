"""What is recorded about the bids of a lot beside its evaluations: as opened, decided, asked and answered."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from procurement_plugin.domain.commitments import OpenedBid, crossed, identity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from procurement_plugin.application.ports import Record

OPENED, CORRECTED = "bidsOpened", "bidsCorrected"
DECISION, ASKED, ANSWERED = "evidenceDecided", "clarificationAsked", "clarificationAnswered"


def lot_key(procedure_id: str, lot_id: str) -> str:
    """The name of a lot in the store: its identifiers may be longer than a key."""
    return hashlib.sha256(f"{len(procedure_id)}:{procedure_id}{lot_id}".encode()).hexdigest()


class LotFile:
    """The records of one lot, in order; it outlives each evaluation of the lot."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.records = tuple(records)

    def of(self, kind: str) -> tuple[Record, ...]:
        """The records of a kind."""
        return tuple(record for record in self.records if record.kind == kind)

    @property
    def version(self) -> tuple[str, int] | None:
        """Profile and number of the version under which the bids were opened; None before that."""
        for record in self.of(OPENED):
            return record.body["profileId"], record.body["version"]
        return None

    def opened(self) -> dict[str, OpenedBid]:
        """The bids as opened, each as last corrected by an approver."""
        bids: dict[str, OpenedBid] = {}
        for record in self.records:
            if record.kind in (OPENED, CORRECTED):
                for name in record.body.get("withdrawn", ()):
                    bids.pop(name, None)
                for name, bid in record.body["bids"].items():
                    bids[name] = OpenedBid(bid["committed"], tuple(bid["evidence"]))
        return bids

    def opening_status(self, bid_id: str, document: tuple[str, ...]) -> str:
        """The status with which a document, by its identity, was handed in; empty when it came later."""
        bid = self.opened().get(bid_id)
        known = bid.evidence if bid else ()
        return next((str(one["status"]) for one in known if identity(one) == document), "")

    def decisions(self) -> dict[tuple[str, str, str], Mapping[str, Any]]:
        """The last decision about each document, by bid, document and hash."""
        bodies = (record.body for record in self.of(DECISION))
        return {(body["bidId"], body["evidenceId"], body["sha256"]): body for body in bodies}

    def answered(self) -> dict[str, list[Mapping[str, Any]]]:
        """By bid, the documents that came in time in answer to a clarification."""
        found: dict[str, list[Mapping[str, Any]]] = {}
        for record in self.of(ANSWERED):
            if not record.body["late"]:
                found.setdefault(record.body["bidId"], []).extend(record.body["evidence"])
        return found

    def answer_to(self, number: int) -> Mapping[str, Any] | None:
        """What was answered to a clarification."""
        return next((one.body for one in self.of(ANSWERED) if one.body["clarification"] == number), None)

    def why_again(self, document: Mapping[str, Any]) -> Iterator[str]:
        """Why an evaluation no longer says what the evidence says, in words; nothing when it does."""
        evaluated = {bid["id"]: bid.get("evidence", ()) for bid in document["bids"]}
        decisions = self.decisions()
        for bid_id, documents in evaluated.items():
            for item in documents:
                decided = decisions.get((bid_id, item["id"], item["sha256"]))
                if decided is not None and crossed(item["status"], decided["status"]):
                    said = "refused" if decided["status"] == "refused" else "accepted"
                    yield f"The document {item['id']} of bid {bid_id} was {said} after this evaluation."
        for bid_id, came in self.answered().items():
            known = {identity(item) for item in evaluated.get(bid_id, ())}
            new = sorted(str(item["id"]) for item in came if identity(item) not in known)
            if new and bid_id in evaluated:
                yield f"Bid {bid_id} handed in documents in answer to a clarification: {', '.join(new)}."
