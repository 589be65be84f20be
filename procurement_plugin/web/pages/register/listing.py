"""The register as a list with filters and as a map, and the same as a table."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask import Response, url_for

from procurement_plugin.application.site_register.search_register import COUNTED_TO
from procurement_plugin.application.site_register.site_columns import table_of
from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.domain.site_register.confidentiality import AUDIENCES, SITE, clearance_of, rank
from procurement_plugin.web.exchange import service
from procurement_plugin.web.negotiation import CSV
from procurement_plugin.web.pages.register import work
from procurement_plugin.web.schemas.reading import issue

if TYPE_CHECKING:
    from procurement_plugin.application.site_register.search_register import Filters, RegisterSearch

PAGE = 25
NAMES = ("text", "nace", "country", "nuts", "bbox", "version")
# A click on a cluster shows this part of the map around it; a click beside, twice as much.
NEARER, FARTHER = 0.25, 2.0


def start() -> Response:
    """The list, and the map of what is found."""
    who = work.reader()
    said = work.asked(*NAMES, "after")
    filters, problems = work.filters_of(said)
    search = office_search()
    found: dict[str, Any] = {"rows": [], "following": "", "count": 0, "drawn": None}
    if not problems:
        rows, following = search.page(SITE, filters, said.get("after", ""), PAGE)
        found = {"rows": rows, "following": following, "count": search.count(SITE, filters)}
        found["drawn"] = _drawn(search, filters, {name: said[name] for name in NAMES if name in said})
    audiences = [name for name in AUDIENCES if rank(name) <= rank(clearance_of(who))]
    kept = {name: said[name] for name in NAMES if name in said}
    return work.shown(
        "list",
        400 if problems else 200,
        asked=said,
        kept=kept,
        problems=problems,
        version=search.version(filters.version),
        newest=search.version(),
        counted_to=COUNTED_TO,
        audiences=audiences,
        first="after" not in said,
        **found,
    )


def table() -> Response:
    """What is found as a table, for an audience."""
    said = work.asked(*NAMES, "audience")
    audience = said.pop("audience", AUDIENCES[0])
    filters, problems = work.filters_of(said)
    if audience not in AUDIENCES:
        problems = (*problems, issue("input.invalidInput", "audience", "Choose who is to read the table."))
    if problems:
        raise UnreadableInputError("The table cannot be made like this.", problems)
    search = work.office().search(work.reader(), audience)
    number = search.version(filters.version).number
    response = Response(table_of(search.everything(SITE, filters)), content_type=f"{CSV}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="production-sites-{audience}-{number}.csv"'
    return response


def office_search() -> RegisterSearch:
    """A search for who reads the page."""
    return work.office().search(work.reader())


def _drawn(search: RegisterSearch, filters: Filters, kept: dict[str, str]) -> dict[str, Any] | None:
    """The map with where its parts lead to; None when nothing has a place."""
    maps = service().site_maps
    given = filters.box
    box = (float(given[0]), float(given[1]), float(given[2]), float(given[3])) if given else search.extent(filters)
    if box is None or box[0] > box[2]:
        return None
    frame = maps.frame(box)
    found = search.map(filters._replace(box=_decimals(frame)))
    if found is None:
        return None
    drawn = maps.draw(frame, found.clusters)
    rest: dict[str, Any] = {name: value for name, value in kept.items() if name != "bbox"}
    links = [
        url_for("register.site", site_id=mark.cluster.site_id)
        if mark.cluster.site_id
        else url_for("register.start", **rest, bbox=_around(frame, mark.cluster.latitude, mark.cluster.longitude))
        for mark in drawn.marks
    ]
    middle = ((frame[1] + frame[3]) / 2, (frame[0] + frame[2]) / 2)
    moves = {name: url_for("register.start", **rest, bbox=_moved(frame, *by)) for name, by in MOVES.items()}
    moves["nearer"] = url_for("register.start", **rest, bbox=_around(frame, *middle, 0.5))
    moves["farther"] = url_for("register.start", **rest, bbox=_around(frame, *middle, FARTHER))
    whole = url_for("register.start", **rest) if "bbox" in kept else ""
    sites = sum(cluster.sites for cluster in found.clusters)
    return {"map": drawn, "links": links, "moves": moves, "whole": whole, "sites": sites}


MOVES = {"west": (-0.5, 0.0), "east": (0.5, 0.0), "north": (0.0, 0.5), "south": (0.0, -0.5)}


def _around(frame: tuple[float, float, float, float], latitude: float, longitude: float, share: float = NEARER) -> str:
    wide, tall = (frame[2] - frame[0]) * share / 2, (frame[3] - frame[1]) * share / 2
    return _written((longitude - wide, latitude - tall, longitude + wide, latitude + tall))


def _moved(frame: tuple[float, float, float, float], across: float, up: float) -> str:
    east, north = (frame[2] - frame[0]) * across, (frame[3] - frame[1]) * up
    return _written((frame[0] + east, frame[1] + north, frame[2] + east, frame[3] + north))


def _written(box: tuple[float, float, float, float]) -> str:
    """A box as an address has it, cut off at the edges of the earth."""
    limits = (180.0, 90.0, 180.0, 90.0)
    return ",".join(f"{max(-limit, min(limit, edge)):.4f}" for edge, limit in zip(box, limits, strict=True))


def _decimals(box: tuple[float, float, float, float]) -> Any:
    return tuple(Decimal(f"{edge:.4f}") for edge in box)
