"""The screening as a document: four languages, the record attached, nothing of a project read as markup, same bytes."""

from __future__ import annotations

import copy
import io
import json
import subprocess
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from conftest import ROOT

from procurement_plugin.adapters.pdf_archive import RECORD_NAME
from procurement_plugin.adapters.screening_document import ScreeningDocument
from procurement_plugin.bootstrap import knowledge
from procurement_plugin.bootstrap.settings import data_directory

if TYPE_CHECKING:
    from pathlib import Path

PDFA, PDFUA = "http://www.aiim.org/pdfa/ns/id/", "http://www.aiim.org/pdfua/ns/id/"
WORDS = {
    "en": ("Project screening", "CONTRADICTED", "A checklist, no score"),
    "nl": ("Projectscreening", "TEGENGESPROKEN", "Een checklist, geen score"),
    "fr": ("Examen de projet", "CONTREDIT", "Liste de contrôle, sans note"),
    "de": ("Vorhabenprüfung", "WIDERSPROCHEN", "Prüfliste, keine Punkte"),
}


@pytest.fixture
def found() -> dict[str, Any]:
    """The screening of the example."""
    kept = json.loads((ROOT / "examples/project_screening/screening.json").read_text("utf-8"))
    return {**kept, "screenedAt": "2026-12-01T09:00:00+00:00"}


@pytest.fixture
def document() -> ScreeningDocument:
    """What lays screenings out."""
    return ScreeningDocument(data_directory("templates"))


def text_of(pdf: bytes, folder: Path) -> str:
    path = folder / "screening.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("language", WORDS)
def test_every_language_says_what_is_met_open_and_contradicted(
    found: dict[str, Any], document: ScreeningDocument, language: str, tmp_path: Path
) -> None:
    pdf = document.render(found, knowledge.page_words(language))
    text = text_of(pdf, tmp_path)
    for word in WORDS[language]:
        assert word in text
    assert found["project"]["title"] in text
    assert text.count("9f86d081") == 1
    for criterion in found["criteria"]:
        for question in criterion["questions"]:
            assert f"{question['number']} " in text
    opened = pikepdf.open(io.BytesIO(pdf))
    with opened, opened.open_metadata() as meta:
        assert (meta[f"{{{PDFA}}}part"], meta[f"{{{PDFUA}}}part"]) == ("3", "1")
        assert str(opened.Root.Lang) == language
        attached = opened.attachments[RECORD_NAME].get_file().read_bytes()
        assert json.loads(attached) == found
        assert "screening" in opened.attachments[RECORD_NAME].description


def test_the_same_screening_gives_the_same_bytes(found: dict[str, Any], document: ScreeningDocument) -> None:
    words = knowledge.page_words("en")
    assert document.render(found, words) == document.render(copy.deepcopy(found), words)


def test_nothing_that_somebody_wrote_is_read_as_markup(found: dict[str, Any], document: ScreeningDocument) -> None:
    evil = '<img src="https://x.example/"><script>1</script>&'
    found["project"] = {"title": evil, "promoter": evil, "description": evil}
    for criterion in found["criteria"]:
        for question in criterion["questions"]:
            question["answers"] = [{"answer": "yes", "by": evil, "note": evil, "evidence": [{"text": evil}]}]
    for good in found["goods"]:
        good["name"] = evil
    for language in WORDS:
        html = document.html(found, knowledge.page_words(language))
        assert "<img" not in html
        assert "<script" not in html
        assert html.count("&lt;img") > 30
