"""Where to produce: compared for a firm or a buyer; never a score, never part of an award, and nothing is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request
from werkzeug.exceptions import UnsupportedMediaType

from procurement_plugin.application.compare_production import compare_production
from procurement_plugin.application.production_document import document_of
from procurement_plugin.application.production_ports import ComparisonPaper
from procurement_plugin.application.production_sheets import placed
from procurement_plugin.domain.actor import READ
from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.web.access import actor
from procurement_plugin.web.exchange import json_body, service, written
from procurement_plugin.web.negotiation import JSON, LANGUAGES, PDF, XLSX, accepted, negotiated, query
from procurement_plugin.web.pages.forms import typed
from procurement_plugin.web.schemas.production import REQUEST
from procurement_plugin.web.schemas.production_reading import read_comparison

if TYPE_CHECKING:
    from collections.abc import Mapping

    from procurement_plugin.application.compare_production import ComparisonRequest

blueprint = Blueprint("production_comparisons", __name__)
FILE = "production-comparison"
# Moments stand nowhere in a comparison; days have no zone.
ZONE = ZoneInfo("UTC")


@blueprint.post("/productionComparisons")
def create_comparison() -> Response:
    """Compare the locations of a case, sent as JSON or as a workbook; answered as JSON, workbook or PDF."""
    actor(READ)
    form = accepted(JSON, XLSX, PDF)
    language = query(language=LANGUAGES)["language"]
    paper = paper_of(_asked())
    if form == JSON:
        return written(paper.document)
    return file_of(paper, form, language)


def paper_of(asked: ComparisonRequest) -> ComparisonPaper:
    """The comparison of a request, at this moment."""
    wired = service()
    compared = compare_production(asked, wired.reference)
    document = document_of(
        compared, wired.reference, computed_at=wired.clock.now(), engine_version=wired.engine_version
    )
    return ComparisonPaper(document, asked.source)


def file_of(paper: ComparisonPaper, form: str, language: str) -> Response:
    """A comparison as a file of that media type."""
    forms = service().comparisons
    content = forms.pdf(paper, language) if form == PDF else forms.workbook(paper, language)
    ending = "pdf" if form == PDF else "xlsx"
    return negotiated(content, form, language=language, filename=f"{FILE}.{ending}")


def read_case(body: Any) -> ComparisonRequest:
    """A case as it was sent; its day is today when it names none."""
    wired = service()
    return read_comparison(body, wired.schemas, wired.reference, wired.clock.now().date())


def workbook_body(content: bytes) -> tuple[dict[str, Any], Mapping[str, str]]:
    """The case in a workbook as JSON, and in which sheet and row each place of it stands."""
    sheet = service().comparisons.read(content)
    return typed(REQUEST, sheet.tree, ZONE), sheet.cells


def _asked() -> ComparisonRequest:
    if request.mimetype == XLSX:
        body, cells = workbook_body(request.get_data())
        try:
            return read_case(body)
        except UnreadableInputError as error:
            raise UnreadableInputError(str(error), placed(error.findings, cells)) from error
    if not request.is_json:
        raise UnsupportedMediaType("Send the case as application/json, or as a workbook (.xlsx).")
    return read_case(json_body())
