"""Kinds of problem with status 409 about watch lists."""

from __future__ import annotations

from procurement_plugin.web.problem_type import ProblemType

WATCH_LISTS = (
    ProblemType(
        409,
        "tooManyWatchLists",
        "The tenant has as many watch lists as it may",
        "Remove one that is no longer used",
        ("createWatchList",),
    ),
    ProblemType(
        409,
        "watchListRescanned",
        "Somebody else rescanned the list at the same time, or removed it",
        "Read its reports (listWatchReports)",
        ("createRescan",),
    ),
)
