"""The command that screens a project: what it shows and writes, and what it refuses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from conftest import ROOT

from procurement_plugin.bootstrap.screening_commands import screen
from procurement_plugin.domain.findings import UnreadableInputError

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = ROOT / "examples/project_screening"


def test_the_example_is_shown_and_written(tmp_path: Path) -> None:
    out, pdf = tmp_path / "screening.json", tmp_path / "screening.pdf"
    result = CliRunner().invoke(screen, [str(FOLDER / "project.json"), "--json", str(out), "--pdf", str(pdf)])
    assert result.exit_code == 0, result.output
    written = json.loads(out.read_text("utf-8"))
    assert written.pop("screenedAt")
    assert written == json.loads((FOLDER / "screening.json").read_text("utf-8"))
    assert pdf.read_bytes().startswith(b"%PDF")
    assert "contradicted: spearheads.cluster, stateAid.beforeWork" in result.output
    assert "no score" in result.output


@pytest.mark.parametrize(
    ("language", "word"), [("nl", "staatssteun"), ("fr", "aides d’État"), ("de", "EU-Beihilferechts")]
)
def test_the_questions_are_asked_in_four_languages(language: str, word: str, tmp_path: Path) -> None:
    source = tmp_path / "project.json"
    source.write_text('{"project": {"title": "P"}}', "utf-8")
    result = CliRunner().invoke(screen, [str(source), "--language", language])
    assert (result.exit_code, word in result.output) == (0, True)


def test_a_project_that_cannot_be_read_is_refused_with_its_places(tmp_path: Path) -> None:
    source = tmp_path / "project.json"
    source.write_text(
        '{"project": {"title": "P"}, "answers": [{"questionId": "x", "answer": "yes", "by": "A"}]}', "utf-8"
    )
    result = CliRunner().invoke(screen, [str(source)])
    assert isinstance(result.exception, UnreadableInputError)
    assert result.exception.findings[0].where == "answers[0].questionId"
