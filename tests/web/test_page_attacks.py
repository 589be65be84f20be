"""What somebody with bad intentions tries on the pages: forms that say more than they show, large ones, ways out."""

from __future__ import annotations

import copy
import re
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from browser.stories import OPENED, claimed, publish
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from web.platforms import PUBLIC, far, near, service
from web.test_every_route import address
from web.test_launches import FROM_OUR_PAGE, Browser, browser, opened

from procurement_plugin.bootstrap import wiring
from procurement_plugin.bootstrap.settings import Settings
from procurement_plugin.web.access import LOCAL
from procurement_plugin.web.pages.session import MOST_FIELDS, SCREENS
from procurement_plugin.web.scoring import read, scored

if TYPE_CHECKING:
    from flask import Flask
    from web.platforms import Platform

    from procurement_plugin.adapters.storage import Storage

__all__ = ["browser", "far", "near", "service"]  # fixtures
HERE = {"Sec-Fetch-Site": "same-origin"}
MARKUP = "<img src=x onerror=alert(1)>'\""


@pytest.fixture
def app(storage: Storage, database_url: str) -> Flask:
    """A service whose caller is somebody on this machine, after the opening of the tenders."""
    del storage
    return wiring.create_app(Settings(database_url, None, OPENED))


@pytest.fixture
def lot(requests_by_name: dict[str, Any]) -> dict[str, Any]:
    return claimed(requests_by_name["supply_security/request.json"])


def evaluated(app: Flask, database_url: str, lot: dict[str, Any], number: int = 1) -> str:
    """The place of an official evaluation on the pages."""
    wired = app.extensions["procurement"]
    body = {"weightProfileVersion": publish(database_url, lot, LOCAL), "bids": lot["bids"]}
    stored = scored(wired, read(wired, body, LOCAL), LOCAL, f"00000000-0000-4000-8000-{number:012d}")
    return f"/pages/committee/evaluations/{stored.id}"


def file_of(app: Flask, place: str) -> dict[str, Any]:
    """The evidence of the evaluation at a place, as it is kept."""
    wired = app.extensions["procurement"]
    found: dict[str, Any] = wired.evidence.file(wired.evaluations.get("local", place.rpartition("/")[2]))
    return found


def test_a_new_launch_ends_the_session_before_it(near: Platform, browser: Browser) -> None:
    opened(near, browser)
    before = dict(browser.cookies)
    opened(near, browser)
    assert browser.open("/pages/scanner").status_code == 200
    browser.cookies = before
    assert browser.open("/pages/scanner").status_code == 403


def test_a_session_that_somebody_else_chose_is_none(near: Platform, browser: Browser) -> None:
    browser.cookies = {"__Host-procurement": "A" * 43}
    opened(near, browser)
    assert browser.cookies["__Host-procurement"] != "A" * 43
    browser.cookies = {"__Host-procurement": "A" * 43}
    assert browser.open("/pages/scanner").status_code == 403


def test_choosing_a_language_leads_nowhere_else(near: Platform, browser: Browser) -> None:
    opened(near, browser)
    token = re.search('name="csrf_token" value="([0-9a-f]{64})"', browser.open("/pages/scanner").get_data(as_text=True))
    assert token is not None
    ways = (
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/pages/\\..\\evil",
        "javascript:alert(1)",
        "",
    )
    for back in (*ways, "/pages/x\r\nSet-Cookie: a=b", "/pages/\tx", "/scoring/v1/", "/pages/\u2028x", "/pages"):
        sent = {"csrf_token": token[1], "language": "nl", "back": back}
        answer = browser.open("/pages/language", "POST", FROM_OUR_PAGE, data=sent)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/pages/scanner"), back
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("procurement-language=nl;")
    assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/pages/"} <= set(cookie.split("; "))
    wrong = browser.open("/pages/language", "POST", FROM_OUR_PAGE, data={**sent, "language": "nl; Path=/"})
    assert "Set-Cookie" not in wrong.headers


def test_whoever_is_lost_reads_a_page_and_no_code(near: Platform, browser: Browser) -> None:
    for known in (False, True):
        if known:
            opened(near, browser)
        for path, method in (
            ("/pages/nothing", "GET"),
            ("/pages/committee/evaluations/x", "GET"),
            ("/pages/scanner", "PUT"),
        ):
            answer = browser.open(path, method, FROM_OUR_PAGE)
            assert (answer.status_code, answer.mimetype) == (404, "text/html"), path
            assert "There is no such page." in answer.get_data(as_text=True)
    assert browser.open("/pages/leave").headers["Location"] == "/pages/scanner"
    browser.cookies = {}
    assert "Your session has ended." in browser.open("/pages/leave").get_data(as_text=True)


