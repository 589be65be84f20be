"""Pages open through launches: once, within a minute, by a person at the button, and then for that page only."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any, cast

import pytest
from freezegun import freeze_time
from web.platforms import ADMINISTRATOR, ELSEWHERE, PUBLIC, SCOPES, Platform, api_key, far, near, registered, service

from procurement_plugin.adapters.tables import metadata
from procurement_plugin.web.pages.session import PAGES, SCREENS

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from procurement_plugin.adapters.storage import Storage

__all__ = ["far", "near", "service"]  # fixtures
ANNA = {"page": "scanner", "subject": "anna", "name": "Anna", "person": True, "scopes": ["scoring:read"]}
FROM_OUR_PAGE = {"Sec-Fetch-Site": "same-origin", "Origin": PUBLIC}


class Browser:
    """Somebody's browser, on another machine."""

    def __init__(self, app: Flask) -> None:
        self.http: FlaskClient = app.test_client(use_cookies=False)
        self.cookies: dict[str, str] = {}

    def open(self, path: str, method: str = "GET", headers: dict[str, str] | None = None, **more: Any) -> Any:
        given = {**(headers or {}), "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        response = self.http.open(path, method=method, headers=given, environ_base={"REMOTE_ADDR": ELSEWHERE}, **more)
        for line in response.headers.getlist("Set-Cookie"):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return response


@pytest.fixture
def browser(service: Flask) -> Browser:
    """Anna's browser."""
    return Browser(service)


def link(platform: Platform, **changed: Any) -> str:
    """The path of a new launch."""
    response = platform.call("post", "launches", json={**ANNA, **changed})
    assert response.status_code == 201, response.get_data(as_text=True)
    url: str = response.get_json()["url"]
    assert url.startswith(f"{PUBLIC}/pages/launch/")
    return url.removeprefix(PUBLIC)


def opened(platform: Platform, browser: Browser, **changed: Any) -> Any:
    """The answer to the button."""
    return browser.open(link(platform, **changed), "POST", FROM_OUR_PAGE)


def test_without_a_session_every_page_says_where_to_open_it(service: Flask, browser: Browser) -> None:
    pages = [rule for rule in service.url_map.iter_rules() if rule.endpoint.split(".")[0] in SCREENS]
    shown = [r for r in pages if not r.endpoint.endswith(".static") and "GET" in (r.methods or ()) and not r.arguments]
    assert len(shown) >= 3
    shown = [rule for rule in shown if rule.endpoint != "launch.left"]  # it says that a session has ended, to anybody
    for rule in shown:
        response = browser.open(rule.rule)
        assert response.status_code == 403, rule
        assert "tender platform" in response.get_data(as_text=True)
    covered = {name for page in PAGES.values() for name in page.blueprints}
    assert {rule.endpoint.split(".")[0] for rule in shown} <= covered  # a new page says which launch opens it


def test_a_launch_opens_its_page_for_whoever_presses_the_button(near: Platform, browser: Browser) -> None:
    path = link(near)
    look = browser.open(path)
    assert (look.status_code, "<form" in look.get_data(as_text=True)) == (200, True)
    used = browser.open(path, "POST", FROM_OUR_PAGE)
    assert (used.status_code, used.headers["Location"]) == (303, "/pages/scanner")
    cookie = used.headers["Set-Cookie"]
    assert cookie.startswith("__Host-procurement=")
    assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=28800"} <= set(cookie.split("; "))
    assert browser.open("/pages/scanner?product=heat+pumps").status_code == 200
    assert browser.open("/pages/strategicGoods").status_code == 200


def test_looking_at_a_link_uses_nothing_up(near: Platform, browser: Browser) -> None:
    path = link(near)
    for method in ("HEAD", "GET", "OPTIONS", "GET"):
        assert browser.open(path, method, {"Sec-Purpose": "prefetch"}).status_code == 200
    assert browser.open(path, "POST", FROM_OUR_PAGE).status_code == 303


def test_a_link_works_once(near: Platform, browser: Browser, service: Flask) -> None:
    path = link(near)
    assert browser.open(path, "POST", FROM_OUR_PAGE).status_code == 303
    for method in ("GET", "POST"):
        again = Browser(service).open(path, method, FROM_OUR_PAGE)
        assert (again.status_code, "Set-Cookie" in again.headers) == (410, False)


def test_of_two_who_press_at_the_same_time_one_gets_in(near: Platform, service: Flask) -> None:
    path = link(near)
    found: list[int] = []
    start = threading.Barrier(6)

    def press() -> None:
        browser = Browser(service)
        start.wait()
        found.append(browser.open(path, "POST", FROM_OUR_PAGE).status_code)

    threads = [threading.Thread(target=press) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [303, 410, 410, 410, 410, 410]


def test_a_link_lasts_a_minute_and_a_session_eight_hours(near: Platform, browser: Browser) -> None:
    path = link(near)
    with freeze_time(datetime.now(UTC) + timedelta(seconds=61)):
        assert browser.open(path).status_code == 410
        assert browser.open(path, "POST", FROM_OUR_PAGE).status_code == 410
    assert opened(near, browser).status_code == 303
    with freeze_time(datetime.now(UTC) + timedelta(hours=7, minutes=59)):
        assert browser.open("/pages/scanner").status_code == 200
    with freeze_time(datetime.now(UTC) + timedelta(hours=8, seconds=1)):
        assert browser.open("/pages/scanner").status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "same-site", "Origin": "https://other.example.org"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_from_elsewhere_begins_no_session(near: Platform, browser: Browser, headers: dict[str, str]) -> None:
    """Else somebody could be led into a session that is not hers."""
    path = link(near)
    response = browser.open(path, "POST", headers)
    assert (response.status_code, "Set-Cookie" in response.headers) == (403, False)
    assert browser.open(path, "POST", FROM_OUR_PAGE).status_code == 303


def test_a_form_without_the_sessions_own_token_does_nothing(near: Platform, browser: Browser) -> None:
    opened(near, browser)
    for sent in ({}, {"csrf_token": ""}, {"csrf_token": "0" * 64}, {"csrf_token": "é"}):
        assert browser.open("/pages/leave", "POST", FROM_OUR_PAGE, data=sent).status_code == 403
    page = browser.open("/pages/scanner").get_data(as_text=True)
    token = re.search('name="csrf_token" value="([0-9a-f]{64})"', page)
    assert token is not None
    secret = browser.cookies["__Host-procurement"]
    assert browser.open("/pages/leave", "POST", FROM_OUR_PAGE, data={"csrf_token": token[1]}).status_code == 200
    browser.cookies = {"__Host-procurement": secret}  # the server has forgotten it too
    assert browser.open("/pages/scanner").status_code == 403


def test_a_session_opens_its_own_page_only(near: Platform, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(near, browser)
    assert browser.open("/pages/scanner").status_code == 200
    monkeypatch.setitem(
        cast("dict[str, Any]", PAGES), "scanner", PAGES["scanner"]._replace(blueprints=frozenset({"profiles"}))
    )
    response = browser.open("/pages/strategicGoods")
    assert (response.status_code, "another page" in response.get_data(as_text=True)) == (403, True)


def test_a_cookie_opens_no_operation_and_a_token_no_page(near: Platform, browser: Browser) -> None:
    opened(near, browser)
    assert browser.open("/scoring/v1/weightProfiles").status_code == 401
    assert near.call("get", "/pages/scanner").status_code == 403


def test_a_launch_hands_on_no_more_than_its_caller_has(near: Platform, service: Flask, storage: Storage) -> None:
    limited = registered(Platform("limited", "near", near.http), storage, SCOPES[:3])
    response = limited.call("post", "launches", json={**ANNA, "scopes": ["scoring:read", "scoring:approve"]})
    assert response.status_code == 403
    assert "scoring:approve" in response.get_json()["detail"]
    person = near.token(person={"subject": "boris", "name": "Boris"})
    assert near.call("post", "launches", token=person, json=ANNA).status_code == 403
    key = api_key(storage)
    assert near.call("post", "launches", token=key, json=ANNA).status_code == 403
    assert near.call("post", "launches", token=key, json={**ANNA, "person": False}).status_code == 201
    local = service.test_client().post("/scoring/v1/launches", json=ANNA)
    assert local.status_code == 401


def test_what_a_page_is_about_is_checked_when_it_is_asked_for(
    near: Platform, far: Platform, lot: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    about_all = frozenset({"evaluationId", "weightProfileId", "bidId"})
    assert near.call("post", "launches", json={**ANNA, "about": {"evaluationId": "any"}}).status_code == 400
    monkeypatch.setitem(cast("dict[str, Any]", PAGES), "scanner", PAGES["scanner"]._replace(may=about_all))
    stored = near.call("post", "evaluations", json=lot).get_json()
    bid = lot["bids"][0]["id"]
    for about, status in (
        ({"evaluationId": stored["id"]}, 201),
        ({"evaluationId": stored["id"], "bidId": bid}, 201),
        ({"evaluationId": stored["id"], "bidId": "nobody"}, 404),
        ({"evaluationId": "5f0c1a4e-0000-4000-8000-000000000000"}, 404),
        ({"weightProfileId": stored["id"]}, 404),
        ({}, 400),
        ({"bidId": bid}, 400),
        ({"evaluationId": stored["id"], "weightProfileId": stored["id"]}, 400),
    ):
        assert near.call("post", "launches", json={**ANNA, "about": about}).status_code == status, about
    assert far.call("post", "launches", json={**ANNA, "about": {"evaluationId": stored["id"]}}).status_code == 404


def test_a_removed_client_closes_the_pages_that_it_opened(near: Platform, browser: Browser, storage: Storage) -> None:
    waiting = link(near)
    opened(near, browser)
    gone = ("client.removed", lambda client: replace(client, active=False), ADMINISTRATOR, datetime.now(UTC))
    storage.clients.change(near.id, *gone)
    assert browser.open("/pages/scanner").status_code == 403
    assert browser.open(waiting, "POST", FROM_OUR_PAGE).status_code == 410


def test_the_trail_tells_of_launches_by_pseudonym_and_keeps_no_secret(
    near: Platform, browser: Browser, storage: Storage
) -> None:
    path = link(near)
    browser.open(path, "POST", FROM_OUR_PAGE)
    events = list(storage.audit.events("near"))
    assert [event["event"] for event in events] == ["client.added", "launch.issued", "launch.used"]
    secret, session = path.rsplit("/", 1)[1], browser.cookies["__Host-procurement"]
    with storage._engine.connect() as connection:
        rows = "".join(str(row) for table in metadata.tables.values() for row in connection.execute(table.select()))
    assert "anna" in rows
    for kept in (secret, session):
        assert kept not in rows
    for event in events:
        chained = str({name: value for name, value in event.items() if name not in ("payload", "body")})
        assert "anna" not in chained
    assert storage.audit.verify("near") == []
