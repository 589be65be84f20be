"""Documents for tests, each laid out once a session and read once by poppler."""

from __future__ import annotations

import subprocess
from functools import cache
from typing import TYPE_CHECKING, Any

from procurement_plugin.application.official_documents import (
    ARTICLE_84,
    DEBRIEF,
    JUSTIFICATION,
    Decision,
    OfficialDocument,
    document_for,
)
from procurement_plugin.bootstrap import knowledge
from procurement_plugin.domain.redaction import Reader
from tests.documents import SENT, STANDSTILL, evaluation, of_size

if TYPE_CHECKING:
    from procurement_plugin.adapters.pdf import PdfRenderer

SECRET = b"s" * 32


@cache
def renderer() -> PdfRenderer:
    """The renderer of this release."""
    return knowledge.renderer()


def source_of(name: str | int) -> dict[str, Any]:
    """An evaluation: of an example by its name, or of so many bids."""
    return of_size(name) if isinstance(name, int) else evaluation(name)


def told(document: dict[str, Any], kind: str = JUSTIFICATION, bid: str = "B-1") -> OfficialDocument:
    """What a document of a kind says once the decision was sent."""
    decision = Decision(SENT, STANDSTILL)
    if kind == DEBRIEF:
        return document_for(document, DEBRIEF, Reader(bid), secret=SECRET, decision=decision)
    return document_for(document, kind, decision=decision)


def three(document: dict[str, Any], bid: str = "B-1") -> tuple[OfficialDocument, ...]:
    """One document of each kind."""
    return tuple(told(document, kind, bid) for kind in (JUSTIFICATION, DEBRIEF, ARTICLE_84))


@cache
def pdf(name: str | int, kind: str = JUSTIFICATION, language: str = "nl", bid: str = "B-1") -> bytes:
    """A document as PDF."""
    return renderer().render(told(source_of(name), kind, bid), language)


@cache
def text(
    name: str | int, kind: str = JUSTIFICATION, language: str = "nl", bid: str = "B-1", *, layout: bool = True
) -> str:
    """Its text as poppler reads it."""
    return read(pdf(name, kind, language, bid), layout=layout)


def read(made: bytes, *, layout: bool = True) -> str:
    """The text of a PDF as poppler reads it."""
    command = ["pdftotext", *(["-layout"] if layout else []), "-", "-"]
    return subprocess.run(command, input=made, capture_output=True, check=True).stdout.decode()


def pages(name: str | int, kind: str = JUSTIFICATION, language: str = "nl", bid: str = "B-1") -> int:
    """How many pages it has; poppler ends each with a form feed."""
    return text(name, kind, language, bid).count("\f")
