"""A study as text for a terminal: short, the whole in files."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from procurement_plugin.bootstrap.tables import aligned

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from procurement_plugin.domain.findings import Finding

MOST_ROWS = 8
# A share of fewer lots says more about chance than about a profile.
FEWEST_LOTS = 10
NAME, WIDTH = 34, 110
NOT_IN_FORCE = "study.notInForce"
MOST_PROBLEMS = 3
HEAD = ["", "lots", "compared", "winner changes", "share", "drawn", "5 %", "median", "95 %", "order"]
TITLES = {
    "stated": "Beside the profile that each lot states",
    "withoutThree": "Beside the same profile without proximity, transport emissions and supply security",
}
GROUPS = (
    ("sectors", "By sector (CPV division)", "sector"),
    ("memberStates", "By Member State of the buyer", "Member State"),
)
# What a remark means for its lots, in the order of the columns.
EFFECTS = {
    "reading": "not read",
    "study": "not scored",
    "stated": "not as stated",
    "withoutThree": "not without three",
    "note": "noted",
}
KINDS = {"hardLaw": "hard law", "guardrail": "guardrail, not law"}
LEGEND = (
    "5 %, median, 95 %: of the changes of the bids' totals, in points out of 100. order: Kendall's tau over pairs of "
    "bids, 1 when no pair changes places, -1 when all do. drawn: lots would be drawn under one of the two. few: fewer "
    f"than {FEWEST_LOTS} compared lots, too few for a share."
)


def study_text(document: Mapping[str, Any]) -> str:
    """Counts, the two comparisons by sector and Member State, what was not scored, and what law would block."""
    parts = [_opening(document)]
    if document["all"]["scored"]:
        parts += [_table(document, which, title) for which, title in TITLES.items()]
        parts.append(_wrapped(LEGEND))
    parts += [*_awarded(document), *_remarks(document), *_rules(document), _wrapped(document["use"])]
    return "\n\n".join(parts)


def _opening(document: Mapping[str, Any]) -> str:
    group = document["all"]
    name = f"profile {document['profileId']}" if "profileId" in document else "study's profile"
    lines = [f"{_counted(group['lots'], 'past lot')} under the {name}: a simulation, never an award."]
    said = [f"{_number(group['scored'])} scored"]
    if group["lots"] > group["scored"]:
        said.append(f"{_number(group['lots'] - group['scored'])} not scored")
    if group["oneBid"]:
        said.append(f"{_number(group['oneBid'])} of the scored with one bid only")
    if document["unreadable"]:
        said.append(f"{_counted(document['unreadable'], 'line')} could not be read")
    lines.append(f"{'; '.join(said)}.")
    if "methodOf" in document:
        lines.append(f"Earlier lots were computed by the method and data of {document['methodOf']}.")
    return "\n".join(lines)


def _table(document: Mapping[str, Any], which: str, title: str) -> str:
    rows, rest = [_row(document["all"], which)], []
    for kind, title_of_rows, word in GROUPS:
        groups = sorted(document.get(kind, []), key=lambda group: (-group["lots"], group["key"]))
        rows += [[""] * len(HEAD), [title_of_rows, *[""] * (len(HEAD) - 1)]]
        rows += [_row(group, which) for group in groups[:MOST_ROWS]]
        if len(groups) > MOST_ROWS:
            rest.append(_counted(len(groups) - MOST_ROWS, f"more {word}"))
    lines = [f"{title}:", "", *aligned([HEAD, *rows], left=1)]
    return "\n".join([*lines, f"And {' and '.join(rest)}: see --csv."] if rest else lines)


def _row(group: Mapping[str, Any], which: str) -> list[str]:
    found = group[which]
    points = found.get("pointChange", {})
    return [
        _cut(f"{group['key']} {group['name']}".strip(), NAME),
        _number(group["lots"]),
        _number(found["lots"]),
        _number(found["winnerChanged"]),
        _share(found),
        _number(found["winnerDrawn"]) if found["winnerDrawn"] else "-",
        *(_signed(points.get(name, "-")) for name in ("percentile5", "median", "percentile95")),
        found.get("rankCorrelation", "-"),
    ]


def _share(found: Mapping[str, Any]) -> str:
    if not found["lots"]:
        return "-"
    return f"{found['shareChanged']} %" if found["lots"] >= FEWEST_LOTS else "few"


def _awarded(document: Mapping[str, Any]) -> Iterator[str]:
    found = document["awarded"]
    if found["known"]:
        yield _wrapped(
            f"Of {_counted(found['known'], 'lot')} the archive names the bid that won: the stated profile names it "
            f"alone in {_number(found['namedByStated'])}, the study's in {_number(found['namedByStudy'])}."
        )


def _remarks(document: Mapping[str, Any]) -> Iterator[str]:
    """One row for each code, with the number of lots by what it means for them."""
    noted = document.get("remarks", [])
    if not noted:
        return
    codes: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in noted:
        codes.setdefault(row["code"], {})[row["under"]] = row
    shown = [under for under in EFFECTS if any(under in found for found in codes.values())]
    rows = []
    for code, found in codes.items():
        first = min(found.values(), key=lambda row: row["firstLine"])
        counts = [_number(found[under]["lots"]) if under in found else "" for under in shown]
        rows.append([code, *counts, str(first["firstLine"]), first["firstMessage"]])
    head = ["why", *(EFFECTS[under] for under in shown), "first line"]
    yield "\n".join(["What could not be read or scored, or is noted, in lots:", "", *_listed(head, rows)])
    if NOT_IN_FORCE in codes:
        yield _wrapped(
            "Lots from before the first day of this release's method and data can be computed as if their notices had "
            "been dispatched later, for example with --method-of 2026-12-01; the law stays that of their own dates."
        )


def _rules(document: Mapping[str, Any]) -> Iterator[str]:
    found = document["wouldBeBlocked"]
    if found["lots"]:
        rows = [
            [
                row["code"],
                KINDS.get(row["kind"], row["kind"]),
                _number(row["lots"]),
                str(row["firstLine"]),
                row["firstMessage"],
            ]
            for row in found.get("rules", [])
        ]
        title = f"In {_counted(found['lots'], 'lot')} rules in force on the lot's own date would block the profile:"
        yield "\n".join([title, "", *_listed(["rule", "kind", "lots", "first line"], rows, left=2)])


def _listed(head: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1) -> list[str]:
    """Rows of one cell more than the head: the last one holds words, which stand below its row."""
    shown = aligned([head, *(row[:-1] for row in rows[:MOST_ROWS])], left)
    lines = shown[:2]
    for line, row in zip(shown[2:], rows, strict=False):
        lines += [line, *textwrap.wrap(row[-1], WIDTH, initial_indent="    ", subsequent_indent="    ", max_lines=2)]
    return [*lines, f"And {len(rows) - MOST_ROWS} more: see --json."] if len(rows) > MOST_ROWS else lines


def bad_line(number: int, findings: Sequence[Finding]) -> str:
    """A line that could not be read, with the first of its problems."""
    lines = [
        f"  {f'{finding.where}: ' if finding.where else ''}{finding.message} {finding.remedy}".rstrip()
        for finding in findings[:MOST_PROBLEMS]
    ]
    more = len(findings) - MOST_PROBLEMS
    return "\n".join([f"Line {number}:", *lines, *([f"  and {_counted(more, 'more problem')}"] if more > 0 else [])])


def _counted(number: int, word: str) -> str:
    return f"{_number(number)} {word}{'' if number == 1 else 's'}"


def _number(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def _signed(text: str) -> str:
    return f"+{text}" if text[:1].isdigit() and text.strip("0.") else text


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1].rstrip(' ,;')}…"


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH)
