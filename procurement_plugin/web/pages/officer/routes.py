"""Where the officer's pages are."""

from __future__ import annotations

from flask import Blueprint

from procurement_plugin.web.pages import errors
from procurement_plugin.web.pages.officer import drafting, history, listing, publishing

blueprint = Blueprint("profiles", __name__)
BOTH = ("GET", "POST")
ROUTES = (
    ("/profiles", "start", listing.start, ("GET",)),
    ("/profiles/new", "new", drafting.new, BOTH),
    ("/profiles/check", "check_new", drafting.check_new, ("POST",)),
    ("/profiles/<uuid:profile_id>/design", "design", drafting.design, BOTH),
    ("/profiles/<uuid:profile_id>/check", "check", drafting.check, ("POST",)),
    ("/profiles/<uuid:profile_id>/publish", "publish", publishing.publish, BOTH),
    ("/profiles/<uuid:profile_id>/versions/<int:number>", "version", publishing.version, ("GET",)),
    ("/profiles/<uuid:profile_id>/versions/<int:number>/eforms.xml", "eforms", publishing.eforms, ("GET",)),
    ("/profiles/<uuid:profile_id>/history", "history", history.history, ("GET",)),
)
for address, endpoint, view, methods in ROUTES:
    blueprint.add_url_rule(address, endpoint, view, methods=methods)
errors.register(blueprint)
