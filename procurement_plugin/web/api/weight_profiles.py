"""Weight profiles: drafts under their revision, publication, versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, url_for

from procurement_plugin.application import weight_profiles as profiles
from procurement_plugin.application.publish_profile import Publication
from procurement_plugin.domain.actor import PROFILES, READ
from procurement_plugin.web.access import actor
from procurement_plugin.web.exchange import after, json_body, revision, service, written
from procurement_plugin.web.once import once
from procurement_plugin.web.schemas.life_reading import read_draft, read_overrides, stored_draft

if TYPE_CHECKING:
    import uuid

    from procurement_plugin.application.ports import StoredProfile

blueprint = Blueprint("weight_profiles", __name__)
PAGE = 50


@blueprint.post("/weightProfiles")
@once(PROFILES)
def create_profile() -> Response:
    """Keep a new draft."""
    who, wired = actor(PROFILES), service()
    draft = read_draft(json_body(), wired.schemas, wired.reference)
    stored = profiles.create(draft, who, wired.profiles, wired.clock)
    response = _shown(stored, 201)
    response.headers["Location"] = url_for("weight_profiles.get_profile", profile_id=stored.id)
    return response


@blueprint.get("/weightProfiles")
def list_profiles() -> Response:
    """The profiles by identifier, a page at a time."""
    begin = after()
    if begin is None:
        abort(400, "'after' is the identifier of the last profile of the page before.")
    found = service().profiles.all(actor(READ).tenant_id, begin, PAGE)
    items = [
        {
            "id": stored.id,
            "revision": stored.revision,
            "state": stored.state,
            "title": stored.body["procedure"]["title"],
            "lot": stored.body["lot"]["id"],
        }
        for stored in found
    ]
    return written({"items": items, "next": found[-1].id if len(found) == PAGE else ""})


@blueprint.get("/weightProfiles/<uuid:profile_id>")
def get_profile(profile_id: uuid.UUID) -> Response:
    """A profile as it stands; its ETag is what a change names in If-Match."""
    return _shown(profiles.found(str(profile_id), actor(READ), service().profiles))


@blueprint.put("/weightProfiles/<uuid:profile_id>")
def change_profile(profile_id: uuid.UUID) -> Response:
    """Set a draft to a new content, if nobody else changed it meanwhile."""
    who, wired = actor(PROFILES), service()
    draft = read_draft(json_body(), wired.schemas, wired.reference)
    return _shown(profiles.change(draft, str(profile_id), revision(), who, wired.profiles, wired.clock))


@blueprint.post("/weightProfiles/<uuid:profile_id>/publications")
@once(PROFILES)
def publish_profile(profile_id: uuid.UUID) -> Response:
    """Freeze the draft as a version that never changes."""
    who, wired = actor(PROFILES), service()
    overrides = read_overrides(json_body(), wired.schemas)
    stored = profiles.found(str(profile_id), who, wired.profiles)
    draft = stored_draft(stored.body, wired.schemas, wired.reference)
    published = wired.publisher.publish(str(profile_id), draft, Publication(revision(), overrides), who)
    response = written(published.body, 201, published.body["fingerprint"])
    response.headers["Location"] = url_for(
        "weight_profiles.get_version", profile_id=profile_id, number=published.number
    )
    return response


@blueprint.get("/weightProfiles/<uuid:profile_id>/versions/<int:number>")
def get_version(profile_id: uuid.UUID, number: int) -> Response:
    """A published version, its hash checked again."""
    found = service().publisher.version(actor(READ).tenant_id, str(profile_id), min(number, 999_999))
    return written(found.body, tag=found.body["fingerprint"])


def _shown(stored: StoredProfile, status: int = 200) -> Response:
    return written(profiles.shown(stored), status, str(stored.revision))
