"""Import a table of sites: a file or pasted text, looked at first, then recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, request

from procurement_plugin.application.site_register.import_sites import MOST_LINES, read_table
from procurement_plugin.application.site_register.site_columns import COLUMNS
from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.web.pages.forms import Form
from procurement_plugin.web.pages.language import only_shown
from procurement_plugin.web.pages.register import work
from procurement_plugin.web.schemas.reading import issue
from procurement_plugin.web.schemas.register import IMPORT_REQUEST
from procurement_plugin.web.schemas.register_reading import read_import, row_reader

if TYPE_CHECKING:
    from procurement_plugin.application.site_register.import_sites import Planned, SiteTable
    from procurement_plugin.domain.actor import Actor

FOR_ALL: tuple[str, ...] = ("source", "confidence", "reason", "confidentiality")
NOT_UTF8 = 'The file is not UTF-8 text; please save it as "CSV UTF-8".'


def import_sites() -> Response:
    """The form; what the table would do; what it did."""
    who = work.writer()
    if request.method == "GET":
        return _shown(Form({}))
    body: dict[str, Any] = work.sent(IMPORT_REQUEST)
    try:
        body |= {"table": text} if (text := _table()) else {}
        if only_shown():
            return _shown(Form(body))
        asked = read_import(body)
        table = read_table(asked["table"])
        planned = _planned(table, asked, who)
        if "_store" not in request.form:
            return _shown(Form(body), planned=planned, table=table)
        version = work.office().imports.store(planned, who)
    except UnreadableInputError as error:
        return _shown(Form(body, error.findings), 400)
    return _shown(Form({}), planned=planned, table=table, version=version.number)


def _planned(table: SiteTable, asked: dict[str, Any], who: Actor) -> Planned:
    defaults: dict[str, Any] = {name: asked[name] for name in FOR_ALL if name in asked}
    return work.office().imports.plan(table, row_reader(defaults, work.countries(), work.today()), who)


def _table() -> str:
    """The text of the file that was chosen, else what was pasted."""
    chosen = request.files.get("_file")
    if chosen is None or not chosen.filename:
        return request.form.get("table", "")
    try:
        return bytes(chosen.read()).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableInputError(NOT_UTF8, (issue("input.invalidInput", "table", NOT_UTF8),)) from None


def _shown(
    form: Form, status: int = 200, *, planned: Planned | None = None, table: SiteTable | None = None, version: int = 0
) -> Response:
    known = [name for _, _, name in planned.known] + [name for _, name, _, _ in planned.alike] if planned else []
    return work.shown(
        "import",
        status,
        form=form,
        planned=planned,
        table=table,
        version=version,
        most=MOST_LINES,
        columns=[column.name for column in COLUMNS],
        names=work.office().search(work.reader()).names(known),
    )
