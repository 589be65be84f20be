"""The officer's workbench: a new draft and a stored one, the live check, rows, and saving without losing anything."""

from __future__ import annotations

import copy
import uuid
from typing import TYPE_CHECKING, Any

from flask import Response, g, redirect, render_template, request, url_for

from procurement_plugin.application import weight_profiles as profiles
from procurement_plugin.domain.actor import PROFILES, READ
from procurement_plugin.domain.findings import (
    NotPermittedError,
    ProcurementError,
    StaleRevisionError,
    StateError,
    UnreadableInputError,
)
from procurement_plugin.domain.publication import SHORTEST_REASON
from procurement_plugin.web.access import actor
from procurement_plugin.web.exchange import service
from procurement_plugin.web.pages.forms import Form, pairs_of
from procurement_plugin.web.pages.language import carried, marked, t, words
from procurement_plugin.web.pages.officer import importing, merging, rows, settings_form, vocabulary
from procurement_plugin.web.pages.officer.field_words import field_title
from procurement_plugin.web.pages.officer.meaning import shown, zone_of
from procurement_plugin.web.pages.officer.reading import Reading, read
from procurement_plugin.web.pages.officer.work import CRITERIA, PROCEDURE, Work, sent_work, stored_work
from procurement_plugin.web.pages.session import page
from procurement_plugin.web.problems import status_of
from procurement_plugin.web.schemas.reading import issue

if TYPE_CHECKING:
    from procurement_plugin.application.ports import StoredProfile
    from procurement_plugin.application.weight_profiles import Draft
    from procurement_plugin.domain.actor import Actor

FRAGMENT = "X-Fragment"
NOT_YOURS = marked(
    "You may read drafts, but not save them: your platform gave you no permission for it (scoring:profiles). "
    "What you typed is still here."
)
WHY_AGAIN = marked("A new version needs a reason of at least {length} characters; it is published.")


def new() -> Response:
    """A draft that was never kept."""
    named = about()
    if named:
        return _to("profiles.design", profile_id=named)
    if request.method == "GET":
        return screen(Work(None, 0, {}, once=uuid.uuid4().hex))
    return _posted(None)


def design(profile_id: uuid.UUID) -> Response:
    """A stored draft; a published profile is opened as the draft of its next version only when that was asked for."""
    stored = profiles.found(str(profile_id), actor(READ), service().profiles)
    if request.method == "POST":
        return _posted(stored)
    if stored.state == "published" and "again" not in request.args:
        latest = service().profiles.latest(actor(READ).tenant_id, stored.id)
        return _to("profiles.version", profile_id=stored.id, number=latest)
    work = stored_work(stored)
    if request.args.get("screen") == PROCEDURE:
        work.screen = PROCEDURE
    if "saved" in request.args:
        work.said = t("Saved.")
    return screen(work)


def check_new() -> Response:
    """The right-hand side of a draft that was never kept."""
    return _checked(None)


def check(profile_id: uuid.UUID) -> Response:
    """The right-hand side of a stored draft, for what stands in the form."""
    return _checked(profiles.found(str(profile_id), actor(READ), service().profiles))


def _checked(stored: StoredProfile | None) -> Response:
    work = sent_work(stored)
    work.screen = CRITERIA
    return page(render_template("officer/check.html", **context(work, read(work.body))))


def _posted(stored: StoredProfile | None) -> Response:
    work = sent_work(stored)
    if carried():
        return _shown_again(work)
    action = request.form.get("_do", "check").partition(":")[0]
    if action == "save":
        return save(work)
    if action == "merge":
        return save(merging.chosen(work))
    if action == "import":
        return _imported(work)
    if action == PROCEDURE:
        work.screen = PROCEDURE
    elif action == CRITERIA:
        return _to_criteria(work)
    return screen(work)


def _shown_again(work: Work) -> Response:
    """The same screen in the language whose button was pressed, with all that was typed."""
    if importing.CARRIED in request.form:
        return _imported(work)
    return merging.again(work) if merging.BEGUN in request.form else screen(work)


def _to_criteria(work: Work) -> Response:
    """From the procedure to the criteria, once procedure and lot are right; a first draft gets a start."""
    whole = copy.deepcopy(work.body)
    begun = rows.begin(whole)
    work.problems = read(whole).problems
    if work.in_procedure:
        # Without the start: its anchors follow from the value, which may still change.
        work.problems = work.in_procedure
        return screen(work, 400)
    if begun:
        work.said = t("This is a careful start, inside the caution values. Adapt it to your contract.")
    work.body, work.problems, work.screen = whole, (), CRITERIA
    return screen(work)


