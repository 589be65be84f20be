"""The command line, as a person uses it."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from notices import from_eforms, from_ocds

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
COMMAND = str(Path(sys.executable).with_name("procurement-plugin"))


def run(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run([COMMAND, *arguments], cwd=cwd, capture_output=True, text=True, check=False, timeout=120)


def test_evaluate_prints_the_ranking_and_writes_what_is_asked(tmp_path: Path) -> None:
    made = [str(tmp_path / "deep" / name) for name in ("a.json", "a.csv", "a.pdf", "a.xlsx")]
    request = str(EXAMPLES / "01_first_evaluation" / "request.json")
    result = run(
        "evaluate",
        request,
        "--json",
        made[0],
        "--csv",
        made[1],
        "--pdf",
        made[2],
        "--xlsx",
        made[3],
        "--language",
        "nl",
    )
    assert result.returncode == 0, result.stderr
    answer = json.loads(Path(made[0]).read_text())
    for row in answer["ranking"]:
        assert f"{row['bidId']} {row['bidder']}" in result.stdout
        assert row["total"] in result.stdout
    with Path(made[1]).open(newline="") as table:
        rows = list(csv.DictReader(table))
    assert len(rows) == sum(len(bid["criteria"]) for bid in answer["bids"])
    assert Path(made[2]).read_bytes().startswith(b"%PDF-")
    ranking = openpyxl.load_workbook(made[3])["Ranking"].iter_rows(min_row=2, values_only=True)
    assert [(row[1], row[3]) for row in ranking] == [(row["bidId"], float(row["total"])) for row in answer["ranking"]]


def test_a_blocked_profile_exits_with_one_and_says_why(tmp_path: Path) -> None:
    request = str(EXAMPLES / "02_weight_at_guardrail" / "request-above.json")
    out = tmp_path / "a.json"
    for result in (run("evaluate", request, "--json", str(out)), run("check", request)):
        assert result.returncode == 1
        assert "45.01 %" in result.stdout + result.stderr
        assert "guardrail, not law" in result.stdout + result.stderr
    assert not out.exists()


def test_check_exits_with_zero_when_nothing_blocks() -> None:
    result = run("check", "--rules-only", str(EXAMPLES / "02_weight_at_guardrail" / "request-at.json"))
    assert result.returncode == 0
    assert "WARN" in result.stdout


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not JSON"),
        ("{}", "procedure: This is required and missing."),
        ('{"a": 1, "a": 2}', "stands twice"),
    ],
)
def test_what_cannot_be_read_exits_with_two_and_words(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "r.json").write_text(text)
    result = run("evaluate", str(tmp_path / "r.json"))
    assert result.returncode == 2
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def test_a_file_that_is_not_there_exits_with_two() -> None:
    assert run("evaluate", "nowhere.json").returncode == 2


def test_config_check_shows_every_parameter_and_what_is_due() -> None:
    result = run("config", "check")
    assert result.returncode == 0, result.stderr
    assert "eu.weight_limits.combined_block_above" in result.stdout
    assert "No parameter is due for review." in result.stdout
    assert "Due for review: " in run("config", "check", "--older-than", "0months").stdout
    assert run("config", "check", "--older-than", "soon").returncode == 2


def test_serve_refuses_an_address_that_is_not_this_machine() -> None:
    result = run("serve", "--host", "0.0.0.0")  # noqa: S104  that it is refused is the test
    assert result.returncode == 2
    assert "access control" in result.stderr


def test_db_upgrade_prepares_the_database(tmp_path: Path) -> None:
    assert "ready" in run("db", "upgrade", cwd=tmp_path).stdout
    assert (tmp_path / "procurement.sqlite3").exists()


def test_a_cell_that_a_spreadsheet_would_run_is_made_inert() -> None:
    from procurement_plugin.application.spreadsheet_table import inert  # noqa: PLC0415

    assert [inert(text) for text in ("=1+1", "+a", "-a", "@a", "fine")] == ["'=1+1", "'+a", "'-a", "'@a", "fine"]


def test_simulate_prints_firmness_second_data_set_and_other_sea_route(tmp_path: Path) -> None:
    out = tmp_path / "simulation.json"
    found = run("simulate", str(EXAMPLES / "01_first_evaluation" / "request.json"), "--json", str(out))
    assert found.returncode == 0, found.stderr
    for words in (
        "B-2 leads B-3 by 0.4943 unrounded points.",
        "transportEmissions           15.00    0.0000 to 16.0263   B-3",
        "The smallest transfer that changes it: 0.4300 percentage points from price to supplySecurity",
        "With the data set desnz-2026 the order of the bids would change.",
        "With ships round the Cape the order of the bids stays.",
    ):
        assert words in found.stdout
    assert json.loads(out.read_text())["kind"] == "simulation"


def test_the_first_example_is_published_with_the_reasons_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the demonstration does: a new finding of the guard needs a new reason there."""
    monkeypatch.setenv("PROCUREMENT_DATABASE_URL", f"sqlite:///{tmp_path}/demo.sqlite3")
    monkeypatch.setenv("PROCUREMENT_CLOCK_AT", "2026-12-01T09:00:00+01:00")
    assert run("db", "upgrade").returncode == 0
    folder = EXAMPLES / "01_first_evaluation"
    name = tmp_path / "version.txt"
    given = ("--answers", str(folder / "reasons.json"), "--version-to", str(name))
    found = run("publish", str(folder / "request.json"), *given)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "Published at 2026-12-01T09:00:00+01:00" in found.stdout
    version = name.read_text().strip()
    ocds = run("export", version, "--format", "ocds", "--lot", "LOT-0001", "--language", "de")
    xml = run("export", version, "--format", "eforms", "--lot", "LOT-0001", "--language", "de")
    assert from_eforms(xml.stdout.encode()) == from_ocds(json.loads(ocds.stdout))
    assert "LOT-0001" in xml.stdout
    unnamed = run("export", version, "--format", "eforms")
    assert (unnamed.returncode, "lot=LOT-0001" in unnamed.stderr) == (2, True)
    assert run("notice", version, "--language", "de").stdout.startswith("Zuschlagskriterien")


