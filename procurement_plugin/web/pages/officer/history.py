"""History: the versions side by side, and who did what when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, render_template, request

from procurement_plugin.application import weight_profiles as profiles
from procurement_plugin.application.profile_history import compared, events_of, versions_of
from procurement_plugin.domain.actor import READ
from procurement_plugin.web.access import actor
from procurement_plugin.web.exchange import service
from procurement_plugin.web.pages.officer import vocabulary
from procurement_plugin.web.pages.session import page

if TYPE_CHECKING:
    import uuid

    from procurement_plugin.application.publish_profile import Published


def history(profile_id: uuid.UUID) -> Response:
    """Versions and events of a profile."""
    who, wired = actor(READ), service()
    stored = profiles.found(str(profile_id), who, wired.profiles)
    versions = versions_of(stored.id, who, wired.profiles, wired.publisher)
    older, newer = _asked(versions)
    text = render_template(
        "officer/history.html",
        stored=stored,
        versions=versions,
        comparison=compared(older, newer) if older and newer else None,
        events=events_of(stored.id, who, wired.profiles, wired.trail),
        words_of=vocabulary,
    )
    return page(text)


def _asked(versions: tuple[Published, ...]) -> tuple[Published | None, Published | None]:
    """The two versions of the query; without one, the last two."""
    by_number = {str(version.number): version for version in versions}
    older = by_number.get(request.args.get("older", "")) or (versions[-2] if len(versions) > 1 else None)
    newer = by_number.get(request.args.get("newer", "")) or (versions[-1] if len(versions) > 1 else None)
    return older, newer
