"""In which language a page speaks, and how it says things: the words of that language for views and templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from flask import Blueprint, Response, g, redirect, request, url_for
from werkzeug.exceptions import HTTPException

from procurement_plugin.domain.document_language import LANGUAGES, OTHERS
from procurement_plugin.web.exchange import service
from procurement_plugin.web.pages.figures import shown_figure
from procurement_plugin.web.pages.zones import IN_UTC, local

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask import Flask

    from procurement_plugin.web.service import PageWords

COOKIE = "procurement-language"
# The name of language buttons that carry a form along, so that nothing typed is lost.
CARRYING = "_language"
# In a form below which something was worked out: the same is then worked out again in the other language.
WORKED_OUT = "_worked_out"
NAMES = {"en": "English", "nl": "Nederlands", "fr": "Français", "de": "Deutsch"}
YEAR_SECONDS = 365 * 24 * 3600
HOME = "/pages/"
FORBIDDEN = 403
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
    "month_name",
    "weekday",
)
FILTERS = ("number", "figure", "day", "p")

blueprint = Blueprint("language", __name__)


def marked(text: str) -> str:
    """The text itself; the name tells the extraction that it belongs into the catalogues."""
    return text


def language() -> str:
    """What the reader chose on a page, else what the launch asked for, else what the browser prefers."""
    chosen = carried() or request.cookies.get(COOKIE, "")
    launched = g.page.language if "page" in g else ""
    for wanted in (chosen, launched):
        if wanted in LANGUAGES:
            return wanted
    return request.accept_languages.best_match(LANGUAGES) or OTHERS


def carried() -> str:
    """The language whose button has just sent a form; such a form is shown again, and does nothing else."""
    try:
        chosen = request.form.get(CARRYING, "") if request.method == "POST" else ""
    except HTTPException:  # a body that cannot be read; whoever answers says so in some language
        return ""
    return chosen if chosen in LANGUAGES else ""


def only_shown() -> bool:
    """Whether a language button has sent a form whose page showed nothing that was worked out from it."""
    return bool(carried()) and WORKED_OUT not in request.form


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
    return _remembered(response, chosen) if chosen in LANGUAGES else response


def _remembered(response: Response, chosen: str) -> Response:
    secure = request.is_secure or service().access.public_url.startswith("https://")
    response.set_cookie(
        COOKIE, chosen, max_age=YEAR_SECONDS, path=HOME, secure=secure, httponly=True, samesite="Strict"
    )
    return response


def register(app: Flask) -> None:
    """Give templates the words of their request."""

    @app.context_processor
    def _functions() -> dict[str, Any]:
        spoken = _late_functions()
        return {**spoken, "language": language(), "languages": NAMES}

    @app.after_request
    def _remember(response: Response) -> Response:
        ours = request.path.startswith(HOME) and response.status_code != FORBIDDEN
        chosen = carried() if ours else ""
        return _remembered(response, chosen) if chosen else response

    for name in FILTERS:
        app.add_template_filter(_late_filter(name), name)
    app.add_template_filter(_moment, "moment")
    app.add_template_filter(lambda text: shown_figure(str(text), language()), "typed_figure")
    app.add_template_filter(lambda text: shown_figure(str(text), "en"), "without_zeros")


def _late_functions() -> dict[str, Callable[..., Any]]:
    functions = words().functions()
    return {name: functions[name] for name in FUNCTIONS}


def _moment(value: str, procedure: Mapping[str, Any] | None = None) -> str:
    """A moment in words; in the time of a procedure where it belongs to one."""
    where = str(procedure.get("jurisdiction", "")) if procedure else ""
    stored = local(value, where) if where else value
    return IN_UTC.sub("(UTC)", words().filters()["moment"](stored))


def _late_filter(name: str) -> Callable[..., Any]:
    def spoken(value: Any) -> Any:
        return words().filters()[name](value)

    return spoken
