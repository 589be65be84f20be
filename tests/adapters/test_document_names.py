"""No code of ours is printed where a word belongs: classes, data sets, criteria in sentences."""

import csv
import re
from pathlib import Path

import pytest

from procurement_plugin.adapters.document_names import SOFT_HYPHEN, DocumentNames
from procurement_plugin.adapters.document_words import Words
from procurement_plugin.bootstrap.settings import data_directory
from procurement_plugin.domain.document_language import LANGUAGES
from tests.catalogues.refresh import FOLDER
from tests.documents import evaluation
from tests.laid_out import renderer, three

INTENSITIES = data_directory("config") / "reference_data" / "emission_intensities"
METHOD = data_directory("config") / "method"
CODE = re.compile(r"\b[a-z]+[A-Z]\w*")


def tables() -> list[Path]:
    return sorted(INTENSITIES.glob("*.csv"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_class_and_data_set_that_is_shipped_has_words(language: str) -> None:
    names = DocumentNames(FOLDER, language)
    classes = {
        row["vehicle_class"]
        for path in tables()
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    }
    assert len(classes) > 80
    assert [
        code for code in sorted(classes) if not names.knows_class(code) or CODE.search(names.vehicle_class(code))
    ] == []
    assert len({names.vehicle_class(code) for code in classes}) == len(classes), "two classes with the same words"
    assert [path.stem for path in tables() if names.data_set(path.stem) == path.stem] == []


def test_what_is_not_ours_keeps_its_name() -> None:
    names = DocumentNames(FOLDER, "nl")
    for code in ("ourOwnTruck", "articOver33tOnStilts", "articOver33tLngx", ""):
        assert names.vehicle_class(code) == code
        assert not names.knows_class(code)
    assert names.data_set("our-own-2026") == "our-own-2026"
    assert names.vehicle_class("articOver33tRefrigeratedHalfLaden").endswith("boven 33 t, gekoeld, halfvol")


def test_long_words_of_heads_break_where_their_parts_meet() -> None:
    assert DocumentNames(FOLDER, "nl").hyphenated("Vervoersemissies") == f"Vervoers{SOFT_HYPHEN}emissies"
    assert DocumentNames(FOLDER, "en").hyphenated("Vervoersemissies") == "Vervoersemissies"


def test_english_sentences_name_criteria_and_steps_in_words() -> None:
    words = Words(FOLDER, METHOD, "en")
    said = words.recorded(
        "transportEmissions: The class containerShip is not in the set; kgCO2e and someOther stay."
    ).text
    assert said == "Transport emissions: The class container ship is not in the set; kgCO2e and someOther stay."


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_code_is_left_on_any_page(language: str) -> None:
    for model in three(evaluation()):
        page = re.sub(r"<(style|svg).*?</\1>", "", renderer().html(model, language), flags=re.DOTALL)
        visible = re.sub(r"<[^>]*>", " ", page)
        quotes = {"kgCO2e", "eForms", "eur"}
        found = {code for code in CODE.findall(visible) if code not in quotes}
        assert found == set()


def test_nothing_hidden_is_read_before_the_title() -> None:
    page = renderer().html(three(evaluation())[0], "nl")
    body = page.partition("<body")[2].partition(">")[2]
    assert (
        re.sub(r"<[^>]*>", "", body.partition("<h1")[0]).strip()
        == evaluation()["procedure"]["contractingAuthority"]["name"]
    )
    cover = page.partition('<table class="cover">')[2].partition("</table>")[0]
    assert all(row.count("<th") == row.count("<td") == 1 for row in cover.split("<tr>")[1:])
