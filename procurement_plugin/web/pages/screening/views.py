"""The checklist as a form, and the screening that it gives; nothing is stored."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, render_template, request

from procurement_plugin.domain.actor import READ
from procurement_plugin.domain.findings import Finding, UnreadableInputError
from procurement_plugin.domain.screening import ANSWERS
from procurement_plugin.web.access import actor
from procurement_plugin.web.api.project_screenings import question_ids, screened
from procurement_plugin.web.exchange import service
from procurement_plugin.web.pages import errors
from procurement_plugin.web.pages.forms import Form, pairs_of, tree_of, typed
from procurement_plugin.web.pages.language import only_shown
from procurement_plugin.web.pages.session import page
from procurement_plugin.web.schemas.screening import REQUEST, read_screening

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

blueprint = Blueprint("screening", __name__)
errors.register(blueprint)
ZONE = ZoneInfo("Europe/Brussels")
GOODS, PROOFS = 3, 2
AGAIN = "_again"
PLACE = re.compile(r"answers\[(\d+)\]")


@blueprint.get("/screening")
def form() -> Response:
    """The empty checklist."""
    who = actor(READ)
    return _form(Form({"answers": [{"questionId": name} for name in _ids()]}), by=who.name if who.person else "")


@blueprint.post("/screening")
def screen() -> Response:
    """What comes of the answers; the form again, with everything in it, when something is wrong."""
    actor(READ)
    tree = tree_of(request.form.items(multi=True))
    by = request.form.get("_by", "").strip()
    if AGAIN in request.form or only_shown():
        return _form(Form(tree), by=by)
    try:
        found = screened(read_screening(_request(tree, by), question_ids()))
    except UnreadableInputError as error:
        return _form(Form(tree, [_placed(one, tree) for one in error.findings]), by=by, status=400)
    carried = [*pairs_of(tree), ("_by", by)]
    return page(render_template("screening/result.html", found=found, carried_pairs=carried))


def _form(filled: Form, *, by: str, status: int = 200) -> Response:
    text = render_template(
        "screening/form.html",
        form=filled,
        by=by,
        criteria=list(_numbered()),
        answers=ANSWERS,
        goods=filled.rows("goods", GOODS),
        proofs=PROOFS,
    )
    return page(text, status)


def _numbered() -> Iterator[dict[str, Any]]:
    """The criteria with their questions, each with its number and its place in the form."""
    index = 0
    for place, criterion in enumerate(service().questionnaire.criteria, 1):
        rows = []
        for number, question in enumerate(criterion.questions, 1):
            rows.append({"number": f"{place}.{number}", "index": index, **question._asdict()})
            index += 1
        yield {"place": place, "name": criterion.name, "title": criterion.title, "questions": rows}


def _ids() -> list[str]:
    return [question.id for criterion in service().questionnaire.criteria for question in criterion.questions]


def _request(tree: Mapping[str, Any], by: str) -> dict[str, Any]:
    """The form as the API's request: questions that nobody answered are left out, and who fills it in is added."""
    body = typed(REQUEST, tree, ZONE)
    if not isinstance(body.get("answers"), list):
        return body  # the schema says what is wrong with it, if there is anything
    named = {"by": by} if by else {}
    answers = [named | row if isinstance(row, dict) else row for row in body["answers"] if _is_answered(row)]
    return {name: part for name, part in body.items() if name != "answers"} | ({"answers": answers} if answers else {})


def _is_answered(row: object) -> bool:
    return not isinstance(row, dict) or bool(set(row) - {"questionId"})


def _placed(problem: Finding, tree: Mapping[str, Any]) -> Finding:
    """The problem at the field of the form: there, every question has its row."""
    rows = tree.get("answers")
    shown = [] if not isinstance(rows, list) else [number for number, row in enumerate(rows) if _is_answered(row)]
    match = PLACE.match(problem.where)
    if match is None or int(match[1]) >= len(shown):
        return problem
    return problem.at(f"answers[{shown[int(match[1])]}]{problem.where[match.end() :]}")
