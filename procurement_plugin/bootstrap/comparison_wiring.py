"""The forms of a production comparison: its words, its workbook, its PDF."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from procurement_plugin.application.production_paper import comparison_order, comparison_record
from procurement_plugin.application.production_ports import ComparisonForms, ComparisonPaper
from procurement_plugin.application.production_sheets import request_of, template_tables
from procurement_plugin.application.production_tables import RESULTS, paper_tables, words_about
from procurement_plugin.application.rendering import RenderTask
from procurement_plugin.bootstrap.settings import data_directory

if TYPE_CHECKING:
    from collections.abc import Callable

    from procurement_plugin.adapters.comparison_words import ComparisonWords
    from procurement_plugin.application.issue_document import DocumentDesk
    from procurement_plugin.application.production_sheets import Sheet

# Templates are the same bytes each time.
MADE = "2026-01-01T00:00:00+00:00"


def comparison_forms(pdf: Callable[[ComparisonPaper, str], bytes]) -> ComparisonForms:
    """All forms; ``pdf`` lays a paper out, in this process or in one of its own."""
    return ComparisonForms(words, workbook, template, read, pdf)


def laid_out_by(desk: DocumentDesk) -> Callable[[ComparisonPaper, str], bytes]:
    """Lays a paper out in one of the renderers of documents, within their limits."""

    def pdf(paper: ComparisonPaper, language: str) -> bytes:
        order = comparison_order(paper, language)
        return desk.laid_out(RenderTask(paper, order, comparison_record(paper, order)))

    return pdf


def laid_out_here(paper: ComparisonPaper, language: str) -> bytes:
    """Lays a paper out in this process, for the command line."""
    from procurement_plugin.bootstrap import knowledge  # noqa: PLC0415  loads all of a release

    return knowledge.renderer().render(paper, language)


def words(language: str) -> ComparisonWords:
    """The words of a language."""
    from procurement_plugin.adapters.comparison_words import ComparisonWords  # noqa: PLC0415  loaded when used

    return ComparisonWords(data_directory("config") / "method" / "production_comparison" / "words.yaml", language)


def workbook(paper: ComparisonPaper, language: str) -> bytes:
    """A comparison as a workbook."""
    from procurement_plugin.adapters.workbook import workbook as written  # noqa: PLC0415  loaded when used

    return written(paper_tables(paper, words(language)), datetime.fromisoformat(paper.document["computedAt"]))


def template(language: str) -> bytes:
    """An empty workbook."""
    from procurement_plugin.adapters.workbook import workbook as written  # noqa: PLC0415  loaded when used

    return written(template_tables("EUR", words_about(words(language))), datetime.fromisoformat(MADE))


def read(content: bytes) -> Sheet:
    """A workbook as a request."""
    from procurement_plugin.adapters.comparison_workbook import sheets_of  # noqa: PLC0415  loaded when used

    return request_of(sheets_of(content, RESULTS))
