"""One bid of an evaluation, alone: its points with every step, or why it was not scored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from procurement_plugin.domain.findings import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Mapping

ABOUT = ("kind", "status", "demonstration", "computedAt", "weightProfileVersion", "roundingPolicy")


def breakdown_of(document: Mapping[str, Any], bid_id: str) -> dict[str, Any]:
    """What an evaluation says about one bid; nothing of the others but what its rank tells.

    Raises:
        NotFoundError: the evaluation has no such bid.
    """
    about = {
        "evaluationId": document["id"],
        **{name: document[name] for name in ABOUT if name in document},
        **{name: {part: document[name][part] for part in ("id", "title")} for name in ("procedure", "lot")},
    }
    for out in document.get("exclusions", ()):
        if out["bidId"] == bid_id:
            return {**about, "exclusion": out}
    for bid in document["bids"]:
        if bid["id"] == bid_id:
            return {**about, "bid": bid}
    raise NotFoundError("This evaluation has no bid with this identifier.")
