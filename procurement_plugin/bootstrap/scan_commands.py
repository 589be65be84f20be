"""Commands of the raw-materials scanner: scan, compare two scans, list strategic goods."""

from __future__ import annotations

import csv
import io
import json
import textwrap
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from procurement_plugin.bootstrap.files import parsed, write
from procurement_plugin.bootstrap.tables import aligned

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)
WIDTH = 46
SEPARATORS = (",", ";", "\t")


def register(cli: click.Group) -> None:
    """Add the commands to the command line."""
    for command in (scan, compare_scans, strategic_goods):
        cli.add_command(command)


@click.command()
@click.argument("words", nargs=-1)
@click.option("--cpv", help="CPV code of 8 digits.")
@click.option("--hs", help="HS or CN code, 4 to 10 digits.")
@click.option("--nace", help="Division of NACE Rev. 2, for example C26.")
@click.option(
    "--bill",
    type=FILE,
    help="Bill of materials: CSV (commas or semicolons) with name, hs, share, or a JSON list of these.",
)
@click.option("--all", "everything", is_flag=True, help="Every material of the tables.")
@click.option("--as-of", type=int, help="Leave out assessments and imports after this year.")
@click.option("--data", type=FOLDER, help="Folder of reference data of another vintage.")
@click.option("--json", "json_out", type=OUT, help="Write the whole scan.")
def scan(
    words: tuple[str, ...],
    cpv: str | None,
    hs: str | None,
    nace: str | None,
    bill: Path | None,
    everything: bool,  # noqa: FBT001
    as_of: int | None,
    data: Path | None,
    json_out: Path | None,
) -> None:
    """Show the raw materials in a product (WORDS), code or bill of materials, and how risky their supply is."""
    from procurement_plugin.adapters.raw_material_tables import RawMaterialTables  # noqa: PLC0415  loaded when used
    from procurement_plugin.application.scan_materials import scan as scanned  # noqa: PLC0415
    from procurement_plugin.bootstrap import knowledge  # noqa: PLC0415
    from procurement_plugin.web.schemas.material_scans import read_scan  # noqa: PLC0415

    asked: dict[str, Any] = {"product": " ".join(words), "cpv": cpv, "hs": hs, "nace": nace, "asOf": as_of}
    asked |= {"everything": everything or None, "billOfMaterials": _bill(bill) if bill else None}
    query, year = read_scan({name: value for name, value in asked.items() if value})
    tables = RawMaterialTables(data) if data else knowledge.raw_materials()
    document = scanned(query, tables, _figure(), as_of=year, scanned_at=datetime.now(UTC))
    click.echo(_shown(document))
    if json_out:
        write(json_out, (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode())


@click.command("compare-scans")
@click.argument("before", type=FILE)
@click.argument("after", type=FILE)
@click.option("--json", "json_out", type=OUT, help="Write the whole comparison.")
def compare_scans(before: Path, after: Path, json_out: Path | None) -> None:
    """Show which thresholds were crossed between two scans that were written with --json."""
    from procurement_plugin.application.compare_scans import compare_scans as compared  # noqa: PLC0415
    from procurement_plugin.domain.findings import UnreadableInputError  # noqa: PLC0415

    documents = [parsed(path) for path in (before, after)]
    for path, document in zip((before, after), documents, strict=True):
        if not isinstance(document, dict) or not isinstance(document.get("materials"), list):
            raise UnreadableInputError(f"{path.name} is no scan; write one with: procurement-plugin scan --json")
    found = compared(documents[0], documents[1], _figure())
    rows = [
        [
            row["name"],
            row["what"],
            f"{row['before']} → {row['after']}",
            "more risk" if row["direction"] == "up" else "less",
        ]
        for row in found["crossed"]
    ]
    click.echo(f"{_counted(found['compared'], 'material')} compared, {_counted(len(rows), 'threshold')} crossed.\n")
    if rows:
        click.echo("\n".join(aligned([["material", "figure", "change", ""], *rows], left=4)))
    for word in ("appeared", "disappeared"):
        if found[word]:
            click.echo(f"\n{word.capitalize()}: {', '.join(found[word])}.")
    if json_out:
        write(json_out, (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode())


@click.command("strategic-goods")
@click.option("--reporter", type=click.Choice(["BE", "EU"]), default="BE", show_default=True)
@click.option("--as-of", type=int, help="Leave out assessments and imports after this year.")
@click.option("--csv", "csv_out", type=OUT, help="Write the list as a table.")
@click.option("--json", "json_out", type=OUT, help="Write the whole list.")
def strategic_goods(reporter: str, as_of: int | None, csv_out: Path | None, json_out: Path | None) -> None:
    """List the goods and materials on which Belgium (or the Union) depends too much, with reasons."""
    from procurement_plugin.application.strategic_list import strategic_list  # noqa: PLC0415
    from procurement_plugin.bootstrap import knowledge  # noqa: PLC0415
    from procurement_plugin.web.api.material_scans import as_csv  # noqa: PLC0415

    found = strategic_list(knowledge.raw_materials(), _figure(), reporter, as_of=as_of)
    rows = [
        [
            "strategic" if row["strategic"] else "critical" if row["critical"] else "",
            _cut(row.get("good", row["material"])),
            row.get("grade", ""),
            "persistent" if row.get("persistent") else "",
            _cut(row["reasons"][0]),
        ]
        for row in found["items"]
    ]
    click.echo("\n".join(aligned([["list", "good or material", "grade", "", "first reason"], *rows], left=5)))
    total = f"{found['total']} {'good or material' if found['total'] == 1 else 'goods and materials'}"
    click.echo(f"\n{total}; trade of {', '.join(found['years'])}. {found['use']}")
    if csv_out:
        write(csv_out, as_csv(found).encode())
    if json_out:
        write(json_out, (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode())


def _figure() -> Callable[[str], Decimal]:
    from procurement_plugin.bootstrap import knowledge  # noqa: PLC0415

    today = datetime.now(UTC).date()
    return lambda name: knowledge.reference().parameters.figure(name, today)


def _bill(path: Path) -> list[dict[str, str]]:
    """The lines of a bill, empty cells and lines left out; a JSON list is taken as it is.

    Spreadsheets of most European languages write semicolons between cells, and a comma in a decimal number.
    """
    if path.suffix == ".json":
        found: list[dict[str, str]] = parsed(path)
        return found
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        from procurement_plugin.domain.findings import UnreadableInputError  # noqa: PLC0415

        message = f'{path.name} is not UTF-8 text; please save it as "CSV UTF-8".'
        raise UnreadableInputError(message) from error
    head = text.partition("\n")[0]
    separator = max(SEPARATORS, key=head.count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    lines = [
        {name.strip().lower(): cell.strip() for name, cell in row.items() if name and cell and cell.strip()}
        for row in rows
    ]
    if separator != ",":
        lines = [line | {"share": line["share"].replace(",", ".")} if "share" in line else line for line in lines]
    return [line for line in lines if line]


def _shown(document: Mapping[str, Any]) -> str:
    said = {row["message"] for row in document["notKnown"]}
    groups = [f"Product group: {group['names']['en']}. {group.get('note', '')}" for group in document["productGroups"]]
    lines = [
        line.rstrip() for line in groups if line.removeprefix("Product group: ").replace(". ", ": ", 1) not in said
    ]
    head = ["material", "list", "supply risk", "largest supplier", "one third country", "imports BE/EU", "grade"]
    rows = [_row(profile) for profile in document["materials"]]
    table = ["", *aligned([head, *rows], left=2), ""] if rows else []
    rest = [
        f"Net-zero component: {row.get('component') or row['final_products']} ({row['sub_category']})"
        for row in document["netZero"]
    ]
    rest += [f"Not known: {row['message']}" for row in document["notKnown"]]
    return "\n".join([*_wrapped(lines), *table, *_wrapped([*rest, "", document["use"]])])


def _wrapped(lines: list[str]) -> list[str]:
    return [part for line in lines for part in (textwrap.wrap(line, 100, subsequent_indent="  ") or [""])]


def _row(profile: Mapping[str, Any]) -> list[str]:
    stage: Mapping[str, Any] = next(
        (s for s in profile.get("stages", ()) if s["stage"] == profile.get("decidingStage")), {}
    )
    largest = stage.get("world", {}).get("largest") or stage.get("union", {}).get("largest") or [{}]
    third = stage.get("largestThirdCountry", {})
    dependent = sorted({row["reporter"] for row in profile.get("imports", ()) if row["dependent"]})
    return [
        profile["name"],
        "strategic" if profile["strategic"] else "critical" if profile["critical"] else "",
        profile.get("assessment", {}).get("supplyRisk", "?"),
        f"{largest[0]['country']} {largest[0]['share']} %" if largest[0] else "?",
        f"{third['country']} {third['share']} %{' !' if third['above'] else ''}" if third else "?",
        "dependent " + "/".join(dependent) if dependent else "no" if profile.get("imports") else "?",
        profile.get("grade", "?"),
    ]


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _cut(text: str) -> str:
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"
