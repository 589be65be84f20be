"""The files of the questions: strict, in four languages, a quotation or the words that there is none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT

from procurement_plugin.adapters.screening_questions import ScreeningFilesError, load_questions
from procurement_plugin.bootstrap import knowledge

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = ROOT / "config/method/project_screening"
ORDER = ("policyFit", "strategicGoods", "circularity", "spearheads", "stateAid")
GOOD = """criterion: x
order: "1"
title: {en: T, nl: T, fr: T, de: T}
questions:
  - id: q
    text: {en: T, nl: T, fr: T, de: T}
    evidence: {en: T, nl: T, fr: T, de: T}
    source: {title: An act, href: "https://example.org/", quote: Words.}
checked: {on: "2026-11-26", by: us}
"""


def test_the_five_criteria_stand_in_their_order_with_every_source_quoted_or_marked() -> None:
    questionnaire = knowledge.questionnaire()
    assert tuple(one.name for one in questionnaire.criteria) == ORDER
    for criterion in questionnaire.criteria:
        for question in criterion.questions:
            assert question.id.startswith(f"{criterion.name}.")
            assert set(question.text) == set(question.evidence) == {"en", "nl", "fr", "de"}
            assert question.source.quote or re.search("as reported|own working|not read", question.source.title)
            assert len(set(question.text.values())) == 4, question.id


def test_a_question_for_a_lawyer_says_so_in_every_language() -> None:
    asked = [q for c in knowledge.questionnaire().criteria for q in c.questions if q.ask]
    assert len(asked) >= 3
    words = {
        "en": "Ask a lawyer",
        "nl": "Vraag een jurist",
        "fr": "À demander à un juriste",
        "de": "Fragen Sie einen Juristen",
    }
    for question in asked:
        assert all(question.text[language].startswith(word) for language, word in words.items()), question.id


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("quote: Words.", "", "config.quote"),
        ('href: "https://example.org/", ', "", "config.missingKey"),
        ("https://", "http://", "config.href"),
        ("nl: T, fr: T, de: T}\nquestions", "nl: T, fr: T}\nquestions", "config.missingKey"),
        ("  - id: q", "  - id: q\n    weight: 3", "config.unknownKey"),
        ("  - id: q", "  - id: q\n    lookup: stars", "config.choice"),
        ("order:", "criterion: y\norder:", "config.duplicateKey"),
    ],
)
def test_a_file_that_is_not_right_is_refused_at_its_place(tmp_path: Path, old: str, new: str, code: str) -> None:
    (tmp_path / "x.yaml").write_text(GOOD, "utf-8")
    assert load_questions(tmp_path).criteria[0].questions[0].id == "x.q"
    assert old in GOOD
    (tmp_path / "x.yaml").write_text(GOOD.replace(old, new), "utf-8")
    with pytest.raises(ScreeningFilesError) as refused:
        load_questions(tmp_path)
    assert code in {finding.code for finding in refused.value.findings}
    assert all(finding.where.startswith("x.yaml") for finding in refused.value.findings)


def test_a_question_that_stands_twice_is_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(GOOD, "utf-8")
    with pytest.raises(ScreeningFilesError, match=r"x\.q stands twice"):
        load_questions(tmp_path)


def test_the_page_of_the_method_names_every_question_and_its_source() -> None:
    page = (FOLDER / "README.md").read_text("utf-8")
    for criterion in knowledge.questionnaire().criteria:
        for question in criterion.questions:
            assert f"`{question.id}`" in page, question.id
