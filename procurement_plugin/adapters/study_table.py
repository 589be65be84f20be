"""A study as tables for a spreadsheet, safe to open: its groups, and its lots one by one."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from procurement_plugin.application.spreadsheet_table import inert

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

COMPARISONS = ("stated", "withoutThree")
KINDS = ("all", "sectors", "memberStates")
COUNTS = ("lots", "scored", "oneBid")
COMPARED = ("lots", "winnerSame", "winnerChanged", "winnerDrawn", "shareChanged", "bids")
QUANTILES = ("percentile5", "percentile25", "median", "percentile75", "percentile95")
ORDER = ("pairs", "pairsTurned", "rankCorrelation")
COLUMNS = (
    *("comparedWith", "group", "key", "name", *COUNTS, "compared", *COMPARED[1:]),
    *QUANTILES,
    *ORDER,
)
LOT_COLUMNS = (
    *("line", "procedure", "lot", "sector", "memberState", "bids", "awarded"),
    *("winnerStudy", "winnerStated", "besideStated", "besideWithoutThree", "remarks", "wouldBeBlockedBy"),
)
# Spreadsheets of Windows take a table without it for the code page of the country.
MARK = "\ufeff"


def groups_table(document: Mapping[str, Any]) -> str:
    """CSV, one row for each comparison and group; decimals and counts as in the document."""
    import pandas as pd  # noqa: PLC0415  half a second that only an export needs

    frame = pd.DataFrame(_rows(document), columns=list(COLUMNS), dtype=str)
    return MARK + frame.to_csv(index=False, lineterminator="\r\n")


def _rows(document: Mapping[str, Any]) -> Iterator[list[str]]:
    for which in COMPARISONS:
        for kind in KINDS:
            for group in [document["all"]] if kind == "all" else document.get(kind, []):
                found = group[which]
                cells = [which, kind, inert(group["key"]), inert(group["name"]), *(group[name] for name in COUNTS)]
                cells += [found.get(name, "") for name in COMPARED]
                cells += [found.get("pointChange", {}).get(name, "") for name in QUANTILES]
                cells += [found.get(name, "") for name in ORDER]
                yield [str(cell) for cell in cells]


def lots_table(rows: Iterable[Sequence[str]], *, head: bool) -> str:
    """CSV of some lots in the columns of ``LOT_COLUMNS``; the head only before the first of them."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    if head:
        writer.writerow(LOT_COLUMNS)
    writer.writerows([inert(cell) for cell in row] for row in rows)
    return (MARK if head else "") + text.getvalue()
