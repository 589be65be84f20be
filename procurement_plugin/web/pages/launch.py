"""Opening a launch: a look shows a button and uses nothing up, the button begins the session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, current_app, g, render_template, request, url_for

from procurement_plugin.web.exchange import service
from procurement_plugin.web.pages import errors, session
from procurement_plugin.web.pages.language import marked

if TYPE_CHECKING:
    from procurement_plugin.application.access_ports import Launch

blueprint = Blueprint("launch", __name__)
errors.register(blueprint)
ENDED = marked(
    "This link was used already, or its minute has passed. Please open the page again from your tender platform."
)
LEFT = marked("Your session has ended.")


@blueprint.get("/launch/<string:secret>")
def show(secret: str) -> Response:
    """A page with one button; scanners of links, previews and a browser that reads ahead find no more than that."""
    found = service().access.launches.waiting(secret)
    if found is None:
        return session.message(410, ENDED)
    g.page = found  # its language
    return session.page(render_template("launch.html"))


@blueprint.post("/launch/<string:secret>")
def use(secret: str) -> Response:
    """Use the launch up, begin its session, and go to its page."""
    access = service().access
    begun = access.launches.use(secret)
    if begun is None:
        return session.message(410, ENDED)
    opened, launch = begun
    # Nobody can go back to what this browser had open before: its cookie is about to be written over.
    before = request.cookies.get(session.cookie_name(access), "")
    if before:
        access.launches.end(before)
    response = Response(status=303, headers={"Location": _start(launch)})
    # Strict: the launch begins the session on our own page, so nothing from elsewhere ever needs to carry it.
    response.set_cookie(
        session.cookie_name(access),
        opened,
        max_age=session.SESSION_SECONDS,
        path="/",
        secure=session.is_https(access),
        httponly=True,
        samesite="Strict",
    )
    return response


def _start(launch: Launch) -> str:
    """Where the page begins, for its matter."""
    named = {"profile_id": "weightProfileId", "evaluation_id": "evaluationId"}
    begin = session.PAGES[launch.page].start
    wanted = next(current_app.url_map.iter_rules(begin)).arguments
    values: dict[str, Any] = {name: launch.about[named[name]] for name in wanted}
    return url_for(begin, **values)


@blueprint.post("/leave")
def leave() -> Response:
    """End the session."""
    access = service().access
    access.launches.end(request.cookies.get(session.cookie_name(access), ""))
    response = session.message(200, LEFT)
    response.delete_cookie(
        session.cookie_name(access), path="/", secure=session.is_https(access), httponly=True, samesite="Strict"
    )
    return response


@blueprint.get("/leave")
def left() -> Response:
    """Where somebody is who reloads the last page, or chooses another language on it."""
    if "page" in g:
        return Response(status=303, headers={"Location": _start(g.page)})
    return session.message(200, LEFT)
