"""Publication: what will be frozen, what still stands in the way, and the frozen version with its texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Response, redirect, render_template, request, url_for

from procurement_plugin.application import weight_profiles as profiles
from procurement_plugin.application.contract_clauses import clauses_of
from procurement_plugin.application.look_at_draft import told_of
from procurement_plugin.application.notice_forms import FrozenVersion, eforms_of
from procurement_plugin.application.publish_profile import Publication
from procurement_plugin.domain.actor import APPROVE, PROFILES, READ
from procurement_plugin.domain.findings import (
    BlockedError,
    NotPermittedError,
    ProcurementError,
    StaleRevisionError,
    StateError,
    UnreadableInputError,
)
from procurement_plugin.domain.publication import Answer, too_late
from procurement_plugin.web.access import actor
from procurement_plugin.web.exchange import service
from procurement_plugin.web.negotiation import LANGUAGES
from procurement_plugin.web.pages.forms import tree_of
from procurement_plugin.web.pages.language import carried
from procurement_plugin.web.pages.officer import vocabulary
from procurement_plugin.web.pages.officer.work import revision_of
from procurement_plugin.web.pages.session import page
from procurement_plugin.web.problems import status_of
from procurement_plugin.web.schemas.life_reading import stored_draft

if TYPE_CHECKING:
    import uuid

    from procurement_plugin.application.ports import StoredProfile
    from procurement_plugin.application.weight_profiles import Draft
    from procurement_plugin.domain.findings import Finding

LAST_NUMBER = 999_999
XML = "application/xml; charset=utf-8"
EXPECTED = (BlockedError, NotPermittedError, StaleRevisionError, StateError, UnreadableInputError)


class Typed(NamedTuple):
    """What was typed on the page and is not kept: the author's reasons, and the approver's."""

    answers: tuple[Answer, ...] = ()
    overrides: tuple[Answer, ...] = ()


NOTHING = Typed()


def publish(profile_id: uuid.UUID) -> Response:
    """What a publication would freeze; and the publication itself."""
    wired = service()
    stored = profiles.found(str(profile_id), actor(READ), wired.profiles)
    if stored.state == "published":
        return _frozen_page(stored)
    draft = stored_draft(stored.body, wired.schemas, wired.reference)
    if request.method == "GET":
        return _shown(stored, draft)
    sent = tree_of(request.form.items(multi=True))
    answers, overrides = _answers(sent, "answers"), _answers(sent, "overrides")
    if carried():
        return _shown(stored, draft, Typed(answers, overrides))
    if request.form.get("_do") == "reasons":
        return _reasons_kept(stored, draft, answers)
    try:
        revision = revision_of(request.form.get("_revision", ""))
        wired.publisher.publish(stored.id, draft, Publication(revision, overrides), actor(PROFILES))
    except EXPECTED as error:
        return _shown(stored, draft, Typed(answers, overrides), error)
    return _frozen_page(profiles.found(stored.id, actor(READ), wired.profiles))


def _frozen_page(stored: StoredProfile) -> Response:
    number = service().profiles.latest(actor(READ).tenant_id, stored.id)
    return redirect(url_for("profiles.version", profile_id=stored.id, number=number), 303)  # type: ignore[return-value]


def _answers(sent: Any, name: str) -> tuple[Answer, ...]:
    """Reasons as typed; rows that say nothing are none."""
    rows = sent.get(name)
    kept = [row for row in rows if isinstance(row, dict) and row.get("reason")] if isinstance(rows, list) else []
    return tuple(
        Answer(*(" ".join(str(row.get(key, "")).split()) for key in ("code", "where", "reason", "parameter")))
        for row in kept
    )


def _reasons_kept(stored: StoredProfile, draft: Draft, given: tuple[Answer, ...]) -> Response:
    """Keep reasons for warnings with the draft, beside those that it has."""
    wired = service()
    places = {answer.place for answer in given}
    whole = [*(answer for answer in draft.answers if answer.place not in places), *given]
    rows = [{name: text for name, text in answer._asdict().items() if text} for answer in whole]
    body = {**draft.source, "answers": rows}
    named = revision_of(request.form.get("_revision", ""))
    try:
        changed = stored_draft(body, wired.schemas, wired.reference)
        profiles.change(changed, stored.id, named, actor(PROFILES), wired.profiles, wired.clock)
    except EXPECTED as error:
        return _shown(stored, draft, Typed(given), error)
    return redirect(url_for("profiles.publish", profile_id=stored.id), 303)  # type: ignore[return-value]


def _shown(
    stored: StoredProfile, draft: Draft, typed: Typed = NOTHING, error: ProcurementError | None = None
) -> Response:
    wired, who = service(), actor(READ)
    findings = wired.guard.look(draft.procedure, draft.profile, draft.lot).findings
    # What was typed is shown, but only what is stored closes a warning.
    reasons = {answer.place: answer.reason for answer in typed.answers}
    told = [
        row._replace(reason=reasons.get(row.place, row.reason))
        for row in told_of(findings, draft.answers, typed.overrides)
    ]
    places = {row.place for row in told}
    late: tuple[Finding, ...] = tuple(too_late(draft.procedure, wired.clock.now()))
    text = render_template(
        "officer/publish.html",
        stored=stored,
        draft=draft,
        told=told,
        unneeded=[answer for answer in draft.answers if answer.place not in places],
        late=late,
        rests_on=wired.publisher.rests_on(draft),
        number=wired.profiles.latest(who.tenant_id, stored.id) + 1,
        error=error,
        may_publish=PROFILES in who.scopes,
        is_author=who.subject in stored.body["authors"],
        may_approve=APPROVE in who.scopes and who.person and who.subject not in stored.body["authors"],
        words_of=vocabulary,
    )
    return page(text, status_of(error) if error is not None else 200)


def version(profile_id: uuid.UUID, number: int) -> Response:
    """A frozen version: fingerprint, texts for the notice, clauses, fragment."""
    wired, who = service(), actor(READ)
    frozen = _frozen(profile_id, number)
    stored = profiles.found(str(profile_id), who, wired.profiles)
    clauses = clauses_of(frozen.draft, frozen.reference, frozen.published)
    texts = [(code, wired.notice(frozen.statements(), code), wired.clauses(clauses, code)) for code in LANGUAGES]
    text = render_template(
        "officer/frozen.html",
        stored=stored,
        frozen=frozen.published.body,
        number=frozen.published.number,
        latest=wired.profiles.latest(who.tenant_id, stored.id),
        texts=texts,
        told=told_of((), ()),
        words_of=vocabulary,
        may_save=PROFILES in who.scopes,
    )
    return page(text)


def eforms(profile_id: uuid.UUID, number: int) -> Response:
    """The fragment for an eForms notice, in the languages that were ticked."""
    asked = [code for code in request.args.getlist("language") if code in LANGUAGES]
    made = eforms_of(_frozen(profile_id, number), service().writers, tuple(dict.fromkeys(asked)) or ("en",))
    response = Response(made, content_type=XML)
    response.headers["Content-Disposition"] = f'attachment; filename="award-criteria-{profile_id}-{number}.xml"'
    return response


def _frozen(profile_id: uuid.UUID, number: int) -> FrozenVersion:
    wired = service()
    published = wired.publisher.version(actor(READ).tenant_id, str(profile_id), min(number, LAST_NUMBER))
    draft = stored_draft(published.body, wired.schemas, wired.reference)
    return FrozenVersion(published, draft, wired.publisher.reference_of(published))
