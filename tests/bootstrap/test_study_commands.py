"""The command ``study``: the same bytes whatever works on it, bad lines told, an end that is clean."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from click.testing import CliRunner
from running import COMMAND, begun, clean, until

from procurement_plugin.adapters.study_engines import Dask, InProcess
from procurement_plugin.bootstrap.settings import data_directory
from procurement_plugin.bootstrap.study_commands import study
from procurement_plugin.bootstrap.study_run import StudyRun
from procurement_plugin.domain.findings import ProcurementError, UnreadableInputError

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

EXAMPLE = data_directory("config").parent / "examples" / "study"
PROFILE = EXAMPLE / "profile.json"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's lots three times over, one line of words and one too many names between them."""
    lots = (EXAMPLE / "lots.jsonl").read_bytes()
    path = tmp_path_factory.mktemp("study") / "lots.jsonl"
    path.write_bytes(lots + b"no JSON\n" + lots + b'{"unknown": 1}\n' + lots)
    return path


def run(archive: Path, folder: Path, *options: str, profile: Path = PROFILE) -> Result:
    outs = [f"--{name}={folder / f'study.{name}'}" for name in ("csv", "json", "lots")]
    return CliRunner().invoke(study, [str(profile), str(archive), *outs, *options])


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def alone(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], str]:
    """What one process writes and shows."""
    folder = tmp_path_factory.mktemp("alone")
    result = run(archive, folder, "--workers=1")
    assert result.exit_code == 0, result.output
    return written(folder), result.stdout.replace(str(folder), "")


@pytest.mark.parametrize("options", [("--workers=2", "--chunk-size=3"), ("--workers=1", "--chunk-size=7")])
def test_workers_and_chunks_change_not_one_byte(
    archive: Path, tmp_path: Path, alone: tuple[dict[str, bytes], str], options: tuple[str, ...]
) -> None:
    result = run(archive, tmp_path, *options)
    assert result.exit_code == 0, result.output
    assert (written(tmp_path), result.stdout.replace(str(tmp_path), "")) == alone


@pytest.mark.filterwarnings("ignore")  # of Dask and Tornado, not ours
def test_dask_changes_not_one_byte(archive: Path, tmp_path: Path, alone: tuple[dict[str, bytes], str]) -> None:
    distributed = pytest.importorskip("distributed", reason="Dask is an optional extra and not installed here")
    cluster = distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None)
    with cluster, distributed.Client(cluster) as client:
        for size in (2, 50):
            document = StudyRun(PROFILE, archive, None, size).document(Dask(client), tmp_path / "study.lots")
            assert (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode() == alone[0]["study.json"]
            assert (tmp_path / "study.lots").read_bytes() == alone[0]["study.lots"]


@pytest.mark.filterwarnings("ignore")  # of Dask and Tornado, not ours
def test_the_command_works_on_a_scheduler_of_an_address(
    archive: Path, tmp_path: Path, alone: tuple[dict[str, bytes], str]
) -> None:
    distributed = pytest.importorskip("distributed", reason="Dask is an optional extra and not installed here")
    where = {"host": "127.0.0.1", "protocol": "tcp://", "dashboard_address": None}
    with distributed.LocalCluster(n_workers=1, threads_per_worker=2, processes=False, **where) as cluster:
        result = run(archive, tmp_path, f"--dask={cluster.scheduler_address}", "--chunk-size=4")
    assert result.exit_code == 0, result.output
    assert written(tmp_path) == alone[0]


def test_the_result_follows_the_published_form(alone: tuple[dict[str, bytes], str]) -> None:
    schema = json.loads((data_directory("schemas") / "Study.schema.json").read_text())
    jsonschema.validate(json.loads(alone[0]["study.json"]), schema)


def test_every_readable_line_follows_the_published_form() -> None:
    schema = json.loads((data_directory("schemas") / "StudyLine.schema.json").read_text())
    lines = [json.loads(line) for line in (EXAMPLE / "lots.jsonl").read_text().splitlines()]
    for line in lines[:-1]:
        jsonschema.validate(line, schema)
    with pytest.raises(jsonschema.ValidationError, match="tenderDeadlineAt"):
        jsonschema.validate(lines[-1], schema)


def test_bad_lines_are_told_with_number_and_place_and_the_study_goes_on(archive: Path, tmp_path: Path) -> None:
    result = run(archive, tmp_path, "--workers=1")
    assert "Line 12:\n  procedure.tenderDeadlineAt: This is required and missing." in result.stderr
    assert "Line 13:\n  The request is not JSON" in result.stderr
    assert "Line 26:\n  procedure: This is required" in result.stderr
    assert "and 2 more problems" in result.stderr
    assert "5 lines could not be read" in result.stdout
    document = json.loads((tmp_path / "study.json").read_text())
    assert [refused["line"] for refused in document["refusedLines"]] == [12, 13, 25, 26, 38]
    assert (document["lots"], document["unreadable"]) == (33, 5)


def test_many_bad_lines_are_counted_on_the_terminal(tmp_path: Path) -> None:
    many = tmp_path / "lots.jsonl"
    many.write_bytes(b"{}\n" * 150 + (EXAMPLE / "lots.jsonl").read_bytes())
    (tmp_path / "out").mkdir()
    result = run(many, tmp_path / "out", "--workers=1")
    assert result.stderr.count("Line ") == 20
    assert "And 131 more lines that could not be read." in result.stderr
    document = json.loads((tmp_path / "out" / "study.json").read_text())
    assert (len(document["refusedLines"]), document["unreadable"]) == (100, 151)


def test_fail_fast_stops_at_the_first_bad_line_and_writes_nothing(archive: Path, tmp_path: Path) -> None:
    result = run(archive, tmp_path, "--fail-fast", "--workers=2", "--chunk-size=4")
    assert isinstance(result.exception, UnreadableInputError)
    assert "Line 12 of lots.jsonl cannot be read" in str(result.exception)
    assert [finding.where for finding in result.exception.findings] == ["procedure.tenderDeadlineAt"]
    assert written(tmp_path) == {}


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "holds no lots"), (b"\n \n", "holds no lots"), (b"{}\n[]\n", "No line of")]
)
def test_an_archive_without_a_lot_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    empty = tmp_path / "lots.jsonl"
    empty.write_bytes(content)
    (tmp_path / "out").mkdir()
    result = run(empty, tmp_path / "out")
    assert isinstance(result.exception, UnreadableInputError)
    assert said in str(result.exception)
    assert written(tmp_path / "out") == {}


