"""The justification as an accessible PDF: same stored evaluation, same bytes; nothing is fetched from anywhere."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Any

from procurement_plugin.application.official_documents import OfficialDocument, document_for
from procurement_plugin.domain.findings import Finding, Kind, ProcurementError, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

    from procurement_plugin.adapters.document_pages import DocumentPages

APT_LINE = (
    "apt-get install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 "
    "fonts-inter fonts-dejavu-core"
)


class PdfUnavailableError(ProcurementError):
    """The system libraries that lay out text are missing; scoring does not need them."""


class PdfRenderer:
    """Renders documents from the templates; ``attributions`` are printed beside each data set."""

    def __init__(self, pages: DocumentPages) -> None:
        self._pages = pages

    def render(self, document: OfficialDocument | Mapping[str, Any], language: str = "") -> bytes:
        """A document in a language, the authority's when none is named; of a stored evaluation, its justification.

        Raises:
            PdfUnavailableError: Pango or its companions are not installed; the message says what to type.
        """
        weasyprint = _weasyprint()
        model = document if isinstance(document, OfficialDocument) else document_for(document)
        language = language or model.language
        fetcher = _closed_fetcher(weasyprint)
        css = weasyprint.CSS(string=self._pages.style(), url_fetcher=fetcher)
        html = weasyprint.HTML(string=self.html(model, language), base_url="closed:", url_fetcher=fetcher)
        # fontTools stamps the time when HarfBuzz cannot subset; the environment is its only switch.
        os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
        name = f"{model.record['id']} {model.kind} {model.reader.bid_id} {language}"
        identifier = hashlib.sha256(name.encode()).digest()[:16]
        pdf: bytes = html.write_pdf(stylesheets=[css], pdf_variant="pdf/ua-1", pdf_identifier=identifier)
        return pdf

    def html(self, document: OfficialDocument | Mapping[str, Any], language: str) -> str:
        """The page that is laid out; every text of the document is escaped."""
        model = document if isinstance(document, OfficialDocument) else document_for(document)
        return self._pages.html(model, language)


def _weasyprint() -> ModuleType:
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


def _closed_fetcher(weasyprint: ModuleType) -> Any:
    """A fetcher that refuses every address: the document brings all it needs."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher  # noqa: PLC0415

    del weasyprint

    class Closed(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
        def fetch(self, url: str, headers: Any = None) -> Any:
            del headers
            raise FatalURLFetchingError(f"nothing may be fetched: {url[:80]}")

    return Closed()
