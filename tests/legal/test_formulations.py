"""Thirty-one ways to write "near production", and the verdict of the guard on each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from procurement_plugin.adapters import strict_yaml
from procurement_plugin.domain.findings import Severity
from tests.legal.requests import findings_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from procurement_plugin.domain.findings import Finding

FORMULATIONS, PROBLEMS = strict_yaml.parse((Path(__file__).parent / "formulations.yaml").read_bytes())
SUBJECTS = ("weightProfile.criteria[0]", "weightProfile.clauses[0]")


def verdict(findings: Iterable[Finding]) -> str:
    """What the findings come to: block, approver, warn or lawful."""
    found = [finding for finding in findings if finding.where.startswith(SUBJECTS)]
    blocks = [finding for finding in found if finding.severity is Severity.BLOCK]
    if blocks:
        return "approver" if all(finding.overridable for finding in blocks) else "block"
    return "warn" if any(finding.severity is Severity.WARN for finding in found) else "lawful"


@pytest.mark.parametrize("case", FORMULATIONS, ids=lambda case: f"{case['number']}: {case['text']}")
def test_formulation_gets_its_verdict(case: dict[str, Any]) -> None:
    """The criterion or clause under test alone is judged; what else the profile lacks is not counted."""
    found = findings_of(case.get("jurisdiction", "eu"), case)
    told = [(finding.severity.value, finding.code) for finding in found if finding.where.startswith(SUBJECTS)]
    assert verdict(found) == case["verdict"], told


def test_all_thirty_one_are_there() -> None:
    """The table is whole."""
    assert not PROBLEMS
    assert {case["number"].split(",")[0] for case in FORMULATIONS} == {str(number) for number in range(1, 32)}


TRAPS = {
    "en": ["Locally produced vegetables", "points for local farms", "Made in Europe", "km 0", "a short supply chain"],
    "nl": ["lokale producenten", "streekproducten", "korte keten", "Vlaamse bedrijven", "nabije productie"],
    "fr": ["entreprises locales", "circuit court", "produit en France", "implantation locale", "de proximité"],
    "de": ["regionale Produkte", "ortsansässige Firmen", "ortsnahe Herstellung", "heimische Erzeuger"],
    "it": ["chilometro zero", "filiera corta", "prodotti regionali", "del territorio"],
    "es": ["de proximidad", "arraigo territorial", "kilómetro cero", "de la tierra", "empresas locales"],
    "pl": ["lokalni producenci", "krajowe produkty", "polskie firmy"],
}


@pytest.mark.parametrize(("language", "text"), [(name, text) for name, texts in TRAPS.items() for text in texts])
def test_words_of_a_territory_ask_a_question_until_the_purpose_is_said(language: str, text: str) -> None:
    """A hit is a warning, in every language of the list; said what it is for, the question is answered."""
    case: dict[str, Any] = {"text": text, "criterion": {"rewards": "freshness"}}
    codes = {finding.code for finding in findings_of("eu", case)}
    assert "legal.territorialWords" in codes, language
    case["criterion"]["purpose"] = "quality"
    assert "legal.territorialWords" not in {finding.code for finding in findings_of("eu", case)}


@pytest.mark.parametrize(
    "text",
    [
        "Delivery to the regional hospital",
        "Livraison à l'hôpital régional",
        "Levering aan het regionaal ziekenhuis",
        "The national authority signs",
        "locality of the depot",
    ],
)
def test_the_name_of_a_place_is_no_trap(text: str) -> None:
    """An adjective of territory counts only near a thing or a firm."""
    found = findings_of("eu", {"text": text, "criterion": {"rewards": "freshness"}})
    assert "legal.territorialWords" not in {finding.code for finding in found}
