"""The seal of a document: whether it is intact, covers the whole file, and by whom it was set."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from procurement_plugin.application.check_document import Check, Verdict
from procurement_plugin.domain.findings import UnreadableInputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

NAME = "seal"
BEGIN = b"-----BEGIN CERTIFICATE-----"


def roots_in(files: Iterable[Path]) -> list[Any]:
    """The root certificates that are trusted, from PEM or DER files.

    Raises:
        UnreadableInputError: a file holds no certificate.
    """
    from asn1crypto import pem, x509  # noqa: PLC0415

    found = []
    for file in files:
        content = file.read_bytes()
        try:
            parts = [der for _, _, der in pem.unarmor(content, multiple=True)] if BEGIN in content else [content]
            for part in parts:
                certificate = x509.Certificate.load(part, strict=True)
                str(certificate.subject.native)  # parsed only when looked at
                found.append(certificate)
        except ValueError as error:
            raise UnreadableInputError(f"{file} holds no certificate that can be read.") from error
    return found


def check_seals(reader: Any, roots: list[Any]) -> Iterator[Check]:
    """Every check of the seal; one that says there is none when there is none."""
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # what it would log is told in the checks
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    try:
        seals = list(reader.embedded_signatures)
    except Exception as error:  # noqa: BLE001  a damaged file fails in many ways
        yield Check(NAME, Verdict.WRONG, f"The seal cannot be read ({type(error).__name__}: {error}).")
        return
    if not seals:
        yield Check(NAME, Verdict.OPEN, "none; compare the SHA-256 above with the audit trail of the authority")
        return
    if len(seals) > 1:
        yield Check(NAME, Verdict.WRONG, f"{len(seals)} seals or signatures; a document is sealed once.")
    try:
        yield from _check(seals[0], roots)
    except Exception as error:  # noqa: BLE001  the same
        yield Check(NAME, Verdict.WRONG, f"The seal cannot be checked ({type(error).__name__}: {error}).")


def _check(seal: Any, roots: list[Any]) -> Iterator[Check]:
    from pyhanko.sign.validation.status import SignatureCoverageLevel  # noqa: PLC0415

    stamped = _validated(seal, roots, None).timestamp_validity
    # The certificate had to be valid at the time stamp, else when the seal says it was set; today it may have expired.
    moment = stamped.timestamp if stamped else seal.self_reported_timestamp
    status = _validated(seal, roots, moment)
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    if status.intact and status.valid and whole and status.docmdp_ok is not False:
        yield Check(NAME, Verdict.RIGHT, "intact, over the whole file")
    else:
        broken = "the file was changed after sealing" if not (status.intact and status.valid) else "not the whole file"
        yield Check(NAME, Verdict.WRONG, f"The seal does not hold: {broken}.")
    yield _who(status, roots)
    yield _when(status, moment)


def _who(status: Any, roots: list[Any]) -> Check:
    who = status.signing_cert.subject.human_friendly
    if not roots:
        return Check("sealed by", Verdict.OPEN, f"{who}; name a root certificate with --trust to see whether it is so")
    if status.trusted:
        return Check("sealed by", Verdict.RIGHT, f"{who}; its certificate leads to a root that you trust")
    problem = status.trust_problem_indic
    why = f" ({problem})" if problem else ""
    return Check("sealed by", Verdict.WRONG, f"{who}: its certificate does not lead to a root that you trust{why}.")


def _when(status: Any, moment: Any) -> Check:
    stamped = status.timestamp_validity
    if stamped is None:
        text = f"{moment.isoformat()} as its own clock said; without a time stamp" if moment else "not said"
        return Check("sealed at", Verdict.OPEN, text)
    text = f"{stamped.timestamp.isoformat()}, time stamp by {stamped.signing_cert.subject.human_friendly}"
    if not (stamped.intact and stamped.valid):
        return Check("sealed at", Verdict.WRONG, f"{text}: it does not hold.")
    return Check("sealed at", Verdict.RIGHT if stamped.trusted else Verdict.OPEN, text)


def _validated(seal: Any, roots: list[Any], moment: Any) -> Any:
    from pyhanko.sign.validation import validate_pdf_signature  # noqa: PLC0415
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415

    context = ValidationContext(trust_roots=roots, allow_fetching=False, revocation_mode="soft-fail", moment=moment)
    return validate_pdf_signature(seal, context, context)
