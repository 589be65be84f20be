"""What the officer's form asks by its schemas is worded in every language; a fourth criterion has to bring its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from catalogues.refresh import LANGUAGES
from conftest import EXAMPLES

from procurement_plugin.bootstrap import knowledge
from procurement_plugin.domain.legal_vocabulary import CLAUSE_CHOICES, CLAUSE_QUESTIONS, PROCEDURE_QUESTIONS, ROLES
from procurement_plugin.web.pages.officer.settings_form import asked_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from procurement_plugin.web.pages.officer.settings_form import Asked


def questions(rows: Iterable[Asked]) -> Iterator[str]:
    for row in rows:
        yield row.help
        yield from questions(row.inner)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_of_the_form_is_worded(language: str) -> None:
    words = knowledge.page_words(language)
    asked = [text for schema in knowledge.schemas().settings.values() for text in questions(asked_by(schema))]
    asked += [*PROCEDURE_QUESTIONS.values(), *CLAUSE_QUESTIONS.values()]
    asked += [text for choices in CLAUSE_CHOICES.values() for text in choices.values()]
    assert len(asked) >= 80
    assert [text for text in asked if words.said(text).language != language] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_example_notice_says_is_worded(language: str) -> None:
    words = knowledge.page_words(language)
    notice = (EXAMPLES / "imports" / "notice-eforms.xml").read_bytes()
    lots = [lot for found in knowledge.notice_import().imported(notice, "", "")["notices"] for lot in found["lots"]]
    said = {row["derived"] for lot in lots for row in lot["sources"] if row.get("derived")}
    said |= {row["message"] for lot in lots for row in lot["missing"] if not row["name"].startswith("bids")}
    assert len(said) > 5
    assert [text for text in sorted(said) if words.said(text).language != language] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_clause_may_be_is_worded(language: str) -> None:
    words = knowledge.page_words(language)
    assert [text for text in ROLES.values() if words.said(text).language != language] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_new_draft_begins_with_is_worded(language: str) -> None:
    words, known = knowledge.page_words(language), knowledge.reference().criteria
    rows = [
        knowledge.starting_criteria().row(criterion.name, measure.name if len(criterion.measures) > 1 else "")
        for criterion in known.values()
        for measure in criterion.measures
    ]
    said = [text for row in rows for text in (row.get("link", ""), *row.get("evidence", ())) if text]
    assert len(said) >= 8
    assert [text for text in said if words.said(text).language != language] == []
