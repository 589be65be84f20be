"""The notice in four languages: the same sentences, the figures of the request, and the same bytes twice."""

from __future__ import annotations

import copy
import json
import re
from decimal import Decimal
from typing import Any

import pytest

from procurement_plugin.adapters.notice_texts import LANGUAGES, words_of
from procurement_plugin.application.evaluate_lot import figures_on
from procurement_plugin.application.notice_text import notice_of
from procurement_plugin.application.publish_profile import Published
from procurement_plugin.bootstrap import knowledge, wiring
from procurement_plugin.web.schemas.life_reading import stored_draft

FOLDER = wiring.data_directory("config") / "notice_texts"
EXAMPLES = ("01_first_evaluation", "proximity", "supply_security", "transport_emissions")


def notice(request: dict[str, Any], language: str) -> str:
    """The notice of a version with a request's profile."""
    names = ("procedure", "lot", "weightProfile")
    data_sets = [{"id": "open-eu-2026", "sha256": "a" * 64}]
    body = {
        **{n: request[n] for n in names},
        "publishedAt": "2026-12-01",
        "fingerprint": "f" * 64,
        "dataSets": data_sets,
    }
    draft = stored_draft(body, knowledge.schemas(), knowledge.reference())
    figure = figures_on(draft.procedure.day, knowledge.reference().parameters)
    return knowledge.notice(notice_of(Published("p", 3, body), draft, figure, knowledge.reference().tables), language)


def plain(figure: str, language: str) -> str:
    """A figure without zeros at the end, as the language writes it."""
    text = f"{Decimal(figure).normalize():f}"
    return text if language == "en" else text.replace(".", ",")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_weight_and_anchor_stands_in_the_notice(
    name: str, language: str, requests_by_name: dict[str, Any]
) -> None:
    request = requests_by_name[f"{name}/request.json"]
    text = " ".join(notice(request, language).split())
    for criterion in request["weightProfile"]["criteria"]:
        assert f" {plain(criterion['weight'], language)} " in text
        for point in criterion.get("scale", ()):
            assert re.search(rf" {plain(point['at'], language)} ?: \w+ {plain(point['value'], language)}\b", text)
        for words in (criterion.get("need"), criterion.get("link"), *criterion.get("evidence", ())):
            assert words is None or words in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_gap_is_left_open_and_the_same_bytes_come_twice(language: str, requests_by_name: dict[str, Any]) -> None:
    request = requests_by_name["01_first_evaluation/request.json"]
    text = notice(request, language)
    assert "{" not in text
    assert "None" not in text
    assert max(map(len, text.splitlines())) <= 100
    assert text == notice(json.loads(json.dumps(request)), language)


def test_all_languages_have_the_same_sentences_with_the_same_gaps() -> None:
    english = words_of(FOLDER, "en")
    for language in LANGUAGES[1:]:
        words = words_of(FOLDER, language)
        assert set(words) == set(english)
        for key, sentence in english.items():
            assert set(re.findall(r"\{\w+\}", words[key])) == set(re.findall(r"\{\w+\}", sentence)), (language, key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_criterion_reads_as_one_of_the_platform(language: str, requests_by_name: dict[str, Any]) -> None:
    request = copy.deepcopy(requests_by_name["proximity/request.json"])
    request["weightProfile"]["criteria"][-1]["criterion"] = "taste"
    assert "taste" in notice(request, language)
    assert words_of(FOLDER, language)["measures.other"][:40] in " ".join(notice(request, language).split())
