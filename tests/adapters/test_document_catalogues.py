"""Every document speaks its language: nothing missing, nothing unsure, the terms of public procurement, no English."""

import ast
import copy
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from procurement_plugin.adapters.document_catalogue import Catalogue
from procurement_plugin.adapters.document_words import Words, quote_language
from procurement_plugin.application.official_documents import ARTICLE_84, DEBRIEF, Decision, document_for
from procurement_plugin.bootstrap import knowledge
from procurement_plugin.bootstrap.settings import data_directory
from procurement_plugin.domain.redaction import Reader
from tests.catalogues.refresh import FOLDER, LANGUAGES, ROOT, catalogue, fixed, of_law
from tests.documents import EXAMPLES, SENT, STANDSTILL, evaluation

PLACES = re.compile(r"\{\w+\}")
METHOD = data_directory("config") / "method"
ENGLISH = re.compile(
    r"\b(the|and|are|with|this|that|which|from|has|have|been|points of|weight|tender)\b", re.IGNORECASE
)
# Not what an evaluation or its profile is told: requests, tokens, storage, and sentences put together elsewhere.
ELSEWHERE = {
    "commitments",
    "clients",
    "client_assertion",
    "parameters",
    "publication",
    "evaluation_life",
    "declaration",
}
# A message behind a name; a policy that is one of three.
PUT_TOGETHER = ("7: 77", "7 cannot be measured for this bid; the published policy is '7'.")
TERMS = {
    "nl": {"tender": "inschrijving", "tenderer": "inschrijver", "criterion": "gunningscriterium"},
    "fr": {"tender": "offre", "tenderer": "soumissionnaire", "criterion": "critère d’attribution"},
    "de": {"tender": "angebot", "tenderer": "bieter", "criterion": "zuschlagskriterium"},
}
NEVER = {
    "nl": r"\boffertes?\b|\bbieder|\baanbieder",
    "fr": r"\badjudicataire|\bappel d'offre",
    "de": r"\bOfferte|\bGebot",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["documents", "findings"])
def test_no_entry_is_missing_unsure_or_without_its_figures(language: str, name: str) -> None:
    found = {str(entry.id): entry for entry in catalogue(language, name) if entry.id}
    wanted = fixed() if name == "documents" else set(of_law())
    assert wanted <= set(found)
    if name == "documents":
        assert set(found) == wanted, "an entry that nothing names any more"
    for identifier, entry in found.items():
        assert entry.string, identifier
        assert not entry.fuzzy, identifier
        assert sorted(PLACES.findall(identifier)) == sorted(PLACES.findall(str(entry.string))), identifier


