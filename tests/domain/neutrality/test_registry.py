"""Every test is found, reports its numbers under its own name, and every parameter of the guard is used and told."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from procurement_plugin.domain.neutrality.registry import computed_tests, run_all

ROOT = Path(__file__).resolve().parents[3]
GUARD = ROOT / "config" / "method" / "guard"
PACKAGE = ROOT / "procurement_plugin" / "domain" / "neutrality"
NAMES = [
    "borderSymmetry",
    "clipping",
    "doubleCounting",
    "effectiveWeight",
    "internalMarketEffect",
    "materiality",
    "neutralised",
    "pricePremium",
    "relativeFormula",
    "requiredDiscount",
    "stepCliff",
    "winnersByRegion",
]


def test_the_tests_are_found_by_their_modules() -> None:
    assert [test.name for test in computed_tests()] == NAMES


def test_all_report_under_their_own_name_and_every_finding_names_its_threshold(ask: Any) -> None:
    line = {"anchors": (("0", "1"), ("1000", "0")), "measures": ["0", "500", "1000"]}
    asked = ask({"reads": "distance", "weight": "40", **line}, {"reads": "emissions", "weight": "40", **line})
    reports = run_all(asked.market, asked.profile, asked.procedure, asked.lot, asked.parameters)
    assert [report.name for report in reports] == NAMES
    findings = [finding for report in reports for finding in report.findings]
    assert len(findings) >= 5
    for finding in findings:
        assert finding.code.startswith("neutrality.")
        assert finding.parameter.startswith("guard.")
        assert finding.reasoning
        assert finding.remedy
        assert finding.overridable == (finding.severity == "block")


def test_figures_and_rows_hold_decimals_and_words_only(ask: Any) -> None:
    asked = ask(
        {"reads": "emissions", "weight": "20", "anchors": (("0", "1"), ("9", "0")), "measures": ["0", "1", None]}
    )
    for report in run_all(asked.market, asked.profile, asked.procedure, asked.lot, asked.parameters):
        for row in (report.figures, *report.rows):
            assert all(value is None or isinstance(value, Decimal | str) for value in row.values()), report.name


def test_moving_a_weight_only_multiplies(ask: Any) -> None:
    line = {"reads": "emissions", "anchors": (("0", "1"), ("1000", "0")), "measures": ["0", "500", "900"]}
    one, two = (ask({"weight": weight, **line}) for weight in ("10", "20"))
    assert [2 * one.market.total(place, one.weights) for place in range(3)] == [
        one.market.total(place, two.weights) for place in range(3)
    ]


@pytest.mark.parametrize("path", sorted(GUARD.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_parameter_is_read_by_the_code_and_told_on_the_page_with_its_value(path: Path) -> None:
    code = "".join(
        file.read_text()
        for file in (*PACKAGE.glob("*.py"), ROOT / "procurement_plugin" / "application" / "transport_time.py")
    )
    (value,) = yaml.safe_load(path.read_text())["values"].values()
    assert re.search(rf'"(guard\.)?{path.stem}"', code)
    line = next(line for line in (GUARD / "README.md").read_text().splitlines() if f"`guard.{path.stem}`" in line)
    assert f"({value['value']}, " in line


@pytest.mark.parametrize("name", NAMES)
def test_the_page_names_every_test(name: str) -> None:
    assert f"`neutrality.{name}`" in (GUARD / "README.md").read_text()
