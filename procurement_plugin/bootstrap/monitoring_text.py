"""Watch lists and their reports as text for the terminal."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from procurement_plugin.bootstrap.tables import aligned

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from procurement_plugin.application.watch_ports import WatchList, WatchReport

WIDTH = 100
SIGNS = {"atLeast": "≥", "above": ">", "atMost": "≤", "below": "<"}
SHOWN = 12
HASH = 12


def overview(lists: Sequence[tuple[WatchList, WatchReport]]) -> str:
    """Every list with its identifier and what its last scan found."""
    if not lists:
        return "No watch list is kept yet; add one with: procurement-plugin watch add FILE"
    rows = [
        [stored.id, stored.body["name"], str(last.number), last.body["after"]["scannedAt"][:10],
         str(len(last.body["crossed"])), str(len(last.body["beyond"]))]
        for stored, last in lists
    ]  # fmt: skip
    head = ["list", "name", "report", "scanned", "crossed", "beyond"]
    return "\n".join(aligned([head, *rows], left=2))


def report_text(name: str, report: Mapping[str, Any]) -> str:
    """What crossed a threshold, what came and went, what is not known, and on which data it rests."""
    lines = [name, "", report["summary"]]
    if report["crossed"]:
        head = ["name", "figure", "before", "after", "threshold", "crossed", "now"]
        lines += ["", *aligned([head, *(_crossed(row) for row in report["crossed"])], left=7)]
    for part in ("appeared", "vanished"):
        lines += _wrapped(_changes(part, report[part]))
    lines += _wrapped([f"Not known: {row['value']}: {row['message']}" for row in report["notKnown"]])
    return "\n".join([*lines, "", *_vintages(report)])


def _crossed(row: Mapping[str, Any]) -> list[str]:
    threshold = row["threshold"]
    own = " (own)" if threshold.get("own") else ""
    return [
        row["name"],
        " ".join(filter(None, (row["kind"], row.get("of", "")))),
        _figure(row["before"]),
        _figure(row["after"]),
        f"{SIGNS[threshold['comparison']]} {threshold['limit']}{own}",
        "from below" if row["direction"] == "fromBelow" else "from above",
        "beyond" if row["passed"] else "back",
    ]


def _figure(side: Mapping[str, Any]) -> str:
    return f"{side['value']} ({side['year']})" if "year" in side else str(side["value"])


def _changes(part: str, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    subjects = [row["name"] for row in rows if "parts" in row]
    figures = [" ".join(filter(None, (row["name"], row["kind"], row.get("of")))) for row in rows if "parts" not in row]
    for what, found in (("", subjects), (" figures", figures)):
        if found:
            more = f", and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
            yield f"{part.capitalize()}{what}: {', '.join(found[:SHOWN])}{more}."


def _vintages(report: Mapping[str, Any]) -> Iterator[str]:
    for side in ("before", "after"):
        if side in report:
            told = report[side]
            year = f", figures up to {told['asOf']}" if "asOf" in told else ""
            yield f"{side.capitalize()}: scanned {told['scannedAt']}, vintage {told['vintage'][:HASH]}…{year}"


def _wrapped(lines: Iterator[str] | Sequence[str]) -> list[str]:
    return [part for line in lines for part in ("", *textwrap.wrap(line, WIDTH, subsequent_indent="  "))]
