"""The page of the production comparison says what the software does: its formulas, its examples, its limits."""

from __future__ import annotations

import re
from fractions import Fraction as F
from pathlib import Path

from procurement_plugin.domain.production.formula import Formula
from procurement_plugin.domain.production.registry import cost_factors
from procurement_plugin.domain.production.units import rounded

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "config" / "method" / "production_comparison" / "README.md").read_text()
EXAMPLE = re.compile(r"^    (\w+): (.+) = ([\d.]+)$", re.MULTILINE)
SIGNS = {"×": "*", "÷": "/", "−": "-", "^": "**", "√": "sqrt", ";": ","}
# Told together in one row of the page.
TOGETHER = {
    *("packaging", "handling", "surfaceFreight", "airFreight", "inlandFreight", "otherCosts", "prototype", "setup"),
    *("startUpTravel", "obsolescence", "scrap", "liability", "innovation", "mismatch"),
}


def test_every_formula_stands_on_the_page_as_it_is_calculated() -> None:
    for name, factor in cost_factors().items():
        told = factor.formula.written(str)
        assert (name in TOGETHER) or f"| {name} | {told}" in PAGE, name
    for name in ("prototype", "setup", "startUpTravel", "obsolescence", "scrap", "liability", "innovation", "mismatch"):
        assert name in PAGE


def test_the_worked_examples_are_what_the_software_computes() -> None:
    found = EXAMPLE.findall(PAGE)
    assert len(found) == 6
    for name, figures, printed in found:
        formula = cost_factors()[name].formula
        text = "".join(SIGNS.get(sign, sign) for sign in figures)
        # A formula takes names and whole numbers: each figure becomes a name that tells its digits.
        numbers = set(re.findall(r"(?<![\w.])\d+(?:\.\d+)?", text))
        spoken = re.sub(r"(?<![\w.])(\d+)(?:\.(\d+))?", r"n\1_\2", text)
        values = {"n" + (number if "." in number else f"{number}.").replace(".", "_"): F(number) for number in numbers}
        result = Formula(spoken).value(values)
        assert rounded(result, len(printed.partition(".")[2])) == printed, name
        assert shape(figures) == shape(formula.written(str)), name


def shape(text: str) -> str:
    """A formula with every name and figure as one sign."""
    return re.sub(r"(?<!√)(?:[a-z]\w*(?<!max)|\d+(?:\.\d+)?)(?!\()", "x", text)


def test_the_pages_say_that_it_is_never_an_award() -> None:
    assert "Never a score of a bid, never part of an award" in PAGE
    example = (ROOT / "examples" / "production_comparison" / "README.md").read_text()
    assert "never part of an award" in example