def test_the_languages_know_the_same_findings() -> None:
    known = [{str(entry.id) for entry in catalogue(language, "findings")} for language in LANGUAGES]
    assert known[0] == known[1] == known[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_terms_are_those_of_public_procurement(language: str) -> None:
    entries = {str(entry.id): str(entry.string) for entry in catalogue(language, "documents") if entry.id}
    assert entries["Tender"].lower() == TERMS[language]["tender"]
    assert entries["Award criterion"].lower() == TERMS[language]["criterion"]
    assert TERMS[language]["tenderer"] in entries["Tender and tenderer"].lower()
    both = [*entries.values(), *(str(entry.string) for entry in catalogue(language, "findings"))]
    assert not [text for text in both if re.search(NEVER[language], text)]


@pytest.mark.parametrize("path", sorted(METHOD.glob("*/criterion.yaml")), ids=lambda path: path.parent.name)
def test_the_words_of_a_criterion_are_there_in_four_languages_with_the_same_figures(path: Path) -> None:
    for worded in worded_in(yaml.safe_load(path.read_text())):
        assert set(worded) >= {"en", *LANGUAGES}, worded
        for language in LANGUAGES:
            assert set(PLACES.findall(worded[language])) == set(PLACES.findall(worded["en"])), worded


def worded_in(value: Any) -> Iterator[dict[str, str]]:
    if isinstance(value, dict):
        if "en" in value:
            yield value
        else:
            for part in value.values():
                yield from worded_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from worded_in(part)


def messages(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "severity" in value and "message" in value:
            yield value["message"]
        for part in value.values():
            yield from messages(part)
    elif isinstance(value, list):
        for part in value:
            yield from messages(part)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_of_the_examples_is_said_in_the_language(language: str) -> None:
    words = Words(FOLDER, METHOD, language)
    found = {text for path in EXAMPLES.rglob("evaluation*.json") for text in messages(yaml.safe_load(path.read_text()))}
    assert len(found) > 10
    unknown = [text for text in found if words.recorded(text).language != language]
    assert not unknown
    left = [words.recorded(text).text for text in found if ENGLISH.search(words.recorded(text).text)]
    assert not left


def templates_of_messages() -> Iterator[str]:
    """The messages that the rules and checks of the domain can make, 7 in every place."""
    for path in sorted((ROOT / "procurement_plugin" / "domain").rglob("*.py")):
        if path.stem in ELSEWHERE or "notices" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            keywords = {word.arg: word.value for word in getattr(node, "keywords", ())}
            message = keywords.get("message")
            if isinstance(message, ast.Constant) and isinstance(message.value, str):
                yield message.value
            elif isinstance(message, ast.JoinedStr):
                parts = (part.value if isinstance(part, ast.Constant) else "7" for part in message.values)
                yield "".join(map(str, parts))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_written_in_the_domain_is_known(language: str) -> None:
    words = Words(FOLDER, METHOD, language)
    found = [text for text in templates_of_messages() if text not in PUT_TOGETHER]
    assert len(found) > 12
    assert not [text for text in found if words.recorded(text).language != language]


def test_a_sentence_nobody_knows_stays_english_and_says_so() -> None:
    words = Words(FOLDER, METHOD, "fr")
    assert words.recorded("Something new was found at 7 km.").language == "en"
    assert words.recorded("Transport emissions weigh 50 %, above the limit of 30 %.").text == (
        "Émissions du transport\u00a0: poids 50\u00a0%, au-dessus de la limite de 30\u00a0%."
    )


def test_figures_in_a_sentence_take_the_form_of_the_language() -> None:
    words = Words(FOLDER, METHOD, "de")
    said = words.recorded(
        "At 1200 km by road no price cut at all would make up for the 4.25 points that distance "
        "costs; the limit is 30 %."
    ).text
    assert "1.200 km" in said
    assert "4,25 Punkte" in said


def test_a_name_in_a_sentence_is_data_and_no_pattern() -> None:
    words = Words(FOLDER, METHOD, "nl")
    assert "{actual}" in words.recorded("The tie rule '{actual}' is no criterion of this profile.").text


def test_the_language_of_a_quote_is_guessed_for_screen_readers() -> None:
    assert quote_language("The contracting authority shall specify the relative weighting") == "en"
    assert quote_language("De aanbestedende overheid bepaalt het gewicht van de criteria") == "nl"
    assert quote_language("L’acheteur prend en compte les caractéristiques de la prestation dans le marché") == "fr"


class Visible(HTMLParser):
    """The text that is in the language of the page."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language, self.skipped, self.stack, self.texts = language, 0, [], []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("meta", "br", "line", "path", "rect", "circle"):
            return
        foreign = dict(attrs).get("lang", self.language) != self.language or tag == "style"
        self.stack.append(foreign)
        self.skipped += foreign

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("meta", "br", "line", "path", "rect", "circle"):
            self.skipped -= self.stack.pop()

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.texts.append(data)


def told_in_no_language(document: dict[str, Any]) -> dict[str, Any]:
    """The evaluation with every text of the authority and the bidders replaced."""
    found = copy.deepcopy(document)
    found["procedure"]["title"] = found["lot"]["title"] = "Zzz"
    found["procedure"]["contractingAuthority"]["name"] = "Zzz"
    for criterion in found["weightProfile"]["criteria"]:
        criterion |= {"need": "Zzz", "link": "Zzz", "evidence": ["Zzz"]}
    for bid in found["bids"]:
        bid["bidder"]["name"] = "Zzz"
        for item in bid.get("evidence", ()):
            item["type"] = "Zzz"
        for score in bid["criteria"]:
            for step in score.get("steps", ()):
                if "clause" in step.get("operands", {}):
                    step["operands"]["clause"] = "Zzz"
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["01_first_evaluation", "03_bid_not_scorable"])
def test_no_english_is_left_in_a_document_of_another_language(language: str, name: str) -> None:
    document = told_in_no_language(evaluation(name))
    decision = Decision(SENT, STANDSTILL)
    models = [
        document_for(document, decision=decision),
        document_for(document, DEBRIEF, Reader("B-1"), secret=b"s" * 32, decision=decision),
        document_for(document, ARTICLE_84),
    ]
    for model in models:
        page = Visible(language)
        page.feed(knowledge.renderer().html(model, language))
        left = [text.strip() for text in page.texts if ENGLISH.search(re.sub(r"https?://\S+", "", text))]
        assert not left


def test_a_fixed_text_without_translation_fails_loudly() -> None:
    with pytest.raises(KeyError):
        Catalogue(FOLDER, "nl").text("A text that no catalogue has")
