"""The justification as an accessible PDF: same stored evaluation, same bytes; nothing is fetched from anywhere."""

from __future__ import annotations

import hashlib
import os
import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from procurement_plugin.adapters.glyphs import visible
from procurement_plugin.adapters.page_fit import fitted
from procurement_plugin.adapters.pdf_archive import VARIANT, Archived, write
from procurement_plugin.application.document_record import SCHEMA, DocumentOrder, record_of
from procurement_plugin.application.official_documents import OfficialDocument, document_for
from procurement_plugin.application.production_paper import (
    COMPARISON_TEXT,
    comparison_claims,
    comparison_order,
    comparison_record,
)
from procurement_plugin.application.production_ports import ComparisonPaper
from procurement_plugin.domain.document_language import LANGUAGES
from procurement_plugin.domain.findings import Finding, Kind, ProcurementError, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

    from procurement_plugin.adapters.document_pages import DocumentPages

__all__ = ["LANGUAGES", "PdfRenderer"]
MOST_PAGES = 300
APT_LINE = (
    "apt-get install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 "
    "fonts-inter fonts-dejavu-core"
)


class PdfUnavailableError(ProcurementError):
    """The system libraries that lay out text are missing; scoring does not need them."""


class TooManyPagesError(ProcurementError):
    """The document is longer than allowed."""

    def __init__(self, pages: int, most: int) -> None:
        super().__init__(f"The document has {pages} pages; at most {most} are made.")


class PdfRenderer:
    """Renders documents from the templates; ``attributions`` are printed beside each data set."""

    def __init__(self, pages: DocumentPages, most_pages: int = MOST_PAGES) -> None:
        self._pages = pages
        self._most_pages = most_pages

    def render(
        self,
        document: OfficialDocument | ComparisonPaper | Mapping[str, Any],
        language: str = "",
        order: DocumentOrder | None = None,
        record: bytes = b"",
    ) -> bytes:
        """A document in a language, the authority's when none is named; of a stored evaluation, its justification.

        PDF/A-3a and PDF/UA-1, its record attached; the same bytes each time.

        Args:
            order: which document it is; one of its own when it was not ordered.
            record: what is attached; made of what the reader may see when it is not given.

        Raises:
            PdfUnavailableError: Pango or its companions are not installed; the message says what to type.
            TooManyPagesError: it is longer than the renderer was told to make.
        """
        if isinstance(document, ComparisonPaper):
            return self._comparison(document, language, order, record)
        model = document if isinstance(document, OfficialDocument) else document_for(document)
        language = language or model.language
        order = order or unordered(model, language)
        record = record or record_of(order, model.record)
        moment = datetime.fromisoformat(model.record["computedAt"])
        archived = Archived(record, claims_of(order, model.record, record), moment)
        return self._written(self.html(model, language), self._pages.style(), language, archived)

    def _comparison(self, paper: ComparisonPaper, language: str, order: DocumentOrder | None, record: bytes) -> bytes:
        """A comparison of production: the same paper, another content."""
        order = order or comparison_order(paper, language)
        record = record or comparison_record(paper, order)
        moment = datetime.fromisoformat(paper.document["computedAt"])
        archived = Archived(record, comparison_claims(paper, order, record), moment, COMPARISON_TEXT)
        text, style = self._pages.comparison(paper, language)
        return self._written(text, style, language, archived)

    def _written(self, text: str, style: str, language: str, archived: Archived) -> bytes:
        """A page laid out with its style sheet, and archived."""
        weasyprint = weasyprint_module()
        page = visible(text, language)
        fetcher = closed_fetcher(weasyprint)
        html = weasyprint.HTML(string=page, base_url="closed:", url_fetcher=fetcher)
        # fontTools stamps the time when HarfBuzz cannot subset; the environment is its only switch.
        os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
        laid_out = fitted(lambda closer: self._laid_out(weasyprint, html, fetcher, style + closer))
        if len(laid_out.pages) > self._most_pages:
            raise TooManyPagesError(len(laid_out.pages), self._most_pages)
        return write(laid_out, weasyprint.Attachment, archived)

    def _laid_out(self, weasyprint: ModuleType, html: Any, fetcher: Any, style: str) -> Any:
        """The pages with a style sheet."""
        return html.render(stylesheets=[weasyprint.CSS(string=style, url_fetcher=fetcher)], pdf_variant=VARIANT)

    def html(self, document: OfficialDocument | Mapping[str, Any], language: str) -> str:
        """The page that is laid out; every text of the document is escaped."""
        model = document if isinstance(document, OfficialDocument) else document_for(document)
        return self._pages.html(model, language)


def unordered(model: OfficialDocument, language: str) -> DocumentOrder:
    """A document that nobody ordered of the service: its identifier follows from what it is."""
    name = f"{model.record['id']} {model.kind} {model.reader.bid_id} {language}"
    return DocumentOrder(str(uuid.uuid5(uuid.NAMESPACE_URL, name)), model.kind, language, model.reader.bid_id)


def claims_of(order: DocumentOrder, document: Mapping[str, Any], record: bytes) -> dict[str, str]:
    """What the metadata says about a document."""
    return {
        "documentId": order.id,
        "documentType": order.type,
        "evaluationId": document["id"],
        "replaces": order.replaces,
        "recordSchema": SCHEMA,
        "recordSha256": hashlib.sha256(record).hexdigest(),
        **{name: document.get(name, "") for name in ("inputHash", "profileFingerprint", "parametersFingerprint")},
    }


def weasyprint_module() -> ModuleType:
    """The layout engine.

    Raises:
        PdfUnavailableError: its system libraries are missing.
    """
    try:
        import weasyprint  # noqa: PLC0415  scoring works without it
    except (ImportError, OSError) as missing:
        finding = Finding(
            code="pdf.unavailable",
            severity=Severity.BLOCK,
            kind=Kind.STRUCTURAL,
            message="The system libraries that lay out text are missing; everything but the PDF works without them.",
            remedy=f"Type: sudo {APT_LINE}",
        )
        raise PdfUnavailableError("The PDF cannot be made on this system.", (finding,)) from missing
    module: ModuleType = weasyprint
    return module


def closed_fetcher(weasyprint: ModuleType) -> Any:
    """A fetcher that refuses every address: the document brings all it needs."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher  # noqa: PLC0415

    del weasyprint

    class Closed(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
        def fetch(self, url: str, headers: Any = None) -> Any:
            del headers
            raise FatalURLFetchingError(f"nothing may be fetched: {url[:80]}")

    return Closed()
