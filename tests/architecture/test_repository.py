"""What must hold of the whole repository: no addresses of a machine, small rooms, three parts of a criterion."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from procurement_plugin.bootstrap import wiring

ROOT = Path(__file__).resolve().parents[2]
# Put together here, so that this file does not find itself.
FORBIDDEN = re.compile(
    "|".join(("/wor" + "k/", "pypi" + r"\.org", "deb" + r"\.debian", "registry" + r"\.npm", "python" + "hosted"))
)


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    files = [ROOT / name for name in listed.splitlines()] or [p for p in ROOT.rglob("*") if ".venv" not in p.parts]
    return [path for path in files if path.is_file()]


def modules() -> list[Path]:
    return sorted((ROOT / "procurement_plugin").rglob("*.py"))


def criteria() -> list[str]:
    folder = ROOT / "procurement_plugin" / "domain" / "criteria"
    return sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")


def test_no_file_names_a_registry_or_a_path_of_a_machine() -> None:
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found = FORBIDDEN.search(text)
        assert found is None, f"{path}: {found}"


def test_lock_files_hold_hashes_and_no_addresses() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        assert "http" not in text
        assert text.count("==") <= text.count("--hash")


def test_every_module_is_a_small_room_with_a_name_of_the_field() -> None:
    for path in modules():
        assert path.stem not in {"utils", "helpers", "common", "models", "manager"}, path
        assert len(path.read_text().splitlines()) <= 300, path


def test_every_function_is_short() -> None:
    for path in modules():
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.name not in {"_bid_schema", "_profile_schema", "_paths"}:
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                assert length <= 40, f"{path}: {node.name} has {length} lines"


@pytest.mark.parametrize("name", criteria())
def test_a_criterion_has_its_module_its_folder_of_method_and_its_example(name: str) -> None:
    method = ROOT / "config" / "method" / name
    words = yaml.safe_load((method / "criterion.yaml").read_text())
    known = wiring.known_criteria()[words["criterion"]]
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
    source = (ROOT / "procurement_plugin" / "application" / "gather_chains.py").read_text()
    from procurement_plugin.domain.transport_chain import FAULTS  # noqa: PLC0415  the codes are made of its keys

    codes = set(re.findall(r'"((?:chain|site|item)\.[a-zA-Z]+)"', source)) | {f"chain.{fault}" for fault in FAULTS}
    assert len(codes) >= 8
    for code in codes:
        assert code in page, code


def test_the_page_of_supply_security_names_every_reason() -> None:
    from procurement_plugin.domain.supply_scores import REASONS  # noqa: PLC0415

    page = (ROOT / "config" / "method" / "supply_security" / "README.md").read_text()
    words = yaml.safe_load((ROOT / "config" / "method" / "supply_security" / "criterion.yaml").read_text())
    for reason in REASONS:
        assert f"supplySecurity.{reason}" in page
        assert set(words["reasons"][reason]) == {"en", "nl"}


def test_what_proximity_measures_has_no_name_and_no_country() -> None:
    from procurement_plugin.domain.criteria.proximity import ChainLength  # noqa: PLC0415

    assert ChainLength._fields == ("item_weight", "site_share", "delivery_share", "kilometres")
    assert set(ChainLength.__annotations__.values()) == {"Decimal"} or all(
        "Decimal" in str(kind) for kind in ChainLength.__annotations__.values()
    )
