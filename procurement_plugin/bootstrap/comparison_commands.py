"""Where to produce, on the command line: compare a case in JSON or in a workbook."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from procurement_plugin import __version__
from procurement_plugin.bootstrap.files import parsed, write
from procurement_plugin.bootstrap.tables import aligned
from procurement_plugin.domain.document_language import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from procurement_plugin.application.compare_production import ComparisonRequest
    from procurement_plugin.application.production_ports import ComparisonPaper

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)
MOST_BARS = 5
WIDTH = 100


def register(cli: click.Group) -> None:
    """Add the command to the command line."""
    cli.add_command(compare)


@click.command()
@click.argument("request", type=FILE, required=False)
@click.option("--json", "json_out", type=OUT, help="Write the whole comparison as JSON.")
@click.option("--xlsx", "xlsx_out", type=OUT, help="Write it as a workbook, with every formula and the request.")
@click.option("--pdf", "pdf_out", type=OUT, help="Write it as a document.")
@click.option("--template", "template_out", type=OUT, help="Write an empty workbook to fill in.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
def compare(
    request: Path | None,
    json_out: Path | None,
    xlsx_out: Path | None,
    pdf_out: Path | None,
    template_out: Path | None,
    language: str,
) -> None:
    """Compare what a unit costs at the locations in REQUEST (.json or .xlsx). Never an award; nothing is stored."""
    from procurement_plugin.bootstrap import comparison_wiring as forms  # noqa: PLC0415  loaded when used

    if request is None and template_out is None:
        raise click.UsageError("Name a request to compare, or --template OUT for an empty workbook.")
    if template_out:
        write(template_out, forms.template(language))
    if request is None:
        return
    paper = _compared(request)
    click.echo(_shown(paper.document))
    if json_out:
        write(json_out, (json.dumps(paper.document, ensure_ascii=False, indent=2) + "\n").encode())
    if xlsx_out:
        write(xlsx_out, forms.workbook(paper, language))
    if pdf_out:
        write(pdf_out, forms.laid_out_here(paper, language))


def _compared(path: Path) -> ComparisonPaper:
    from procurement_plugin.adapters.machine_clock import MachineClock  # noqa: PLC0415
    from procurement_plugin.application.compare_production import compare_production  # noqa: PLC0415
    from procurement_plugin.application.production_document import document_of  # noqa: PLC0415
    from procurement_plugin.application.production_ports import ComparisonPaper  # noqa: PLC0415
    from procurement_plugin.bootstrap import knowledge  # noqa: PLC0415

    now = MachineClock().now()
    asked = _read(path, now.date())
    compared = compare_production(asked, knowledge.reference())
    document = document_of(compared, knowledge.reference(), computed_at=now, engine_version=__version__)
    return ComparisonPaper(document, asked.source)


def _read(path: Path, today: Any) -> ComparisonRequest:
    from zoneinfo import ZoneInfo  # noqa: PLC0415

    from procurement_plugin.application.production_sheets import placed  # noqa: PLC0415
    from procurement_plugin.bootstrap import comparison_wiring, knowledge  # noqa: PLC0415
    from procurement_plugin.domain.findings import UnreadableInputError  # noqa: PLC0415
    from procurement_plugin.web.pages.forms import typed  # noqa: PLC0415
    from procurement_plugin.web.schemas.production import REQUEST  # noqa: PLC0415
    from procurement_plugin.web.schemas.production_reading import read_comparison  # noqa: PLC0415

    known = knowledge.schemas(), knowledge.reference(), today
    if path.suffix.lower() != ".xlsx":
        return read_comparison(parsed(path), *known)
    sheet = comparison_wiring.read(path.read_bytes())
    try:
        return read_comparison(typed(REQUEST, sheet.tree, ZoneInfo("UTC")), *known)
    except UnreadableInputError as error:
        raise UnreadableInputError(str(error), placed(error.findings, sheet.cells)) from error


def _shown(document: Mapping[str, Any]) -> str:
    head = ["location", "hard", "risk", "strategic", "total", "range", "present value", "kg CO2e"]
    rows = [_row(place) for place in document["locations"]]
    money = document["currency"]
    lines = [f"{document['title']}: {money} per {document['unit']}, mean of {document['years']} years", ""]
    lines += aligned([head, *rows], left=1)
    for difference in document["differences"]:
        lines += ["", *_difference(difference, money)]
    switched = ", ".join(document.get("switchedOn", ())) or "none"
    lines += ["", f"Soft factors and forecasts switched on: {switched}."]
    lines += textwrap.wrap(document["use"], WIDTH)
    return "\n".join(lines)


def _row(place: Mapping[str, Any]) -> list[str]:
    unit = place["perUnit"]
    ends = f"{unit['low']} to {unit['high']}" if "low" in unit else "-"
    emitted = place.get("emissions", {}).get("perUnit", {}).get("value", "-")
    present = place.get("presentValue", {}).get("value", "-")
    layers = [unit[name] for name in ("hard", "risk", "strategic", "total")]
    return [f"{place['id']} {place['name']}", *layers, ends, present, emitted]


def _difference(row: Mapping[str, Any], money: str) -> Iterator[str]:
    yield (
        f"{row['location']} against {row['reference']}: price {row['pricePercent']} %, total {row['totalPercent']} % "
        f"({row['total']} {money})."
    )
    equal = row.get("breakEven")
    if equal:
        above = f"{equal['abovePercent']} % above {row['location']}"
        yield f"  Equal when {row['reference']} costs {equal['price']} {money}, {above}."
    meet = "The ranges do not meet." if row["certain"] else "The ranges meet: either may be cheaper."
    bars = [f"{bar.get('owner', 'all')} {bar['figure']} ({bar['swing']})" for bar in row.get("tornado", ())[:MOST_BARS]]
    yield from textwrap.wrap(
        f"{meet} What matters most: {', '.join(bars)}.", WIDTH, initial_indent="  ", subsequent_indent="  "
    )