def test_a_refused_form_can_be_looked_at_again(app: Flask, database_url: str, lot: dict[str, Any]) -> None:
    """Choosing a language on it, or reloading its address, leads back to the page that it is on."""
    place, client = evaluated(app, database_url, lot), app.test_client()
    for part, back in (
        ("steps", ""),
        ("clarifications", "/evidence"),
        ("clarifications/1/answers", "/evidence?do=answer&number=1"),
    ):
        answer = client.get(f"{place}/{part}")
        assert (answer.status_code, answer.headers["Location"]) == (303, place + back)


def test_no_page_or_file_of_a_session_is_kept_sniffed_or_framed(
    app: Flask, database_url: str, lot: dict[str, Any]
) -> None:
    place, client, shown = evaluated(app, database_url, lot), app.test_client(), 0
    for rule in app.url_map.iter_rules():
        if rule.endpoint.split(".")[0] in SCREENS and "GET" in (rule.methods or ()) and "static" not in rule.endpoint:
            path = address(rule).replace("5f0c1a4e-0000-4000-8000-000000000000", place.rpartition("/")[2])
            answer = client.get(path)
            assert answer.status_code < 500, path
            assert answer.headers["Cache-Control"] == "no-store", path
            assert answer.headers["X-Content-Type-Options"] == "nosniff", path
            assert answer.headers["Referrer-Policy"] in ("same-origin", "no-referrer"), path
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], path
            if answer.status_code == 200 and answer.mimetype != "text/html":
                assert answer.headers["Content-Disposition"].startswith("attachment; "), path
            shown += answer.status_code == 200
    assert shown >= 6


def test_a_form_cannot_say_that_what_just_came_was_checked(app: Flask, database_url: str, lot: dict[str, Any]) -> None:
    place, client = evaluated(app, database_url, lot), app.test_client()
    asked = {"bidId": "B-1", "question": "Who signed this?", "answerBy": "2027-03-01"}
    client.post(f"{place}/clarifications", data=asked, headers=HERE)
    number = file_of(app, place)["clarifications"][0]["number"]
    document = {"id": "E9", "sha256": "a" * 64, "type": "statement", "status": "verified", "verifier": "Me"}
    sent = {f"evidence[0].{name}": value for name, value in {**document, "verifiedOn": "2027-01-15"}.items()}
    answer = client.post(f"{place}/clarifications/{number}/answers", data={"text": "I.", **sent}, headers=HERE)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    (kept,) = file_of(app, place)["clarifications"][0]["answer"]["evidence"]
    assert kept["status"] == "claimed"
    assert not {"verifier", "verifiedOn"} & kept.keys()


def test_hidden_fields_lead_to_no_other_lot(app: Flask, database_url: str, lot: dict[str, Any]) -> None:
    """A bid or document of another evaluation in a form is none of this one."""
    other = copy.deepcopy(lot)
    other["procedure"]["id"] += "-2"
    other["bids"][0]["id"] = "B-OTHER"
    own, strange = evaluated(app, database_url, lot), evaluated(app, database_url, other, 2)
    before, client = file_of(app, strange), app.test_client()
    tried = (
        ("evidence", {"bidId": "B-OTHER", "evidenceId": "E1", "status": "verified"}),
        ("clarifications", {"bidId": "B-OTHER", "question": "Who?", "answerBy": "2027-03-01"}),
        ("documents", {"type": "debrief", "bidId": "B-OTHER", "language": "en"}),
        ("documents", {"type": "justification", "language": "en", "replaces": "0" * 8, "reason": "Because it is so."}),
        ("steps", {"step": "sendDecision", "winnerBidId": "B-OTHER"}),
        ("steps", {"step": "supersede", "evaluationId": strange.rpartition("/")[2]}),
    )
    for part, form in tried:
        answer = client.post(f"{own}/{part}", data=form, headers=HERE)
        assert answer.status_code in (400, 403, 404, 409), (part, form, answer.status_code)
    assert file_of(app, strange) == before
    assert not file_of(app, own)["clarifications"]


