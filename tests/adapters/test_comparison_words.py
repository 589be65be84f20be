"""Everything that the production comparison can say is worded in four languages, and nothing else stands there."""

from __future__ import annotations

import re

import pytest
import yaml
from conftest import ROOT

from procurement_plugin.adapters.comparison_words import ComparisonWords
from procurement_plugin.domain.production.cost_factor import Basis, Layer
from procurement_plugin.domain.production.registry import (
    EMISSIONS_PER_TONNE,
    case_figures,
    cost_factors,
    location_figures,
    switches,
)
from procurement_plugin.domain.production.unit_cost import Reason
from procurement_plugin.domain.production.units import UNITS

FILE = ROOT / "config" / "method" / "production_comparison" / "words.yaml"
WORDS = yaml.safe_load(FILE.read_text())
LANGUAGES = ("en", "nl", "fr", "de")


def test_factors_figures_and_units_are_those_of_the_registry() -> None:
    assert set(WORDS["factors"]) == set(cost_factors())
    assert set(WORDS["figures"]) == {*case_figures(), *location_figures(), EMISSIONS_PER_TONNE.name}
    assert set(WORDS["units"]) == {unit for units in UNITS.values() for unit in units}
    labels = {*(f"layer.{layer}" for layer in Layer), *(f"basis.{basis}" for basis in Basis)}
    labels |= {f"reason.{reason}" for reason in Reason} | {"basis.range", "basis.tenPercent"}
    assert labels <= set(WORDS["labels"])


def worded(part: object, place: str = ""):  # noqa: ANN201
    if isinstance(part, dict) and set(part) & set(LANGUAGES):
        yield place, part
    elif isinstance(part, dict):
        for name, inner in part.items():
            yield from worded(inner, f"{place}.{name}")


def test_each_has_its_words_in_every_language() -> None:
    found = list(worded(WORDS))
    assert len(found) > 150
    for place, texts in found:
        assert set(texts) == set(LANGUAGES), place
        assert all(isinstance(text, str) and text.strip() for text in texts.values()), place
        assert not any("\N{EM DASH}" in text for text in texts.values()), place


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_formula_a_unit_and_a_switch_are_told_in_words(language: str) -> None:
    words = ComparisonWords(FILE, language)
    for factor in cost_factors().values():
        told = words.formula(factor.formula.written(str))
        assert not re.search(r"\b[a-z]+[A-Z]\w*", told), told
    assert "EUR" in words.unit_words("EUR/100 units")
    assert words.unit_words("USD/t CO2e").startswith("USD")
    assert "{" not in "".join(
        words.unit_words(unit.replace("{currency}", "EUR")) for units in UNITS.values() for unit in units
    )
    assert all(words.factor(name) != name for name in switches())
    assert words.unit_words("EUR/USD") == "EUR/USD"
