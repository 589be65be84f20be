"""Operations on watch lists."""

from __future__ import annotations

from procurement_plugin.domain.actor import EVALUATE, READ
from procurement_plugin.web.operation import BASE, EVALUATION_ID, IF_MATCH, NUMBER, Operation

LIST_ID = {**EVALUATION_ID, "name": "watchListId", "description": "Identifier of the watch list"}
REPORT = {**NUMBER, "description": "Number of the report"}
BEFORE = {
    "name": "before",
    "in": "query",
    "required": False,
    "schema": {"type": "integer", "minimum": 1, "maximum": 999_999},
    "description": "Only reports with a lower number: 'next' of the page before",
}
IF_MATCH_LIST = {**IF_MATCH, "description": "ETag of the watch list as it was read; needed, else 428"}
TAG = "monitoring"
ONE = f"{BASE}/watchLists/{{watchListId}}"
WATCH_LISTS = (
    Operation(
        "post", f"{BASE}/watchLists", "createWatchList",
        "Watch items, materials or production sites; the first scan is made at once", TAG, "WatchList", "Kept",
        ("400", "401", "403", "409", "413", "415"),
        status="201", body="NewWatchList", headers={"Location": "Address of the watch list"}, scope=EVALUATE, once=True,
    ),
    Operation(
        "get", f"{BASE}/watchLists", "listWatchLists", "All watch lists, the eldest first", TAG, "WatchLists",
        "All of them", ("401", "403"), scope=READ,
    ),
    Operation(
        "get", ONE, "getWatchList", "A watch list", TAG, "WatchList", "With what its last scan found",
        ("401", "403", "404"), parameters=(LIST_ID,), scope=READ,
    ),
    Operation(
        "put", ONE, "changeWatchList", "Watch other things under the same name", TAG, "WatchList",
        "Changed; it is scanned with the next rescan",
        ("400", "401", "403", "404", "412", "413", "415", "428"),
        body="WatchListRequest", parameters=(LIST_ID, IF_MATCH_LIST), scope=EVALUATE,
    ),
    Operation(
        "delete", ONE, "deleteWatchList", "Watch it no longer", TAG, "nothing",
        "Removed with its reports; the audit trail says that it was", ("401", "403", "404"),
        status="204", parameters=(LIST_ID,), scope=EVALUATE,
    ),
    Operation(
        "post", f"{ONE}/rescans", "createRescan", "Scan again, and say what crossed a threshold", TAG, "WatchReport",
        "The report; nothing crossed is said too", ("401", "403", "404", "409"),
        status="201", parameters=(LIST_ID,), headers={"Location": "Address of the report"}, scope=EVALUATE, once=True,
        other_answers={"200": ("Nothing can have changed since the last scan; not kept", "WatchReport")},
    ),
    Operation(
        "get", f"{ONE}/reports", "listWatchReports", "Reports in short, the latest first, a page at a time", TAG,
        "WatchReports", "A page", ("400", "401", "403", "404"), parameters=(LIST_ID, BEFORE), scope=READ,
    ),
    Operation(
        "get", f"{ONE}/reports/{{number}}", "getWatchReport", "A report", TAG, "WatchReport", "As it was kept",
        ("401", "403", "404"), parameters=(LIST_ID, REPORT), scope=READ,
    ),
)  # fmt: skip
