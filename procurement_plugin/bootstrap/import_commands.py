"""The command that imports a tender notice and shows what was read, what contradicts itself and what is missing."""

from __future__ import annotations

import json
import re
import textwrap
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from procurement_plugin.application.import_notice import FORMATS
from procurement_plugin.bootstrap.files import write
from procurement_plugin.bootstrap.tables import aligned

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
WIDTH, WIDEST_CELL = 100, 44
LOTS_SHOWN = 10
# Places that were not found are shown under delivery already.
WHY = {
    "notPublished": "Not in the notice",
    "unusable": "Not usable as it stands",
    "choice": "For you to decide",
    "noStandard": "No standard carries it",
}
UNITS = {
    "percentage": " %",
    "decimal": " of 1",
    "points": " points",
    "order": " in rank",
    "priceFraction": " of the price",
    "fixedTotal": " fixed in all",
    "fixedUnit": " fixed a unit",
    "minimumScore": " at least",
    "maximumBids": " bids at most",
}


def register(cli: click.Group) -> None:
    """Add the command to the command line."""
    cli.add_command(import_notice)


@click.command("import")
@click.argument("notice", metavar="FILE", type=FILE)
@click.option("--json", "json_out", type=OUT, help="Write the whole answer: skeletons, sources, weights, gaps.")
@click.option("--requests", "folder", type=FOLDER, help="Write the skeleton of each lot into this folder.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="Found out when left out.")
@click.option("--language", default="", help="Two letters of the language to prefer, for example nl.")
@click.option("--lot", default="", help="Show this lot only.")
def import_notice(
    notice: Path, json_out: Path | None, folder: Path | None, form: str | None, language: str, lot: str
) -> None:
    """Read a tender notice (eForms XML, OCDS or Prozorro JSON) into a request skeleton for each lot.

    Nothing is decided: weights are proposals, and what the notice does not say is listed, not made up.
    """
    from procurement_plugin.bootstrap import knowledge  # noqa: PLC0415  loaded when used
    from procurement_plugin.web.import_operations import LANGUAGES  # noqa: PLC0415

    if language and language not in LANGUAGES:
        raise click.BadParameter(f"write one of {', '.join(LANGUAGES)}.", param_hint="--language")
    found = knowledge.notice_import().imported(notice.read_bytes(), form or "", language)
    shown = [row for part in found["notices"] for row in part["lots"] if lot in ("", row.get("lotId"))]
    if lot and not shown:
        names = ", ".join(row.get("lotId", "?") for part in found["notices"] for row in part["lots"])
        raise click.BadParameter(f"there is no lot {lot}; there are {names[:500]}.", param_hint="--lot")
    for part in found["notices"]:
        lots = [row for row in part["lots"] if any(row is other for other in shown[:LOTS_SHOWN])]
        if lots or not part["lots"]:
            click.echo(_notice(found["format"], part, lots))
    if len(shown) > LOTS_SHOWN:
        click.echo(f"\n{len(shown) - LOTS_SHOWN} more lots; see one with --lot, or all in the file of --json.")
    click.echo("\n" + "\n".join(_wrapped(found["use"], "")))
    if json_out:
        write(json_out, (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode())
    for number, row in enumerate(shown if folder else (), 1):
        name = re.sub(r"[^A-Za-z0-9.-]", "-", row.get("lotId", "lot"))
        known = sum(1 for other in shown if other.get("lotId") == row.get("lotId"))
        path = (folder or Path()) / f"{name if known == 1 else f'{name}-{number}'}.json"
        write(path, (json.dumps(row["request"], ensure_ascii=False, indent=2) + "\n").encode())


def _notice(form: str, notice: Mapping[str, Any], lots: Sequence[Mapping[str, Any]]) -> str:
    version = f", version {notice['noticeVersion']}" if "noticeVersion" in notice else ""
    language = f", language {notice['language']}" if "language" in notice else ""
    count = len(notice["lots"])
    lots_said = f"{count} {'lot' if count == 1 else 'lots'}"
    lines = [f"{form} {notice['kind']} {notice.get('noticeId', 'without identifier')}{version}{language}: {lots_said}."]
    lines += _wrapped(notice.get("title", "(no title)"), "")
    if notice["problems"]:
        lines += ["", f"Problems in the notice ({len(notice['problems'])}):"]
        lines += _grouped((row["message"], row["pointer"]) for row in notice["problems"])
    for lot in lots:
        lines += ["", *_lot(lot)]
    return "\n".join(lines)


def _lot(lot: Mapping[str, Any]) -> list[str]:
    procedure = lot["request"]["procedure"]
    lines = [f"LOT {lot.get('lotId', '(without identifier)')}  {lot.get('title', '')}".rstrip(), ""]
    facts = {
        "buyer": procedure["contractingAuthority"].get("name"),
        "contract": " ".join(filter(None, (procedure.get("contractType"), ", ".join(procedure.get("cpv", ()))))),
        "dispatched": procedure.get("noticeDispatchedAt"),
        "deadline": procedure.get("tenderDeadlineAt"),
        "items": str(len(lot["request"]["lot"].get("items", ()))),
        "bids": str(len(lot["request"].get("bids", ()))),
    }
    lines += [f"  {name:<11} {value or '(missing)'}" for name, value in facts.items()]
    lines += ["", *_weights(lot)]
    lines += _section("Check", [(f"{row['severity'].upper()}: {row['message']}", row.get("name", ""))
                                  for row in lot["findings"]])  # fmt: skip
    lines += _section("May be a criterion of ours", [(row["message"], row["name"]) for row in lot["suggestions"]])
    lines += _section("Delivery", [(_place(row), row["name"]) for row in lot["deliveryPlaces"]])
    for why, title in WHY.items():
        rows = [(row["message"], row["name"]) for row in lot["missing"] if row["why"] == why]
        lines += _section(f"To fill in. {title}", rows)
    return lines


def _weights(lot: Mapping[str, Any]) -> list[str]:
    criteria = lot["request"]["weightProfile"].get("criteria")
    if not criteria:
        return ["  No award criteria could be read."]
    rows = [
        [
            criterion.get("criterion", "?"),
            _cut(criterion.get("title") or criterion.get("description", "")),
            ", ".join(map(_number, weight["published"])) or "-",
            weight.get("proposed", "?"),
        ]
        for criterion, weight in zip(criteria, lot["weights"], strict=True)
    ]
    head = ["type", "criterion", "published", "weight to confirm"]
    known = [Decimal(weight["proposed"]) for weight in lot["weights"] if "proposed" in weight]
    total = f"Sum of the weights: {sum(known, Decimal(0)):f}. Nobody has confirmed them." if known else ""
    table = aligned([head, *rows], left=2)
    return [f"  {line}" for line in [*table, *(["", total] if total else [])]]


def _number(figure: Mapping[str, Any]) -> str:
    number = figure.get("number", figure["code"])
    unit = UNITS.get(figure["kind"], f" ({figure['kind']})") if "number" in figure else ""
    return f"{number}{unit}{' (middle of a range)' if figure['rangeMiddle'] else ''}"


def _place(place: Mapping[str, Any]) -> str:
    if place["precision"] == "none":
        return f"not placed: {place['note']}"
    town = place["published"].get("town", "")
    at = f"{place['latitude']}, {place['longitude']}"
    exact = f"the town {town} ({at}), no exact address" if place["precision"] == "town" else f"coordinates {at}"
    return f"{exact}. {place.get('note', '')}".strip()


def _section(title: str, rows: Iterable[tuple[str, str]]) -> list[str]:
    found = _grouped(rows)
    return ["", f"  {title}:", *(f"  {line}" for line in found)] if found else []


def _grouped(rows: Iterable[tuple[str, str]]) -> list[str]:
    """Each message once, with the first places it is said of."""
    places: dict[str, list[str]] = {}
    for message, place in rows:
        places.setdefault(message, []).append(place)
    lines = []
    for message, names in places.items():
        more = f" and {len(names) - 2} more" if len(names) > 2 else ""  # noqa: PLR2004  two places show the pattern
        where = f" [{', '.join(filter(None, names[:2]))}{more}]" if any(names) else ""
        lines += _wrapped(f"{message}{where}", "  ")
    return lines


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ", break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip


def _cut(text: str) -> str:
    return text if len(text) <= WIDEST_CELL else f"{text[: WIDEST_CELL - 1]}…"
