"""The layers hold, and the contracts bite: one deliberate violation of each is caught and named."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = [
    contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
]
LAYERS, CRITERIA, PURITY, SECOND_WAY, REGISTER = CONTRACTS
FIRST_LINE = "from __future__ import annotations\n"


def lint(folder: Path) -> tuple[int, str]:
    """The exit code and the words of the contracts, checked on the package in a folder."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    environment = {"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"}
    result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return result.returncode, " ".join((result.stdout + result.stderr).split())


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package and its contracts in a folder where they may be spoilt."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "procurement_plugin", tmp_path / "procurement_plugin", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contracts_are_kept(copy: Path) -> None:
    code, words = lint(copy)
    assert code == 0, words
    assert [name for name in CONTRACTS if f"{name} KEPT" in words] == CONTRACTS


@pytest.mark.parametrize(
    ("file", "line", "broken"),
    [
        ("domain/scale.py", "import time", PURITY),
        ("application/score_request.py", "import flask", PURITY),
        (
            "domain/criteria/transport_emissions.py",
            "from procurement_plugin.domain.criteria import proximity",
            CRITERIA,
        ),
        ("domain/recomputed_steps.py", "import procurement_plugin.domain.scale", SECOND_WAY),
        ("domain/supply/sites.py", "import procurement_plugin.domain.site_register.names", REGISTER),
        ("domain/weighting.py", "import procurement_plugin.application.ports", LAYERS),
        ("web/access.py", "import procurement_plugin.adapters.storage", LAYERS),
    ],
)
def test_a_violation_is_caught_and_named(copy: Path, file: str, line: str, broken: str) -> None:
    target = copy / "procurement_plugin" / file
    text = target.read_text()
    assert FIRST_LINE in text
    target.write_text(text.replace(FIRST_LINE, f"{FIRST_LINE}\n{line}\n", 1))
    code, words = lint(copy)
    assert code == 1, words
    assert [name for name in CONTRACTS if f"{name} BROKEN" in words] == [broken]
    module = "procurement_plugin." + file.removesuffix(".py").replace("/", ".")
    assert f"{module} ->" in words


def test_a_module_beside_the_layers_is_caught_and_named(copy: Path) -> None:
    (copy / "procurement_plugin" / "utils.py").write_text("")
    code, words = lint(copy)
    assert code == 1, words
    assert "procurement_plugin.utils" in words
