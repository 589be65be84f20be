"""What a page says when something is refused or fails: in words, with the remedy, never a bare code."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import current_app, render_template
from werkzeug.exceptions import HTTPException

from procurement_plugin.domain.findings import ProcurementError
from procurement_plugin.web.pages.language import marked, spoken, t
from procurement_plugin.web.pages.session import page
from procurement_plugin.web.problems import places_of, status_of

if TYPE_CHECKING:
    from flask import Blueprint, Response

TOO_LARGE = marked(
    "What was sent is larger than a page can take (8 MB), and nothing was read. A platform can send many tenders to "
    "the service directly."
)
WENT_WRONG = marked("Something went wrong on our side; nothing was stored. Please try again.")


def register(blueprint: Blueprint) -> None:
    """Answer every error of these views with a page."""

    @blueprint.errorhandler(ProcurementError)
    def _procurement(error: ProcurementError) -> Response:
        return refused(error)

    @blueprint.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        words = t(TOO_LARGE) if error.code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE else ""
        said = words or spoken(error.description or error.name)
        return page(render_template("message.html", words=said), error.code or 500)

    @blueprint.errorhandler(Exception)
    def _unforeseen(error: Exception) -> Response:
        current_app.logger.error("unforeseen error: %s at %s", type(error).__name__, places_of(error))
        return page(render_template("message.html", words=t(WENT_WRONG)), 500)


def refused(error: ProcurementError) -> Response:
    """A page that says what was refused, why, and what to do."""
    text = render_template("message.html", words=spoken(str(error)), findings=error.findings)
    return page(text, status_of(error))