def test_a_whole_request_is_no_profile(archive: Path, tmp_path: Path) -> None:
    whole = tmp_path / "request.json"
    whole.write_text(json.dumps({"weightProfile": json.loads(PROFILE.read_text())}))
    result = run(archive, tmp_path, profile=whole)
    assert isinstance(result.exception, UnreadableInputError)
    assert "what stands in its weightProfile" in str(result.exception)


def test_a_fault_of_the_software_in_one_lot_is_told_and_the_study_goes_on(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from procurement_plugin.bootstrap import study_worker  # noqa: PLC0415

    real = study_worker.study_lot

    def faulty(lot: Any, *rest: Any) -> Any:
        if lot.procedure.id == "PAST-03":
            raise ZeroDivisionError
        return real(lot, *rest)

    monkeypatch.setattr(study_worker, "study_lot", faulty)
    result = run(archive, tmp_path, "--workers=1")
    assert result.exit_code == 0
    assert "Line 3:\n  The software failed on this lot (ZeroDivisionError)" in result.stderr


def test_workers_of_another_release_are_refused(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from procurement_plugin.bootstrap import study_run  # noqa: PLC0415

    monkeypatch.setattr(study_run, "release", lambda: "another")
    with pytest.raises(ProcurementError, match="another release"):
        StudyRun(PROFILE, archive, None, 50).document(InProcess(), tmp_path / "lots.csv")
    assert written(tmp_path) == {}


def test_the_table_for_spreadsheets_says_what_the_document_says(alone: tuple[dict[str, bytes], str]) -> None:
    document = json.loads(alone[0]["study.json"])
    rows = list(csv.DictReader(io.StringIO(alone[0]["study.csv"].decode("utf-8-sig"), newline="")))
    groups = 1 + len(document["sectors"]) + len(document["memberStates"])
    assert len(rows) == 2 * groups
    first = rows[0]
    assert (first["comparedWith"], first["group"], first["lots"]) == ("stated", "all", str(document["lots"]))
    assert first["median"] == document["all"]["stated"]["pointChange"]["median"]
    lots = list(csv.DictReader(io.StringIO(alone[0]["study.lots"].decode("utf-8-sig"), newline="")))
    assert len(lots) == document["lots"]
    changed = sum(row["besideStated"] == "changed" for row in lots)
    assert changed == document["all"]["stated"]["winnerChanged"] > 0


def test_nothing_of_progress_is_shown_where_nobody_looks(archive: Path, tmp_path: Path) -> None:
    result = run(archive, tmp_path, "--workers=1")
    assert "Studying" not in result.output


def test_lots_of_earlier_days_are_studied_by_the_method_of_a_day(archive: Path, tmp_path: Path) -> None:
    before = run(archive, tmp_path, "--workers=1")
    assert "study.notInForce" in before.stdout
    assert "--method-of" in before.stdout
    result = run(archive, tmp_path, "--workers=1", "--method-of=2026-12-01")
    assert "study.notInForce" not in result.stdout
    assert "Earlier lots were computed by the method and data of 2026-12-01." in result.stdout


@pytest.mark.parametrize("moment", ["loading", "at work"])
def test_ctrl_c_ends_cleanly_and_writes_nothing(tmp_path: Path, moment: str) -> None:
    many = tmp_path / "lots.jsonl"
    many.write_bytes((EXAMPLE / "lots.jsonl").read_bytes() * 300)
    out = tmp_path / "out"
    out.mkdir()
    command = [COMMAND, "study", str(PROFILE), str(many), "--workers=2", f"--lots={out / 'lots.csv'}"]
    table = out / "lots.csv.part"
    with begun(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=clean({}), text=True) as process:
        # At first the other processes are begun and load what they need.
        until(lambda: table.exists() and (moment == "loading" or table.stat().st_size > 0))
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the workers get it, too
        shown, told = process.communicate(timeout=60)
    assert process.returncode == 130, told
    assert "Stopped; no result was written." in told
    assert "Traceback" not in told
    assert (shown, written(out)) == ("", {})


def test_an_input_is_never_overwritten(archive: Path) -> None:
    before = archive.read_bytes()
    result = CliRunner().invoke(study, [str(PROFILE), str(archive), "--lots", str(archive)])
    assert result.exit_code == 2
    assert "is an input of the study" in result.output
    assert archive.read_bytes() == before
