"""The page of the production comparison: what is typed stays, what is wrong is told at its field, files come and go."""

from __future__ import annotations

import copy
import io
import json
import re
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from conftest import EXAMPLES
from web.test_production_comparisons import CASES, WRONG

from procurement_plugin.bootstrap import comparison_wiring
from procurement_plugin.domain.production.registry import case_figures, location_figures, switches

if TYPE_CHECKING:
    from flask.testing import FlaskClient

PAGE = "/pages/comparison"
LANGUAGES = {"en": "Where to produce", "nl": "Waar produceren", "fr": "Où produire", "de": "Wo produzieren"}


class Fields(HTMLParser):
    """What a browser would send of the form of the case."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._inside = False
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._inside = given.get("id") == "case"
        name = given.get("name") or ""
        if not self._inside:
            return
        if tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            self.fields[name] = given.get("value") or ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and (self._select not in self.fields or "selected" in given):
            self.fields[self._select] = given.get("value") or ""
        elif tag == "textarea":
            self._area = name
            self.fields[name] = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        self._select = "" if tag == "select" else self._select
        self._area = "" if tag == "textarea" else self._area


def fields_of(page: str) -> dict[str, str]:
    parser = Fields()
    parser.feed(page)
    return parser.fields


def upload(client: FlaskClient, content: bytes, name: str = "case.json", status: int = 200) -> str:
    sent = client.post(f"{PAGE}/file", data={"_file": (io.BytesIO(content), name)}, content_type="multipart/form-data")
    assert sent.status_code == status, sent.get_data(as_text=True)[:2000]
    return sent.get_data(as_text=True)


def brought(client: FlaskClient, case: str) -> str:
    return upload(client, json.dumps(CASES[case]).encode())


def case_of(client: FlaskClient, fields: dict[str, str]) -> dict[str, Any]:
    """The case that the page hands out for these fields."""
    found = client.post(PAGE, data={**fields, "_action": "json"})
    assert found.status_code == 200, found.get_data(as_text=True)[:3000]
    assert "attachment" in found.headers["Content-Disposition"]
    body: dict[str, Any] = found.get_json()
    return body


@pytest.mark.parametrize("name", CASES)
def test_nothing_of_a_case_is_lost_on_its_way_through_the_form(client: FlaskClient, name: str) -> None:
    assert case_of(client, fields_of(brought(client, name))) == CASES[name]


@pytest.mark.parametrize("name", CASES)
def test_the_result_is_that_of_the_service(client: FlaskClient, name: str) -> None:
    page = unescape(
        re.sub(r"<[^>]+>", " ", client.post(PAGE, data=fields_of(brought(client, name))).get_data(as_text=True))
    )
    stored = json.loads((EXAMPLES / "production_comparison" / name / "comparison.json").read_text())
    for place in stored["locations"]:
        assert place["perUnit"]["total"] in page
    assert "never part of an award" in page
    for difference in stored["differences"]:
        assert f"{difference['breakEven']['price']} {stored['currency']}" in page


def test_the_empty_form_asks_for_every_figure_and_offers_every_switch_off(client: FlaskClient) -> None:
    page = client.get(PAGE).get_data(as_text=True)
    names = set(fields_of(page))
    for number in (0, 1):
        for figure in location_figures():
            for part in ("value", "low", "high", "unit", "source"):
                assert f"locations[{number}].figures.{figure}.{part}" in names
    assert {f"figures.{figure}.source" for figure in case_figures()} <= names
    assert page.count('type="checkbox"') == len(switches())
    assert "checked" not in page


def test_an_empty_form_is_refused_in_words_and_keeps_what_was_typed(client: FlaskClient) -> None:
    fields = {**fields_of(client.get(PAGE).get_data(as_text=True)), "title": "Screws", "locations[0].name": "Here"}
    found = client.post(PAGE, data={**fields, "_action": "compare"})
    page = found.get_data(as_text=True)
    assert found.status_code == 400
    assert 'value="Screws"' in page
    assert 'value="Here"' in page
    assert 'href="#figures.annualQuantity.value"' in page
    assert 'href="#locations[0].figures.unitPrice.value"' in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("change", "place"), [(change, place) for change, place, _ in WRONG[1:20]])
def test_every_problem_leads_to_a_field_of_the_form(
    client: FlaskClient, change: Any, place: str, language: str
) -> None:
    body = copy.deepcopy(CASES["near_and_far"])
    change(body)
    client.set_cookie("procurement-language", language, path="/pages/")
    page = upload(client, json.dumps(body).encode(), status=400)
    assert LANGUAGES[language] in page
    ids = set(re.findall(r' id="([^"]+)"', page))
    targets = re.findall(r'href="#((?:figures|locations|currencies|reference|years|switchedOn)[^"]*)"', page)
    assert targets
    known = [target for target in targets if target in ids]
    assert known or place.endswith("colour"), targets


def test_a_comma_before_the_decimals_is_read(client: FlaskClient) -> None:
    fields = fields_of(brought(client, "near_and_far"))
    fields["locations[0].figures.unitPrice.value"] = "18,40"
    assert case_of(client, fields) == CASES["near_and_far"]
    fields["locations[0].figures.unitPrice.value"] = "18,40,1"
    refused = client.post(PAGE, data=fields)
    assert refused.status_code == 400
    assert 'value="18,40,1"' in refused.get_data(as_text=True)


def test_locations_come_and_go_without_losing_anything(client: FlaskClient) -> None:
    fields = fields_of(brought(client, "near_and_far"))
    more = fields_of(client.post(PAGE, data={**fields, "_action": "add"}).get_data(as_text=True))
    assert "locations[3].name" in more
    fields.pop("_worked_out")
    new = ("locations[3]", "_figure.locations[3]")
    assert {name: value for name, value in more.items() if not name.startswith(new)} == fields
    less = client.post(PAGE, data={**more, "_action": "remove-4"}).get_data(as_text=True)
    assert case_of(client, fields_of(less)) == CASES["near_and_far"]
    gone = fields_of(client.post(PAGE, data={**fields, "_action": "remove-1"}).get_data(as_text=True))
    assert [gone[f"locations[{number}].id"] for number in (0, 1)] == ["WROCLAW", "NINGBO"]
    assert gone["reference"] == "WROCLAW"
    many = fields
    for _ in range(6):
        many = fields_of(client.post(PAGE, data={**many, "_action": "add"}).get_data(as_text=True))
    assert "locations[5].name" in many
    assert "locations[6].name" not in many


def test_a_workbook_comes_in_and_goes_out(client: FlaskClient) -> None:
    fields = fields_of(brought(client, "risk_switched_on"))
    book = client.post(PAGE, data={**fields, "_action": "xlsx"})
    assert openpyxl.load_workbook(io.BytesIO(book.data)).sheetnames[0] == "About"
    again = upload(client, book.data, "case.xlsx")
    assert case_of(client, fields_of(again)) == CASES["risk_switched_on"]
    assert client.get(f"{PAGE}/template.xlsx").data == comparison_wiring.template("en")


def test_the_document_comes_out_in_the_language_of_the_reader(client: FlaskClient) -> None:
    client.set_cookie("procurement-language", "fr", path="/pages/")
    found = client.post(PAGE, data={**fields_of(brought(client, "two_sites_abroad")), "_action": "pdf"})
    assert (found.status_code, found.mimetype) == (200, "application/pdf")
    assert found.headers["Content-Language"] == "fr"
    client.application.extensions["procurement"].desk.close()  # its renderer


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"{", "case.json", "not JSON"),
        (b"[]", "case.json", "JSON object"),
        (b"PK", "case.xlsx", "no workbook"),
        (b"", "", "Choose a file first"),
        (b'{"locations": "x", "figures": [], "currencies": {"a": 1}, "switchedOn": 3}', "case.json", "Please correct"),
        (b'{"locations": [1, {"sources": "x", "figures": {"unitPrice": 3}}]}', "case.json", "Please correct"),
        (b'{"locations": [{"sources": [{"elements": "x", "location": 4}]}]}', "case.json", "Please correct"),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused_on_the_page(
    client: FlaskClient, content: bytes, name: str, says: str
) -> None:
    assert says in upload(client, content, name, 400)


def test_what_somebody_typed_is_shown_as_text(client: FlaskClient) -> None:
    body = copy.deepcopy(CASES["near_and_far"])
    body["title"] = body["locations"][0]["name"] = "<script>alert(1)</script>"
    body["locations"][0]["figures"]["unitPrice"]["source"] = '"><img src=x>'
    body["unit"] = "{0}{x!r}"
    page = upload(client, json.dumps(body).encode())
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "{0}{x!r}" in unescape(page)


def test_the_page_can_be_launched_and_belongs_to_nothing_else() -> None:
    from procurement_plugin.web.pages.session import PAGES  # noqa: PLC0415

    assert PAGES["comparison"].scope == "scoring:read"
    assert not PAGES["comparison"].needs | PAGES["comparison"].may
