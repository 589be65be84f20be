"""The command that makes an official document of a stored evaluation, for the reader it names."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from procurement_plugin.application.official_documents import (
    DEBRIEF,
    JUSTIFICATION,
    KINDS,
    document_for,
    read_decision,
    read_words,
)
from procurement_plugin.bootstrap.files import parsed, write
from procurement_plugin.domain.bid_commitment import SHORTEST_SECRET
from procurement_plugin.domain.document_language import LANGUAGES
from procurement_plugin.domain.redaction import Reader

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)


def register(cli: click.Group) -> None:
    """Add the command to the command line."""
    cli.add_command(document)


@click.command()
@click.argument("evaluation", type=FILE)
@click.argument("out", type=OUT)
@click.option("--type", "kind", type=click.Choice(KINDS), default=JUSTIFICATION, show_default=True)
@click.option("--bid", default="", help="For a debrief: the bid whose bidder reads it.")
@click.option("--language", type=click.Choice(LANGUAGES), help="The authority's own when left out.")
@click.option("--words", type=FILE, help="What the officer adds: opening, advantages, remedies, report.")
@click.option("--decision", type=FILE, help="The steps of the evaluation, or sentAt, standstill and winnerBidId.")
@click.option("--secret", type=OUT, help="Secret behind the commitments of a debrief; made when there is none yet.")
@click.option("--json", "json_out", type=OUT, help="Write what the reader may see of the evaluation.")
def document(
    evaluation: Path,
    out: Path,
    kind: str,
    bid: str,
    language: str | None,
    words: Path | None,
    decision: Path | None,
    secret: Path | None,
    json_out: Path | None,
) -> None:
    """Make a document of the stored answer EVALUATION.json: for the authority's file, a bidder or the report."""
    from procurement_plugin.bootstrap import knowledge  # noqa: PLC0415  loaded when used

    if (kind == DEBRIEF) != bool(bid):
        raise click.BadParameter("a debrief is for one bid, the other types are not.", param_hint="--bid")
    model = document_for(
        _evaluation(evaluation),
        kind,
        Reader(bid),
        read_words(parsed(words)) if words else None,
        read_decision(parsed(decision)) if decision else None,
        _secret(secret) if secret else b"",
    )
    write(out, knowledge.renderer().render(model, language or model.language))
    if json_out:
        write(json_out, (json.dumps(model.record, ensure_ascii=False, indent=2) + "\n").encode())


def _evaluation(path: Path) -> Mapping[str, Any]:
    found = parsed(path)
    if not isinstance(found, dict) or not {"bids", "ranking", "weightProfile", "procedure", "id"} <= set(found):
        raise click.BadParameter("this is no stored evaluation; evaluate --json writes one.", param_hint="EVALUATION")
    return found


def _secret(path: Path) -> bytes:
    """The secret of the evaluation; a new one is kept for the authority alone."""
    if not path.exists():
        write(path, secrets.token_hex(SHORTEST_SECRET).encode())
        path.chmod(0o600)
    return path.read_bytes().strip()
