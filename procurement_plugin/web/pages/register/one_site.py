"""One site with its history and links; adding and changing it; who supplies whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from flask import Response, redirect, request, url_for

from procurement_plugin.domain.findings import StaleRevisionError, UnreadableInputError
from procurement_plugin.domain.site_register.confidentiality import (
    EVENT,
    KINDS,
    LINK,
    SITE,
    clearance_of,
    hidden_groups,
)
from procurement_plugin.web.pages.forms import Form
from procurement_plugin.web.pages.language import carried, marked
from procurement_plugin.web.pages.register import work
from procurement_plugin.web.schemas.register import LINK_REQUEST, SITE_REQUEST
from procurement_plugin.web.schemas.register_reading import read_link, read_site

if TYPE_CHECKING:
    import uuid
    from collections.abc import Mapping

    from procurement_plugin.application.site_register.find_matches import Pair
    from procurement_plugin.domain.findings import Finding

MOST_RELATED = 100
CHANGED = marked(
    "Somebody else changed this site since you opened it. Below is what you typed; check it and record it again."
)
LISTS = ("nace", "prodcom", "cpv", "hs", "evidence")


def site(site_id: uuid.UUID) -> Response:
    """What is known of a site, as it stands or stood."""
    who, name = work.reader(), str(site_id)
    said = work.asked("version")
    filters, problems = work.filters_of(said)
    if problems:
        raise UnreadableInputError("There is no such version of the register.", problems)
    office, search = work.office(), work.office().search(who)
    version = search.version(filters.version)
    told = office.shown(office.desk.found(SITE, name, who, filters.version), who)
    related = filters._replace(site=name)
    links, _ = search.page(LINK, related, "", MOST_RELATED)
    cases, _ = search.page(EVENT, related, "", MOST_RELATED)
    named = search.names([end for link in links for end in (link["buyerSiteId"], link["supplierSiteId"])])
    return work.shown(
        "site",
        site=told,
        groups=_groups(told),
        version=version,
        older=bool(filters.version) and version != search.version(),
        history=office.desk.history(name, who),
        links=links,
        names=named,
        same=search.names(told.get("sameAs", ())),
        cases=cases,
        pairs=[pair for pair in office.matches(who).of_site(office.desk.found(SITE, name, who)) if pair.review is None],
    )


def _groups(told: Mapping[str, Any]) -> list[tuple[str, list[tuple[str, Any]]]]:
    """Groups with their fields that hold something and may be seen."""
    rows = (
        (group, [(name, told[name]) for name in names if name in told]) for group, names in KINDS[SITE].groups.items()
    )
    return [(group, fields) for group, fields in rows if fields]


def new() -> Response:
    """Add a site; entries that may be the same one are shown first."""
    who = work.writer()
    if request.method == "GET":
        return _edited(Form({}))
    content, form = work.read(work.sent(SITE_REQUEST), read_site)
    seen = "_seen" in request.form
    if carried() and not seen:
        return _edited(Form(form.tree))
    if form.problems:
        return _edited(form, status=400)
    pairs = work.office().matches(who).of_drafts({"new": content})
    if carried() or (pairs and not seen):
        return _edited(form, pairs=pairs)
    kept = work.office().desk.add(SITE, content, who)
    return cast("Response", redirect(url_for("register.site", site_id=kept.id), 303))


def change(site_id: uuid.UUID) -> Response:
    """Change a site; what its author may not see stays as it is."""
    who, name = work.writer(), str(site_id)
    desk = work.office().desk
    standing = desk.found(SITE, name, who)
    told = desk.shown(standing, who)
    closed = hidden_groups(SITE, standing.content, clearance_of(who))
    if request.method == "GET":
        return _edited(Form(_fields(told)), standing=told, closed=closed)
    content, form = work.read(work.sent(SITE_REQUEST), read_site)
    revision = request.form.get("_revision", "")
    if carried():
        return _edited(Form(form.tree), standing=told, closed=closed, revision=revision)
    if not form.problems:
        try:
            number = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else 0  # noqa: PLR2004
            desk.change(SITE, name, content, number, who)
        except StaleRevisionError:
            return _edited(form, standing=told, closed=closed, status=412, notice=CHANGED)
        except UnreadableInputError as error:
            form = Form(form.tree, error.findings)
        else:
            return cast("Response", redirect(url_for("register.site", site_id=site_id), 303))
    return _edited(form, standing=told, closed=closed, status=400, revision=revision)


def _fields(told: Mapping[str, Any]) -> dict[str, Any]:
    """What a form begins with: everything but why it was recorded."""
    names = [name for group in KINDS[SITE].groups.values() for name in group]
    return {name: told[name] for name in (*names, "source", "confidence", "confidentiality") if name in told}


def _edited(
    form: Form,
    *,
    standing: Mapping[str, Any] | None = None,
    closed: tuple[str, ...] = (),
    pairs: list[Pair] | None = None,
    status: int = 200,
    notice: str = "",
    revision: str = "",
) -> Response:
    return work.shown(
        "edit",
        status,
        form=form,
        standing=standing,
        revision=revision or (standing["version"] if standing else ""),
        closed=closed,
        groups=[(group, names) for group, names in KINDS[SITE].groups.items() if group not in closed],
        defaults=KINDS[SITE].classes,
        lists=LISTS,
        pairs=pairs or [],
        notice=notice,
    )


def new_link(site_id: uuid.UUID) -> Response:
    """Record who supplies this site, or whom it supplies."""
    who, name = work.writer(), str(site_id)
    office = work.office()
    told = office.desk.shown(office.desk.found(SITE, name, who), who)
    if request.method == "GET":
        return work.shown("link", site=told, form=Form({}), found=_found(""), wanted="", supplies=False)
    supplies = request.form.get("_supplies") == "true"
    ends = ("supplierSiteId", "buyerSiteId") if supplies else ("buyerSiteId", "supplierSiteId")
    body = work.sent(LINK_REQUEST) | {ends[0]: name}
    other = request.form.get("_other", "").strip()
    body |= {ends[1]: other} if other else {}
    wanted = request.form.get("_wanted", "").strip()[:80]
    if "_search" in request.form or carried():
        return work.shown("link", site=told, form=Form(body), found=_found(wanted), wanted=wanted, supplies=supplies)
    content, form = work.read(body, read_link)
    problems: tuple[Finding, ...] = tuple(form.problems)
    if not problems:
        try:
            office.desk.add(LINK, content, who)
        except UnreadableInputError as error:
            problems = error.findings
        else:
            return cast("Response", redirect(url_for("register.site", site_id=site_id, _anchor="links"), 303))
    placed = tuple(one.at("_other") if one.where == ends[1] else one for one in problems)
    shown = Form(body, placed)
    return work.shown("link", 400, site=told, form=shown, found=_found(wanted), wanted=wanted, supplies=supplies)


def _found(wanted: str) -> list[dict[str, Any]]:
    """Sites to choose from."""
    filters, _ = work.filters_of({"text": wanted})
    return work.office().search(work.reader()).page(SITE, filters, "", 50)[0]
