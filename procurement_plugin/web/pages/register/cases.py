"""Reshoring cases: the list, their counts, and entering one."""

from __future__ import annotations

from typing import cast

from flask import Response, redirect, request, url_for

from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.domain.site_register.confidentiality import EVENT
from procurement_plugin.web.pages.forms import Form
from procurement_plugin.web.pages.language import carried
from procurement_plugin.web.pages.register import work
from procurement_plugin.web.schemas.register import EVENT_REQUEST
from procurement_plugin.web.schemas.register_reading import read_event

PAGE = 25
NAMES = ("text", "nace", "country", "type")


def cases() -> Response:
    """Cases, the newest announcement first, and how many there are of each kind."""
    who = work.reader()
    said = work.asked(*NAMES, "after")
    filters, problems = work.filters_of(said)
    office = work.office()
    rows, following = ([], "") if problems else office.search(who).page(EVENT, filters, said.get("after", ""), PAGE)
    return work.shown(
        "cases",
        400 if problems else 200,
        rows=rows,
        following=following,
        asked=said,
        kept={name: said[name] for name in NAMES if name in said},
        problems=problems,
        statistics=office.statistics(who),
    )


def new_case() -> Response:
    """Enter a case."""
    who = work.writer()
    if request.method == "GET":
        return work.shown("case", form=Form({}))
    if carried():
        return work.shown("case", form=Form(work.sent(EVENT_REQUEST)))
    content, form = work.read(work.sent(EVENT_REQUEST), read_event)
    if not form.problems:
        try:
            work.office().desk.add(EVENT, content, who)
        except UnreadableInputError as error:
            form = Form(form.tree, error.findings)
        else:
            return cast("Response", redirect(url_for("register.cases"), 303))
    return work.shown("case", 400, form=form)
