"""In which language a page speaks, and how it says things: the words of that language for views and templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from flask import Blueprint, Response, g, redirect, request, url_for

from procurement_plugin.domain.document_language import LANGUAGES, OTHERS
from procurement_plugin.web.exchange import service

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from procurement_plugin.web.service import PageWords

COOKIE = "procurement-language"
NAMES = {"en": "English", "nl": "Nederlands", "fr": "Français", "de": "Deutsch"}
YEAR_SECONDS = 365 * 24 * 3600
HOME = "/pages/"
# Functions of the words that templates call by name.
FUNCTIONS = (
    "t",
    "label",
    "unit",
    "title_of",
    "measure_of",
    "explanation_of",
    "better_of",
    "shape_of",
    "short_of",
    "sentence",
    "sentences_from",
    "table_of",
    "result_of",
    "recorded",
    "said",
    "cited",
    "position",
    "vehicle_class",
    "data_set_name",
    "hyphenated",
    "quote_language",
)
FILTERS = ("number", "figure", "moment", "day", "p")

blueprint = Blueprint("language", __name__)


def marked(text: str) -> str:
    """The text itself; the name tells the extraction that it belongs into the catalogues."""
    return text


def language() -> str:
    """What the reader chose on a page, else what the launch asked for, else what the browser prefers."""
    chosen = request.cookies.get(COOKIE, "")
    launched = g.page.language if "page" in g else ""
    for wanted in (chosen, launched):
        if wanted in LANGUAGES:
            return wanted
    return request.accept_languages.best_match(LANGUAGES) or OTHERS


def words() -> PageWords:
    """The words of this request."""
    if "words" not in g:
        g.words = service().words(language())
    return cast("PageWords", g.words)


def t(identifier: str, **figures: Any) -> str:
    """A fixed text in the reader's language."""
    return words().text(identifier, **figures)


def spoken(message: str) -> str:
    """A message of the code in the reader's language, or in English when nobody has translated it."""
    found: str = words().functions()["said"](message).text
    return found


@blueprint.post("/language")
def choose() -> Response:
    """Remember the language that a reader chose, and go back to the page."""
    back = request.form.get("back", "")
    # A path of our own pages, nothing that a browser could take for another host.
    place = back if back.startswith(HOME) and "\\" not in back and back.isprintable() else url_for("pages.scanner")
    response = cast("Response", redirect(place, 303))
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        response.set_cookie(COOKIE, chosen, max_age=YEAR_SECONDS, path=HOME, httponly=True, samesite="Strict")
    return response


def register(app: Flask) -> None:
    """Give templates the words of their request."""

    @app.context_processor
    def _functions() -> dict[str, Any]:
        spoken = _late_functions()
        return {**spoken, "language": language(), "languages": NAMES, "release": service().engine_version}

    for name in FILTERS:
        app.add_template_filter(_late_filter(name), name)


def _late_functions() -> dict[str, Callable[..., Any]]:
    functions = words().functions()
    return {name: functions[name] for name in FUNCTIONS}


def _late_filter(name: str) -> Callable[..., Any]:
    def spoken(value: Any) -> Any:
        return words().filters()[name](value)

    return spoken
