"""What the bidder of one bid may see of an official evaluation, by the rules of its debriefing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.application.official_documents import Decision, decision_of, first_in_rank
from procurement_plugin.domain.debrief import Comparison, comparison, unexplained
from procurement_plugin.domain.findings import StateError
from procurement_plugin.domain.justification import Justification, compose
from procurement_plugin.domain.redaction import Reader, record_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OFFICIAL = "official"
SENT = "sendDecision"
NOT_YET = "Nothing is told about this evaluation before the award decision was sent; please come back after that."
NEVER = "This is a trial evaluation. It is never an award, and nothing is told about it to anybody who made a tender."


class BidResult(NamedTuple):
    """One bidder's view; everything in it comes from ``record``, which holds nothing that is withheld.

    ``replaced`` says that another evaluation has taken the place of this one since the decision was sent.
    """

    record: Mapping[str, Any]
    said: Justification
    decision: Decision
    compared: Comparison | None
    replaced: bool


def decision_sent(steps: Sequence[Mapping[str, Any]], evaluation_id: str) -> Decision:
    """The award decision on an evaluation; empty while it was not sent.

    Args:
        steps: of its version, each with evaluationId, step and at.
    """
    sent = [step for step in steps if step["evaluationId"] == evaluation_id and step["step"] == SENT]
    return decision_of(sent[-1]) if sent else Decision()


def bid_result(document: Mapping[str, Any], bid_id: str, steps: Sequence[Mapping[str, Any]]) -> BidResult:
    """What the bidder may see now.

    Args:
        document: the stored evaluation.
        steps: the life of its version.

    Raises:
        NotFoundError: the evaluation has no such bid.
        StateError: the award decision was not sent yet, or the evaluation is a trial.
    """
    if document["kind"] != OFFICIAL:
        raise StateError("beforeDecision", NEVER)
    decision = decision_sent(steps, document["id"])
    if not decision.sent_at:
        raise StateError("beforeDecision", NOT_YET)
    record = record_for(document, Reader(bid_id), decision.winner_id or first_in_rank(document))
    replaced = steps[-1]["evaluationId"] != document["id"]
    return BidResult(record, compose(record), decision, comparison(record), replaced)


def words_needed(document: Mapping[str, Any], bid_id: str, decision: Decision) -> tuple[str, ...]:
    """The criteria about which the officer has to say in words what the selected tender does better.

    Raises:
        NotFoundError: the evaluation has no such bid.
    """
    record = record_for(document, Reader(bid_id), decision.winner_id or first_in_rank(document))
    return unexplained(comparison(record))
