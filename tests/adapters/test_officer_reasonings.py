"""What findings say of law and method is worded in every language: remedies, reasonings, and what stands inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml
from catalogues.refresh import LANGUAGES

from procurement_plugin.bootstrap import knowledge
from procurement_plugin.bootstrap.settings import data_directory
from procurement_plugin.domain.weight_limits import REMEDIES

if TYPE_CHECKING:
    from collections.abc import Iterator

# Figures of the simulation that stand behind no finding of their own.
NO_FINDING = "Our own choice"
FINDING = "Our own choice, a caution value"


def said_by_files() -> Iterator[str]:
    """Every remedy and reasoning with which a finding may come."""
    for folder in ("legal", "method/guard"):
        for path in sorted((data_directory("config") / folder).rglob("*.yaml")):
            yield from _texts(yaml.safe_load(path.read_text(encoding="utf-8")))


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for name, value in part.items():
            if name in ("remedy", "reasoning") and isinstance(value, str):
                yield " ".join(value.split())
            else:
                yield from _texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from _texts(value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_remedy_and_reasoning_of_law_and_guard_is_worded(language: str) -> None:
    words = knowledge.page_words(language)
    found = {text for text in said_by_files() if not text.startswith(NO_FINDING) or text.startswith(FINDING)}
    found |= {text for text in REMEDIES.values() if text}
    assert len(found) > 150
    assert [text for text in sorted(found) if words.said(text).language != language] == []


def test_a_reasoning_is_worded_by_its_sentences_or_not_at_all() -> None:
    words = knowledge.page_words("nl")
    known = "No text sets the figure. National law may set its own minimum or maximum."
    assert (
        words.said(known).text
        == "Geen tekst bepaalt het cijfer. Het nationale recht kan een eigen minimum of maximum bepalen."
    )
    assert words.said(f"{known} And something new.") == (f"{known} And something new.", "en")


EFFECTIVE = (
    "transportEmissions makes 28.57 % of the weights compared, but decides 37.71 % of the differences, 31.99 % off."
    " A weight of 13.21 would."
)
STATE = "Producers in BE would get 7.17 points more on average than those in the other Member States; the limit is 5."
OPEN = "The bids are open, or may be, since 2027-01-15T11:00:00+01:00; a method may not be fixed now."


@pytest.mark.parametrize(
    ("language", "title", "state", "day"),
    [
        ("nl", "Vervoersemissies", "België", "15 januari 2027, 11:00"),
        ("fr", "Émissions du transport", "Belgique", "15 janvier 2027, 11:00"),
        ("de", "Verkehrsemissionen", "Belgien", "15. Januar 2027, 11:00"),
    ],
)
def test_names_figures_and_moments_inside_sentences_are_the_readers(
    language: str, title: str, state: str, day: str
) -> None:
    words = knowledge.page_words(language)
    said = words.said(EFFECTIVE).text
    assert said.startswith(title)
    assert "transportEmissions" not in said
    for figure in ("28,57", "37,71", "31,99", "13,21"):
        assert figure in said
    assert state in words.said(STATE).text
    assert "BE" not in words.said(STATE).text
    assert day in words.said(OPEN).text


def test_english_says_moments_and_criteria_in_words_too() -> None:
    words = knowledge.page_words("en")
    assert "15 January 2027, 11:00" in words.said(OPEN).text
    assert words.said(EFFECTIVE).text.startswith("Transport emissions")
    assert words.said("Bid BE is 7 km away in BE.").text == "Bid BE is 7 km away in BE."
