"""Profiles and evaluations of examples on a site, so that pages have something to show."""

from __future__ import annotations

import copy
import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from browser.sites import running

from procurement_plugin.application import weight_profiles as profiles
from procurement_plugin.application.publish_profile import Publication
from procurement_plugin.domain.actor import SCOPES, Actor
from procurement_plugin.web.schemas.life_reading import read_draft, read_official

if TYPE_CHECKING:
    from pathlib import Path

    from browser.sites import Site

ANNA = Actor("site", "anna", "Anna Peeters", frozenset(SCOPES), person=True)
REASON = "Weighed against the need of this contract."
PARTS = ("procedure", "lot", "weightProfile")


def kept(site: Site, request: dict[str, Any]) -> str:
    """The identifier of a new draft."""
    wired = site.wired
    draft = {name: copy.deepcopy(request[name]) for name in PARTS}
    read = read_draft(draft, wired.schemas, wired.reference)
    warned = [
        finding
        for finding in wired.guard.look(read.procedure, read.profile, read.lot).findings
        if finding.severity == "warn"
    ]
    if warned:
        rows = ({"code": f.code, "where": f.where, "parameter": f.parameter, "reason": REASON} for f in warned)
        draft["answers"] = [{name: value for name, value in row.items() if value} for row in rows]
    return profiles.create(read_draft(draft, wired.schemas, wired.reference), ANNA, wired.profiles, wired.clock).id


def published(folder: Path, database_url: str, request: dict[str, Any]) -> str:
    """The identifier of a profile whose first version was published when its notice was sent."""
    sent = moment_of(request, "noticeDispatchedAt")
    with running(folder, database_url, at=sent) as site:
        wired, name = site.wired, kept(site, request)
        stored = profiles.found(name, ANNA, wired.profiles)
        draft = read_draft(
            {part: value for part, value in stored.body.items() if part != "authors"}, wired.schemas, wired.reference
        )
        wired.publisher.publish(name, draft, Publication(1, ()), ANNA)
    return name


def evaluated(site: Site, profile_id: str, request: dict[str, Any]) -> str:
    """The identifier of an official evaluation of a request's bids under the first version."""
    wired = site.wired
    body = {"weightProfileVersion": {"profileId": profile_id, "version": 1}, "bids": request["bids"]}
    asked, reference = read_official(
        body, wired.schemas, lambda n, v: wired.publisher.version("site", n, v), wired.publisher.reference_of
    )
    return wired.life.evaluate(asked, reference, ANNA, str(uuid.uuid4())).id


def moment_of(request: dict[str, Any], name: str) -> datetime:
    """A moment of the procedure."""
    return datetime.fromisoformat(request["procedure"][name])
