"""What the README and the pages say is what the software does."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMAND = str(Path(sys.executable).with_name("procurement-plugin"))
README = (ROOT / "README.md").read_text()


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 150


def test_the_ranking_in_the_readme_is_the_one_that_is_printed() -> None:
    command = [COMMAND, "evaluate", str(ROOT / "examples" / "01_first_evaluation" / "request.json")]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    shown = re.search(r"```text\n(rank.*?)```", README, re.DOTALL)
    assert shown is not None
    assert shown.group(1).strip() in printed


def test_every_link_leads_to_a_file() -> None:
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("examples/*/README.md")):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page}: {target}"


def test_every_address_of_the_service_is_named() -> None:
    described = json.loads((ROOT / "schemas" / "openapi.json").read_text())["paths"]
    for path in described:
        short = (
            re.sub(r"\{(?:evaluation|profile|task|webhook|watchList)Id\}", "{id}", path.removeprefix("/scoring/v1"))
            .replace("{deliveryId}", "{n}")
            .replace("{number}", "{n}")
        )
        assert short in README, short


@pytest.mark.parametrize("page", sorted(ROOT.glob("examples/*/README.md")), ids=lambda path: path.parent.name)
def test_the_commands_of_an_example_run(page: Path, tmp_path: Path) -> None:
    commands = re.findall(r"^\$ procurement-plugin (.*)$", page.read_text(), re.MULTILINE)
    assert commands
    for line in commands:
        arguments = [part.replace("out/", f"{tmp_path}/") for part in line.split()]
        environment = {**os.environ, "PROCUREMENT_DATABASE_URL": f"sqlite:///{tmp_path}/readme.sqlite3"}
        result = subprocess.run(
            [COMMAND, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert result.returncode in (0, 1), result.stderr
        finds = ("above", "raw_distance", "watch rescan", "watch report")
        assert (result.returncode == 1) == any(word in line for word in finds)


@pytest.mark.parametrize(
    ("weight", "lower", "upper", "measure", "points"),
    [
        ("10", ("7", "1"), ("45", "0"), "10", "9.2105"),
        ("10", ("7", "1"), ("45", "0"), "14", "8.1579"),
    ],
)
def test_the_worked_example_of_proximity_is_right(
    weight: str, lower: tuple[str, str], upper: tuple[str, str], measure: str, points: str
) -> None:
    page = (ROOT / "config" / "method" / "proximity" / "README.md").read_text()
    line = f"{weight} × ({lower[1]} + ({measure} − {lower[0]}) × ({upper[1]} − {lower[1]}) ÷ ({upper[0]} − {lower[0]})) = {points}"
    assert line in page
    answer = json.loads((ROOT / "examples" / "proximity" / "evaluation.json").read_text())
    assert points in {score["points"] for bid in answer["bids"] for score in bid["criteria"]}


def test_the_worked_examples_of_the_other_pages_are_those_of_their_examples() -> None:
    page = (ROOT / "config" / "method" / "transport_emissions" / "README.md").read_text()
    answer = json.loads((ROOT / "examples" / "transport_emissions" / "evaluation.json").read_text())
    score = answer["bids"][0]["criteria"][0]
    assert f"{score['measure']['value']} kg CO2e/t" in page
    assert score["steps"][0]["operands"]["distanceKm"].rstrip("0") in page
    told = (ROOT / "examples" / "supply_security" / "README.md").read_text()
    supply = json.loads((ROOT / "examples" / "supply_security" / "evaluation.json").read_text())
    assert supply["bids"][0]["criteria"][0]["measure"]["value"] in told
