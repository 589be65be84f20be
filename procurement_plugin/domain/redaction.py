"""What one reader of a document may see of a stored evaluation.

A bidder's record is built from what may stand in it, never by taking things away: a field that is added to
evaluations later stays out until somebody lets it in here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.domain.findings import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Fixed before any bid was opened, or the same for everybody.
ABOUT_THE_LOT = (
    "id",
    "kind",
    "status",
    "demonstration",
    "computedAt",
    "engineVersion",
    "weightProfileVersion",
    "profileFingerprint",
    "parametersFingerprint",
    "dataSets",
    "roundingPolicy",
    "procedure",
    "lot",
    "weightProfile",
    "limits",
    "parameters",
    "answers",
    "overrides",
    "supersedes",
)
OF_A_SCORE = ("criterion", "measureName", "weight", "points")
OWN_COMPARISON = ("bidId", "rank", "secondRank", "total", "secondTotal", "measure")
# Points lie on published scales, so they tell a measure; Article 55(2)(c) asks for them all the same.
WITHHELD = ("otherTenders", "winnersData", "otherIdentifiers")
WITHHELD_NOT_ADMITTED = ("winnerForAdmissible", "otherTenders", "otherIdentifiers")


class Reader(NamedTuple):
    """Who reads: the contracting authority (no bid), or the bidder of one bid."""

    bid_id: str = ""

    @property
    def is_authority(self) -> bool:
        """Whether the reader may see the whole file."""
        return not self.bid_id


AUTHORITY = Reader()


def record_for(
    document: Mapping[str, Any], reader: Reader, winner_id: str = "", commitments: Iterable[str] = ()
) -> Mapping[str, Any]:
    """The part of a stored evaluation that a reader may see; the whole of it for the authority.

    Args:
        winner_id: the bid that is selected; empty when that is not settled.
        commitments: salted, one a bid; they are sorted, so that their order tells nothing.

    Raises:
        NotFoundError: the evaluation has no such bid.
    """
    if reader.is_authority:
        return document
    own = next((bid for bid in document["bids"] if bid["id"] == reader.bid_id), None)
    out = [row for row in document.get("exclusions", ()) if row["bidId"] == reader.bid_id]
    if own is None and not out:
        raise NotFoundError("This evaluation has no bid with this identifier.")
    record = {name: document[name] for name in ABOUT_THE_LOT if name in document}
    record |= {
        "reader": {"bidId": reader.bid_id},
        "findings": [row for row in document["findings"] if not row.get("where", "").startswith("bids")],
        "bids": [own] if own is not None else [],
        "bidsScored": len(document["bids"]),
        "exclusions": out,
        "corrections": [row for row in document.get("corrections", ()) if row["bidId"] == reader.bid_id],
        "ranking": [row for row in document["ranking"] if row["bidId"] == reader.bid_id],
        "withheld": list(WITHHELD if own is not None else WITHHELD_NOT_ADMITTED),
        "commitments": sorted(commitments),
    }
    if own is not None and winner_id:
        record["winner"] = _winner(document, winner_id, own)
    return record | _second(document, own)


def _winner(document: Mapping[str, Any], winner_id: str, own: Mapping[str, Any]) -> Mapping[str, Any]:
    """Name and points of the tender selected; nothing else of it."""
    bid = next((row for row in document["bids"] if row["id"] == winner_id), None)
    if bid is None:
        raise NotFoundError("This evaluation has no scored bid with the identifier of the winner.")
    return {
        "own": bid is own,
        "bidder": {"name": bid["bidder"]["name"]},
        **{name: bid[name] for name in ("total", "rank") if name in bid},
        "criteria": [{name: score[name] for name in OF_A_SCORE if name in score} for score in bid["criteria"]],
    }


def _second(document: Mapping[str, Any], own: Mapping[str, Any] | None) -> dict[str, Any]:
    """The own line under the second data set; its classes are those of all chains, so they stay out."""
    second = document.get("secondDataSet")
    if second is None or own is None:
        return {}
    rows = [
        {name: row[name] for name in OWN_COMPARISON if name in row}
        for row in second["bids"]
        if row["bidId"] == own["id"]
    ]
    told = {name: second[name] for name in ("id", "sha256", "orderChanges")}
    return {"secondDataSet": {**told, "bids": rows, "classes": [], "notCompared": []}}
