"""The commands of monitoring: exit 1 when something crossed, 0 when nothing did, 2 when nothing can be read."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from conftest import ROOT
from vintages import safer_cobalt, vintage

from procurement_plugin.bootstrap.monitoring_commands import watch
from procurement_plugin.domain.findings import UnreadableInputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EXAMPLE = str(ROOT / "examples/monitoring/watch_list.json")
Run = "Callable[..., Result]"


@pytest.fixture
def run(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs a command on a fresh database."""
    monkeypatch.setenv("PROCUREMENT_DATABASE_URL", database_url)
    return lambda *arguments: CliRunner().invoke(watch, [*arguments])


def test_a_list_is_kept_rescanned_and_reported(run: Callable[..., Result], tmp_path: Path) -> None:
    assert "No watch list" in run("list").output
    kept = run("add", EXAMPLE, "--since", "2022")
    assert (kept.exit_code, "First scan" in kept.output) == (0, True)
    out = tmp_path / "report.json"
    crossed = run("rescan", "--json", str(out))
    assert crossed.exit_code == 1
    assert "≥ 0.9 (own)" in crossed.output
    assert run("report").exit_code == 1
    first = run("report", "Heat pumps and batteries", "--number", "1")
    assert (first.exit_code, "First scan" in first.output) == (0, True)
    nothing = run("rescan")
    assert (nothing.exit_code, "Nothing crossed a threshold" in nothing.output) == (0, True)
    assert json.loads(out.read_text("utf-8"))["number"] == 2
    assert "Heat pumps and batteries" in run("list").output


def test_another_vintage_is_a_look_that_keeps_nothing(run: Callable[..., Result], tmp_path: Path) -> None:
    source = tmp_path / "list.json"
    source.write_text('{"name": "Cobalt", "materials": ["cobalt"]}', "utf-8")
    run("add", str(source))
    vintage(tmp_path / "data", "assessments.csv", safer_cobalt)
    looked = run("rescan", "--data", str(tmp_path / "data"))
    assert looked.exit_code == 1
    assert "2.8 (2023)" in looked.output
    assert run("rescan").exit_code == 0
    assert run("report", "--number", "2").exit_code == 1  # there is none


def test_a_list_that_is_not_clear_is_asked_for(run: Callable[..., Result], tmp_path: Path) -> None:
    assert "none; add one" in run("rescan").output
    for name in ("One", "Two"):
        source = tmp_path / f"{name}.json"
        source.write_text(json.dumps({"name": name, "materials": ["cobalt"]}), "utf-8")
        run("add", str(source))
    unclear = run("rescan")
    assert (unclear.exit_code, "Several lists" in unclear.output, "One" in unclear.output) == (2, True, True)
    assert run("rescan", "Two").exit_code == 0
    assert run("rescan", "Three").exit_code == 2


def test_a_list_that_cannot_be_watched_is_refused_with_its_places(run: Callable[..., Result], tmp_path: Path) -> None:
    source = tmp_path / "list.json"
    source.write_text('{"name": "x", "materials": ["cobald"]}', "utf-8")
    refused = run("add", str(source))
    assert isinstance(refused.exception, UnreadableInputError)
    assert "Perhaps: cobalt" in refused.exception.findings[0].message
    assert "No watch list" in run("list").output


def test_the_command_line_knows_the_commands() -> None:
    command = [sys.executable, "-c", "from procurement_plugin.bootstrap.cli import main; main()", "watch", "--help"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert all(name in told for name in ("list", "add", "rescan", "report"))
