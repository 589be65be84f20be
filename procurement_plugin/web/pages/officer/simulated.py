"""What the page of a simulation shows: bids in the order of their rank, the weights drawn, sentences' parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

OPEN = "open"
LAST = 1_000_000


def shown(found: Mapping[str, Any], body: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """A simulation ready to be shown.

    Args:
        body: holds the weight profile that was tried.
        names: of the bidders, by bid.
    """
    criteria = body["weightProfile"]["criteria"]
    # By the bare name, too: a criterion that has one measure goes by it.
    by_key = {row["criterion"]: row for row in criteria} | {key_of(row): row for row in criteria}
    ordered = sorted(found["bids"], key=lambda bid: bid.get("rank", LAST))
    bids = [{**bid, "name": names.get(bid["bidId"], "")} for bid in ordered]
    entries = [{"bid": bid, "scores": [_score(bid["points"], row) for row in criteria]} for bid in bids]
    clipping = [{**row, "of": by_key.get(row["criterion"], {})} for row in found["clipping"]]
    made = {**found, "bids": bids, "criteria": criteria, "entries": entries, "clipping": clipping}
    if "sensitivity" in found:
        firm = found["sensitivity"]
        weights = [{**row, "of": by_key.get(row["criterion"], {})} for row in firm["weights"]]
        transfer = firm.get("smallestTransfer")
        if transfer:
            transfer = {**transfer, "source": by_key[transfer["from"]], "target": by_key[transfer["to"]]}
        made["sensitivity"] = {**firm, "weights": weights, "smallestTransfer": transfer}
    return made


def key_of(row: Mapping[str, Any]) -> str:
    """The name of a criterion within its profile, as simulations use it."""
    return f"{row['criterion']}.{row['measure']}" if row.get("measure") else str(row["criterion"])


def _score(points: Mapping[str, str], row: Mapping[str, Any]) -> dict[str, Any]:
    """In the form that the drawing of a ranking takes; criteria with one measure go by their name alone."""
    found = points.get(key_of(row), points.get(row["criterion"], OPEN))
    return {"score": {} if found == OPEN else {"points": found}}
