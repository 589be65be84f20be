"""Watch lists as pages: all of them, a new one, its last report, an older one, its change and its removal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, g, redirect, render_template, request, url_for

from procurement_plugin.application.site_register.site_figures import SITE_KINDS
from procurement_plugin.application.watch_lists import told
from procurement_plugin.application.watched_figures import KINDS
from procurement_plugin.domain.actor import EVALUATE, READ
from procurement_plugin.domain.findings import StaleRevisionError, StateError, UnreadableInputError
from procurement_plugin.domain.monitoring.figures import COMPARISONS
from procurement_plugin.web.access import actor
from procurement_plugin.web.exchange import service
from procurement_plugin.web.pages import errors
from procurement_plugin.web.pages.forms import Form, tree_of, typed
from procurement_plugin.web.pages.language import carried, marked, t
from procurement_plugin.web.pages.monitoring.words import COMPARED, FIGURES, shown_report
from procurement_plugin.web.pages.session import page
from procurement_plugin.web.schemas.reading import issue
from procurement_plugin.web.schemas.watch_lists import LIST, NEW_LIST, read_new_watch_list, read_watch_list

if TYPE_CHECKING:
    import uuid

    from procurement_plugin.application.watch_ports import WatchList, WatchReport
    from procurement_plugin.domain.findings import Finding

blueprint = Blueprint("monitoring", __name__)
errors.register(blueprint)
ZONE = ZoneInfo("Europe/Brussels")
ITEMS, THRESHOLDS = 3, 2
HISTORY = 20
LARGEST = 999_999
STALE = marked(
    "Somebody changed this list since you opened it. Your entries are still here; open the list in another window, "
    "and send them again if they are to stand."
)


@blueprint.get("/monitoring")
def lists() -> Response:
    """All watch lists."""
    desk = service().monitoring
    rows = [(stored, desk.latest(stored)) for stored in desk.all(actor(READ))]
    return page(render_template("monitoring/lists.html", rows=rows, may_write=_may_write()))


@blueprint.get("/monitoring/new")
def new() -> Response:
    """The form of a new list."""
    actor(EVALUATE)
    return _form(Form({}))


@blueprint.post("/monitoring/new")
def create() -> Response:
    """Keep a list with its first scan."""
    who, wired = actor(EVALUATE), service()
    tree = tree_of(request.form.items(multi=True))
    if carried():
        return _form(Form(tree))
    try:
        body, since = read_new_watch_list(typed(NEW_LIST, tree, ZONE), wired.materials.materials)
        made, _ = wired.monitoring.create(body, since, who)
    except UnreadableInputError as error:
        return _form(Form(tree, error.findings), status=400)
    except StateError as error:
        return _form(Form(tree, [_said(str(error))]), status=409)
    return _to("monitoring.one", watch_list_id=made.id)


@blueprint.get("/monitoring/<uuid:watch_list_id>")
def one(watch_list_id: uuid.UUID) -> Response:
    """A list with its last report."""
    desk = service().monitoring
    stored = desk.found(str(watch_list_id), actor(READ))
    return _list(stored, desk.latest(stored), unchanged="unchanged" in request.args)


@blueprint.get("/monitoring/<uuid:watch_list_id>/reports/<int:number>")
def report(watch_list_id: uuid.UUID, number: int) -> Response:
    """An older report."""
    desk, who = service().monitoring, actor(READ)
    return _list(desk.found(str(watch_list_id), who), desk.report(str(watch_list_id), min(number, LARGEST), who))


@blueprint.post("/monitoring/<uuid:watch_list_id>/rescans")
def rescan(watch_list_id: uuid.UUID) -> Response:
    """Scan again; the page says what crossed, or that nothing can have changed."""
    _, kept = service().monitoring.rescan(str(watch_list_id), actor(EVALUATE))
    return _to("monitoring.one", watch_list_id=watch_list_id, **({} if kept else {"unchanged": "1"}))


@blueprint.get("/monitoring/<uuid:watch_list_id>/change")
def change_form(watch_list_id: uuid.UUID) -> Response:
    """The form of a list as it stands."""
    stored = service().monitoring.found(str(watch_list_id), actor(EVALUATE))
    return _form(Form(stored.body), stored.id, stored.revision)


@blueprint.post("/monitoring/<uuid:watch_list_id>/change")
def change(watch_list_id: uuid.UUID) -> Response:
    """Set a list to a new content, if nobody else changed it meanwhile."""
    who, wired, name = actor(EVALUATE), service(), str(watch_list_id)
    tree, sent = tree_of(request.form.items(multi=True)), request.form.get("_revision", "")
    revision = int(sent) if sent.isascii() and sent.isdigit() and int(sent[:7]) <= LARGEST else 0
    if carried():
        return _form(Form(tree), wired.monitoring.found(name, who).id, revision)
    try:
        body = read_watch_list(typed(LIST, tree, ZONE), wired.materials.materials)
        wired.monitoring.change(name, revision, body, who)
    except UnreadableInputError as error:
        return _form(Form(tree, error.findings), name, revision, 400)
    except StaleRevisionError:
        now = wired.monitoring.found(name, who).revision
        return _form(Form(tree, [_said(STALE)]), name, now, 412)
    return _to("monitoring.one", watch_list_id=name)


@blueprint.get("/monitoring/<uuid:watch_list_id>/removal")
def removal(watch_list_id: uuid.UUID) -> Response:
    """Ask before a list is removed."""
    stored = service().monitoring.found(str(watch_list_id), actor(EVALUATE))
    return page(render_template("monitoring/removal.html", stored=stored))


@blueprint.post("/monitoring/<uuid:watch_list_id>/removal")
def remove(watch_list_id: uuid.UUID) -> Response:
    """Remove a list with its reports."""
    service().monitoring.remove(str(watch_list_id), actor(EVALUATE))
    return _to("monitoring.lists")


def _form(filled: Form, list_id: str = "", revision: int = 0, status: int = 200) -> Response:
    materials = sorted(service().materials.materials.values(), key=lambda row: row.name)
    text = render_template(
        "monitoring/form.html",
        form=filled,
        list_id=list_id,
        revision=revision,
        items=_rows(filled, "items", ITEMS),
        thresholds=_rows(filled, "thresholds", THRESHOLDS),
        materials=materials,
        chosen=filled.at("materials") or [],
        kinds=[(kind, t(FIGURES[kind])) for kind in (*KINDS, *SITE_KINDS)],
        comparisons=[(one, t(COMPARED[one])) for one in COMPARISONS],
    )
    return page(text, status)


def _rows(filled: Form, place: str, least: int) -> range:
    """Rows of the form: all that are filled in, and an empty one behind them."""
    return range(max(len(filled.rows(place)) + 1, least))


def _list(stored: WatchList, found: WatchReport, *, unchanged: bool = False) -> Response:
    desk = service().monitoring
    history = desk.reports(stored.id, actor(READ), 0, HISTORY)
    text = render_template(
        "monitoring/list.html",
        stored=stored,
        found=shown_report(told(found)),
        history=history,
        last=history[0].number,
        unchanged=unchanged,
        due=desk.is_due(stored, history[0].revision, history[0].vintage),
        may_write=_may_write(),
    )
    return page(text)


def _may_write() -> bool:
    return EVALUATE in g.actor.scopes


def _said(message: str) -> Finding:
    return issue("input.invalidInput", "", message)


def _to(endpoint: str, **values: Any) -> Response:
    response = redirect(url_for(endpoint, **values), 303)
    return Response(response.get_data(), response.status_code, response.headers)
