"""The commands with which the README leads a stranger to a first score run as they stand there."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from running import begun, free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


def commands(page: str, heading: str) -> list[str]:
    """The lines to type below a heading."""
    text = (ROOT / page).read_text()
    part = text[text.index(heading) :].split("\n## ")[0]
    return re.findall(r"^\$ (.*)$", part, re.MULTILINE)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], subprocess.CompletedProcess[str]]]:
    """Types a line in a folder that has the examples, ``out`` and a service, as after ``./dev demo``.

    Only the port differs, so that tests can run side by side.
    """
    folder = tmp_path_factory.mktemp("first")
    (folder / "examples").symlink_to(ROOT / "examples")
    (folder / "out").mkdir()
    (folder / ".venv").mkdir()
    (folder / ".venv" / "bin").symlink_to(BIN)
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    line, *_ = commands("README.md", "## Call it")
    assert line == ".venv/bin/procurement-plugin serve"
    command = [*shlex.split(line), "--port", str(port)]
    with begun(command, cwd=folder, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.PIPE) as server:
        _await(server)
        yield lambda typed: subprocess.run(
            ["sh", "-c", typed.replace("127.0.0.1:8000", f"127.0.0.1:{port}")],
            cwd=folder, env=environment | {"SERVICE": f"http://127.0.0.1:{port}"}, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip


def _await(server: subprocess.Popen[bytes]) -> None:
    """Read what a person reads: once it says "Serving", the first call is answered."""
    assert server.stdout is not None
    for line in server.stdout:
        if line.startswith(b"Serving"):
            return
    pytest.fail("the service did not start")


def test_the_commands_of_the_readme_lead_to_a_first_score(
    run: Callable[[str], subprocess.CompletedProcess[str]],
) -> None:
    _, curl, python = commands("README.md", "## Call it")
    called = run(f"{curl} && cat out/first.json")
    head, _, body = called.stdout.partition("\n{")
    assert "201 CREATED" in head, called.stdout[:500] + called.stderr
    assert "Location: /scoring/v1/evaluations/" in head
    evaluation = json.loads("{" + body)
    ranking = [f"{row['rank']} {row['bidId']} {row['total']}" for row in evaluation["ranking"]]
    scored = run(python)
    assert scored.returncode == 0, scored.stderr
    kept, *printed = scored.stdout.splitlines()
    assert kept.startswith("kept at http://127.0.0.1:")
    assert printed == ranking
    assert "\n".join(ranking) in (ROOT / "examples/first_score/README.md").read_text()


def test_the_commands_of_the_page_that_goes_on_run(run: Callable[[str], subprocess.CompletedProcess[str]]) -> None:
    _, _, python = commands("README.md", "## Call it")
    kept = run(python).stdout.splitlines()[0].rsplit("/", 1)[1]
    again, table, bid = commands("examples/first_score/README.md", "## Read it again")
    assert json.loads(run(f"ID={kept}; {again}").stdout)["id"] == kept
    assert run(f"ID={kept}; {table}").stdout.count("\n") > 3
    assert json.loads(run(f"ID={kept}; {bid}").stdout)["bid"]["id"] == "B-1"
    (refused,) = commands("examples/first_score/README.md", "## Be ready")
    told = run(refused)
    assert told.returncode == 1
    assert told.stdout.startswith("409 urn:problem-type:scoring:blockedByFindings")
    assert "- weightProfile.criteria" in told.stdout


def test_the_script_says_when_nobody_answers(run: Callable[[str], subprocess.CompletedProcess[str]]) -> None:
    _, _, python = commands("README.md", "## Call it")
    told = run(f"SERVICE=http://127.0.0.1:9 {python}")
    assert told.returncode == 1
    assert told.stderr.startswith("Nothing answers at http://127.0.0.1:9")


def test_the_script_needs_nothing_but_python() -> None:
    source = (ROOT / "examples/first_score/score.py").read_text()
    imported = {name.split(".")[0] for name in re.findall(r"^(?:import|from) (\S+)", source, re.MULTILINE)}
    assert imported <= set(sys.stdlib_module_names)
    assert len(source.splitlines()) <= 40
