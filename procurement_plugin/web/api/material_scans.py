"""The raw-materials scanner: scans, their comparison, the list of strategic goods; never a score of a bid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from procurement_plugin.application.compare_scans import compare_scans
from procurement_plugin.application.list_materials import list_countries, list_materials
from procurement_plugin.application.scan_materials import scan
from procurement_plugin.application.spreadsheet_table import as_csv as written_as_csv
from procurement_plugin.application.strategic_list import COLUMNS, REPORTERS, cells, strategic_list
from procurement_plugin.domain.actor import READ
from procurement_plugin.domain.findings import Finding, Kind, Severity, UnreadableInputError
from procurement_plugin.web.access import actor
from procurement_plugin.web.exchange import json_body, service, written
from procurement_plugin.web.schemas.material_scans import read_comparison, read_scan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal
    from typing import Any

blueprint = Blueprint("material_scans", __name__)
CSV = "text/csv"
# Excel takes a table for UTF-8 only when it begins with this mark.
MARK = "\ufeff"
HEADINGS = {
    "kind": "Good or material",
    "hs": "HS code",
    "good": "Good",
    "material": "Raw material",
    "critical": "Critical (Regulation (EU) 2024/1252)",
    "strategic": "Strategic (Regulation (EU) 2024/1252)",
    "grade": "Grade",
    "persistent": "In each year",
    "trend": "Trend",
    "largestSources": "Largest sources outside the Union",
    "valueThousandUsd": "Imports, thousand USD",
    "supplyRisk": "Supply risk of the last study",
    "reasons": "Reasons",
    "measures": "What can be done",
}


def figures_today() -> Callable[[str], Decimal]:
    """Looks up the thresholds in force today."""
    wired = service()
    today = wired.clock.now().date()
    return lambda name: wired.reference.parameters.figure(name, today)


@blueprint.post("/materialScans")
def create_scan() -> Response:
    """Scan a code, a word or a bill of materials; nothing is stored."""
    actor(READ)
    query, as_of = read_scan(json_body())
    wired = service()
    return written(scan(query, wired.materials, figures_today(), as_of=as_of, scanned_at=wired.clock.now()))


@blueprint.post("/materialScans/comparisons")
def create_comparison() -> Response:
    """Which thresholds were crossed between two years."""
    actor(READ)
    query, earlier, later = read_comparison(json_body())
    tables, figure = service().materials, figures_today()
    before, after = (scan(query, tables, figure, as_of=year) for year in (earlier, later))
    return written(compare_scans(before, after, figure))


@blueprint.get("/refData/materials")
def materials() -> Response:
    """Raw materials with their ids."""
    _only()
    return written(list_materials(service().materials))


@blueprint.get("/refData/countries")
def countries() -> Response:
    """Countries with the agreements that bind the Union."""
    _only()
    return written(list_countries(service().materials))


@blueprint.get("/refData/strategicGoods")
def strategic_goods() -> Response:
    """Goods and materials on which Belgium, or the Union, depends too much; as CSV when that is accepted."""
    _only("reporter")
    reporter = request.args.get("reporter", "BE")
    if reporter not in REPORTERS:
        _refuse("reporter", f"There are trade data of {' and '.join(REPORTERS)} only.")
    found = strategic_list(service().materials, figures_today(), reporter)
    if request.accept_mimetypes.best_match(["application/json", CSV]) == CSV:
        return Response(as_csv(found), content_type=f"{CSV}; charset=utf-8")
    return written(found)


def as_csv(found: Mapping[str, Any]) -> str:
    """The list as a table that a spreadsheet opens without running anything in it."""
    return MARK + written_as_csv([HEADINGS.get(name, name) for name in COLUMNS], map(cells, found["items"]))


def _only(*known: str) -> None:
    for name in request.args:
        if name not in known:
            _refuse(name, f"The only query parameter is '{known[0]}'." if known else "There are no query parameters.")


def _refuse(name: str, message: str) -> None:
    finding = Finding("input.schemaViolation", Severity.BLOCK, Kind.STRUCTURAL, message, where=name[:80])
    raise UnreadableInputError(message, (finding,))
