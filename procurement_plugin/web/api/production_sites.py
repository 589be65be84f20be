"""The register of production sites: lists, single sites with their history, clusters, tables in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, url_for

from procurement_plugin.application.site_register.import_sites import read_table
from procurement_plugin.application.site_register.search_register import version_shown
from procurement_plugin.application.site_register.site_columns import table_of
from procurement_plugin.domain.actor import PROFILES, READ
from procurement_plugin.domain.site_register.confidentiality import AUDIENCES, SITE
from procurement_plugin.web.access import actor
from procurement_plugin.web.exchange import json_body, revision, service, written
from procurement_plugin.web.negotiation import CSV, negotiated, query
from procurement_plugin.web.once import once
from procurement_plugin.web.schemas.register_reading import read_filters, read_import, read_site, row_reader

if TYPE_CHECKING:
    import uuid
    from collections.abc import Collection
    from datetime import date

    from procurement_plugin.application.site_register.import_sites import Planned, SiteTable
    from procurement_plugin.application.site_register.register_office import RegisterOffice
    from procurement_plugin.domain.actor import Actor
    from procurement_plugin.domain.site_register.confidentiality import Entry

blueprint = Blueprint("production_sites", __name__)
PAGE = 50
FILTERS = ("text", "nace", "country", "nuts", "bbox", "version", "after")
# Of an import, what holds for all lines.
DEFAULTS = ("source", "confidence", "reason", "confidentiality")


def office() -> RegisterOffice:
    """The register of this service."""
    return service().register


def known() -> tuple[Collection[str], date]:
    """What requests are read with: the countries there are, and today."""
    wired = service()
    return tuple(wired.reference.tables["countries"]), wired.clock.now().date()


@blueprint.get("/productionSites")
def list_sites() -> Response:
    """Sites by name, a page at a time."""
    search = office().search(actor(READ))
    asked = query(**dict.fromkeys((*FILTERS, "contentHash")))
    filters = read_filters(asked)
    if asked["contentHash"]:
        items, following = search.named(asked["contentHash"]), ""
    else:
        items, following = search.page(SITE, filters, asked["after"], PAGE)
    told = version_shown(search.version(filters.version))
    return written({"items": items, "next": following, "register": told})


@blueprint.post("/productionSites")
@once(PROFILES)
def create_site() -> Response:
    """Record a new site."""
    who = actor(PROFILES)
    kept = office().desk.add(SITE, read_site(json_body(), *known()), who)
    response = shown(kept, who, 201)
    response.headers["Location"] = url_for("production_sites.get_site", site_id=kept.id)
    return response


@blueprint.get("/productionSites/<uuid:site_id>")
def get_site(site_id: uuid.UUID) -> Response:
    """A site as it stands, or as it stood in a version."""
    who = actor(READ)
    version = read_filters(query(version=None)).version
    office().search(who).version(version)
    return shown(office().desk.found(SITE, str(site_id), who, version), who)


@blueprint.put("/productionSites/<uuid:site_id>")
def change_site(site_id: uuid.UUID) -> Response:
    """Record a new state of a site, if nobody else changed it meanwhile."""
    who = actor(PROFILES)
    content, desk = read_site(json_body(), *known()), office().desk
    desk.found(SITE, str(site_id), who)
    return shown(desk.change(SITE, str(site_id), content, revision("site"), who), who)


@blueprint.get("/productionSites/<uuid:site_id>/history")
def get_history(site_id: uuid.UUID) -> Response:
    """Every state of a site, the newest first."""
    who = actor(READ)
    query()
    return written({"items": office().desk.history(str(site_id), who)})


@blueprint.get("/productionSites/clusters")
def list_clusters() -> Response:
    """Sites on a map, those that lie together as one."""
    search = office().search(actor(READ))
    filters = read_filters(query(**dict.fromkeys(name for name in FILTERS if name != "after")))
    view = search.map(filters)
    items = [
        {"latitude": f"{one.latitude:.4f}", "longitude": f"{one.longitude:.4f}", "sites": one.sites}
        | ({"siteId": one.site_id, "name": one.name} if one.site_id else {})
        for one in (view.clusters if view else ())
    ]
    box = [f"{edge:.4f}" for edge in view.box] if view else []
    return written({"bbox": box, "items": items, "register": version_shown(search.version(filters.version))})


@blueprint.get("/productionSites/table")
def get_site_table() -> Response:
    """Sites as comma-separated values, for those who may see the class that is named."""
    who = actor(READ)
    asked = query(audience=AUDIENCES, **dict.fromkeys(name for name in FILTERS if name != "after"))
    search, filters = office().search(who, asked["audience"]), read_filters(asked)
    number = search.version(filters.version).number
    table = table_of(search.everything(SITE, filters))
    return negotiated(table, CSV, filename=f"production-sites-{asked['audience']}-{number}.csv")


@blueprint.post("/productionSites/imports")
@once(PROFILES)
def create_site_import() -> Response:
    """Look at a table of sites, and record it when that is asked for."""
    who = actor(PROFILES)
    asked = read_import(json_body())
    table = read_table(asked["table"])
    planned = planned_import(table, asked, who)
    stored = bool(asked.get("store"))
    version = office().imports.store(planned, who) if stored else office().search(who).version()
    told = {"stored": stored, **import_shown(planned, table), "register": version_shown(version)}
    return written(told, 201 if stored else 200)


def planned_import(table: SiteTable, asked: dict[str, Any], who: Actor) -> Planned:
    """What a table would do, by what is said for all its lines."""
    defaults = {name: asked[name] for name in DEFAULTS if name in asked}
    return office().imports.plan(table, row_reader(defaults, *known()), who)


def import_shown(planned: Planned, table: SiteTable) -> dict[str, Any]:
    """A plan as it is answered."""
    return {
        "new": planned.new,
        "changed": planned.changed,
        "unchanged": planned.unchanged,
        "known": [{"line": line, "identifier": kind, "siteId": name} for line, kind, name in planned.known],
        "alike": [
            {"line": line, "siteId": name, "score": score, "outcome": outcome}
            for line, name, score, outcome in planned.alike
        ],
        "passedOver": list(table.passed_over),
    }


def shown(entry: Entry, who: Actor, status: int = 200) -> Response:
    """An entry as its reader may see it; its ETag is what a change names in If-Match."""
    told = office().shown(entry, who)
    return written(flat(told) if entry.kind != SITE else told, status, str(entry.version))


def flat(told: dict[str, Any]) -> dict[str, Any]:
    """A link, case or review with its one class as a word."""
    classes = told.get("confidentiality")
    return told | ({"confidentiality": next(iter(classes.values()))} if isinstance(classes, dict) else {})
