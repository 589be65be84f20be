"""Every document is PDF/A-3a and PDF/UA-1 at once: what both standards ask for, read back with other tools."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from issued import NAME, document, evaluation

from procurement_plugin.adapters.pdf_archive import CLAIMS, OWN, RECORD_NAME, summed
from procurement_plugin.application.document_record import SCHEMA, canonical
from procurement_plugin.application.official_documents import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEADINGS = re.compile(r"/H([1-6])")
PDFA, PDFUA = "http://www.aiim.org/pdfa/ns/id/", "http://www.aiim.org/pdfua/ns/id/"


@pytest.fixture(scope="module", params=KINDS)
def pdf(request: pytest.FixtureRequest) -> Iterator[pikepdf.Pdf]:
    """Each kind of document."""
    with pikepdf.open(io.BytesIO(document(request.param))) as opened:
        yield opened


def elements(node: Any, parents: tuple[Any, ...] = ()) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Every element of the structure in reading order, with those above it."""
    for kid in node.get("/K", []) if isinstance(node.get("/K"), pikepdf.Array) else [node.get("/K")]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid, parents
            yield from elements(kid, (*parents, kid))


def tagged(pdf: pikepdf.Pdf) -> list[tuple[str, Any, tuple[Any, ...]]]:
    return [(str(element.S), element, parents) for element, parents in elements(pdf.Root.StructTreeRoot)]


