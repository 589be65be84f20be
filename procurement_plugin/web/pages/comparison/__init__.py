"""The page of the production comparison: a form, what came out, files in and out. It keeps nothing."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, cast

from flask import Blueprint, Response, redirect, render_template, request, url_for

from procurement_plugin.application.production_form import (
    MOST,
    asked_factors,
    completed,
    currencies_of,
    fitting_units,
    tidied,
    with_location,
    without_location,
)
from procurement_plugin.domain.actor import READ
from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.domain.production.points import rate_units
from procurement_plugin.domain.production.registry import case_figures, switches
from procurement_plugin.web.access import actor
from procurement_plugin.web.api.production_comparisons import ZONE, file_of, paper_of, read_case, workbook_body
from procurement_plugin.web.exchange import service
from procurement_plugin.web.negotiation import JSON, PDF, XLSX, negotiated
from procurement_plugin.web.pages import errors
from procurement_plugin.web.pages.comparison.problems import at_fields
from procurement_plugin.web.pages.forms import Form, pairs_of, tree_of, typed
from procurement_plugin.web.pages.language import language, only_shown
from procurement_plugin.web.pages.session import page
from procurement_plugin.web.schemas.production import REQUEST
from procurement_plugin.web.schemas.reading import issue
from procurement_plugin.web.strict_json import parse, unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from procurement_plugin.application.production_ports import ComparisonPaper
    from procurement_plugin.domain.findings import Finding

blueprint = Blueprint("comparison", __name__)
errors.register(blueprint)
ACTION, FILE = "_action", "_file"
REMOVE = re.compile(r"remove-([0-9])")
FORMS = {"xlsx": XLSX, "pdf": PDF}
TEMPLATE = "production-comparison-template.xlsx"
NO_FILE = "Choose a file first: a case as .json, or a workbook as .xlsx."
EMPTY: Mapping[str, Any] = {"currency": "EUR", "years": "5"}


@blueprint.get("/comparison")
def form() -> Response:
    """An empty form for two locations."""
    actor(READ)
    return _shown(EMPTY)


@blueprint.post("/comparison")
def compare() -> Response:
    """Compare what stands in the form, or show it in another language; add or remove a location; hand out a file."""
    actor(READ)
    action = request.form.get(ACTION, "")
    tree = tree_of(request.form.items(multi=True))
    removed = REMOVE.fullmatch(action)
    if action == "add":
        return _shown(with_location(tree))
    if removed:
        return _shown(without_location(tree, int(removed[1]) - 1))
    if only_shown():
        return _shown(tree)
    return _compared(typed(REQUEST, tidied(tree), ZONE), tree, action)


@blueprint.post("/comparison/file")
def upload() -> Response:
    """Fill the form with a case in a file, and compare it."""
    actor(READ)
    sent = request.files.get(FILE)
    if sent is None or not sent.filename:
        return _shown(EMPTY, (issue("input.requiredInput", FILE, NO_FILE),), status=400)
    try:
        body = _read(sent.filename, sent.read())
    except UnreadableInputError as error:
        return _shown(EMPTY, tuple(_of_the_file(problem) for problem in error.findings), status=400)
    return _compared(body, body, "")


@blueprint.get("/comparison/file")
def uploaded() -> Response:
    """Back to the form, for who comes here by another way than the form's button."""
    actor(READ)
    return cast("Response", redirect(url_for("comparison.form"), 303))


@blueprint.get("/comparison/template.xlsx")
def template() -> Response:
    """An empty workbook in the reader's language."""
    actor(READ)
    return negotiated(service().comparisons.template(language()), XLSX, language=language(), filename=TEMPLATE)


def _read(name: str, content: bytes) -> dict[str, Any]:
    if name.lower().endswith(".xlsx"):
        return workbook_body(content)[0]
    body = parse(content)
    if not isinstance(body, dict):
        raise unreadable("The request must be a JSON object.", "")
    return body


def _of_the_file(problem: Finding) -> Finding:
    return issue(problem.code, FILE, problem.message)


def _compared(body: Mapping[str, Any], tree: Mapping[str, Any], action: str) -> Response:
    """What came out above the form, or the form with every problem; as a file when that was asked for."""
    try:
        paper = paper_of(read_case(dict(body)))
    except UnreadableInputError as error:
        return _shown(tree, at_fields(error.findings), status=400)
    if action in FORMS:
        return file_of(paper, FORMS[action], language())
    if action == "json":
        text = json.dumps(paper.request, ensure_ascii=False, indent=2) + "\n"
        return negotiated(text, JSON, filename="production-comparison-case.json")
    return _shown(tree, paper=paper)


def _shown(
    tree: Mapping[str, Any],
    problems: Sequence[Finding] = (),
    *,
    paper: ComparisonPaper | None = None,
    status: int = 200,
) -> Response:
    whole = completed(tree)
    money = currencies_of(whole)
    text = render_template(
        "comparison/comparison.html",
        form=Form(whole, problems),
        found=paper.document if paper else None,
        asked=asked_factors(whole),
        case_figures=case_figures().values(),
        switches=switches(),
        units=lambda dimension: fitting_units(dimension, money),
        rate_units=lambda currency: rate_units(currency or "USD", money[0]),
        most=MOST,
        fields_of=pairs_of,
        **service().comparisons.words(language()).functions(),
    )
    return page(text, status)
