"""``verify``: what a document holds itself is checked; whatever is changed is found."""

from __future__ import annotations

import copy
import io
import json
import random
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from click.testing import CliRunner
from issued import document, evaluation
from seals import PASSPHRASE, Keys

from procurement_plugin.adapters.pdf_archive import RECORD_NAME
from procurement_plugin.adapters.seal import Seal, SealKey
from procurement_plugin.application.check_document import Attached, Verdict, check_record
from procurement_plugin.application.document_record import DocumentOrder, canonical, record_of
from procurement_plugin.bootstrap import knowledge
from procurement_plugin.bootstrap.verify_command import RIGHT_LINE, WRONG_LINE, examined, verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    """Certificates made for this test."""
    return Keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def sealed(keys: Keys) -> bytes:
    """A sealed document."""
    return Seal(SealKey(pkcs12=keys.file, secret=PASSPHRASE)).seal(document())


def wrong(pdf: bytes, **more: Any) -> set[str]:
    """The names of the checks that failed."""
    return {check.name for check in examined(pdf, **more)[0] if check.verdict is Verdict.WRONG}


@pytest.mark.parametrize("kind", ["justification", "debrief", "art84Annex"])
def test_nothing_contradicts_a_document_as_it_was_issued(kind: str) -> None:
    checks, record = examined(document(kind), release=knowledge.release())
    assert wrong(document(kind)) == set()
    told = {check.name: check.text for check in checks}
    assert told["law and method"] == "those of this release of the software"
    assert json.loads(record)["document"]["type"] == kind
    assert "worked out again from the record, with the same result" in told["recomputation"]


def test_a_flipped_bit_is_found_wherever_it_is(sealed: bytes, keys: Keys) -> None:
    """Everywhere in the document, also where no reader would look; under a seal, and without one."""
    pdf, chance = document(), random.Random(7)  # noqa: S311  the same each time
    for place in [0, 9, len(pdf) - 3, *(chance.randrange(5, len(pdf)) for _ in range(25))]:
        changed = bytearray(pdf)
        changed[place] ^= 1 << chance.randrange(8)
        if place < 5:
            continue  # then it is no PDF
        assert "file" in wrong(bytes(changed)), place
    for place in (chance.randrange(5, len(pdf)) for _ in range(8)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        found = wrong(bytes(changed), trust=[keys.root_file])
        assert {"file", "seal"} <= found or "structure" in found, place


def test_a_changed_figure_is_found_though_every_check_sum_was_made_anew() -> None:
    """A forger who lays the document out again with another figure is found by working it out."""
    body = evaluation()
    body["bids"][0]["criteria"][0]["points"] = "9.9999"
    forged = knowledge.renderer().render(body, "nl")
    checks, _ = examined(forged)
    faults = [check.text for check in checks if check.verdict is Verdict.WRONG]
    assert len(faults) == 2, "the points, and the total"
    assert "the record says 9.9999, worked out" in faults[0]


def test_a_figure_changed_on_the_page_is_found() -> None:
    with pikepdf.open(io.BytesIO(document())) as pdf:
        page = pdf.pages[0]
        page.Contents = pdf.make_stream(page.Contents.read_bytes() + b" ")
        out = io.BytesIO()
        pdf.save(out)
    assert "file" in wrong(out.getvalue())


def test_a_swapped_record_is_found() -> None:
    with pikepdf.open(io.BytesIO(document())) as pdf:
        body = json.loads(pdf.attachments[RECORD_NAME].get_file().read_bytes())
        body["evaluation"]["bids"][0]["bidder"]["name"] = "Somebody else"
        spec = pdf.Root.AF[0]
        spec.EF.F.write(canonical(body))
        out = io.BytesIO()
        pdf.save(out)
    assert {"file", "attachment"} <= wrong(out.getvalue())


def test_what_is_added_behind_a_document_is_found(sealed: bytes, keys: Keys) -> None:
    from pyhanko.pdf_utils import generic  # noqa: PLC0415
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415

    assert wrong(document() + b"\n% more") == {"file"}
    assert "seal" in wrong(sealed + b"\n% more", trust=[keys.root_file])
    writer, out = IncrementalPdfFileWriter(io.BytesIO(document())), io.BytesIO()
    writer.root["/Lang"] = generic.TextStringObject("en")
    writer.update_root()
    writer.write(out)
    assert "file" in wrong(out.getvalue())
    again = Seal(SealKey(pkcs12=keys.file, secret=PASSPHRASE)).seal(out.getvalue())
    assert "file" in wrong(again, trust=[keys.root_file]), "a seal over a document that was changed before it"


def test_a_seal_of_somebody_else_is_told(sealed: bytes, tmp_path: Path) -> None:
    other = Keys(tmp_path)
    assert wrong(sealed, trust=[other.root_file]) == {"sealed by"}
    assert wrong(sealed) == set(), "without a root it stays open who sealed"


def changed(change: Callable[[dict[str, Any]], None]) -> set[str]:
    """What is found in a record that was changed, its hash with it."""
    body = evaluation()
    record = json.loads(record_of(DocumentOrder("1", "justification", "nl"), body))
    change(record)
    content = canonical(record)
    import hashlib  # noqa: PLC0415

    claims = {
        "documentId": "1",
        "documentType": "justification",
        "evaluationId": body["id"],
        "recordSha256": hashlib.sha256(content).hexdigest(),
        **{name: body[name] for name in ("inputHash", "profileFingerprint", "parametersFingerprint")},
    }
    md5 = hashlib.md5(content).hexdigest()  # noqa: S324  as PDF has it
    attached = Attached(claims, [(RECORD_NAME, content)], (str(len(content)), md5))
    return {check.name for check in check_record(attached) if check.verdict is Verdict.WRONG}


def test_a_record_that_fits_is_right() -> None:
    assert changed(lambda _: None) == set()


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("record", lambda record: record.update(schema="another")),
        ("record", lambda record: record["document"].pop("type")),
        ("record", lambda record: record["evaluation"].pop("bids")),
        ("metadata", lambda record: record["evaluation"].update(parametersFingerprint="0" * 64)),
        ("metadata", lambda record: record["document"].update(id="2")),
        ("metadata", lambda record: record["evaluation"].update(id="2")),
        ("recomputation", lambda record: record["evaluation"]["bids"][0].update(total="99")),
        ("recomputation", lambda record: record["evaluation"]["bids"][0].update(rank=7)),
        ("recomputation", lambda record: record["evaluation"]["weightProfile"]["criteria"][0].update(weight="1")),
        ("recomputation", lambda record: record["evaluation"]["bids"][0].update(total="1e99999999")),
        ("recomputation", lambda record: record["evaluation"]["roundingPolicy"].update(pointsDecimals="999999999")),
    ],
)
def test_a_record_that_does_not_fit_is_found(name: str, change: Callable[[dict[str, Any]], None]) -> None:
    found = changed(change)
    assert name in found or found == {"recomputation"}, found
    assert found