def test_the_metadata_claims_both_standards_and_says_what_the_document_is(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as meta:
        assert (meta[f"{{{PDFA}}}part"], meta[f"{{{PDFA}}}conformance"]) == ("3", "A")
        assert meta[f"{{{PDFUA}}}part"] == "1"
        told = {name: meta.get(f"{{{OWN}}}{name}") for name in CLAIMS}
    record = json.loads(attached(pdf))
    assert told["documentId"] == record["document"]["id"]
    assert told["evaluationId"] == evaluation()["id"]
    assert told["recordSha256"] == hashlib.sha256(attached(pdf)).hexdigest()
    assert told["recordSchema"] == SCHEMA == record["schema"]
    assert told["parametersFingerprint"] == evaluation()["parametersFingerprint"]
    raw = bytes(pdf.Root.Metadata.read_raw_bytes())
    assert b"pdfaExtension:schemas" in raw, "PDF/A asks that properties of one's own are described"
    assert all(f"<pdfaProperty:name>{name}</pdfaProperty:name>".encode() in raw for name in (*CLAIMS, "part"))


def test_the_catalogue_says_language_title_marks_and_colours(pdf: pikepdf.Pdf) -> None:
    root = pdf.Root
    assert str(root.Lang) == "nl"
    assert root.MarkInfo.Marked is True
    assert root.ViewerPreferences.DisplayDocTitle is True
    assert str(pdf.docinfo.Title)
    (intent,) = root.OutputIntents
    assert str(intent.S) == "/GTS_PDFA1"
    assert int(intent.DestOutputProfile.N) == 3
    for forbidden in ("/OpenAction", "/AA", "/OCProperties"):
        assert forbidden not in root
    assert not pdf.is_encrypted


def test_dates_are_those_of_the_evaluation(pdf: pikepdf.Pdf) -> None:
    assert str(pdf.docinfo.CreationDate).startswith("D:20261201")
    assert str(pdf.docinfo.ModDate) == str(pdf.docinfo.CreationDate)
    (spec,) = pdf.Root.AF
    assert str(spec.EF.F.Params.ModDate) == "D:20261201090000Z"


def test_the_record_is_attached_once_as_the_source_of_the_page(pdf: pikepdf.Pdf) -> None:
    (spec,) = pdf.Root.AF
    assert (str(spec.UF), str(spec.F), str(spec.AFRelationship)) == (RECORD_NAME, RECORD_NAME, "/Source")
    assert str(spec.Desc)
    assert str(spec.EF.F.Subtype) == "/application/json"
    assert list(pdf.attachments) == [RECORD_NAME]
    content = attached(pdf)
    assert canonical(json.loads(content)) == content
    assert int(spec.EF.F.Params.Size) == len(content)


def attached(pdf: pikepdf.Pdf) -> bytes:
    return bytes(pdf.attachments[RECORD_NAME].get_file().read_bytes())


def test_the_authoritys_record_is_the_whole_evaluation_and_a_bidders_is_not() -> None:
    body = evaluation()
    body["bids"][0]["bidder"]["name"] = NAME
    with pikepdf.open(io.BytesIO(document())) as whole, pikepdf.open(io.BytesIO(document("debrief"))) as own:
        assert json.loads(attached(whole))["evaluation"] == body
        told = attached(own)
    other = body["bids"][1]
    assert json.loads(told)["document"]["bidId"] == body["bids"][0]["id"]
    assert [bid["id"] for bid in json.loads(told)["evaluation"]["bids"]] == [body["bids"][0]["id"]]
    assert other["bidder"]["id"].encode() not in told
    assert json.dumps(other["criteria"][0]["steps"][0]["operands"]).encode() not in told


def test_every_font_is_embedded_and_can_be_read_back_as_text(pdf: pikepdf.Pdf) -> None:
    found = 0
    for item in pdf.objects:
        if not isinstance(item, pikepdf.Dictionary) or item.get("/Type") != "/Font":
            continue
        if "/DescendantFonts" in item:
            assert "/ToUnicode" in item
        elif "/FontDescriptor" in item:
            found += 1
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(item.FontDescriptor.keys())
    assert found >= 2


def test_figures_have_words_and_heads_a_scope(pdf: pikepdf.Pdf) -> None:
    parts = tagged(pdf)
    for _, figure, _ in (row for row in parts if row[0] == "/Figure"):
        assert str(figure.Alt).strip()
    heads = [(head, parents) for name, head, parents in parts if name == "/TH"]
    assert heads
    for head, parents in heads:
        expected = "/Column" if any(str(parent.S) == "/THead" for parent in parents) else "/Row"
        assert str(head.A.Scope) == expected


def test_headings_begin_with_one_and_skip_none(pdf: pikepdf.Pdf) -> None:
    levels = [int(found[1]) for name, _, _ in tagged(pdf) if (found := HEADINGS.fullmatch(name))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in zip(levels, levels[1:], strict=False))


def test_every_page_says_that_its_order_is_that_of_the_structure(pdf: pikepdf.Pdf) -> None:
    assert all(str(page.obj.Tabs) == "/S" for page in pdf.pages)


@pytest.mark.parametrize("kind", KINDS)
def test_other_tools_find_no_fault(kind: str, tmp_path: Path) -> None:
    if shutil.which("qpdf") is None:
        pytest.skip("qpdf is not installed; ./dev setup brings it")
    file = tmp_path / "a.pdf"
    file.write_bytes(document(kind))
    checked = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True, check=True)
    assert "No syntax or stream encoding errors" in checked.stdout
    facts = subprocess.run(["pdfinfo", str(file)], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Tagged:\s+yes", facts)
    fonts = subprocess.run(["pdffonts", str(file)], capture_output=True, text=True, check=True).stdout
    assert all(re.search(r"yes yes yes\s+\d+", line) for line in fonts.splitlines()[2:])
    subprocess.run(["pdfdetach", "-saveall", "-o", str(tmp_path), str(file)], check=True)
    assert json.loads((tmp_path / RECORD_NAME).read_bytes())["document"]["type"] == kind


def test_no_name_becomes_a_box(tmp_path: Path) -> None:
    """Every glyph on the page stands for a character: none is the box that fonts draw for what they lack."""
    (tmp_path / "a.pdf").write_bytes(document())
    text = subprocess.run(
        ["pdftotext", str(tmp_path / "a.pdf"), "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "\ufffd" not in text
    flat = " ".join(text.split())
    for shown in ("Київ", "Ελλη", "Ærø ≤ ₂", "x[U+0007]y", "[U+202E]", "[U+1F600]", "[U+E000]"):
        assert shown in flat, shown
    assert "中国 公司" in flat or "ZhongGuo GongSi [getranslitereerd]" in flat, "a font has it, or it is transliterated"


def test_the_same_document_has_the_same_bytes_in_another_process() -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests'); import hashlib; from issued import document;"
        "print(hashlib.sha256(document()).hexdigest())"
    )
    for seed in ("1", "2"):
        other = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True,
            env={**__import__("os").environ, "PYTHONHASHSEED": seed},
        )  # fmt: skip
        assert other.stdout.strip() == hashlib.sha256(document()).hexdigest()


def test_the_check_sum_is_stable_and_depends_on_every_byte() -> None:
    pdf = document()
    assert summed(pdf) == pdf
    changed = bytearray(pdf)
    changed[len(pdf) // 2] ^= 1
    assert summed(bytes(changed)) != bytes(changed)
