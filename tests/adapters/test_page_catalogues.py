"""The catalogues of the pages are complete, say nothing twice, and put in the same figures."""

from __future__ import annotations

import re

import pytest
from catalogues.refresh import LANGUAGES
from catalogues.refresh_pages import LOCALE, MESSAGES, catalogue, families

from procurement_plugin.bootstrap import knowledge
from procurement_plugin.web.pages.bidder.bid_json import NO_PLACE

PLACE = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("family", sorted(families()))
def test_every_text_of_the_pages_is_worded_in_every_language(family: str, language: str) -> None:
    wanted = families()[family]
    entries = {
        str(entry.id): str(entry.string) for entry in catalogue(language, family) if entry.id and not entry.fuzzy
    }
    assert entries.keys() == wanted  # tests/catalogues/refresh_pages.py adds and drops
    assert not [text for text, worded in entries.items() if not worded.strip()]
    for text, worded in entries.items():
        assert sorted(PLACE.findall(text)) == sorted(PLACE.findall(worded)), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_of_the_code_keep_their_figures(language: str) -> None:
    held = [entry for entry in catalogue(language, MESSAGES) if entry.id]
    for entry in held:
        assert entry.string, entry.id
        assert set(PLACE.findall(str(entry.id))) == set(PLACE.findall(str(entry.string))), entry.id


def test_all_languages_know_the_same_sentences_of_the_code() -> None:
    known = [{str(entry.id) for entry in catalogue(language, MESSAGES) if entry.id} for language in LANGUAGES]
    assert known[0] == known[1] == known[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_of_several_families_is_worded_alike_in_all(language: str) -> None:
    """Pages read all catalogues as one, so that of two wordings the last would stand on every page."""
    worded: dict[str, set[str]] = {}
    for family in families():
        for entry in catalogue(language, family):
            if entry.id:
                worded.setdefault(str(entry.id), set()).add(str(entry.string))
    assert {text: said for text, said in worded.items() if len(said) > 1} == {}


def test_no_catalogue_is_left_over() -> None:
    named = {*families(), MESSAGES}
    assert {path.stem for path in LOCALE.glob("*/*.po")} <= named


def test_the_words_of_a_page_rest_on_those_of_the_documents() -> None:
    words = knowledge.page_words("nl")
    assert words.text("Award criterion") == "Gunningscriterium"
    assert words.text("Skip to content") == "Naar de inhoud"
    assert knowledge.page_words("en").text("Skip to content") == "Skip to content"


def test_a_text_of_the_pages_goes_before_a_sentence_with_places_and_after_the_very_sentence() -> None:
    words = knowledge.page_words("nl")
    assert words.said(NO_PLACE).text.startswith("Schrijf een gemeente met haar landcode")
    assert words.said("Write a name.").text.startswith("Schrijf ")
    assert (words.said("One site").text, words.text("One site")) == ("Productieplaats", "Eén vestiging")


def test_a_guarantee_without_a_clause_is_told_without_one() -> None:
    step = {"step": "guaranteed", "operands": {"declared": "14"}, "result": "14.0", "unit": "d"}
    assert knowledge.page_words("en").sentence("proximity", step) == "Guaranteed by the contract: 14 days."
