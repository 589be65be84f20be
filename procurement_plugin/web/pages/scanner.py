"""The pages of the raw-materials scanner: a scan, and the list of strategic goods."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, render_template, request

from procurement_plugin.application.scan_materials import NEVER_AN_AWARD, scan, sources_of
from procurement_plugin.application.strategic_list import GOOD, REPORTERS, strategic_list
from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.web.api.material_scans import CSV, as_csv, figures_today
from procurement_plugin.web.exchange import service
from procurement_plugin.web.pages import errors, raw_words
from procurement_plugin.web.pages.language import marked
from procurement_plugin.web.pages.session import page
from procurement_plugin.web.schemas.material_scans import FIRST_YEAR, read_scan
from procurement_plugin.web.schemas.reading import issue

if TYPE_CHECKING:
    from pathlib import Path

    from procurement_plugin.domain.findings import Finding

LABELS = {
    "product": marked("Product or material"),
    "cpv": marked("CPV code"),
    "hs": marked("HS or CN code"),
    "nace": marked("NACE sector"),
    "asOf": marked("As of year"),
}
NOTHING = "Say what to scan: a product or material, or one of the codes."
NO_YEAR = f'Write the year in four digits, from {FIRST_YEAR} on, for example "2024".'
HINTS = {"product": "heat pumps", "cpv": "42511110", "hs": "8418.61", "nace": "C28", "asOf": "2024"}
YEAR = re.compile("[0-9]{4}")
STATIC = "pages.static"
NOTHING_ASKED = "input.requiredInput"


def pages_from(templates: Path) -> Blueprint:
    """The pages, on the templates of this installation."""
    folder = templates / "pages"
    pages = Blueprint("pages", __name__, template_folder=str(folder), static_folder=str(folder / "static"))
    pages.add_url_rule("/scanner", view_func=scanner)
    pages.add_url_rule("/strategicGoods", view_func=strategic_goods)
    pages.add_url_rule("/strategicGoods.csv", view_func=strategic_goods_csv)
    pages.app_url_defaults(_released)
    errors.register(pages)
    raw_words.register(pages)
    return pages


def _released(endpoint: str, values: dict[str, Any]) -> None:
    """The release in the address of every static file, so that no browser keeps those of an older one."""
    if endpoint == STATIC:
        values.setdefault("v", service().engine_version)


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
        wrong={problem.where for problem in problems},
        scan=found,
        silent=silent,
        names={group.id: group.names for group in service().materials.products.values()},
        **_foot(),
    )
    return page(text, 400 if problems else 200)


def _scanned(asked: dict[str, str]) -> dict[str, Any]:
    body: dict[str, Any] = dict(asked)
    year = body.pop("asOf", "")
    faults = () if not year or YEAR.fullmatch(year) else (issue("input.invalidInput", "asOf", NO_YEAR),)
    if year and not faults:
        body["asOf"] = int(year)
    try:
        query, as_of = read_scan(body)
    except UnreadableInputError as error:
        # A wrong year alone is told alone.
        rest = tuple(_of_the_form(one) for one in error.findings if not (faults and one.code == NOTHING_ASKED))
        raise UnreadableInputError(str(error), (*rest, *faults)) from error
    if faults:
        raise UnreadableInputError(NO_YEAR, faults)
    return scan(query, service().materials, figures_today(), as_of=as_of)


def _of_the_form(problem: Finding) -> Finding:
    """The same problem without the names of fields that only the API has."""
    return issue(problem.code, "product", NOTHING) if problem.code == NOTHING_ASKED else problem


def strategic_goods() -> Response:
    """The list for Belgium or the Union."""
    reporter = request.args.get("reporter", "BE")
    if reporter not in REPORTERS:
        return _no_such_list(reporter)
    found = strategic_list(service().materials, figures_today(), reporter)
    rows: dict[str, list[Any]] = {"goods": [], "materials": []}
    for row in found["items"]:
        rows["goods" if row["kind"] == GOOD else "materials"].append(row)
    return page(render_template("strategic_goods.html", found=found, **rows, **_foot()))


def strategic_goods_csv() -> Response:
    """The same as a table."""
    reporter = request.args.get("reporter", "BE")
    if reporter not in REPORTERS:
        return _no_such_list(reporter)
    found = strategic_list(service().materials, figures_today(), reporter)
    response = Response(as_csv(found), content_type=f"{CSV}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="strategic-goods-{found["reporter"]}.csv"'
    return response


def _no_such_list(named: str) -> Response:
    text = render_template("no_such_list.html", named=named[:20], reporters=REPORTERS, **_foot())
    return page(text, 400)


def _foot() -> dict[str, Any]:
    tables = service().materials
    study = max(row.year for rows in tables.assessments.values() for row in rows)
    return {"use": NEVER_AN_AWARD, "sources": list(sources_of(tables)), "study": study}