def test_a_version_that_is_not_the_published_one_is_found() -> None:
    profile = {"criteria": evaluation()["weightProfile"]["criteria"]}
    version: dict[str, Any] = {
        "profileId": "p", "version": 1, "weightProfile": profile, "files": {"a": "0"},
        "parametersFingerprint": evaluation()["parametersFingerprint"], "dataSets": evaluation()["dataSets"],
    }  # fmt: skip
    import hashlib  # noqa: PLC0415

    fingerprint = hashlib.sha256(canonical(version)).hexdigest()

    def put(record: dict[str, Any], content: dict[str, Any]) -> None:
        told = record["evaluation"]
        told["weightProfileVersion"] = {"profileId": "p", "version": 1, "fingerprint": fingerprint}
        record["weightProfileVersion"] = content | {"fingerprint": fingerprint}

    another = copy.deepcopy(version)
    another["weightProfile"]["criteria"][0]["weight"] = "1"
    assert "published version" in changed(lambda record: put(record, another))
    assert "published version" in changed(lambda record: put(record, version | {"files": {"a": "1"}}))


def test_the_command_says_each_check_and_ends_with_its_verdict(tmp_path: Path, sealed: bytes, keys: Keys) -> None:
    file, out = tmp_path / "a.pdf", tmp_path / "checks.json"
    file.write_bytes(sealed)
    run = CliRunner().invoke(
        verify, [str(file), "--trust", str(keys.root_file), "--json", str(out), "--record", str(tmp_path / "r.json")]
    )
    assert run.exit_code == 0, run.output
    assert RIGHT_LINE in run.output
    assert json.loads(out.read_text())["right"] is True
    assert json.loads((tmp_path / "r.json").read_text())["evaluation"]["id"] == evaluation()["id"]
    file.write_bytes(sealed[:-50])
    run = CliRunner().invoke(verify, [str(file)])
    assert (run.exit_code, WRONG_LINE in run.output) == (1, True)
    file.write_bytes(document())
    run = CliRunner().invoke(verify, [str(file), "--sha256", "0" * 64])
    assert (run.exit_code, "another than asked for" in run.output) == (1, True)


def test_what_is_no_pdf_is_refused(tmp_path: Path) -> None:
    from procurement_plugin.domain.findings import UnreadableInputError  # noqa: PLC0415

    for content in (b"", b"hello", b"\x89PNG"):
        with pytest.raises(UnreadableInputError, match="no PDF"):
            examined(content)
    (tmp_path / "root.pem").write_text("no certificate")
    with pytest.raises(UnreadableInputError, match="holds no certificate"):
        examined(document(), [tmp_path / "root.pem"])


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF\n", b"%PDF-" + b"<<[" * 50_000])
def test_a_broken_file_is_wrong_and_never_a_crash(content: bytes) -> None:
    assert {"file", "structure"} <= wrong(content)
