"""The merge page: somebody else saved first; both texts field by field, and one draft of what is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, render_template, request

from procurement_plugin.application.merge_drafts import MINE, THEIRS, differences, merged
from procurement_plugin.application.profile_history import as_of_revision, events_of
from procurement_plugin.application.weight_profiles import found
from procurement_plugin.domain.actor import READ
from procurement_plugin.web.access import actor
from procurement_plugin.web.exchange import service
from procurement_plugin.web.pages.forms import pairs_of
from procurement_plugin.web.pages.officer import vocabulary
from procurement_plugin.web.pages.officer.work import CRITERIA, revision_of
from procurement_plugin.web.pages.session import page
from procurement_plugin.web.schemas.life_reading import DRAFT

if TYPE_CHECKING:
    from procurement_plugin.application.ports import StoredProfile
    from procurement_plugin.web.pages.officer.work import Work

CHOICE = "_choice:"
# The revision that somebody began from; only the merge page's form has it.
BEGUN = "_begun"


def show(work: Work, status: int) -> Response:
    """Both drafts where they differ; what only one changed is chosen beforehand."""
    stored = work.stored
    if stored is None:
        raise AssertionError  # a draft that was never kept cannot be stale
    who, wired = actor(READ), service()
    stored = found(stored.id, who, wired.profiles)
    events = events_of(stored.id, who, wired.profiles, wired.trail)
    before = as_of_revision(events, work.revision)
    rows = differences(work.body, _draft(stored.body), None if before is None else _draft(before))
    text = render_template(
        "officer/merge.html",
        work=work,
        stored=stored,
        rows=rows,
        before_known=before is not None,
        last=events[-1] if events else None,
        MINE=MINE,
        THEIRS=THEIRS,
        words_of=vocabulary,
        pairs_of=pairs_of,
        chosen={row.place: request.form.get(CHOICE + row.place, "") for row in rows},
    )
    return page(text, status)


def again(work: Work) -> Response:
    """The page once more, in another language, with what was chosen."""
    work.revision = revision_of(request.form.get(BEGUN, ""))
    return show(work, 200)


def is_same(body: Any, stored: StoredProfile) -> bool:
    """Whether what was typed is what is stored."""
    return not differences(body, _draft(stored.body), None)


def chosen(work: Work) -> Work:
    """The draft as chosen on the merge page, on top of what is stored now.

    What nobody chose, because it changed only now, is shown again: the revision stays that of the page.
    """
    stored = work.stored
    if stored is None or stored.revision != work.revision:
        return work
    made = merged(work.body, _draft(stored.body), lambda place: request.form.get(CHOICE + place, MINE))
    work.body, work.screen = made, CRITERIA
    return work


def _draft(body: Any) -> dict[str, Any]:
    return {name: body[name] for name in DRAFT if body.get(name)}