def test_markup_in_what_others_wrote_stays_text(app: Flask, database_url: str, lot: dict[str, Any]) -> None:
    hostile = copy.deepcopy(lot)
    hostile["procedure"]["title"] = hostile["lot"]["title"] = f"Desks {MARKUP}"
    for bid in hostile["bids"]:
        bid["bidder"]["name"] = f"Joiners {MARKUP}"
        for document in bid["evidence"]:
            document["type"] = f"plan {MARKUP}"
    place, client = evaluated(app, database_url, hostile), app.test_client()
    asked = {"bidId": "B-1", "question": f"Who? {MARKUP}", "answerBy": "2027-03-01"}
    assert client.post(f"{place}/clarifications", data=asked, headers=HERE).status_code == 303
    for part in ("", "/tenders", "/tender?bid=B-1", "/evidence", "/documents", "/standstill", f"/tender?bid={MARKUP}"):
        text = client.get(place + part).get_data(as_text=True)
        assert "<img" not in text, part
        assert part.endswith(MARKUP) or "&lt;img" in text, part


def test_a_form_with_very_many_fields_is_refused_before_it_is_taken_apart(near: Platform, browser: Browser) -> None:
    opened(near, browser)
    many, begin = "&".join(["a=1"] * (MOST_FIELDS + 1)), time.perf_counter()
    headers = {**FROM_OUR_PAGE, "Content-Type": "application/x-www-form-urlencoded"}
    answer = browser.open("/pages/leave", "POST", headers, data=many)
    assert (answer.status_code, "more fields" in answer.get_data(as_text=True)) == (413, True)
    assert time.perf_counter() - begin < 2
    assert browser.open("/pages/scanner", base_url=PUBLIC).status_code == 200


def test_what_is_too_large_is_refused_in_words(app: Flask, place: str) -> None:
    headers = {**HERE, "Accept-Language": "nl"}
    answer = app.test_client().post(f"{place}/steps", data={"reason": "x" * 9_000_000}, headers=headers)
    assert (answer.status_code, "groter dan een pagina aankan" in answer.get_data(as_text=True)) == (413, True)


def test_a_small_form_cannot_ask_for_a_page_without_end(
    near: Platform, browser: Browser, lot: dict[str, Any], database_url: str
) -> None:
    version = publish(database_url, lot, replace(LOCAL, tenant_id=near.tenant))
    opened(near, browser, page="estimate", about={"weightProfileId": version["profileId"]})
    page = browser.open("/pages/estimate").get_data(as_text=True)
    token = re.search('name="csrf_token" value="([0-9a-f]{64})"', page)
    assert token is not None
    sites = "bid.items[0].productionSites"
    counts = [f"{sites}=50", *(f"{sites}[{site}].chains[0].elements=50" for site in range(50))]
    typed = {f"{sites}[0].chains[0].elements[{row}].vehicleClass": "x" for row in range(700)}
    for form in ({"_rows": counts, "_add": "x"}, typed):
        answer = browser.open("/pages/estimate", "POST", FROM_OUR_PAGE, data={"csrf_token": token[1], **form})
        assert answer.status_code == 400
        assert "more rows than a page can hold: 600" in answer.get_data(as_text=True)


FIELDS = (
    "bidId",
    "type",
    "words",
    "words.advantages",
    "language",
    "evidenceId",
    "status",
    "answerBy",
    "question",
    "text",
)
ENDS = ("", "[0]", "[99999]", ".x", "[0][0]", "[1].id")
NAMES = (
    st.builds(
        "".join,
        st.tuples(
            st.sampled_from((*FIELDS, "step", "reason", "winnerBidId", "evidence", "medium")), st.sampled_from(ENDS)
        ),
    )
    | st.text("abcA0.[]_- é", max_size=30)
    | st.just("evidence" + "[0]" * 90)
)
VALUES = st.sampled_from(["debrief", "justification", "B-1", "x", "é" * 50, "2027-03-01"])


@pytest.fixture
def place(app: Flask, database_url: str, lot: dict[str, Any]) -> str:
    """Where an official evaluation is."""
    return evaluated(app, database_url, lot)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(form=st.dictionaries(NAMES, VALUES, max_size=6))
def test_no_field_of_whatever_name_breaks_a_page(app: Flask, place: str, form: dict[str, str]) -> None:
    client = app.test_client()
    for part in ("evidence", "clarifications", "clarifications/1/answers", "documents", "steps"):
        answer = client.post(f"{place}/{part}", data=form, headers=HERE)
        assert answer.status_code in (303, 400, 404, 409), (part, answer.status_code)
