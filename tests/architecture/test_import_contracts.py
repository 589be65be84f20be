"""The layers hold, and the contracts bite: one deliberate violation of each is caught and named."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts of the project on the package in a folder."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    environment = {"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "procurement_plugin", tmp_path / "procurement_plugin")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contracts_are_kept(copy: Path) -> None:
    result = lint(copy)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("file", "line", "named"),
    [
        ("domain/scale.py", "import time", "Domain and use cases"),
        ("application/score_request.py", "import flask", "Domain and use cases"),
        ("domain/criteria/proximity.py", "import procurement_plugin.domain.criteria.supply_security", "Award criteria"),
        ("domain/weighting.py", "import procurement_plugin.application.ports", "Dependencies point inwards"),
        ("web/access.py", "import procurement_plugin.adapters.storage", "Dependencies point inwards"),
    ],
)
def test_a_violation_is_caught_and_named(copy: Path, file: str, line: str, named: str) -> None:
    target = copy / "procurement_plugin" / file
    target.write_text(target.read_text().replace("import annotations\n", f"import annotations\n\n{line}\n", 1))
    result = lint(copy)
    assert result.returncode == 1, result.stdout + result.stderr
    broken = [text for text in result.stdout.replace("\n", " ").split("  ") if "BROKEN" in text]
    assert named in result.stdout
    assert broken


def test_a_module_beside_the_layers_is_caught(copy: Path) -> None:
    (copy / "procurement_plugin" / "helpers.py").write_text("")
    result = lint(copy)
    assert result.returncode == 1
    assert "helpers" in result.stdout + result.stderr
