"""Where the pages of the register are."""

from __future__ import annotations

from flask import Blueprint

from procurement_plugin.web.pages import errors
from procurement_plugin.web.pages.register import cases, importing, listing, matching, one_site

blueprint = Blueprint("register", __name__)
BOTH = ("GET", "POST")
ROUTES = (
    ("/register", "start", listing.start, ("GET",)),
    ("/register/sites.csv", "table", listing.table, ("GET",)),
    ("/register/sites/new", "new", one_site.new, BOTH),
    ("/register/sites/<uuid:site_id>", "site", one_site.site, ("GET",)),
    ("/register/sites/<uuid:site_id>/change", "change", one_site.change, BOTH),
    ("/register/sites/<uuid:site_id>/links/new", "new_link", one_site.new_link, BOTH),
    ("/register/matches", "matches", matching.matches, BOTH),
    ("/register/import", "import_sites", importing.import_sites, BOTH),
    ("/register/cases", "cases", cases.cases, ("GET",)),
    ("/register/cases/new", "new_case", cases.new_case, BOTH),
)
for address, endpoint, view, methods in ROUTES:
    blueprint.add_url_rule(address, endpoint, view, methods=methods)
errors.register(blueprint)
