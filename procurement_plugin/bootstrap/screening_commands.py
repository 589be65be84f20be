"""The command that holds a project against the questions of the screening."""

from __future__ import annotations

import json
import textwrap
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from procurement_plugin.bootstrap.files import parsed, write
from procurement_plugin.domain.document_language import LANGUAGES
from procurement_plugin.domain.screening import STATES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)
WIDTH = 100


def register(cli: click.Group) -> None:
    """Add the command to the command line."""
    cli.add_command(screen)


@click.command()
@click.argument("request", type=FILE)
@click.option("--json", "json_out", type=OUT, help="Write the whole record.")
@click.option("--pdf", "pdf_out", type=OUT, help="Write the checklist with answers and evidence.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
def screen(request: Path, json_out: Path | None, pdf_out: Path | None, language: str) -> None:
    """Show what of the SERV criteria the project in REQUEST meets, leaves open and contradicts. It gives no score."""
    from procurement_plugin.application.screen_project import lists_of, screen_project  # noqa: PLC0415  when used
    from procurement_plugin.bootstrap import knowledge  # noqa: PLC0415
    from procurement_plugin.web.schemas.screening import read_screening  # noqa: PLC0415

    now, questions, tables = datetime.now(UTC), knowledge.questionnaire(), knowledge.raw_materials()
    known = [question.id for criterion in questions.criteria for question in criterion.questions]
    asked = read_screening(parsed(request), known)
    parameters = knowledge.reference().parameters
    lists = lists_of(tables, lambda name: parameters.figure(name, now.date())) if asked.goods else {}
    found = screen_project(asked, questions.criteria, tables, lists, questions_sha256=questions.sha256, screened_at=now)
    click.echo("\n".join(_shown(found, language)))
    if json_out:
        write(json_out, (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode())
    if pdf_out:
        from procurement_plugin.adapters.screening_document import ScreeningDocument  # noqa: PLC0415
        from procurement_plugin.bootstrap.settings import data_directory  # noqa: PLC0415

        document = ScreeningDocument(data_directory("templates"))
        write(pdf_out, document.render(found, knowledge.page_words(language)))


def _shown(found: Mapping[str, Any], language: str) -> Iterator[str]:
    yield found["project"]["title"]
    for criterion in found["criteria"]:
        yield f"\n{criterion['title'][language]}"
        for question in criterion["questions"]:
            yield from _wrapped(f"  {question['state']:<13}{question['text'][language]}", 15)
            for answer in question["answers"]:
                proof = "; ".join(item["text"] for item in answer.get("evidence", ())) or "no evidence"
                yield from _wrapped(f"{'':15}{answer['answer']}, {answer['by']}: {proof}", 17)
    for good in found["goods"]:
        listed = "on the list" if good["listed"] else "not on the list" if good["inTables"] else "not in the tables"
        inside = ", ".join(dict.fromkeys(row["material"] for row in good["contains"])) or "none known"
        yield from _wrapped(f"\n{good['name']}: {listed}; listed materials in it: {inside}", 2)
    yield ""
    for state in STATES:
        yield from _wrapped(f"{state + ':':<14}{', '.join(found[state]) or 'none'}", 14)
    yield from ("", *_wrapped(found["use"], 0))


def _wrapped(line: str, indent: int) -> list[str]:
    blank = [""] if line.startswith("\n") else []
    return [*blank, *textwrap.wrap(line.removeprefix("\n"), WIDTH, subsequent_indent=" " * indent)]
