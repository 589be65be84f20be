"""An evaluation as a table for a spreadsheet, safe to open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

COLUMNS = ("bid", "bidder", "rank", "total", "criterion", "measure", "unit", "value", "weight", "points", "evidence")
# A spreadsheet runs a cell that begins with one of these as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table(document: Mapping[str, Any]) -> str:
    """CSV, one row for each bid and criterion, decimals as in the document."""
    import pandas as pd  # noqa: PLC0415  half a second that only an export needs

    frame = pd.DataFrame(_rows(document), columns=list(COLUMNS), dtype=str)
    return frame.to_csv(index=False, lineterminator="\r\n")


def _rows(document: Mapping[str, Any]) -> list[dict[str, str]]:
    return [
        {
            "bid": inert(bid["id"]),
            "bidder": inert(bid["bidder"]["name"]),
            "rank": str(bid.get("rank", "")),
            "total": bid.get("total", ""),
            "criterion": inert(".".join(filter(None, (score["criterion"], score.get("measureName"))))),
            "measure": score.get("measure", {}).get("value", ""),
            "unit": score.get("measure", {}).get("unit", ""),
            "value": score.get("value", ""),
            "weight": score["weight"],
            "points": score.get("points", ""),
            "evidence": score["evidenceStatus"],
        }
        for bid in document["bids"]
        for score in bid["criteria"]
    ]


def inert(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
