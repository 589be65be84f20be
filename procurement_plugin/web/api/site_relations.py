"""What goes with sites: who supplies whom, reshoring cases and their counts, pairs that may be one site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response

from procurement_plugin.application.site_register.search_register import version_shown
from procurement_plugin.domain.actor import PROFILES, READ
from procurement_plugin.domain.site_register.case_counts import CASES_NOT_RATES
from procurement_plugin.domain.site_register.confidentiality import EVENT, LINK, SITE
from procurement_plugin.web.access import actor
from procurement_plugin.web.api.production_sites import PAGE, flat, known, office, shown
from procurement_plugin.web.exchange import json_body, revision, written
from procurement_plugin.web.negotiation import query
from procurement_plugin.web.once import once
from procurement_plugin.web.schemas.register_reading import read_event, read_filters, read_link, read_review

if TYPE_CHECKING:
    import uuid

    from procurement_plugin.application.site_register.find_matches import Pair
    from procurement_plugin.domain.site_register.matching import Reason

blueprint = Blueprint("site_relations", __name__)


@blueprint.get("/siteLinks")
def list_links() -> Response:
    """Links, a page at a time; of one site, if it is named."""
    return _listed(LINK, ("site", "version"))


@blueprint.post("/siteLinks")
@once(PROFILES)
def create_link() -> Response:
    """Record who supplies whom."""
    who = actor(PROFILES)
    return shown(office().desk.add(LINK, read_link(json_body(), *known()), who), who, 201)


@blueprint.put("/siteLinks/<uuid:link_id>")
def change_link(link_id: uuid.UUID) -> Response:
    """Record a new state of a link, if nobody else changed it meanwhile."""
    who = actor(PROFILES)
    content, desk = read_link(json_body(), *known()), office().desk
    desk.found(LINK, str(link_id), who)
    return shown(desk.change(LINK, str(link_id), content, revision("link"), who), who)


@blueprint.get("/reshoringEvents")
def list_events() -> Response:
    """Reshoring cases, the newest announcement first."""
    return _listed(EVENT, ("text", "nace", "country", "type", "site", "version"), note=CASES_NOT_RATES)


@blueprint.post("/reshoringEvents")
@once(PROFILES)
def create_event() -> Response:
    """Record a reshoring case."""
    who = actor(PROFILES)
    return shown(office().desk.add(EVENT, read_event(json_body(), *known()), who), who, 201)


@blueprint.put("/reshoringEvents/<uuid:event_id>")
def change_event(event_id: uuid.UUID) -> Response:
    """Record a new state of a case, if nobody else changed it meanwhile."""
    who = actor(PROFILES)
    content, desk = read_event(json_body(), *known()), office().desk
    desk.found(EVENT, str(event_id), who)
    return shown(desk.change(EVENT, str(event_id), content, revision("case"), who), who)


@blueprint.get("/reshoringEvents/statistics")
def get_statistics() -> Response:
    """Counts of cases with their sources; no rates."""
    who = actor(READ)
    query()
    return written(office().statistics(who))


@blueprint.get("/siteMatches")
def list_matches() -> Response:
    """Pairs that may be one site: of one site, or those of all sites that nobody has decided about."""
    who = actor(READ)
    asked = query(site=None, after=None)
    read_filters(asked)
    finder = office().matches(who)
    if asked["site"]:
        pairs, following = finder.of_site(office().desk.found(SITE, asked["site"], who)), ""
    else:
        pairs, following = finder.open_pairs(asked["after"])
    return written({"items": list(map(pair_shown, pairs)), "next": following})


@blueprint.post("/siteMatches")
@once(PROFILES)
def create_review() -> Response:
    """Record what a person decided about two sites; nothing is joined."""
    who = actor(PROFILES)
    (first, second), said = read_review(json_body())
    return shown(office().desk.review(first, second, said, who), who, 201)


def pair_shown(pair: Pair) -> dict[str, Any]:
    """A pair as it is answered."""
    told: dict[str, Any] = {
        "siteIds": [pair.first["id"], pair.second["id"]],
        "names": [pair.first["name"], pair.second["name"]],
        "score": pair.comparison.score,
        "outcome": pair.comparison.outcome,
        "reasons": list(map(_reason, pair.comparison.reasons)),
    }
    return told | ({"review": flat(dict(pair.review))} if pair.review else {})


def _reason(reason: Reason) -> dict[str, Any]:
    told = {**reason._asdict(), "points": f"{reason.points} of {reason.possible}"}
    return {name: told[name] for name in ("code", "about", "measured", "points") if told[name] != ""}


def _listed(kind: str, names: tuple[str, ...], **more: str) -> Response:
    search = office().search(actor(READ))
    asked = query(**dict.fromkeys((*names, "after")))
    filters = read_filters(asked)
    items, following = search.page(kind, filters, asked["after"], PAGE)
    told = {"items": list(map(flat, items)), "next": following, **more}
    return written(told | {"register": version_shown(search.version(filters.version))})
