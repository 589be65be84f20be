"""The pages of the raw-materials scanner: a scan, and the list of strategic goods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, render_template, request

from procurement_plugin.application.scan_materials import NEVER_AN_AWARD, scan, sources_of
from procurement_plugin.application.strategic_list import REPORTERS, strategic_list
from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.web.api.material_scans import CSV, as_csv, figures_today
from procurement_plugin.web.exchange import service
from procurement_plugin.web.pages.session import page
from procurement_plugin.web.schemas.material_scans import read_scan

if TYPE_CHECKING:
    from pathlib import Path

    from procurement_plugin.domain.findings import Finding

LABELS = {
    "product": "Product or material",
    "cpv": "CPV code",
    "hs": "HS or CN code",
    "nace": "NACE sector",
    "asOf": "As of year",
}
HINTS = {"product": "heat pumps", "cpv": "42511110", "hs": "8418.61", "nace": "C28", "asOf": "2024"}
WORDS = {
    "assessedAsCritical": "critical by the study's own figures",
    "thirdCountryAboveBenchmark": "one third country above the benchmark",
    "dependentImports": "dependent imports",
    "study_use": "named by the study",
    "study_component": "a component that the study names",
    "study_class": "a class of uses that the study names",
    "regulation": "named by a regulation",
    "literature": "another source",
    "general": "common knowledge",
}


def pages_from(templates: Path) -> Blueprint:
    """The pages, on the templates of this installation."""
    folder = templates / "pages"
    pages = Blueprint("pages", __name__, template_folder=str(folder), static_folder=str(folder / "static"))
    pages.add_url_rule("/scanner", view_func=scanner)
    pages.add_url_rule("/strategicGoods", view_func=strategic_goods)
    pages.add_url_rule("/strategicGoods.csv", view_func=strategic_goods_csv)
    pages.add_app_template_filter(lambda word: WORDS.get(word, word), "in_words")
    return pages


def scanner() -> Response:
    """A form, and below it what was found."""
    asked = {name: request.args[name].strip() for name in LABELS if request.args.get(name, "").strip()}
    found: dict[str, Any] | None = None
    problems: tuple[Finding, ...] = ()
    if asked:
        try:
            found = _scanned(asked)
        except UnreadableInputError as error:
            problems = error.findings
    silent = {group["id"] for group in found["productGroups"]} if found and not found["materials"] else set()
    text = render_template(
        "scanner.html",
        asked=asked,
        fields=HINTS.items(),
        labels=LABELS,
        problems=problems,
        scan=found,
        silent=silent,
        **_foot(),
    )
    return page(text, 400 if problems else 200)


def _scanned(asked: dict[str, str]) -> dict[str, Any]:
    body: dict[str, Any] = dict(asked)
    if "asOf" in body and body["asOf"].isdigit():
        body["asOf"] = int(body["asOf"][:9])
    query, as_of = read_scan(body)
    return scan(query, service().materials, figures_today(), as_of=as_of)


def strategic_goods() -> Response:
    """The list for Belgium or the Union."""
    found = strategic_list(service().materials, figures_today(), _reporter())
    return page(render_template("strategic_goods.html", found=found, **_foot()))


def strategic_goods_csv() -> Response:
    """The same as a table."""
    found = strategic_list(service().materials, figures_today(), _reporter())
    response = Response(as_csv(found), content_type=f"{CSV}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="strategic-goods-{found["reporter"]}.csv"'
    return response


def _reporter() -> str:
    named = request.args.get("reporter", "BE")
    return named if named in REPORTERS else "BE"


def _foot() -> dict[str, Any]:
    return {"use": NEVER_AN_AWARD, "sources": list(sources_of(service().materials))}
