"""The command that compares where to produce: what it prints, what it writes, what it refuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from conftest import EXAMPLES, ROOT

COMMAND = str(Path(sys.executable).with_name("procurement-plugin"))
CASE = EXAMPLES / "production_comparison" / "near_and_far" / "case.json"


def compare(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [COMMAND, "compare", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_it_prints_the_table_of_the_example_and_what_it_is_not() -> None:
    printed = compare(CASE)
    assert printed.returncode == 0
    told = (EXAMPLES / "production_comparison" / "README.md").read_text()
    table = told.partition("```text\n")[2].partition("```")[0]
    assert table.strip() in printed.stdout
    assert "never part of an award" in " ".join(printed.stdout.split())
    assert "Equal when GENK costs 14.87 EUR, 29.85 % above NINGBO." in printed.stdout


def test_it_writes_a_workbook_that_it_reads_again(tmp_path: Path) -> None:
    book, answer = tmp_path / "a.xlsx", tmp_path / "a.json"
    assert compare(CASE, "--xlsx", book, "--json", answer, "--language", "fr").returncode == 0
    titles = [row[3] for row in openpyxl.load_workbook(book)["Factors"].iter_rows(values_only=True)]
    assert "Droits de douane" in titles
    assert compare(book).stdout == compare(CASE).stdout
    stored = json.loads(CASE.with_name("comparison.json").read_text())
    assert json.loads(answer.read_text())["locations"] == stored["locations"]


def test_a_template_that_nobody_filled_in_is_refused_with_sheet_and_row(tmp_path: Path) -> None:
    template = tmp_path / "t.xlsx"
    assert compare("--template", template).returncode == 0
    refused = compare(template)
    assert refused.returncode == 2
    assert "locations[0].figures.unitPrice: This is required and missing. (sheet Locations, row 2)" in refused.stderr


@pytest.mark.parametrize(("name", "content"), [("a.json", b"{"), ("a.xlsx", b"PK")])
def test_what_cannot_be_read_is_refused(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    refused = compare(tmp_path / name)
    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr


def test_nothing_to_do_is_told() -> None:
    assert compare().returncode == 2