def test_import_shows_weights_contradictions_and_gaps_and_writes_skeletons(tmp_path: Path) -> None:
    notice = str(EXAMPLES / "imports" / "notice-eforms.xml")
    result = run("import", notice, "--json", str(tmp_path / "all.json"), "--requests", str(tmp_path / "lots"))
    assert result.returncode == 0, result.stderr
    for words in ("55 %", "sum to 95", "The words say 15 %", "transportEmissions", "the town Gent", "1 in rank"):
        assert words in result.stdout, words
    answer = json.loads((tmp_path / "all.json").read_text())
    written = [json.loads((tmp_path / "lots" / f"LOT-000{number}.json").read_text()) for number in (1, 2)]
    assert written == [lot["request"] for lot in answer["notices"][0]["lots"]]
    checked = run("check", str(tmp_path / "lots" / "LOT-0001.json"))
    assert checked.returncode == 2
    assert "lot.functionalUnit: This is required and missing." in checked.stderr


def test_import_shows_one_lot_in_another_language_and_names_what_there_is() -> None:
    notice = str(EXAMPLES / "imports" / "notice-eforms.xml")
    result = run("import", notice, "--lot", "LOT-0001", "--language", "fr")
    assert "Tables et chaises" in result.stdout
    assert "LOT-0002" not in result.stdout
    assert "LOT-0001, LOT-0002" in run("import", notice, "--lot", "LOT-9").stderr
    assert run("import", notice, "--language", "xx").returncode == 2


def test_import_of_what_is_no_notice_exits_with_two_and_words(tmp_path: Path) -> None:
    (tmp_path / "x.xml").write_text("<Invoice/>")
    result = run("import", str(tmp_path / "x.xml"))
    assert result.returncode == 2
    assert "'Invoice'" in result.stderr
