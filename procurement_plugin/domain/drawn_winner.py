"""Who is selected when the award decision is sent: the first in rank, or the bid that was drawn by lot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from procurement_plugin.domain.findings import StateError

if TYPE_CHECKING:
    from collections.abc import Mapping

SENT = "sendDecision"


def drawn(document: Mapping[str, Any], step: str, winner_id: str) -> str:
    """The bid that was drawn between bids sharing the first rank; empty where none was drawn, or none is named.

    Args:
        document: the evaluation, every bid with a total.
        step: the step that is taken; only the decision names a winner.
        winner_id: the bid that is named; empty when none is.

    Raises:
        StateError: a bid is named that cannot be the winner, or in a step that names none.
    """
    first = [str(row["bidId"]) for row in document["ranking"] if row["rank"] == 1]
    if step != SENT:
        if winner_id:
            raise StateError("otherWinner", f"Leave winnerBidId out of this step; it belongs to {SENT}.")
        return ""
    if len(first) > 1:
        if winner_id and winner_id not in first:
            raise StateError("otherWinner", f"Lots are drawn between {', '.join(first)}; {winner_id} is not of them.")
        return winner_id
    if winner_id and winner_id not in first:
        raise StateError("otherWinner", f"{first[0] if first else 'No bid'} is first in rank, and not {winner_id}.")
    return ""
