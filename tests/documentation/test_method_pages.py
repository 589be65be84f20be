"""The worked examples on the method pages of supply are executed, and every parameter stands on its page."""

import re
from decimal import Decimal as D
from pathlib import Path

import pytest
from domain.supply.bids import inputs, measured, settings, site

from procurement_plugin.domain.monitoring.crossings import compare
from procurement_plugin.domain.monitoring.figures import Figure, Threshold, WatchScan
from procurement_plugin.domain.raw_materials.supply_risk import herfindahl, supply_risk
from procurement_plugin.domain.screening import EvidenceItem, ScreeningAnswer, outcome_of

METHOD = Path(__file__).resolve().parents[2] / "config" / "method"


def page(name: str) -> str:
    return (METHOD / name / "README.md").read_text()


def test_the_worked_example_of_supply_security_is_what_the_software_computes() -> None:
    bid = inputs([site(12, 60), site(6, 30, "b")], {"BE": "100"}, 300, ("6", "1"), ("100", "60", "20"), ("lithium",))
    weights = {
        "redundancy": "20",
        "surviveAndRecover": "20",
        "criticalMaterials": "15",
        "leadTime": "15",
        "transparency": "5",
    }
    steps = {step.code: step.result for step in measured(bid, settings(weights)).explain()}
    text = page("supply_security")
    printed = {
        "redundancy": r"redundancy: .*= ([\d.]+)",
        "surviveAndRecover": r"surviveAndRecover: .*: ([\d.]+)",
        "criticalMaterials": r"criticalMaterials: .*= ([\d.]+)",
        "leadTime": r"leadTime: .*: ([\d.]+)",
        "transparency": r"transparency: .*= ([\d.]+)",
        "weightedMean": r"mean: .*= ([\d.]+)",
    }
    for code, pattern in printed.items():
        found = re.search(pattern, text)
        assert found, code
        value = D(found[1])
        assert (steps[code] or D(0)).quantize(value) == value, code


def test_the_worked_examples_of_the_scanner_are_what_the_software_computes() -> None:
    text = page("raw_materials")
    for shares, printed in re.findall(r"HHI of ([\d, ]+) %:\s+([\d.]+)", text):
        assert herfindahl(map(D, shares.split(","))) == D(printed)
    inputs_2017 = {
        "antimony": ("7.1", "5.7", "1", "0.28", "0.9"),
        "borate": ("1.1", "5.0", "1", "0", "1"),
        "cobalt": ("3.6", "1.3", "0.32", "0", "1"),
    }
    for name, given in inputs_2017.items():
        found = re.search(rf"{name} 2017:.*= ([\d.]+)", text)
        assert found, name
        assert supply_risk(*map(D, given)) == D(found[1])


@pytest.mark.parametrize("name", ["raw_materials", "supply_security"])
def test_every_parameter_stands_on_its_page(name: str) -> None:
    text = page(name)
    for path in (METHOD / name).glob("*.yaml"):
        if path.stem != "criterion":
            assert f"`{name}.{path.stem}`" in text, path.stem


def test_the_crossings_on_the_page_of_the_scanner_are_those_of_the_software() -> None:
    rows = re.findall(
        r"threshold ([a-z ]+) ([\d.]+): +([\d.]+) then ([\d.]+) -> (\w+)(?:, (\w+))?", page("raw_materials")
    )
    assert len(rows) == 5
    for compared, limit, before, after, direction, side in rows:
        name = "atLeast" if compared == "at least" else compared
        threshold = Threshold("t", "supplyRisk", D(limit), name, "")
        scans = [WatchScan((Figure("s", "supplyRisk", "", value),), (threshold,), {}, {}) for value in (before, after)]
        found = [(row.direction, "beyond" if row.passed else "back") for row in compare(*scans).crossed]
        assert found == ([] if direction == "nothing" else [(direction, side)])


def test_how_a_question_stands_is_as_its_page_says() -> None:
    rows = re.findall(r"^    (\S.*?) +-> (\w+)$", page("project_screening"), re.MULTILINE)
    assert len(rows) == 7
    proof = (EvidenceItem("page 3"),)
    for told, state in rows:
        parts = [] if told == "no answer" else told.split(", ")
        answers = [
            ScreeningAnswer(part.split()[0], str(number), proof if "with evidence" in part else ())
            for number, part in enumerate(parts)
        ]
        assert outcome_of(answers).state == state, told
