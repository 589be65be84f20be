"""A comparison on paper: PDF/A-3a and PDF/UA-1, the same bytes each time, its record attached, every language whole."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
from functools import cache
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from conftest import EXAMPLES
from pikepdf import Array, Dictionary

from procurement_plugin.adapters.pdf_archive import OWN, RECORD_NAME, summed
from procurement_plugin.application.production_paper import SCHEMA, comparison_order
from procurement_plugin.application.production_ports import ComparisonPaper
from procurement_plugin.bootstrap import knowledge

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = EXAMPLES / "production_comparison"
CASES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
LANGUAGES = ("en", "nl", "fr", "de")
PDFA, PDFUA = "http://www.aiim.org/pdfa/ns/id/", "http://www.aiim.org/pdfua/ns/id/"
TITLES = {"en": "Where to produce", "nl": "Waar produceren", "fr": "Où produire", "de": "Wo produzieren"}


def paper(case: str, **more: Any) -> ComparisonPaper:
    document = json.loads((FOLDER / case / "comparison.json").read_text())
    stamped = {**document, "computedAt": "2026-12-01T09:00:00+00:00", "engineVersion": "t", **more}
    return ComparisonPaper(stamped, json.loads((FOLDER / case / "case.json").read_text()))


@cache
def pdf(case: str, language: str) -> bytes:
    return knowledge.renderer().render(paper(case), language)


def text(content: bytes, tmp_path: Path) -> str:
    (tmp_path / "c.pdf").write_bytes(content)
    told = subprocess.run(["pdftotext", "-layout", str(tmp_path / "c.pdf"), "-"], capture_output=True, check=True)
    return told.stdout.decode()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_the_document_holds_every_total_and_says_what_it_is_not(case: str, language: str, tmp_path: Path) -> None:
    told = text(pdf(case, language), tmp_path)
    assert TITLES[language] in told
    document = paper(case).document
    for place in document["locations"]:
        total = place["perUnit"]["total"]
        assert (total if language == "en" else total.replace(".", ",")) in told
    award = {
        "en": "never part of an award",
        "nl": "nooit deel van een gunning",
        "fr": "jamais une partie",
        "de": "nie Teil eines Zuschlags",
    }
    assert award[language].split()[-1] in told
    assert "[U+" not in told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_nothing_is_printed_into_the_margin(case: str, language: str, tmp_path: Path) -> None:
    (tmp_path / "c.pdf").write_bytes(pdf(case, language))
    told = subprocess.run(["pdftotext", "-bbox", str(tmp_path / "c.pdf"), "-"], capture_output=True, check=True)
    words = re.findall(r'xMin="([0-9.]+)" yMin="[0-9.]+" xMax="([0-9.]+)" yMax="[0-9.]+">([^<]*)', told.stdout.decode())
    left = float(words[0][0])
    right = 595 - left
    outside = [word for word in words if float(word[0]) < left - 3 or float(word[1]) > right + 3]
    assert len(words) > 500
    assert not outside


@pytest.mark.parametrize("language", ["nl", "fr", "de"])
def test_no_english_is_left_in_another_language(language: str, tmp_path: Path) -> None:
    """What the user wrote stays as written; the words of ours are all in the catalogues, so none of these is."""
    told = text(pdf("risk_switched_on", language), tmp_path)
    for word in (
        "Hard costs",
        "Price of a unit",
        "switched on.",
        "per unit",
        "Present value",
        "Concentration of",
        "years",
    ):
        assert word not in told, word


def test_the_same_comparison_gives_the_same_bytes_and_their_check_sum_holds() -> None:
    again = knowledge.renderer().render(paper("near_and_far"), "nl")
    assert again == pdf("near_and_far", "nl")
    assert summed(again) == again


def test_it_claims_both_standards_and_its_record_is_attached() -> None:
    with pikepdf.open(io.BytesIO(pdf("near_and_far", "nl"))) as opened:
        with opened.open_metadata() as meta:
            assert (meta[f"{{{PDFA}}}part"], meta[f"{{{PDFA}}}conformance"], meta[f"{{{PDFUA}}}part"]) == (
                "3",
                "A",
                "1",
            )
            claimed = {name: meta.get(f"{{{OWN}}}{name}") for name in ("documentId", "documentType", "recordSha256")}
        record = opened.attachments[RECORD_NAME].get_file().read_bytes()
        assert str(opened.Root.Lang) == "nl"
    held = json.loads(record)
    source = paper("near_and_far")
    assert held["schema"] == SCHEMA
    assert held["request"] == source.request
    assert held["comparison"] == source.document
    assert claimed["documentId"] == held["document"]["id"] == comparison_order(source, "nl").id
    assert claimed["documentType"] == "productionComparison"
    assert claimed["recordSha256"] == hashlib.sha256(record).hexdigest()


def elements(node: Any) -> Iterator[Any]:
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, Array) else [kids]:
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


@pytest.mark.parametrize("case", CASES)
def test_headings_descend_drawings_have_words_and_heads_have_scope(case: str) -> None:
    with pikepdf.open(io.BytesIO(pdf(case, "fr"))) as opened:
        found = list(elements(opened.Root.StructTreeRoot))
        levels = [int(str(node.S)[2]) for node in found if re.fullmatch(r"/H[1-6]", str(node.S))]
        assert levels[0] == 1
        assert all(later - earlier <= 1 for earlier, later in zip(levels, levels[1:], strict=False))
        figures = [node for node in found if str(node.S) == "/Figure"]
        assert figures
        assert all(str(node.get("/Alt", "")).strip() for node in figures)
        heads = [node for node in found if str(node.S) == "/TH"]
        assert heads
        assert all(str(node.A.Scope) in ("/Column", "/Row") for node in heads)


def test_names_in_other_scripts_and_braces_are_printed() -> None:
    source = paper("near_and_far", title="Où {x} <b>宁波</b>")
    assert knowledge.renderer().render(source, "en").startswith(b"%PDF")
