"""Simulate a weight profile: bids of any source, other weights to be tried, how firmly the winner stands, the market.

Never an award; nothing is kept but the event that somebody simulated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Blueprint, Response, render_template, request

from procurement_plugin.application import weight_profiles as profiles
from procurement_plugin.application.evaluation_document import canonical_hash
from procurement_plugin.application.guard import MOST_DELIVERY_POINTS
from procurement_plugin.application.market_picture import market_picture
from procurement_plugin.application.simulate_lot import simulate_lot
from procurement_plugin.application.simulate_stored import simulate_stored
from procurement_plugin.domain.actor import EVALUATE, READ
from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.web.access import actor
from procurement_plugin.web.exchange import service
from procurement_plugin.web.pages import errors
from procurement_plugin.web.pages.bidder.bid_choices import choices, country_names
from procurement_plugin.web.pages.bidder.bid_form import Asks, BidForm, asks_of, pressed, read_form
from procurement_plugin.web.pages.bidder.field_names import field_name
from procurement_plugin.web.pages.figures import TYPED_IN, kept_figure
from procurement_plugin.web.pages.language import only_shown
from procurement_plugin.web.pages.officer import simulation_source as source
from procurement_plugin.web.pages.officer.market_work import MarketWork
from procurement_plugin.web.pages.officer.simulated import shown
from procurement_plugin.web.pages.session import page
from procurement_plugin.web.schemas.life_reading import stored_draft
from procurement_plugin.web.schemas.reading import read_compliance_check, read_evaluation

if TYPE_CHECKING:
    import uuid
    from collections.abc import Mapping

    from procurement_plugin.application.weight_profiles import Draft
    from procurement_plugin.domain.actor import Actor

FRAGMENT = "X-Fragment"
# Of a form below a simulation; in another language both are shown again.
# Seconds that a look waits for the picture of the market, and that a page does.
PATIENCE, AT_FIRST = 8.0, 0.5
WEIGHT = "weightProfile.criteria[{}].weight"
FIRST_ROWS = {source.BIDS: 2, **{f"bids[{n}].items[0].productionSites": 1 for n in range(2)}}

blueprint = Blueprint("simulation", __name__)
errors.register(blueprint)
_work = MarketWork()


class Tried(NamedTuple):
    """The draft as it stands, the weights typed for this simulation, and where the bids come from."""

    profile_id: str
    draft: Draft
    weights: list[str]
    chosen: str

    @property
    def asks(self) -> Asks:
        """What bids are asked."""
        return asks_of(self.draft.lot, self.draft.profile, service().reference)

    @property
    def body(self) -> dict[str, Any]:
        """Procedure, lot and the profile with the weights to be tried."""
        parts = self.draft.source
        tried = source.weighed(parts["weightProfile"], self.weights)
        return {"procedure": parts["procedure"], "lot": parts["lot"], "weightProfile": tried}


@blueprint.get("/profiles/<uuid:profile_id>/simulate")
def show(profile_id: uuid.UUID) -> Response:
    """The form: where the bids come from, and which weights to try."""
    return _page(_tried(profile_id, actor(READ)), BidForm({}, FIRST_ROWS))


@blueprint.post("/profiles/<uuid:profile_id>/simulate")
def answer(profile_id: uuid.UUID) -> Response:
    """One more row or one less, or the simulation."""
    who = actor(EVALUATE)
    tried = _tried(profile_id, who)
    pairs = list(request.form.items(multi=True))
    form = read_form(pairs)
    if pressed(pairs) or only_shown():
        return _page(tried, form)
    sent = source.Sent([])
    try:
        if tried.chosen == source.FROM_EVALUATION:
            found = _of_stored(tried, who)
        else:
            sent = source.sent_typed(form, tried.asks) if tried.chosen == source.TYPED else source.sent_json()
            found = _of_bids(tried, sent, who)
    except UnreadableInputError as error:
        problems = source.told(error.findings, sent.made)
        return _page(tried, form.with_problems(problems), text=sent.text, status=400)
    return _page(tried, form, found, sent.text)


@blueprint.get("/profiles/<uuid:profile_id>/simulate/market")
def market(profile_id: uuid.UUID) -> Response:
    """The picture of the internal market, or that it is being worked out; a part of a page where a script asks."""
    tried = _tried(profile_id, actor(READ))
    part = FRAGMENT in request.headers
    procedure, profile, lot = read_compliance_check(tried.body, service().schemas, service().reference)
    picture = None
    too_many = len(tried.draft.lot.delivery_points) > MOST_DELIVERY_POINTS
    if lot is not None and not too_many:
        guard = service().guard
        key = canonical_hash(tried.body)
        work = lambda: market_picture(guard.market(procedure, profile, lot), profile)  # noqa: E731  one expression
        picture = _work.picture(key, work, PATIENCE if part else AT_FIRST)
    text = render_template(
        "officer/market_part.html" if part else "officer/market.html",
        tried=tried,
        picture=picture,
        too_many=too_many,
        map=service().market_maps(picture) if picture else None,
        countries=country_names(),
    )
    return page(text, 200 if picture or too_many or not part else 202)


def _of_bids(tried: Tried, sent: source.Sent, who: Actor) -> dict[str, Any]:
    wired = service()
    lot = read_evaluation({**tried.body, "bids": sent.bids}, wired.schemas, wired.reference)
    if any(one.problems for one in sent.made):
        raise UnreadableInputError("", ())
    found = simulate_lot(lot, wired.reference)
    wired.evaluations.note_simulation(who, found["inputHash"], lot.procedure.id, wired.clock.now())
    return shown(found, tried.body, {bid.id: bid.bidder.name for bid in lot.bids})


def _of_stored(tried: Tried, who: Actor) -> dict[str, Any]:
    """Other weights on the measures of a stored evaluation, under the scales that it was evaluated with."""
    wired = service()
    document = source.stored_document(tried.profile_id, tried.draft.source["weightProfile"], who)
    body: Mapping[str, Any] = {
        "procedure": document["procedure"],
        "weightProfile": source.weighed(document["weightProfile"], tried.weights),
    }
    _, profile, _ = read_compliance_check(body, wired.schemas, wired.reference)
    found = simulate_stored(document, profile)
    procedure_id = document["procedure"]["id"]
    wired.evaluations.note_simulation(who, found["inputHash"], procedure_id, wired.clock.now())
    return shown(found, body, {bid["id"]: bid["bidder"]["name"] for bid in document["bids"]})


def _tried(profile_id: uuid.UUID, who: Actor) -> Tried:
    wired = service()
    stored = profiles.found(str(profile_id), who, wired.profiles)
    draft = stored_draft(stored.body, wired.schemas, wired.reference)
    given = request.values
    rows = draft.source["weightProfile"]["criteria"]
    typed_in = given.get(TYPED_IN, "en")
    weights = [
        kept_figure(given.get(WEIGHT.format(number), row["weight"]).strip(), row["weight"], typed_in)
        for number, row in enumerate(rows)
    ]
    chosen = given.get("from", "")
    return Tried(str(profile_id), draft, weights, chosen if chosen in source.SOURCES else source.SOURCES[0])


def _page(
    tried: Tried, form: BidForm, found: dict[str, Any] | None = None, text: str = "", status: int = 200
) -> Response:
    wired, asks = service(), tried.asks
    declared = {number: form.declared(f"{source.BIDS}[{number}]", asks) for number in form.rows(source.BIDS)}
    rendered = render_template(
        "officer/simulate.html",
        tried=tried,
        form=form,
        field_name=field_name,
        asks=asks,
        declared=declared,
        choices=choices(wired.reference, tried.draft.profile.data_set) if tried.chosen == source.TYPED else None,
        evaluations=source.stored_evaluations(tried.profile_id, actor(READ)),
        text=text or request.form.get(source.TEXT, ""),
        found=found,
    )
    return page(rendered, status)
