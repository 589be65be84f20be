"""Tables for the terminal: plain text, aligned, no colour needed to understand them."""

from __future__ import annotations

import textwrap
from collections import Counter
from typing import TYPE_CHECKING, Any

from procurement_plugin.application.evaluation_document import finding_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from procurement_plugin.domain.findings import Finding, ProcurementError
    from procurement_plugin.domain.parameters import Parameter, ParameterSet

WIDTH = 100
HEAVIEST_FIRST = ("block", "warn", "inform")
SEVERITIES = ("that block", "that warn", "that inform")


def ranking(document: Mapping[str, Any]) -> str:
    """Rank, bid, points by criterion and total; bids without a total last, with what is missing."""
    bids = sorted(document["bids"], key=lambda bid: (bid.get("rank", len(document["bids"]) + 1), bid["id"]))
    keys = [score.get("measureName", score["criterion"]) for score in bids[0]["criteria"]]
    weights = [score["weight"] for score in bids[0]["criteria"]]
    head = ["rank", "bid", *(f"{key} /{weight}" for key, weight in zip(keys, weights, strict=True)), "total"]
    rows = [
        [
            str(bid.get("rank", "-")),
            f"{bid['id']} {bid['bidder']['name']}",
            *(score.get("points", "open") for score in bid["criteria"]),
            bid.get("total", "open"),
        ]
        for bid in bids
    ]
    lines = [f"{document['procedure']['title']} · {document['lot']['title']}", ""]
    lines += aligned([head, *rows], left=2)
    lines += ["", _kind(document)]
    lines += _remarks(bids)
    if document["findings"]:
        lines += ["", findings(document["findings"])]
    return "\n".join(lines)


def _kind(document: Mapping[str, Any]) -> str:
    if document["kind"] == "trial":
        return f"Trial evaluation, {document['status']}. Never an award: no published profile stands behind it."
    version = document["weightProfileVersion"]
    name = "Demonstration of an official evaluation, never an award" if "demonstration" in document else "Official"
    return (
        f"{name}, {document['status']}, under version {version['version']} published "
        f"{version['publishedAt']} (SHA-256 {version['fingerprint'][:16]}…). A person has yet to confirm it."
    )


def _remarks(bids: Sequence[Mapping[str, Any]]) -> list[str]:
    lines = [
        f"{bid['id']}: {finding['message']}"
        for bid in bids
        for score in bid["criteria"]
        for finding in score.get("findings", ())
    ]
    lines += [
        f"{bid['id']}: points are provisional until {_unchecked(bid)} is checked." for bid in bids if _unchecked(bid)
    ]
    return ["", *dict.fromkeys(lines)] if lines else []


def _unchecked(bid: Mapping[str, Any]) -> str:
    """The documents behind provisional points that nobody has checked."""
    behind = {name for score in bid["criteria"] if score.get("provisional") for name in score.get("evidence", ())}
    return ", ".join(
        item["id"] for item in bid.get("evidence", ()) if item["id"] in behind and item["status"] == "claimed"
    )


def aligned(rows: Sequence[Sequence[str]], left: int) -> list[str]:
    """Rows in columns; the first ``left`` columns left-aligned, the others right-aligned; a rule under the head."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(
            cell.ljust(width) if column < left else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return [lines[0], "  ".join("-" * width for width in widths), *lines[1:]]


def findings(rows: Iterable[Mapping[str, Any]]) -> str:
    """How many of each weight, then one block for each finding, the heaviest first: what, where, why, what to do."""
    listed = sorted(rows, key=lambda row: HEAVIEST_FIRST.index(row["severity"]))
    if not listed:
        return "No findings."
    counted = Counter(row["severity"] for row in listed)
    head = ", ".join(f"{counted[severity]} {name}" for severity, name in zip(HEAVIEST_FIRST, SEVERITIES, strict=True))
    return "\n\n".join([f"Findings: {head}.", *(_finding(row) for row in listed)])


def findings_of(rows: Iterable[Finding]) -> str:
    """Findings of the domain, as a table."""
    return findings([finding_of(row) for row in rows])


def _finding(row: Mapping[str, Any]) -> str:
    kind = {"hardLaw": "hard law", "guardrail": "guardrail, not law"}.get(row["kind"], row["kind"])
    lines = [f"{row['severity'].upper()} ({kind}) {row.get('where', '')}", *_wrapped(row["message"])]
    lines += _wrapped(row.get("remedy", ""))
    lines += _wrapped(row.get("reasoning", ""))
    for reference in row.get("references", ()):
        lines += _wrapped(f"{reference['title']}: “{reference['quote']}” {reference['href']}")
    return "\n".join(lines)


def computed_tests(reports: Iterable[Mapping[str, Any]], *, everything: bool) -> str:
    """The numbers of each computed test; its table when asked for."""
    lines: list[str] = []
    for report in reports:
        lines += ["", f"{report['name']}: {report['status']}"]
        lines += [f"  {name}: {value}" for name, value in report["figures"].items()]
        if everything and report["rows"]:
            head = list(dict.fromkeys(name for row in report["rows"] for name in row))
            rows = [[str(row.get(name, "")) for name in head] for row in report["rows"]]
            lines += [f"  {line}" for line in aligned([head, *rows], left=2)]
    return "\n".join(lines)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent="  ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )


def issues(error: ProcurementError) -> str:
    """Every problem with its place."""
    lines = [str(error)]
    for finding in error.findings:
        if finding.message in lines[0]:
            continue
        place = f"{finding.where}: " if finding.where else ""
        lines.append(f"  {place}{finding.message} {finding.remedy}".rstrip())
    return "\n".join(dict.fromkeys(lines))


def parameters(shown: ParameterSet, due: Sequence[Parameter]) -> str:
    """Every parameter with value, kind, confidence, review date; those due for review named below."""
    head = ["parameter", "kind", "value", "since", "texts", "confidence", "checked"]
    rows = [
        [
            parameter.id,
            parameter.kind,
            f"{value.figure:f} {parameter.unit}" if value.figure is not None else value.text,
            value.since.isoformat(),
            str(len(value.references)),
            parameter.confidence,
            parameter.checked_on.isoformat(),
        ]
        for parameter in shown
        for value in parameter.values[-1:]
    ]
    lines = aligned([head, *rows], left=2)
    names = ", ".join(parameter.id for parameter in due)
    lines += ["", f"Due for review: {names}" if names else "No parameter is due for review."]
    return "\n".join(lines)
