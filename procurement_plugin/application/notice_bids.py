"""Bids that a notice names, as far as it does; where they are produced, no standard says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from procurement_plugin.application import notice_values as v
from procurement_plugin.application.request_skeleton import Why
from procurement_plugin.domain.findings import Severity
from procurement_plugin.domain.notices.imported import Sourced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from procurement_plugin.application.request_skeleton import RequestSkeleton
    from procurement_plugin.domain.notices.imported import ImportedBid

MOST_BIDS = 1000
# Rows of items over all bids; beyond, each bid's items are one gap.
MOST_BID_ITEMS = 5000
SOUND = ("", "valid", "active", "pending", "submitted", "invited")


def fill_bids(skeleton: RequestSkeleton, bids: Sequence[ImportedBid], items: Sequence[str]) -> None:
    """Put the bids of a lot into the skeleton; ``items`` are the identifiers of the lot's items."""
    if not bids:
        message = "The notice names no bids. Add each bid as opened, with its production sites."
        skeleton.lack("bids", Why.NOT_PUBLISHED, message)
        return
    if len(bids) > MOST_BIDS:
        message = f"The notice names {len(bids)} bids; the first {MOST_BIDS} were taken over."
        skeleton.remark("import.tooMany", Severity.WARN, message, "bids")
    rows: list[dict[str, Any]] = []
    skeleton.request["bids"] = rows
    used: set[str] = set()
    offered = items if len(items) * min(len(bids), MOST_BIDS) <= MOST_BID_ITEMS else ()
    for index, bid in enumerate(bids[:MOST_BIDS]):
        rows.append(_bid(skeleton, bid, offered, f"bids[{index}]", used))


def _bid(
    skeleton: RequestSkeleton, bid: ImportedBid, items: Sequence[str], name: str, used: set[str]
) -> dict[str, Any]:
    row: dict[str, Any] = {}
    given = v.identifier(bid.id.value)[0] if bid.id else None
    if given in used:
        skeleton.lack(f"{name}.id", Why.UNUSABLE, f"Another bid is called {given}, too; give each its own.", bid.id)
    else:
        skeleton.put(row, f"{name}.id", bid.id, v.identifier, "The bid has no identifier; give it one.")
    used |= {given} if given else set()
    row["bidder"] = _bidder(skeleton, bid, f"{name}.bidder")
    if items:
        row["items"] = [_item(skeleton, bid, item, f"{name}.items[{index}]") for index, item in enumerate(items)]
    else:
        skeleton.lack(f"{name}.items", Why.NOT_PUBLISHED, "Say what is offered for each item.")
    amount: dict[str, Any] = {}
    if skeleton.put(amount, f"{name}.otherCriteria.price.amount", bid.amount, v.amount):
        row["otherCriteria"] = {"price": amount}
    status = bid.status.value if bid.status else ""
    if status not in SOUND:
        message = f"The bid's status is “{status[:40]}”: leave it out, or name it under exclusions."
        skeleton.remark("import.bidStatus", Severity.WARN, message, name, bid.status)
    if bid.variant is not None:
        skeleton.remark("import.variant", Severity.WARN, "The bid is a variant; score it apart.", name, bid.variant)
    return row


def _bidder(skeleton: RequestSkeleton, bid: ImportedBid, name: str) -> dict[str, Any]:
    row: dict[str, Any] = {}
    first = bid.bidders[0] if bid.bidders else None
    skeleton.put(row, f"{name}.id", first.id if first else None, v.identifier, "The bidder has no identifier.")
    names = [bidder.name for bidder in bid.bidders if bidder.name is not None]
    joined = names[0] if names else None
    if len(names) > 1:
        together = " + ".join(found.value for found in names)
        joined = Sourced(together, names[0].pointer, names[0].field, f"The names of {len(names)} companies.")
    skeleton.put(row, f"{name}.name", joined, v.words(300), "The bidder has no name.")
    if len(bid.bidders) > 1:
        message = f"{len(bid.bidders)} companies bid together; the identifier is that of the first."
        skeleton.remark("import.consortium", Severity.INFORM, message, name, joined)
    return row


def _item(skeleton: RequestSkeleton, bid: ImportedBid, item: str, name: str) -> dict[str, Any]:
    row: dict[str, Any] = {}
    skeleton.derive(row, f"{name}.itemId", item, bid.pointer, "every bid is taken to offer every item of the lot")
    message = (
        "Where the last substantial production step takes place, with evidence and shares; never the registered office."
    )
    if bid.origin_countries:
        named = ", ".join(origin.value[:20] for origin in bid.origin_countries)
        message += f" The notice names the country of origin only ({named}), which is no place."
    origin = bid.origin_countries[0] if bid.origin_countries else None
    skeleton.lack(f"{name}.productionSites", Why.NO_STANDARD, message, origin)
    return row
