"""The documents behind declared facts: what each is, how far it was checked, and whether a fact may rest on it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date


class EvidenceStatus(StrEnum):
    """How far a document was checked by the contracting authority."""

    CLAIMED = "claimed"
    VERIFIED = "verified"
    REFUSED = "refused"


class Evidence(NamedTuple):
    """A document behind a declared fact.

    Attributes:
        sha256: of the document, which itself stays on the platform.
        issuer: who made it.
        valid_from, valid_to: first and last day on which it holds; None where it names none.
        verifier, verified_on: who checked it, and when.
    """

    id: str
    type: str
    sha256: str
    status: str
    issuer: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    verifier: str = ""
    verified_on: date | None = None

    @property
    def identity(self) -> tuple[str, ...]:
        """What makes it this document and no other, in the order of ``commitments.IDENTITY``."""
        days = (day.isoformat() if day else "" for day in (self.valid_from, self.valid_to))
        return (self.id, self.sha256, self.type, self.issuer, *days)

    def holds_on(self, day: date) -> bool:
        """Whether the day lies within its validity."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Support(NamedTuple):
    """The documents a fact may rest on, and why it has none: noEvidence, evidenceRefused or evidenceNotValid."""

    usable: tuple[str, ...]
    reason: str

    def __bool__(self) -> bool:
        """Whether anything stands behind the fact."""
        return bool(self.usable)


def support(referred: Iterable[str], known: Mapping[str, Evidence], day: date) -> Support:
    """What a fact that refers to these documents may rest on, on the day the tenders close.

    A refused document and one that is not valid on that day count as if they had not been handed in. A claimed one
    counts until it is checked; the points that rest on it are provisional.
    """
    documents = [known[name] for name in referred if name in known]
    accepted = [document for document in documents if document.status != EvidenceStatus.REFUSED]
    usable = tuple(dict.fromkeys(document.id for document in accepted if document.holds_on(day)))
    if usable or not documents:
        return Support(usable, "" if usable else "noEvidence")
    return Support((), "evidenceNotValid" if accepted else "evidenceRefused")


def status_of(referred: Iterable[str], known: Mapping[str, Evidence]) -> str:
    """none, refused, claimed or verified: as weak as the weakest of the documents referred to."""
    statuses = {known[name].status for name in referred if name in known}
    for status in (EvidenceStatus.REFUSED, EvidenceStatus.CLAIMED):
        if status in statuses:
            return str(status)
    return str(EvidenceStatus.VERIFIED) if statuses else "none"


def shortcomings(document: Evidence, today: date) -> Iterator[tuple[str, str, str]]:
    """Code, message and remedy of what a document lacks before an official evaluation may refer to it."""
    name = f"The document {document.id}"
    if not document.sha256:
        yield (
            "evidence.hashMissing",
            f"{name} has no hash, so nobody could tell later which one was meant.",
            "Give its SHA-256 as 'sha256'.",
        )
    if document.status == EvidenceStatus.VERIFIED and not (document.verifier and document.verified_on):
        yield (
            "evidence.verifierMissing",
            f"{name} is called verified, without who verified it and when.",
            "Give 'verifier' and 'verifiedOn', or send it as claimed and decide about it here.",
        )
    if document.verified_on is not None and document.verified_on > today:
        yield (
            "evidence.verifiedInFuture",
            f"{name} is called verified on {document.verified_on.isoformat()}, a day that is still to come.",
            "Correct 'verifiedOn'.",
        )


def provisional(referred: Iterable[str], known: Mapping[str, Evidence]) -> bool:
    """Whether something rests on a document that nobody has checked yet."""
    return any(known[name].status == EvidenceStatus.CLAIMED for name in referred if name in known)


REASONS: Mapping[str, str] = {
    "noEvidence": "no evidence stands behind it",
    "evidenceRefused": "its evidence was refused",
    "evidenceNotValid": "its evidence is not valid on the day the tenders close",
}
