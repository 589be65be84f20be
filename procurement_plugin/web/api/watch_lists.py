"""Watch lists: kept, changed under their revision, scanned again, their reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, request, url_for

from procurement_plugin.application.watch_lists import headed, shown, told
from procurement_plugin.domain.actor import EVALUATE, READ
from procurement_plugin.web.access import actor
from procurement_plugin.web.exchange import json_body, revision, service, written
from procurement_plugin.web.once import once
from procurement_plugin.web.schemas.watch_lists import read_new_watch_list, read_watch_list

if TYPE_CHECKING:
    import uuid

    from procurement_plugin.application.watch_ports import WatchList, WatchReport

blueprint = Blueprint("watch_lists", __name__)
PAGE = 50
LARGEST_NUMBER = 999_999
QUERY = "The only query parameter is 'before': the number that 'next' of the page before names."


@blueprint.post("/watchLists")
@once(EVALUATE)
def create_watch_list() -> Response:
    """Keep a list with its first scan."""
    who, wired = actor(EVALUATE), service()
    body, since = read_new_watch_list(json_body(), wired.materials.materials)
    made, report = wired.monitoring.create(body, since, who)
    response = _shown(made, report, 201)
    response.headers["Location"] = url_for("watch_lists.get_watch_list", watch_list_id=made.id)
    return response


@blueprint.get("/watchLists")
def list_watch_lists() -> Response:
    """All lists, each with what its last scan found."""
    desk = service().monitoring
    items = [shown(one, desk.latest(one)) for one in desk.all(actor(READ))]
    return written({"items": items, "total": len(items)})


@blueprint.get("/watchLists/<uuid:watch_list_id>")
def get_watch_list(watch_list_id: uuid.UUID) -> Response:
    """One list; its ETag is what a change names in If-Match."""
    desk = service().monitoring
    found = desk.found(str(watch_list_id), actor(READ))
    return _shown(found, desk.latest(found))


@blueprint.put("/watchLists/<uuid:watch_list_id>")
def change_watch_list(watch_list_id: uuid.UUID) -> Response:
    """Set a list to a new content, if nobody else changed it meanwhile."""
    who, wired = actor(EVALUATE), service()
    body = read_watch_list(json_body(), wired.materials.materials)
    changed = wired.monitoring.change(str(watch_list_id), revision("watch list"), body, who)
    return _shown(changed, wired.monitoring.latest(changed))


@blueprint.delete("/watchLists/<uuid:watch_list_id>")
def delete_watch_list(watch_list_id: uuid.UUID) -> Response:
    """Remove a list with its reports."""
    service().monitoring.remove(str(watch_list_id), actor(EVALUATE))
    return Response(status=204)


@blueprint.post("/watchLists/<uuid:watch_list_id>/rescans")
@once(EVALUATE)
def create_rescan(watch_list_id: uuid.UUID) -> Response:
    """Scan again: 201 with the report that was kept, 200 when nothing can have changed."""
    report, kept = service().monitoring.rescan(str(watch_list_id), actor(EVALUATE))
    response = written(told(report, kept=kept), 201 if kept else 200)
    if kept:
        response.headers["Location"] = url_for(
            "watch_lists.get_watch_report", watch_list_id=watch_list_id, number=report.number
        )
    return response


@blueprint.get("/watchLists/<uuid:watch_list_id>/reports")
def list_watch_reports(watch_list_id: uuid.UUID) -> Response:
    """Reports in short, the latest first."""
    before = request.args.get("before", "")
    whole = before.isascii() and before.isdigit() and 0 < int(before[:7]) <= LARGEST_NUMBER
    if set(request.args) - {"before"} or ("before" in request.args and not whole):
        abort(400, QUERY)
    found = service().monitoring.reports(str(watch_list_id), actor(READ), int(before or 0), PAGE)
    following = found[-1].number if len(found) == PAGE and found[-1].number > 1 else 0
    return written({"items": [headed(one) for one in found], "next": following})


@blueprint.get("/watchLists/<uuid:watch_list_id>/reports/<int:number>")
def get_watch_report(watch_list_id: uuid.UUID, number: int) -> Response:
    """A report as it was kept."""
    return written(told(service().monitoring.report(str(watch_list_id), min(number, LARGEST_NUMBER), actor(READ))))


def _shown(stored: WatchList, last: WatchReport, status: int = 200) -> Response:
    return written(shown(stored, last), status, str(stored.revision))
