"""The register on the command line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from conftest import EXAMPLES

from procurement_plugin.bootstrap import life_commands, register_commands
from procurement_plugin.bootstrap.cli import audit, cli
from procurement_plugin.domain.findings import UnreadableInputError

if TYPE_CHECKING:
    from pathlib import Path

TABLE = str(EXAMPLES / "production_sites" / "sites.csv")
TOLD = ("--source", "Visits", "--reason", "Tried")


@pytest.fixture(autouse=True)
def _database(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROCUREMENT_DATABASE_URL", database_url)
    register_commands.register(cli)
    life_commands.register(cli, audit)


def run(*arguments: str, fails: bool = False) -> str:
    result = CliRunner().invoke(cli, arguments, catch_exceptions=not fails)
    if fails:
        return result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 0, result.output
    return result.output


def test_a_table_goes_in_and_out_and_pairs_are_found(tmp_path: Path) -> None:
    assert "8 new, 0 changed, 0 unchanged.\nNothing is recorded" in run("register", "import", TABLE, *TOLD)
    assert "0 sites of version 0" in run("register", "export", str(tmp_path / "none.csv"))
    stored = run("register", "import", TABLE, *TOLD, "--store")
    assert re.search(r"version 1, SHA-256 [0-9a-f]{64}", stored)
    assert "3 sites of version 1, for public" in run("register", "export", str(tmp_path / "public.csv"))
    assert "8 sites" in run("register", "export", str(tmp_path / "buyer.csv"), "--audience", "buyer")
    assert "Nijverheidsstraat" in (tmp_path / "public.csv").read_text("utf-8")
    assert "12000" not in (tmp_path / "public.csv").read_text("utf-8")
    assert "12000" in (tmp_path / "buyer.csv").read_text("utf-8")
    told = run("register", "match")
    assert "1 pairs." in told
    assert re.search(r"^97 +same +.*Linde Meubelfabriek", told, re.MULTILINE)
    again = run("register", "import", TABLE, *TOLD)
    assert "0 new, 0 changed, 3 unchanged." in again
    assert "Line 2 is left out" in again
    assert "has its establishment number" in again
    moved = tmp_path / "moved.csv"
    text = (EXAMPLES / "production_sites" / "sites.csv").read_text("utf-8")
    moved.write_text(text.replace('"9000 Gent, N', '"9001 Gent, N'), "utf-8")
    assert "Line 3 may be the site" in run("register", "import", str(moved), *TOLD)


def test_a_site_is_forgotten_and_the_trail_stays_whole(tmp_path: Path) -> None:
    run("register", "import", TABLE, *TOLD, "--store")
    run("register", "export", str(tmp_path / "all.csv"), "--audience", "buyer")
    name = next(line for line in (tmp_path / "all.csv").read_text("utf-8").splitlines() if "Kessler" in line)[:36]
    assert "1 contents are deleted" in run("register", "forget", name, "--reason", "asked for", "--yes")
    assert "7 sites of version 2" in run("register", "export", str(tmp_path / "all.csv"), "--audience", "buyer")
    assert "2 events, 0 faults" in run("audit", "verify")


def test_counts_are_called_cases() -> None:
    told = run("register", "statistics")
    assert told.startswith("0 cases.")
    assert "not rates" in told


def test_a_wrong_table_is_refused_with_its_lines(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_bytes("name,country_code,address\nA,XX,é\n".encode("latin-1"))
    with pytest.raises(UnreadableInputError, match="CSV UTF-8"):
        run("register", "import", str(wrong), *TOLD, fails=True)
    wrong.write_text("name,country_code,address\nA,XX,Kaai\n", "utf-8")
    with pytest.raises(UnreadableInputError) as raised:
        run("register", "import", str(wrong), *TOLD, "--store", fails=True)
    assert [finding.where for finding in raised.value.findings] == ["line 2: country_code"]