def _imported(work: Work) -> Response:
    try:
        lots = importing.lots_of()
    except UnreadableInputError as error:
        work.problems = error.findings or (issue("input.invalidInput", "_notice", str(error)),)
        return screen(work, 400)
    if len(lots) > 1:
        return page(
            render_template("officer/choose_lot.html", lots=lots, document=importing.document(), once=work.once)
        )
    importing.fill(work, lots[0])
    return screen(work)


def save(work: Work) -> Response:
    """Keep the draft; whatever stands in the way, the form comes back with everything typed."""
    found = read(work.body)
    if found.draft is None:
        work.problems = found.problems
        work.screen = PROCEDURE if work.in_procedure and len(work.in_procedure) == len(work.problems) else work.screen
        return screen(work, 400, found)
    try:
        kept = _kept(work, found, found.draft)
    except StaleRevisionError as stale:
        return _after_another(work, status_of(stale))
    except (StateError, NotPermittedError) as refused:
        work.problems = (_refusal(refused),)
        return screen(work, status_of(refused), found)
    return _to("profiles.design", profile_id=kept.id, saved=1)


def _kept(work: Work, found: Reading, draft: Draft) -> StoredProfile:
    who, wired = actor(PROFILES), service()
    unneeded = {answer.place for answer in shown(found).meaning.unneeded}
    answers = tuple(answer for answer in draft.answers if answer.place not in unneeded)
    source = {name: value for name, value in work.body.items() if name != "answers"}
    if answers:
        source["answers"] = [row for row in work.body["answers"] if _place(row) not in unneeded]
    draft = draft._replace(answers=answers, source=source)
    if work.stored is None:
        work.stored, work.revision = _begun(work, who), 1
    if work.stored is None:
        try:
            return profiles.create(draft, who, wired.profiles, wired.clock, profile_id=_named(work, who))
        except StaleRevisionError:  # the other of two presses was faster by a moment
            work.stored = _begun(work, who)
            raise
    return profiles.change(draft, work.stored.id, work.revision, who, wired.profiles, wired.clock)


def _named(work: Work, who: Actor) -> str:
    """What a new draft is called: the same for each press of the button of one form."""
    return str(uuid.uuid5(uuid.UUID(work.once), f"{who.tenant_id} {who.subject}")) if work.once else ""


def _begun(work: Work, who: Actor) -> StoredProfile | None:
    """The draft that this very form has made before: a button pressed twice, or somebody went back to the form."""
    return service().profiles.get(who.tenant_id, _named(work, who)) if work.once else None


def _after_another(work: Work, status: int) -> Response:
    """Somebody saved first. When it was the same, typed by whomever, nobody has to choose anything."""
    stored = work.stored
    if stored is not None and stored.state == "draft" and merging.is_same(work.body, stored):
        return _to("profiles.design", profile_id=stored.id, saved=1)
    return merging.show(work, status)


def _place(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["code"], row["where"], row.get("parameter", "")


def _refusal(refused: ProcurementError) -> Any:
    if isinstance(refused, StateError):
        return issue("input.requiredInput", "reason", t(WHY_AGAIN, length=str(SHORTEST_REASON)))
    return issue("input.invalidInput", "", t(NOT_YOURS))


def screen(work: Work, status: int = 200, found: Reading | None = None) -> Response:
    """The form with everything that was typed; its part alone when a script asks for it."""
    name = "officer/procedure.html" if work.screen == PROCEDURE else "officer/design.html"
    if request.headers.get(FRAGMENT):
        name = name.replace(".html", "_form.html")
    return page(render_template(name, **context(work, found)), status)


def context(work: Work, found: Reading | None = None) -> dict[str, Any]:
    """What the templates of both screens read."""
    told: dict[str, Any] = {
        "work": work,
        "form": Form(work.body, work.problems),
        "stored": work.stored,
        "may_save": PROFILES in g.actor.scopes,
        "words_of": vocabulary,
        "field_title": field_title,
        "pairs_of": pairs_of,
    }
    if work.screen == PROCEDURE:
        return told | {"questions": settings_form.circumstances()}
    found = found or read(work.body)
    return told | {
        "reading": found,
        "shown": shown(found),
        "offered": rows.offered(work.body),
        "known": service().reference.criteria,
        "data_set_choices": [
            (name, words().functions()["data_set_name"](name)) for name in sorted(service().reference.intensities)
        ],
        "settings_of": settings_form.settings_of,
        "formulation": settings_form.formulation(),
        "zone_of": zone_of,
    }


def about() -> str:
    """The profile that the launch is about; empty when it is about none."""
    return str(g.page.about.get("weightProfileId", "")) if "page" in g else ""


def _to(endpoint: str, **values: Any) -> Response:
    return redirect(url_for(endpoint, **values), 303)  # type: ignore[return-value]  # a response of the application
