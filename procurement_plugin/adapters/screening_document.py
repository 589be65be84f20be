"""A screening as PDF/A and PDF/UA, with its record attached: the renderer of documents, with templates of its own."""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from procurement_plugin.adapters.glyphs import visible
from procurement_plugin.adapters.page_fit import fitted
from procurement_plugin.adapters.pdf import closed_fetcher, weasyprint_module
from procurement_plugin.adapters.pdf_archive import VARIANT, Archived, write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from procurement_plugin.adapters.page_words import PageWords

RECORD_SCHEMA = "ProjectScreening"
RECORD_TEXT = "Machine-readable record of the screening behind this document"


class ScreeningDocument:
    """Lays screenings out.

    Args:
        templates: the folder of all templates.
    """

    def __init__(self, templates: Path) -> None:
        self._pages = templates / "pages"
        self._styles = (
            templates / "justification" / "justification.css",
            self._pages / "screening" / "document.css",
        )

    def html(self, found: Mapping[str, Any], words: PageWords) -> str:
        """The page that is laid out; every text of the screening is escaped."""
        from jinja2 import Environment, FileSystemLoader  # noqa: PLC0415  used for documents only

        environment = Environment(
            loader=FileSystemLoader(self._pages), autoescape=True, trim_blocks=True, lstrip_blocks=True
        )
        environment.filters.update(words.filters())
        template = environment.get_template("screening/document.html")
        return template.render(found=found, language=words.language, **words.functions())

    def render(self, found: Mapping[str, Any], words: PageWords) -> bytes:
        """The document; the same bytes for the same screening.

        Raises:
            PdfUnavailableError: Pango or its companions are not installed; the message says what to type.
        """
        weasyprint = weasyprint_module()
        fetcher = closed_fetcher(weasyprint)
        page = visible(self.html(found, words), words.language)
        html = weasyprint.HTML(string=page, base_url="closed:", url_fetcher=fetcher)
        # fontTools stamps the time when HarfBuzz cannot subset; the environment is its only switch.
        os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
        styles = [path.read_text("utf-8") for path in self._styles]

        def laid_out(closer: str) -> Any:
            sheets = [weasyprint.CSS(string=style, url_fetcher=fetcher) for style in (*styles, closer)]
            return html.render(stylesheets=sheets, pdf_variant=VARIANT)

        record = (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()
        sha256 = hashlib.sha256(record).hexdigest()
        claims = {
            "documentId": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{sha256} {words.language}")),
            "documentType": "projectScreening",
            "recordSchema": RECORD_SCHEMA,
            "recordSha256": sha256,
        }
        moment = datetime.fromisoformat(found["screenedAt"])
        return write(fitted(laid_out), weasyprint.Attachment, Archived(record, claims, moment, RECORD_TEXT))
