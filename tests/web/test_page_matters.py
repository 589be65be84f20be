"""A session is about one matter: every page of another profile, evaluation or tenant is closed to it, for every role."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

import pytest
from web.platforms import PUBLIC, far, near, service, settings_of
from web.test_every_route import IDENTIFIER
from web.test_launches import FROM_OUR_PAGE, Browser, browser, opened

from procurement_plugin.bootstrap import wiring
from procurement_plugin.web.pages.session import PAGES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask
    from web.platforms import Platform
    from werkzeug.routing import Rule

__all__ = ["browser", "far", "near", "service"]  # fixtures
SCOPES = ["scoring:read", "scoring:profiles", "scoring:evaluate"]


def draft(platform: Platform, lot: dict[str, Any]) -> str:
    """A new draft of a platform."""
    body = {name: copy.deepcopy(lot[name]) for name in ("procedure", "lot", "weightProfile")}
    made = platform.call("post", "weightProfiles", json=body)
    assert made.status_code == 201, made.get_data(as_text=True)
    identifier: str = made.get_json()["id"]
    return identifier


def about_profiles(service: Flask) -> Iterator[tuple[Rule, str]]:
    """Every view of a page that names a weight profile, with its methods."""
    for rule in service.url_map.iter_rules():
        if rule.rule.startswith("/pages/") and "profile_id" in rule.arguments:
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield rule, method


def address(rule: Rule, profile: str) -> str:
    return re.sub(
        r"<(?:\w+:)?(\w+)>",
        lambda found: profile if found[1] == "profile_id" else "1" if found[0].startswith("<int") else IDENTIFIER,
        rule.rule,
    )


def test_a_session_about_one_profile_opens_no_view_of_another(
    service: Flask, near: Platform, browser: Browser, lot: dict[str, Any]
) -> None:
    own, other = draft(near, lot), draft(near, lot)
    for page in ("weightProfile", "evaluation"):
        opened(near, browser, page=page, scopes=SCOPES, about={"weightProfileId": own})
        tried = 0
        for rule, method in about_profiles(service):
            answer = browser.open(address(rule, other), method, FROM_OUR_PAGE)
            assert answer.status_code == 403, (page, rule.rule, method)
            tried += 1
        assert tried > 5


def test_a_session_about_everything_of_a_tenant_finds_nothing_of_another(
    service: Flask, near: Platform, far: Platform, browser: Browser, lot: dict[str, Any]
) -> None:
    theirs = draft(far, lot)
    opened(near, browser, page="weightProfile", scopes=SCOPES)
    for rule, method in about_profiles(service):
        if method == "GET":
            answer = browser.open(address(rule, theirs), "GET")
            assert answer.status_code in (403, 404), (rule.rule, answer.status_code)
            assert lot["procedure"]["title"] not in answer.get_data(as_text=True)
    assert theirs not in browser.open("/pages/profiles").get_data(as_text=True)


def test_every_form_of_a_page_is_its_own(service: Flask, near: Platform, browser: Browser, lot: dict[str, Any]) -> None:
    """Without the session's token, or from elsewhere, no POST of any page does anything."""
    own = draft(near, lot)
    opened(near, browser, page="weightProfile", scopes=SCOPES, about={"weightProfileId": own})
    before = near.call("get", f"weightProfiles/{own}").get_json()
    elsewhere = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    for rule, method in about_profiles(service):
        if method == "POST":
            for headers, form in (
                (FROM_OUR_PAGE, {}),
                (FROM_OUR_PAGE, {"csrf_token": "0" * 64}),
                (elsewhere, {"csrf_token": "0" * 64}),
            ):
                assert browser.open(address(rule, own), "POST", headers, data=form).status_code == 403, rule.rule
    assert near.call("get", f"weightProfiles/{own}").get_json() == before


@pytest.mark.parametrize("page", ["breakdown", "estimate"])
def test_the_pages_of_bidders_have_no_identifier_in_any_address(service: Flask, page: str) -> None:
    """What is shown follows from the session alone, so there is nothing to change in an address."""
    (blueprint,) = PAGES[page].blueprints - {"pages"}
    rules = [rule for rule in service.url_map.iter_rules() if rule.endpoint.startswith(f"{blueprint}.")]
    assert rules
    assert {name for rule in rules for name in rule.arguments} <= {
        "place"
    }  # the first, the second … of the own documents


def test_only_listed_platforms_may_show_pages_in_a_frame(storage: Any, database_url: str, tmp_path: Path) -> None:
    del storage
    ours = ("https://tenders.example.org", "https://procure.example.org:8443")
    app = wiring.create_app(settings_of(tmp_path, database_url, frame_ancestors=ours))
    policy = app.test_client().get("/pages/scanner", base_url=PUBLIC).headers["Content-Security-Policy"]
    assert f"frame-ancestors {' '.join(ours)}" in policy
    api = app.test_client().get("/scoring/v1/weightProfiles", base_url=PUBLIC).headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in api
