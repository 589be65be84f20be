"""Every form of ours in every language: figures as the reader writes them, and nothing typed is lost on the way."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from browser.stories import OPENED, claimed, publish
from flask import g
from web.officer_forms import drafted
from web.officer_forms import saved as saved_draft
from web.page_forms import HERE, PageForm, form_of, in_language, opened, posted
from web.test_policy_pages import ANSWERED
from web.test_policy_pages import kept as kept_list
from web.test_production_comparisons import CASES
from web.test_register import add, listed

from procurement_plugin.application.access_ports import Launch
from procurement_plugin.bootstrap import wiring
from procurement_plugin.bootstrap.settings import Settings
from procurement_plugin.web.access import LOCAL
from procurement_plugin.web.scoring import read, scored

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from procurement_plugin.adapters.storage import Storage

TYPED = "Typed <and> kept & so on"
PAGES = (
    "estimate",
    "comparison",
    "register/sites/new",
    "register/sites/{site}/change",
    "register/sites/{site}/links/new",
    "register/cases/new",
    "monitoring/new",
    "{list}/change",
    "profiles/new",
    "profiles/{profile}/design",
    "profiles/{profile}/simulate?from=typed",
)
COMMITTEE = (
    "evidence?do=decide&bid=B-1&document={document}",
    "evidence?do=ask&bid=B-1",
    "evidence?do=answer&number=2",
    "documents?type=justification",
    "?step=cancel",
)


@pytest.fixture
def lot(requests_by_name: dict[str, Any]) -> dict[str, Any]:
    return claimed(requests_by_name["supply_security/request.json"])


@pytest.fixture
def version(storage: Storage, database_url: str, lot: dict[str, Any]) -> dict[str, Any]:
    """A published version of the tenant of this machine."""
    del storage
    return publish(database_url, lot, LOCAL)


@pytest.fixture
def app(version: dict[str, Any], database_url: str) -> Flask:
    """After the opening; whoever asks was launched for an estimate under the version."""
    made = wiring.create_app(Settings(database_url, None, OPENED))

    @made.before_request
    def _launched() -> None:
        g.page = Launch(LOCAL, "estimate", "", {"weightProfileId": version["profileId"]})

    return made


def place_of(client: FlaskClient, page: str, lot: dict[str, Any]) -> str:
    """The address of a page, with what it is about made first."""
    if "{site}" in page:
        page = page.format(site=add(client)["id"])
    if "{profile}" in page:
        page = page.format(profile=saved_draft(client, drafted(lot)))
    page = page.format(list=kept_list(client).removeprefix("/pages/")) if "{list}" in page else page
    return f"/pages/{page}"


@pytest.mark.parametrize("page", PAGES)
def test_figures_are_typed_as_the_reader_writes_them_and_go_along(
    app: Flask, client: FlaskClient, lot: dict[str, Any], page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if page.startswith("profiles"):
        monkeypatch.setattr("procurement_plugin.web.pages.officer.drafting.about", str)
    del app
    place = place_of(client, page, lot)
    form = opened(client, place)
    if "simulate" in page:
        form = form_of(posted(client, place, form, _add="bids").get_data(as_text=True))
    assert form.figures
    assert form.fields["_typed_in"] == "nl"
    assert form.buttons[0][0] != "_language"
    form.fields |= dict.fromkeys(form.figures, "1.210,50")
    french = form_of(in_language(client, place, form, "fr"))
    assert set(form.figures) <= set(french.figures)
    assert {french.fields[name] for name in form.figures} == {"1210,5"}
    english = form_of(in_language(client, place, french, "en"))
    assert {english.fields[name] for name in form.figures} == {"1210.5"}


def text_typed(form: PageForm) -> dict[str, str]:
    """Something typed into every field for words."""
    names = ("reason", "question", "text", "words.opening", "evidence[0].issuer")
    return {name: TYPED for name in names if name in form.fields}


@pytest.mark.parametrize("page", COMMITTEE)
def test_what_a_committee_typed_stays_in_another_language(
    app: Flask, client: FlaskClient, version: dict[str, Any], lot: dict[str, Any], page: str
) -> None:
    wired = app.extensions["procurement"]
    body = {"weightProfileVersion": version, "bids": lot["bids"]}
    stored = scored(wired, read(wired, body, LOCAL), LOCAL, "00000000-0000-4000-8000-000000000001")
    place = f"/pages/committee/evaluations/{stored.id}"
    asked = {"bidId": "B-1", "question": "Who signed this?", "answerBy": "2027-03-01"}
    assert client.post(f"{place}/clarifications", data=asked, headers=HERE).status_code == 303
    document = lot["bids"][0]["evidence"][0]["id"]
    address = f"{place}/{page.format(document=document)}".replace("/?", "?")
    form = opened(client, address)
    typed = text_typed(form)
    assert typed
    assert form.entered == {}
    form.fields |= typed
    german = form_of(in_language(client, address, form, "de"))
    assert {name: german.fields[name] for name in typed} == typed
    assert {name: german.fields.get(name) for name in form.fields if not name.startswith("_")} == {
        name: value for name, value in form.fields.items() if not name.startswith("_")
    }
    assert len(wired.evaluations.steps("local", version["profileId"], version["version"])) == 1
    assert list(wired.desk.of("local", stored.id)) == []
    file = wired.evidence.file(stored)
    assert [("answer" in one) for one in file["clarifications"]] == [False]


def test_tenders_that_were_chosen_stay_in_another_language(
    client: FlaskClient, version: dict[str, Any], lot: dict[str, Any]
) -> None:
    place = f"/pages/committee/profiles/{version['profileId']}/versions/{version['version']}/tenders"
    form = opened(client, place)
    assert form.entered == {"_act": "read"}
    assert "refusal" not in in_language(client, place, form, "fr").partition("<main")[2].partition("<form")[0]
    content = io.BytesIO(json.dumps(lot["bids"]).encode())
    told = posted(client, place, form, _language="nl", _file=(content, "bids.json")).get_data(as_text=True)
    brought = form_of(told)
    assert json.loads(brought.fields["_bids"]) == lot["bids"]
    brought.fields |= {"kind[1]": "excluded", "why[1]": TYPED}
    french = form_of(in_language(client, place, brought, "fr"))
    assert (french.fields["kind[1]"], french.fields["why[1]"]) == ("excluded", TYPED)
    assert json.loads(french.fields["_bids"]) == lot["bids"]
    again = posted(client, place, brought, _language="fr", _act="evaluate")
    assert again.status_code == 200
    broken = posted(client, place, form, _language="nl", _bids="[{").get_data(as_text=True)
    assert ">[{</textarea>" in broken


def test_a_result_is_shown_again_in_another_language(client: FlaskClient) -> None:
    place = "/pages/comparison"
    case = (io.BytesIO(json.dumps(CASES["near_and_far"]).encode()), "case.json")
    brought = client.post(f"{place}/file", data={"_file": case}, headers=HERE).get_data(as_text=True)
    assert 'name="_worked_out"' in brought
    french = in_language(client, place, form_of(brought), "fr")
    form = form_of(french)
    assert 'name="_worked_out"' in french
    assert form.entered == {}
    assert client.post(place, data={**form.fields, "_action": "json"}).get_json() == CASES["near_and_far"]


def test_a_checklist_and_its_result_stay_in_another_language(client: FlaskClient) -> None:
    place = "/pages/screening"
    found = form_of(client.post(place, data=ANSWERED, headers=HERE).get_data(as_text=True))
    assert found.entered == {"_again": "1"}
    dutch = in_language(client, place, found, "nl")
    assert 'id="q-policyFit.innovation"' in dutch
    form = form_of(posted(client, place, form_of(dutch), _again="1").get_data(as_text=True))
    form.fields["project.description"] = TYPED
    again = form_of(in_language(client, place, form, "de"))
    assert again.fields["project.description"] == TYPED
    assert again.fields["answers[0].evidence[0].text"] == "Page 12"
    assert again.fields["_by"] == "Anna"


def test_a_table_that_was_chosen_and_its_preview_stay_in_another_language(client: FlaskClient) -> None:
    place = "/pages/register/import"
    table = "name,country_code,address\nZagerij Eik,BE,Kanaalkade 3\n"
    form = opened(client, place)
    form.fields |= {"source.title": TYPED, "confidence": "low", "reason": "Seen there."}
    told = posted(client, place, form, _language="fr", _file=(io.BytesIO(table.encode()), "sites.csv"))
    french = form_of(told.get_data(as_text=True))
    assert french.fields["table"].split() == table.split()
    assert french.fields["source.title"] == TYPED
    assert "_worked_out" not in french.fields
    response = posted(client, place, french)
    assert response.status_code == 200, re.findall('id="problems".*?</div>', response.get_data(as_text=True), re.DOTALL)
    looked = form_of(response.get_data(as_text=True))
    assert looked.fields["_worked_out"] == "1"
    german = in_language(client, place, looked, "de")
    assert 'id="preview"' in german
    assert listed(client) == []


def test_figures_typed_with_a_comma_are_recorded(client: FlaskClient) -> None:
    site = add(client)
    form = opened(client, f"/pages/register/sites/{site['id']}/change")
    form.fields |= {"capacity": "1.200,5", "capacityUnit": "t/jaar", "reason": "Gezien ter plaatse."}
    response = posted(client, f"/pages/register/sites/{site['id']}/change", form)
    assert response.status_code == 303, response.get_data(as_text=True)[:3000]
    assert listed(client)[0]["capacity"] == "1200.5"
    form = opened(client, "/pages/monitoring/new")
    form.fields |= {"name": "Metalen", "thresholds[0].kind": "importExtraShare", "thresholds[0].reason": "Zo besloten."}
    form.fields |= {"thresholds[0].comparison": "atLeast", "thresholds[0].limit": "0,9", "materials[3]": "cobalt"}
    kept = posted(client, "/pages/monitoring/new", form)
    assert kept.status_code == 303, kept.get_data(as_text=True)[:3000]
    again = opened(client, f"{kept.headers['Location']}/change")
    assert again.fields["thresholds[0].limit"] == "0,9"
    assert again.fields["_figure.thresholds[0].limit"] == "0.9"


def test_a_bidder_estimates_with_commas_and_sees_the_result_in_another_language(
    client: FlaskClient, lot: dict[str, Any]
) -> None:
    place = "/pages/estimate"
    form = opened(client, place)
    sites = "bid.items[0].productionSites"
    form = form_of(posted(client, place, form, _add=sites).get_data(as_text=True))
    for number, town in enumerate(("Hasselt, BE", "50,9307; 5,3325")):
        form.fields |= {f"{sites}[{number}].location": town, f"{sites}[{number}].share": ("99,50", "0,5")[number]}
    form.fields["_same"] = "yes"
    wrong = posted(client, place, form, **{f"{sites}[0].location": "ergens"})
    assert "of coördinaten, “50,9307; 5,3325”" in wrong.get_data(as_text=True)
    response = posted(client, place, form)
    text = response.get_data(as_text=True)
    assert response.status_code == 200, re.findall('id="problems".*?</div>', text, re.DOTALL)
    found = form_of(text)
    assert found.fields[f"{sites}[0].share"] == "99,5"
    assert found.entered == {}
    assert 'name="_worked_out"' in in_language(client, place, found, "fr")
    del lot
