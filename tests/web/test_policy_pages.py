"""The pages of monitoring and screening without a browser: what they keep, show, refuse and never lose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT

from procurement_plugin.web.pages import session

if TYPE_CHECKING:
    from flask.testing import FlaskClient

LISTS = "/pages/monitoring"
FORM = {"name": "Metals", "materials[3]": "cobalt", "materials[7]": "lithium", "since": "2022"}
OWN = {
    "thresholds[0].kind": "importExtraShare",
    "thresholds[0].comparison": "atLeast",
    "thresholds[0].limit": "0.9",
    "thresholds[0].reason": "Our board asks for it.",
}


def page_of(client: FlaskClient, address: str, status: int = 200, language: str = "en") -> str:
    found = client.get(address, headers={"Accept-Language": language})
    assert found.status_code == status, found.get_data(as_text=True)[:500]
    return found.get_data(as_text=True)


def kept(client: FlaskClient, **more: str) -> str:
    made = client.post(f"{LISTS}/new", data={**FORM, **more})
    assert made.status_code == 303, made.get_data(as_text=True)[:2000]
    place: str = made.headers["Location"]
    return place


def test_a_list_is_kept_scanned_again_and_shows_what_crossed(client: FlaskClient) -> None:
    place = kept(client, **OWN)
    assert "The first scan; the next one is held against it." in page_of(client, place)
    assert client.post(f"{place}/rescans").status_code == 303
    page = page_of(client, place)
    assert "Threshold of this list" in page
    assert "Our board asks for it." in page
    assert re.search(r"0\.5632.*?\(2022\).*?0\.9015.*?\(2024\)", page, re.DOTALL)
    assert "Report 1" in page
    assert "The first scan" in page_of(client, f"{place}/reports/1")
    assert "Metals" in page_of(client, LISTS)
    again = client.post(f"{place}/rescans")
    assert "Nothing crossed a threshold: the data" in page_of(client, again.headers["Location"])


def test_nothing_typed_is_lost_when_something_is_wrong(client: FlaskClient) -> None:
    refused = client.post(f"{LISTS}/new", data={**FORM, **OWN, "thresholds[0].limit": "much", "items[0].cpv": "1"})
    page = refused.get_data(as_text=True)
    assert refused.status_code == 400
    for value in ('value="Metals"', 'value="much"', 'value="Our board asks for it."', 'value="1"', 'value="2022"'):
        assert value in page
    assert re.search(r'value="cobalt" checked', page)
    assert '<a href="#thresholds[0].limit">' in page
    assert '<a href="#items[0].cpv">' in page
    assert "No watch list is kept yet." in page_of(client, LISTS)


def test_a_change_by_somebody_else_meanwhile_is_told_and_keeps_the_entries(client: FlaskClient) -> None:
    place = kept(client)
    shown = page_of(client, f"{place}/change")
    assert 'name="_revision" value="1"' in shown
    assert re.search(r'value="cobalt" checked', shown)
    new = {"name": "Only cobalt", "materials[0]": "cobalt", "_revision": "1"}
    assert client.post(f"{place}/change", data=new).status_code == 303
    assert "others than at the last scan" in page_of(client, place)
    late = client.post(f"{place}/change", data={**new, "name": "Late"})
    assert (late.status_code, 'value="Late"' in late.get_data(as_text=True)) == (412, True)
    assert 'name="_revision" value="2"' in late.get_data(as_text=True)
    for odd in ("²", "x", "", "9" * 5000):
        assert client.post(f"{place}/change", data={**new, "_revision": odd}).status_code == 412


def test_a_list_is_removed_after_a_question(client: FlaskClient) -> None:
    place = kept(client)
    assert "deleted for good" in page_of(client, f"{place}/removal")
    assert client.post(f"{place}/removal").status_code == 303
    assert "There is no watch list with this identifier." in page_of(client, place, 404)
    assert "Er is geen volglijst" in page_of(client, place, 404, "nl")


def test_too_many_lists_are_refused_with_the_form(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("procurement_plugin.application.watch_lists.MOST_LISTS", 1)
    kept(client)
    refused = client.post(f"{LISTS}/new", data=FORM)
    assert (refused.status_code, 'value="Metals"' in refused.get_data(as_text=True)) == (409, True)


@pytest.mark.parametrize("language", ["nl", "fr", "de"])
def test_reports_and_checklists_speak_the_readers_language(client: FlaskClient, language: str) -> None:
    place = kept(client, **OWN)
    client.post(f"{place}/rescans")
    for address in (LISTS, f"{LISTS}/new", place, f"{place}/change", "/pages/screening"):
        main = page_of(client, address, language=language).split("<main", 1)[1]
        for english in ("Threshold", "Before", "beyond now", "Raw materials", "Evidence and", "not known", "Save<"):
            assert english not in re.sub(r'<span[^>]*lang="en".*?</span>', "", main), (address, english)


ANSWERED = {
    "project.title": "Anodes",
    "_by": "Anna",
    "goods[0].name": "Graphite",
    "goods[0].hs": "2504.90",
    "answers[0].questionId": "policyFit.innovation",
    "answers[0].answer": "yes",
    "answers[0].evidence[0].text": "Page 12",
    "answers[1].questionId": "policyFit.digital",
    "answers[1].answer": "",
    "answers[2].questionId": "policyFit.clean",
    "answers[2].answer": "no",
}


def test_the_checklist_shows_what_is_met_open_and_contradicted(client: FlaskClient) -> None:
    found = client.post("/pages/screening", data=ANSWERED)
    page = found.get_data(as_text=True)
    assert found.status_code == 200
    for name, state in (
        ("policyFit.innovation", "met"),
        ("policyFit.digital", "open"),
        ("policyFit.clean", "contradicted"),
    ):
        assert f'class="question state-{state}" id="q-{name}"' in page
    assert "Anna" in page
    assert 'class="question state-met" id="q-strategicGoods.listed"' in page
    carried = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    assert carried["answers[0].evidence[0].text"] == "Page 12"
    back = client.post("/pages/screening", data={**carried, "_again": "1"}).get_data(as_text=True)
    assert 'value="Page 12"' in back
    assert re.search(r'id="answers\[2\]\.answer-no" value="no" checked', back)


def test_a_problem_stands_at_its_question_also_behind_unanswered_ones(client: FlaskClient) -> None:
    refused = client.post("/pages/screening", data={**ANSWERED, "answers[2].evidence[0].url": "ftp://x"})
    page = refused.get_data(as_text=True)
    assert refused.status_code == 400
    assert '<a href="#answers[2].evidence[0].url">' in page
    assert '<a href="#answers[2].evidence[0].text">' in page
    assert 'value="ftp://x"' in page


def test_names_of_a_form_that_mean_nothing_do_no_harm(client: FlaskClient) -> None:
    odd: dict[str, Any] = {"answers": "x", "goods[0]": "y", "project.title": "T", "answers[99999].answer": "yes"}
    for path in ("/pages/screening", f"{LISTS}/new"):
        assert client.post(path, data=odd).status_code == 400


def test_both_pages_can_be_launched() -> None:
    assert {"monitoring", "screening"} <= set(session.PAGES)
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "/pages/monitoring" in readme
    assert "/pages/screening" in readme
