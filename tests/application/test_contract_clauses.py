"""Every promise that can be scored has a clause in four languages, with its figures and without gaps."""

import re
from typing import Any

import pytest

from procurement_plugin.adapters.notice_texts import LANGUAGES, material_names, words_of
from procurement_plugin.application.contract_clauses import clauses_of
from procurement_plugin.application.notice_text import Statement
from procurement_plugin.bootstrap import knowledge
from procurement_plugin.bootstrap.settings import data_directory
from procurement_plugin.domain.supply.published import MATERIALS, PROMISE_ORDER, PROMISES, SUB_PARAMETERS
from procurement_plugin.web.schemas.life_reading import read_draft

FOLDER = data_directory("config") / "contract_clauses"


def written(request: dict[str, Any], language: str) -> str:
    reference = knowledge.reference()
    draft = read_draft(
        {name: request[name] for name in ("procedure", "lot", "weightProfile")}, knowledge.schemas(), reference
    )
    return knowledge.clauses(clauses_of(draft, reference), language)


def test_every_sub_criterion_has_promises_and_every_promise_a_place_in_the_order() -> None:
    assert set(PROMISES) == set(SUB_PARAMETERS)
    assert {promise for given in PROMISES.values() for promise in given} == set(PROMISE_ORDER)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_promise_has_a_name_and_a_clause(language: str) -> None:
    words = words_of(FOLDER, language)
    for promise in PROMISE_ORDER:
        assert words[f"names.{promise}"]
        assert len(words[f"clauses.{promise}"]) > 80
    assert set(words) == set(words_of(FOLDER, "en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_figures_stand_in_every_language(language: str) -> None:
    english, other = words_of(FOLDER, "en"), words_of(FOLDER, language)
    for key, text in english.items():
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", other[key])), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_clauses_of_a_profile_hold_its_figures_and_places(language: str, requests_by_name: dict[str, Any]) -> None:
    text = written(requests_by_name["supply_security/request-all-parts.json"], language)
    assert "{" not in text
    assert material_names(FOLDER.parent, language)["lithium"] in text
    assert text.count("of the specifications (invented)") == 9
    assert re.search(r"^9\. ", text, re.MULTILINE)


def test_what_is_not_scored_has_no_clause_and_what_has_no_place_is_named(requests_by_name: dict[str, Any]) -> None:
    import copy  # noqa: PLC0415

    request = copy.deepcopy(requests_by_name["supply_security/request.json"])
    supply = request["weightProfile"]["criteria"][0]["settings"]["supplySecurity"]
    del supply["contractClauses"]
    text = " ".join(written(request, "en").split())
    assert "raw materials" not in text
    assert "No clause of the contract documents is named for:" in text
    assert "named for: production sites and reserved capacity; recovery after an outage; buffer stock; " in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_critical_material_has_a_name_in_every_language(language: str) -> None:
    ids = knowledge.reference().tables[MATERIALS].ids()
    assert len(ids) == 34
    names = material_names(FOLDER.parent, language)
    assert set(names) == set(ids)
    assert all(name.strip() == name != "" for name in names.values())
    assert len(set(names.values())) == len(ids)


def test_materials_are_named_in_the_language_and_an_unknown_id_stands_as_it_is() -> None:
    listed = Statement("clauses.materials", {"materials": ["tungsten", "graphite", "unobtainium"]})
    assert "(Wolfram; Grafit; unobtainium)" in " ".join(knowledge.clauses([listed], "de").split())
    in_notice = Statement("supply_materials", {"materials": ["tungsten", "phosphate-rock"]})
    assert knowledge.notice([in_notice], "nl") == "Kritieke grondstoffen van het perceel: wolfraam; fosfaatgesteente.\n"
    assert knowledge.notice([in_notice], "fr").endswith("\u202f: tungstène\u202f; phosphate naturel.\n")


def test_headings_within_a_sentence_are_small_but_for_german_nouns() -> None:
    tie = Statement("tie", {"rules": ["quality", "price", "lots"]})
    said = {language: knowledge.notice([tie], language) for language in LANGUAGES}
    assert "quality, price, drawing of lots." in said["en"]
    assert "kwaliteit, prijs, loting." in said["nl"]
    assert "qualité, prix, tirage au sort." in said["fr"]
    assert "Qualität, Preis, Losentscheid." in said["de"]


@pytest.mark.parametrize("folder", ["contract_clauses", "notice_texts"])
def test_french_signs_stand_after_a_space_that_does_not_break(folder: str) -> None:
    text = "\n".join(words_of(FOLDER.parent / folder, "fr").values())
    assert not re.search(r" [;:?!%»]|« ", text)
    assert not re.search(r"[^\s\d][:;?!](?=\s)", text)
    assert "\u202f:" in text


def test_a_profile_without_the_criterion_has_no_clauses(requests_by_name: dict[str, Any]) -> None:
    text = written(requests_by_name["transport_emissions/request.json"], "en")
    assert not re.search(r"^1\. ", text, re.MULTILINE)
