"""A scan of a watch list, and what crossed since the last one, as the document that is kept and answered."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from procurement_plugin.application.evaluation_document import stripped
from procurement_plugin.domain.monitoring.crossings import beyond
from procurement_plugin.domain.monitoring.figures import Figure, Threshold, Unknown, WatchScan

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from procurement_plugin.application.scan_watch_list import Vintage
    from procurement_plugin.domain.monitoring.crossings import Comparison, Crossing

NOTHING = "Nothing crossed a threshold."
FIRST = "First scan; the next one is held against it."
UNCHANGED = "The data, the thresholds and the list are those of the last scan, so nothing can have crossed."


def report_of(
    scan: WatchScan, vintage: Vintage, scanned_at: str, last: Mapping[str, Any] | None, found: Comparison | None
) -> dict[str, Any]:
    """The report of a scan; of the first one, when there is nothing to compare with.

    Args:
        last: the report that holds the scan before.
    """
    now = {"scannedAt": scanned_at, **vintage.document()}
    held = [] if found is None or last is None else [_crossed(row, scan, last, now) for row in found.crossed]
    return stripped({"before": last["after"] if last else None, "after": now}) | {
        "summary": _summary(found),
        "compared": found.compared if found else 0,
        "crossed": held,
        "appeared": list(_changes(found, scan, came=True)) if found else [],
        "vanished": list(_changes(found, scan_of(last), came=False)) if found and last else [],
        "beyond": [{**_named(figure, scan), "thresholdId": threshold.id} for figure, threshold in beyond(scan)],
        "notKnown": [unknown._asdict() for unknown in scan.unknown],
        "figures": [_named(figure, scan) for figure in scan.figures],
        "thresholds": [_threshold(one) for one in scan.thresholds],
        "members": {part: list(subjects) for part, subjects in scan.members.items()},
    }


def unchanged(last: Mapping[str, Any]) -> dict[str, Any]:
    """What is answered when a scan would see what the last one saw; it is not kept."""
    return {
        **last,
        "before": last["after"],
        "summary": f"{NOTHING} {UNCHANGED}",
        "crossed": [],
        "compared": len(last["figures"]),
        "appeared": [],
        "vanished": [],
    }


def scan_of(report: Mapping[str, Any]) -> WatchScan:
    """The scan that a report holds."""
    rows = [dict(row) for row in report["figures"]]
    names = {row["subject"]: row.pop("name", row["subject"]) for row in rows}
    return WatchScan(
        tuple(Figure(**{"of": "", **row}) for row in rows),
        tuple(_kept_threshold(row) for row in report["thresholds"]),
        names,
        {part: tuple(subjects) for part, subjects in report["members"].items()},
        tuple(Unknown(**row) for row in report["notKnown"]),
    )


def _summary(found: Comparison | None) -> str:
    if found is None:
        return FIRST
    crossed = len({(row.after.key, row.new.id) for row in found.crossed})
    said = f"{_counted(crossed, 'threshold was', 'thresholds were')} crossed." if crossed else NOTHING
    appeared, vanished = len(found.appeared) + len(found.came), len(found.vanished) + len(found.went)
    return f"{said} {appeared} appeared, {vanished} vanished, {found.compared} figures compared."


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _crossed(row: Crossing, scan: WatchScan, last: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    before, after = _dated(row.before, last["after"]), _dated(row.after, now)
    limits = {"before": f"{row.old.limit:f}", "comparison": row.old.comparison}
    moved = (row.old.limit, row.old.comparison) != (row.new.limit, row.new.comparison)
    return stripped(
        {
            "subject": row.after.subject,
            "name": scan.names.get(row.after.subject, row.after.subject),
            "kind": row.after.kind,
            "of": row.after.of,
            "detail": row.after.detail,
            "direction": row.direction,
            "because": row.because,
            "before": before,
            "after": after,
            "threshold": _threshold(row.new),
            "thresholdBefore": limits if moved else None,
        }
    ) | {"passed": row.passed}


def _dated(figure: Figure, vintage: Mapping[str, Any]) -> dict[str, Any]:
    """A figure with the year it is of and the hash of the table it stands in."""
    hashes = {row["name"]: row["sha256"] for row in vintage["tables"]}
    shown = {"value": figure.value, "year": figure.year, "detail": figure.detail}
    return stripped({**shown, "table": figure.table, "sha256": hashes.get(figure.table)})


def _changes(found: Comparison, scan: WatchScan, *, came: bool) -> Iterator[dict[str, Any]]:
    """Subjects and figures that one scan has and the other has not; a new figure says what it is beyond."""
    for subject, parts in (found.came if came else found.went).items():
        yield {"subject": subject, "name": scan.names.get(subject, subject), "parts": list(parts)}
    for figure in found.appeared if came else found.vanished:
        passed = [one.id for one in scan.thresholds if one.concerns(figure) and one.passed_by(figure)]
        yield _named(figure, scan) | stripped({"beyond": passed})


def _named(figure: Figure, scan: WatchScan) -> dict[str, Any]:
    return stripped({**figure._asdict(), "name": scan.names.get(figure.subject, figure.subject)})


def _threshold(one: Threshold) -> dict[str, Any]:
    shown = {"id": one.id, "kind": one.kind, "limit": f"{one.limit:f}", "comparison": one.comparison}
    source = {"title": one.title, "href": one.href, "text": one.text, "subject": one.subject}
    return stripped({**shown, **source, "own": one.own or None})


def _kept_threshold(row: Mapping[str, Any]) -> Threshold:
    return Threshold(
        row["id"], row["kind"], Decimal(row["limit"]), row["comparison"], row["title"],
        row.get("href", ""), row.get("text", ""), row.get("subject", ""), row.get("own", False),
    )  # fmt: skip
