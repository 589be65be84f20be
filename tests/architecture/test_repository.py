"""What must hold of the whole repository: no addresses of a machine, small rooms, three parts of a criterion."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from procurement_plugin.bootstrap import knowledge

ROOT = Path(__file__).resolve().parents[2]
LARGEST_FILE = 1_000_000
LONGEST_MODULE = 300
LONGEST_FUNCTION = 40
NAMES_THAT_SAY_NOTHING = {"util", "utils", "helper", "helpers", "common", "model", "models", "manager", "managers"}
# Put together here, so that this file does not find itself.
ABSOLUTE = [r"(?<![\w.-])/" + folder + "/" for folder in ("work", "tmp")]
REGISTRIES = [
    name + r"\." + domain
    for name, domain in (
        ("pypi", "org"),
        ("python" + "hosted", "org"),
        ("deb", "debian"),
        ("security", "debian"),
        ("snapshot", "debian"),
        ("npmjs", "(org|com)"),
    )
]
FORBIDDEN = re.compile("|".join(ABSOLUTE + REGISTRIES), re.IGNORECASE)


def tracked() -> list[Path]:
    """Every file git knows, also where the checkout belongs to another user."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in files if path.is_file()]


def modules() -> list[Path]:
    return sorted((ROOT / "procurement_plugin").rglob("*.py"))


def criteria() -> list[str]:
    folder = ROOT / "procurement_plugin" / "domain" / "criteria"
    return sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")


@pytest.mark.parametrize(
    "text",
    [
        "see /wor" + "k/main",
        "'/tm" + "p/x'",
        "file:///wor" + "k/",
        "https://pypi" + ".org/simple",
        "deb" + ".debian.org",
    ],
)
def test_the_search_for_addresses_finds_one(text: str) -> None:
    assert FORBIDDEN.search(text)


def test_no_file_names_a_registry_or_a_path_of_a_machine() -> None:
    files = tracked()
    assert files
    for path in files:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found = FORBIDDEN.search(text)
        assert found is None, f"{path}: {found}"


def test_no_file_is_large() -> None:
    for path in tracked():
        assert path.stat().st_size <= LARGEST_FILE, path


def test_lock_files_hold_hashes_and_no_addresses() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        assert "://" not in text, name
        packages = re.split(r"\n(?=\S)", text.strip())
        assert packages, name
        for package in packages:
            assert re.match(r"[a-z0-9.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", package, re.DOTALL), package


def test_the_larger_lock_contains_the_smaller() -> None:
    small, large = (
        set(re.findall(r"^[a-z0-9.-]+==\S+", (ROOT / name).read_text(), re.MULTILINE))
        for name in ("requirements.lock", "requirements-dev.lock")
    )
    assert small < large


def test_every_module_is_a_small_room_with_a_name_of_the_field() -> None:
    for path in modules():
        assert not NAMES_THAT_SAY_NOTHING & {path.stem, path.parent.name}, path
        assert len(path.read_text().splitlines()) <= LONGEST_MODULE, path


def test_tests_start_processes_where_they_are_ended_whatever_happens() -> None:
    allowed = {ROOT / "tests" / name for name in ("running.py", "faults/running.py")}
    started = {path for path in (ROOT / "tests").rglob("*.py") if "subprocess.Po" + "pen(" in path.read_text()}
    assert {path for path in started if path.parent.name != "benchmarks"} == allowed


def test_every_function_is_short() -> None:
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                assert length <= LONGEST_FUNCTION, f"{path}: {node.name} has {length} lines"


@pytest.mark.parametrize("name", criteria())
def test_a_criterion_has_its_module_its_folder_of_method_and_its_example(name: str) -> None:
    method = ROOT / "config" / "method" / name
    words = yaml.safe_load((method / "criterion.yaml").read_text())
    known = knowledge.known_criteria()[words["criterion"]]
    assert (method / "README.md").exists()
    assert list(method.glob("*_decimals.yaml"))
    assert (ROOT / "examples" / name / "request.json").exists()
    assert set(words["measures"]) == {measure.name for measure in known.measures}


@pytest.mark.parametrize("name", criteria())
def test_the_page_of_a_criterion_names_its_findings_and_parameters(name: str) -> None:
    page = (ROOT / "config" / "method" / name / "README.md").read_text()
    module = (ROOT / "procurement_plugin" / "domain" / "criteria" / f"{name}.py").read_text()
    for code in re.findall(r'code="([a-zA-Z]+\.[a-zA-Z]+)"', module):
        assert code in page, code
    for path in (ROOT / "config" / "method" / name).glob("*.yaml"):
        if path.stem != "criterion":
            assert f"{name}.{path.stem}" in page, path.stem


def test_the_page_of_transport_emissions_names_what_chains_are_refused_for() -> None:
    page = (ROOT / "config" / "method" / "transport_emissions" / "README.md").read_text()
    from procurement_plugin.application.site_register.site_figures import SITE_KINDS  # noqa: PLC0415
    from procurement_plugin.domain.chain_checks import MESSAGES  # noqa: PLC0415

    source = "".join(path.read_text() for path in (ROOT / "procurement_plugin").rglob("*.py"))
    used = set(re.findall(r'"((?:chain|site|item)\.[a-z][a-zA-Z]+)"', source))
    used -= set(SITE_KINDS)  # figures that are watched, no findings
    assert used == set(MESSAGES), used ^ set(MESSAGES)
    for code in MESSAGES:
        assert code in page, code


def test_the_page_of_supply_security_names_every_reason() -> None:
    from procurement_plugin.domain.supply.sub_score import REASONS, REMARKS  # noqa: PLC0415

    page = (ROOT / "config" / "method" / "supply_security" / "README.md").read_text()
    words = yaml.safe_load((ROOT / "config" / "method" / "supply_security" / "criterion.yaml").read_text())
    for reason in (*REASONS, *REMARKS):
        assert f"supplySecurity.{reason}" in page
        assert set(words["reasons"][reason]) == {"en", "nl", "fr", "de"}
    module = (ROOT / "procurement_plugin" / "domain" / "supply" / "profile_findings.py").read_text()
    for code in {
        *re.findall(r'_setting\(\s*asked,\s*"([a-zA-Z]+)"', module),
        *re.findall(r'"supplySecurity\.([a-zA-Z]+)"', module),
    }:
        assert f"supplySecurity.{code}" in page, code


def test_what_proximity_measures_has_no_name_and_no_country() -> None:
    from procurement_plugin.domain.criteria.proximity import ChainLength  # noqa: PLC0415

    assert ChainLength._fields == ("item_weight", "site_share", "delivery_share", "kilometres")
    assert set(ChainLength.__annotations__.values()) == {"Decimal"} or all(
        "Decimal" in str(kind) for kind in ChainLength.__annotations__.values()
    )
