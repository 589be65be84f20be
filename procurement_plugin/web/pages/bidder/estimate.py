"""A bidder's estimate: the published criteria in plain words, one's own facts, points, and what would improve most.

Nothing is stored: the form comes back with what was typed, and is gone when the page is left.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, g, render_template, request

from procurement_plugin.application.estimate_bid import estimate
from procurement_plugin.domain.actor import READ
from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.web.access import actor
from procurement_plugin.web.exchange import service
from procurement_plugin.web.pages import errors
from procurement_plugin.web.pages.bidder.bid_choices import choices
from procurement_plugin.web.pages.bidder.bid_form import Asks, BidForm, asks_of, field_of, pressed, read_form
from procurement_plugin.web.pages.bidder.bid_json import NO_PLACE, BidJson
from procurement_plugin.web.pages.bidder.field_names import field_name
from procurement_plugin.web.pages.bidder.told import estimated
from procurement_plugin.web.pages.forms import typed
from procurement_plugin.web.pages.language import marked, only_shown
from procurement_plugin.web.pages.session import message, page
from procurement_plugin.web.schemas.estimate_reading import reader_of
from procurement_plugin.web.schemas.life_reading import stored_draft
from procurement_plugin.web.schemas.places import SAYS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from procurement_plugin.application.evaluate_lot import Reference
    from procurement_plugin.application.publish_profile import Published
    from procurement_plugin.domain.findings import Finding

ROOT = "bid"
NOT_PUBLISHED = marked(
    "Nothing is published for this procedure yet, so nothing can be estimated. Please come back once it is."
)
FROM_THE_PLATFORM = marked(
    "An estimate belongs to a published procedure. Please open this page from your tender platform."
)
UTC = ZoneInfo("UTC")

blueprint = Blueprint("estimate", __name__)
errors.register(blueprint)


class Terms(NamedTuple):
    """The published version that an estimate rests on, and what a bid is asked under it."""

    published: Published
    reference: Reference
    asks: Asks
    data_set: str


@blueprint.get("/estimate")
def show() -> Response:
    """The criteria, and an empty form."""
    terms = _terms()
    if isinstance(terms, Response):
        return terms
    return _page(terms, BidForm({}, {"bid.items[0].productionSites": 1}))


@blueprint.post("/estimate")
def answer() -> Response:
    """One more row or one less, or the estimate."""
    terms = _terms()
    if isinstance(terms, Response):
        return terms
    pairs = list(request.form.items(multi=True))
    form = read_form(pairs)
    if pressed(pairs) or only_shown():
        return _page(terms, form)
    made = BidJson(form, ROOT, terms.asks, terms.reference.places)
    try:
        found = _estimated(terms, made)
    except UnreadableInputError as error:
        return _page(terms, form.with_problems(told(made, error.findings)), status=400)
    return _page(terms, form, estimated(found, terms.published.body, made.bid))


def told(made: BidJson, findings: Iterable[Finding]) -> list[Finding]:
    """The problems of a typed bid, each once and at a field of the form."""
    kept: dict[tuple[str, str], Finding] = {}
    for finding in (*made.problems, *findings):
        said = NO_PLACE if finding.message == SAYS else finding.message
        where = field_of(made.shown_at(finding.where))
        kept.setdefault(
            (where, said if said == NO_PLACE else finding.message), replace(finding, where=where, message=said)
        )
    return list(kept.values())


def _estimated(terms: Terms, made: BidJson) -> dict[str, Any]:
    wired = service()
    bid = typed(wired.schemas.bid, made.bid, UTC)
    read = reader_of(terms.published, wired.schemas, terms.reference)
    if made.problems:
        read(bid)  # tells its own problems, too
        raise UnreadableInputError(NO_PLACE, ())
    return estimate(terms.published, bid, read, terms.reference)


def _terms() -> Terms | Response:
    who, wired = actor(READ), service()
    about = g.page.about if "page" in g else {}
    if "weightProfileId" not in about:
        return message(404, FROM_THE_PLATFORM)
    number = wired.profiles.latest(who.tenant_id, about["weightProfileId"])
    if not number:
        return message(404, NOT_PUBLISHED)
    published = wired.publisher.version(who.tenant_id, about["weightProfileId"], number)
    reference = wired.publisher.reference_of(published)
    draft = stored_draft(
        {name: published.body[name] for name in ("procedure", "lot", "weightProfile")}, wired.schemas, reference
    )
    return Terms(published, reference, asks_of(draft.lot, draft.profile, reference), draft.profile.data_set)


def _page(terms: Terms, form: BidForm, found: dict[str, Any] | None = None, status: int = 200) -> Response:
    text = render_template(
        "bidder/estimate.html",
        version=terms.published.body,
        asks=terms.asks,
        form=form,
        field_name=field_name,
        declared=form.declared(ROOT, terms.asks),
        root=ROOT,
        choices=choices(terms.reference, terms.data_set),
        found=found,
    )
    return page(text, status)
