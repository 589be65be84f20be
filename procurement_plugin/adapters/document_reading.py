"""A document as a file: whether it is as it was issued, what is attached to it, and its seal."""

from __future__ import annotations

import hashlib
import io
from typing import Any

from procurement_plugin.adapters.pdf_archive import CLAIMS, OWN, RECORD_NAME, TRAILER, ZEROS
from procurement_plugin.application.check_document import Attached, Check, Verdict
from procurement_plugin.domain.findings import UnreadableInputError

END = b"%%EOF\n"
MOST_ENDS = 20
# The document, and the seal behind it.
BOTH = 2
ADDED_BY_A_SEAL = ("/AcroForm", "/Perms", "/Annots", "/Extensions")
LARGEST_RECORD = 200_000_000


def issued(pdf: bytes) -> tuple[bytes, Check]:
    """The part of the file that was issued, without a seal behind it, and whether each of its bytes is as issued.

    Raises:
        UnreadableInputError: it is no PDF.
    """
    if not pdf.startswith(b"%PDF-"):
        raise UnreadableInputError("This is no PDF file.")
    begin = 0
    for _ in range(MOST_ENDS):
        end = pdf.find(END, begin) + len(END)
        if end < begin + len(END):
            break
        if _sums_up(pdf[:end]):
            return pdf[:end], Check("file", Verdict.RIGHT, f"{end} bytes as issued, SHA-256 {_sha256(pdf[:end])}")
        begin = end
    return pdf, Check("file", Verdict.WRONG, "It is not as it was issued: its check sum is missing or does not fit.")


def _sums_up(part: bytes) -> bool:
    found = list(TRAILER.finditer(part))
    if not found:
        return False
    begin, end = found[-1].span(2)
    zeroed = part[:begin] + ZEROS + part[end:]
    return hashlib.sha256(zeroed).hexdigest()[:32].encode() == part[begin:end]


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def read(pdf: bytes) -> tuple[Any, Attached | Check]:
    """The opened file, and what is attached to it; a check that says why when it cannot be read."""
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415  of the extra that seals

    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        return reader, _attached(reader.root)
    except Exception as error:  # noqa: BLE001  a damaged file fails in as many ways as it has bytes
        return None, Check("structure", Verdict.WRONG, f"The file cannot be read ({type(error).__name__}: {error}).")


def _attached(root: Any) -> Attached:
    names = root["/Names"]["/EmbeddedFiles"]["/Names"]
    found, stated = [], ("", "")
    for index in range(0, len(names), 2):
        stream = names[index + 1]["/EF"]["/F"]
        found.append((str(names[index]), bytes(stream.data)))
        if str(names[index]) == RECORD_NAME:
            params = stream["/Params"]
            stated = (str(params["/Size"]), _raw(params["/CheckSum"]).hex())
    if sum(len(content) for _, content in found) > LARGEST_RECORD:
        raise ValueError("the attachments are too large")
    return Attached(_claims(bytes(root["/Metadata"].data)), found, stated)


def _raw(value: Any) -> bytes:
    return bytes(getattr(value, "original_bytes", value))


def _claims(xmp: bytes) -> dict[str, str]:
    from defusedxml.ElementTree import fromstring  # noqa: PLC0415

    root = fromstring(xmp)
    return {name: root.findtext(f".//{{{OWN}}}{name}") or "" for name in CLAIMS}


def compared(pdf: bytes, part: bytes, expected: str) -> Check:
    """Whether it is the document with that SHA-256: the file as it is, or as it was before it was sealed."""
    wanted = expected.strip().lower()
    same = wanted in (_sha256(pdf), _sha256(part))
    text = "the one asked for" if same else f"another than asked for: this file has {_sha256(pdf)}"
    return Check("SHA-256", Verdict.RIGHT if same else Verdict.WRONG, text)


def appended(pdf: bytes, part: bytes, reader: Any) -> Check | None:
    """Something behind the issued part that is no seal."""
    if len(pdf) == len(part):
        return None
    try:
        reason = _more_than_a_seal(reader)
    except Exception as error:  # noqa: BLE001  a damaged file fails in as many ways as it has bytes
        reason = f"it cannot be read ({type(error).__name__})"
    if not reason:
        return None
    text = f"{len(pdf) - len(part)} bytes behind the document as issued are more than a seal: {reason}."
    return Check("file", Verdict.WRONG, text)


def _more_than_a_seal(reader: Any) -> str:
    """What a second revision changes beside setting a seal; pages, structure, metadata and record must stay."""
    if not reader.embedded_signatures:
        return "there is no seal"
    if reader.xrefs.total_revisions != BOTH:
        return f"{reader.xrefs.total_revisions - 1} revisions follow"
    first = reader.get_historical_resolver(0)
    was = {reference.idnum for reference in reader.xrefs.explicit_refs_in_revision(0)}
    for reference in reader.xrefs.explicit_refs_in_revision(1):
        if reference.idnum not in was:
            continue
        old, new = first.get_object(reference), reader.get_object(reference)
        if _without_seal(old) != _without_seal(new):
            return f"object {reference.idnum} is another"
    return ""


def _without_seal(value: Any) -> Any:
    """A dictionary without what a seal adds to the catalogue and to the page it stands on."""
    if isinstance(value, dict):
        return {name: _unread(value, name) for name in value if name not in ADDED_BY_A_SEAL}
    return value


def _unread(value: Any, name: str) -> str:
    return repr(value.raw_get(name))
