"""The justification as an accessible PDF: same stored evaluation, same bytes; nothing is fetched from anywhere."""

from __future__ import annotations

import hashlib
import os
import time
from typing import TYPE_CHECKING, Any

from procurement_plugin.adapters.pdf_words import Words
from procurement_plugin.domain.findings import Finding, Kind, ProcurementError, Severity
from procurement_plugin.domain.justification import compose

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from types import ModuleType

LANGUAGES = ("en", "nl")
APT_LINE = (
    "apt-get install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 "
    "fonts-inter fonts-dejavu-core"
)


class PdfUnavailableError(ProcurementError):
    """The system libraries that lay out text are missing; scoring does not need them."""


class PdfRenderer:
    """Renders documents from the templates.

    ``attributions`` are printed beside each data set; ``count`` is told the seconds that a document took.
    """

    def __init__(
        self,
        templates: Path,
        method: Path,
        attributions: Mapping[str, list[str]] | None = None,
        count: Callable[[float], None] | None = None,
    ) -> None:
        self._templates = templates
        self._method = method
        self._attributions = attributions or {}
        self._count = count

    def render(self, document: Mapping[str, Any], language: str) -> bytes:
        """The justification in a language.

        Raises:
            PdfUnavailableError: Pango or its companions are not installed; the message says what to type.
        """
        weasyprint, began = _weasyprint(), time.perf_counter()
        page = self.html(document, language)
        fetcher = _closed_fetcher(weasyprint)
        css_file = self._templates / "justification" / "justification.css"
        css = weasyprint.CSS(string=css_file.read_text(encoding="utf-8"), url_fetcher=fetcher)
        html = weasyprint.HTML(string=page, base_url="closed:", url_fetcher=fetcher)
        # fontTools stamps the time when HarfBuzz cannot subset; the environment is its only switch.
        os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
        identifier = hashlib.sha256(f"{document['id']} {language}".encode()).digest()[:16]
        pdf: bytes = html.write_pdf(stylesheets=[css], pdf_variant="pdf/ua-1", pdf_identifier=identifier)
        if self._count is not None:
            self._count(time.perf_counter() - began)
        return pdf

    def html(self, document: Mapping[str, Any], language: str) -> str:
        """The page that is laid out; every text of the document is escaped."""
        from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415  used for documents only

        environment = Environment(
            loader=FileSystemLoader(self._templates / "justification"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        words = Words(self._templates / "justification" / "texts.yaml", self._method, language)
        environment.filters.update(words.filters())
        template = environment.get_template("justification.html.j2")
        return template.render(
            document=document,
            justification=compose(document),
            language=language,
            attributions=self._attributions,
            **words.functions(),
        )


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
