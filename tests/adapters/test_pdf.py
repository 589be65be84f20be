"""The justification as PDF: the figures of the answer, the same bytes, nothing fetched, nobody shut out."""

import builtins
import copy
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from babel.numbers import format_decimal

from procurement_plugin.adapters.pdf import PdfRenderer, PdfUnavailableError, closed_fetcher
from procurement_plugin.bootstrap import knowledge
from procurement_plugin.bootstrap.settings import data_directory

EXAMPLES = data_directory("config").parent / "examples"
LOCALES = {"en": "en_GB", "nl": "nl_BE"}
LANGUAGES = ("en", "nl")


def document(name: str = "03_bid_not_scorable") -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((EXAMPLES / name / "evaluation.json").read_text())
    return {**loaded, "id": "example", "computedAt": "2026-12-01T10:00:00+00:00", "engineVersion": "0"}


@pytest.fixture(scope="module")
def renderer() -> PdfRenderer:
    return knowledge.renderer()


def text_of(pdf: bytes, tmp_path: Path) -> str:
    (tmp_path / "a.pdf").write_bytes(pdf)
    command = ["pdftotext", "-layout", str(tmp_path / "a.pdf"), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def written(value: str, language: str) -> str:
    places = len(value.partition(".")[2])
    pattern = "#,##0" + (f".{'0' * places}" if places else "")
    from decimal import Decimal  # noqa: PLC0415

    return format_decimal(Decimal(value), format=pattern, locale=LOCALES[language], decimal_quantization=False)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["01_first_evaluation", "03_bid_not_scorable"])
def test_the_printed_figures_are_those_of_the_answer(
    renderer: PdfRenderer, tmp_path: Path, language: str, name: str
) -> None:
    answer = document(name)
    text = text_of(renderer.render(answer, language), tmp_path)
    figures = set(re.findall(r"\d[\d.,]*\d|\d", text))
    for bid in answer["bids"]:
        for value in [bid.get("total"), *(score.get("points") for score in bid["criteria"])]:
            assert value is None or written(value, language) in figures
        for score in bid["criteria"]:
            if "measure" in score:
                assert written(score["measure"]["value"], language) in figures


def test_the_same_evaluation_gives_the_same_bytes_in_another_process_too(renderer: PdfRenderer) -> None:
    first, second = (renderer.render(document(), "nl") for _ in range(2))
    code = (
        "import sys, json, hashlib; from procurement_plugin.bootstrap import knowledge;"
        "print(hashlib.sha256(knowledge.renderer().render(json.load(sys.stdin), 'nl')).hexdigest())"
    )
    other = subprocess.run(
        [sys.executable, "-c", code], input=json.dumps(document()), capture_output=True, text=True, check=True
    ).stdout.strip()
    assert first == second
    assert hashlib.sha256(first).hexdigest() == other


def test_the_two_languages_differ_in_words_and_not_in_figures(renderer: PdfRenderer, tmp_path: Path) -> None:
    english, dutch = (text_of(renderer.render(document(), language), tmp_path) for language in LANGUAGES)
    assert "Justification of the evaluation" in english
    assert "Motivering van de beoordeling" in dutch
    assert "Trial evaluation: never an award" in english
    assert "Proefbeoordeling: nooit een gunning" in dutch


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://127.0.0.1/", "data:text/plain,a", "closed:x"])
def test_nothing_is_fetched(address: str) -> None:
    import weasyprint  # noqa: PLC0415

    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415  isort: skip

    with pytest.raises(FatalURLFetchingError, match="nothing may be fetched"):
        closed_fetcher(weasyprint).fetch(address)


def test_html_and_template_text_of_a_bidder_is_printed_and_not_run(renderer: PdfRenderer, tmp_path: Path) -> None:
    answer = document()
    answer["bids"][0]["bidder"]["name"] = '<img src="file:///etc/passwd"> {{ 7*7 }}'
    text = text_of(renderer.render(answer, "en"), tmp_path)
    assert '<img src="file:///etc/passwd"> {{ 7*7 }}' in " ".join(text.split())


def test_a_name_in_another_script_is_printed_or_transliterated(renderer: PdfRenderer, tmp_path: Path) -> None:
    answer = document()
    answer["bids"][0]["bidder"]["name"] = "中国 Київ Ærø"
    text = " ".join(text_of(renderer.render(answer, "en"), tmp_path).split())
    assert "ZhongGuo [transliterated] Київ Ærø" in text or "中国 Київ Ærø" in text


def test_the_document_is_tagged_and_has_a_title_and_a_language(renderer: PdfRenderer, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(renderer.render(document(), "nl"))
    facts = subprocess.run(["pdfinfo", str(tmp_path / "a.pdf")], capture_output=True, text=True, check=True).stdout
    fonts = subprocess.run(["pdffonts", str(tmp_path / "a.pdf")], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Tagged:\s+yes", facts)
    assert re.search(r"Title:\s+Motivering van de beoordeling", facts)
    assert 'lang="nl"' in renderer.html(document(), "nl")
    assert all(" yes " in line for line in fonts.splitlines()[2:]), "every font is embedded"


def test_without_pango_the_message_says_what_to_type(renderer: PdfRenderer, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(PdfUnavailableError) as refused:
        renderer.render(document(), "en")
    assert "apt-get install" in refused.value.findings[0].remedy
    assert "libpango-1.0-0" in refused.value.findings[0].remedy


def test_a_document_that_was_changed_prints_what_it_says_and_computes_nothing(
    renderer: PdfRenderer, tmp_path: Path
) -> None:
    answer = copy.deepcopy(document())
    answer["bids"][0]["criteria"][0]["points"] = "1.2345"
    assert "1.2345" in text_of(renderer.render(answer, "en"), tmp_path)
