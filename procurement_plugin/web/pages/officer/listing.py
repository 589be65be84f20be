"""The list of weight profiles, the latest change first."""

from __future__ import annotations

import re

from flask import Response, redirect, render_template, request, url_for

from procurement_plugin.domain.actor import PROFILES, READ
from procurement_plugin.web.access import actor
from procurement_plugin.web.exchange import service
from procurement_plugin.web.pages.officer import vocabulary
from procurement_plugin.web.pages.officer.drafting import about
from procurement_plugin.web.pages.session import page

PAGE = 25
CURSOR = re.compile(r"([0-9T:.+Z-]{10,40})~([0-9a-f-]{36})")


def start() -> Response:
    """Where the page begins: the profile that the launch is about, else the list."""
    named = about()
    if named:
        return redirect(url_for("profiles.design", profile_id=named), 303)  # type: ignore[return-value]
    who = actor(READ)
    given = CURSOR.fullmatch(request.args.get("before", ""))
    before = (given[1], given[2]) if given else ("", "")
    found = service().profiles.recent(who.tenant_id, before, PAGE + 1)
    shown, more = found[:PAGE], len(found) > PAGE
    cursor = f"{shown[-1].changed_at}~{shown[-1].id}" if more else ""
    text = render_template(
        "officer/list.html",
        profiles=shown,
        cursor=cursor,
        first=not given,
        states=vocabulary.STATES,
        may_save=PROFILES in who.scopes,
    )
    return page(text)
