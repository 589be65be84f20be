"""The scanner's pages: what they say to wrong addresses, what can be reached without a mouse, and their figures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from flask.testing import FlaskClient

SCANNED = [
    "/pages/scanner?product=pv+modules",
    "/pages/scanner?nace=C27",
    "/pages/strategicGoods",
    "/pages/strategicGoods?reporter=EU",
]


def page_of(client: FlaskClient, address: str, status: int = 200) -> str:
    found = client.get(address)
    assert found.status_code == status, address
    return found.get_data(as_text=True)


@pytest.mark.parametrize("year", ["²", "٢٠٢٠", "20x", "-1", "2020.0", "99999", "1" * 4000, "２０２０"])
def test_a_year_that_is_none_is_refused_in_words(client: FlaskClient, year: str) -> None:
    found = client.get("/pages/scanner", query_string={"product": "desk", "asOf": year})
    assert found.status_code == 400
    page = found.get_data(as_text=True)
    assert "Write the year in four digits" in page
    assert 'value="desk"' in page
    assert re.search(r'id="asOf"[^>]*aria-invalid="true"', page)


def test_a_wrong_year_does_not_hide_other_problems_and_a_year_out_of_the_data_is_told(client: FlaskClient) -> None:
    page = page_of(client, "/pages/scanner?asOf=%C2%B2&cpv=1", 400)
    assert "8 digits" in page
    assert "four digits" in page
    assert "begin in 2011" in page_of(client, "/pages/scanner?product=desk&asOf=1999", 400)
    alone = page_of(client, "/pages/scanner?asOf=%C2%B2", 400)
    assert "Say what to scan" not in alone


def test_a_form_without_a_question_asks_for_one_in_the_words_of_the_form(client: FlaskClient) -> None:
    page = page_of(client, "/pages/scanner?asOf=2020", 400)
    assert "Say what to scan: a product or material, or one of the codes." in page
    assert "billOfMaterials" not in page


@pytest.mark.parametrize("address", ["/pages/strategicGoods", "/pages/strategicGoods.csv"])
@pytest.mark.parametrize("reporter", ["XX", "be", "", "<b>", "9" * 3000])
def test_a_list_of_an_unknown_reporter_is_refused_on_a_page(client: FlaskClient, address: str, reporter: str) -> None:
    found = client.get(address, query_string={"reporter": reporter})
    assert found.status_code == 400
    page = found.get_data(as_text=True)
    assert "There is no such list" in page
    assert "reporter=EU" in page
    assert "<b>" not in page
    assert "default-src 'none'" in found.headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", SCANNED)
def test_every_box_that_scrolls_is_reached_by_keyboard_and_named(client: FlaskClient, address: str) -> None:
    page = page_of(client, address)
    boxes = re.findall(r"<div[^>]*table-responsive[^>]*>", page)
    assert boxes
    ids = set(re.findall(r'\sid="([^"]+)"', page))
    for box in boxes:
        assert 'tabindex="0"' in box
        assert 'role="region"' in box
        named = re.search(r'aria-label(ledby)?="([^"]+)"', box)
        assert named, box
        assert not named[1] or named[2] in ids
    assert all(name in ids for name in re.findall(r'aria-describedby="([^"]+)"', page))


def test_a_linked_material_is_a_section_that_its_address_opens(client: FlaskClient) -> None:
    page = page_of(client, "/pages/scanner?product=pv+modules")
    linked = re.findall(r'href="#(m-[^"]+)"', page)
    assert linked
    for name in linked:
        assert re.search(rf'<section class="[^"]*\bmaterial\b[^"]*" id="{name}"', page)
    with client.get("/pages/static/pages.css") as sheet:
        assert ".material:target .card-body { display: block; }" in " ".join(sheet.get_data(as_text=True).split())


def test_figures_of_the_study_stand_with_its_year(client: FlaskClient) -> None:
    page = page_of(client, "/pages/scanner?product=gallium")
    assert re.search(r"3\.9 <span[^>]*>\(2023\)</span>", page)
    assert "study of 2023" in page
    assert re.search(r"1\.3 <span[^>]*>\(2020\)</span>", page_of(client, "/pages/scanner?product=gallium&asOf=2020"))


def test_a_badge_says_as_what_a_material_is_strategic(client: FlaskClient) -> None:
    assert "strategic as: boron - metallurgy grade" in page_of(client, "/pages/scanner?product=boron")
    assert "strategic as" not in page_of(client, "/pages/scanner?product=gallium")


def test_one_is_not_many(client: FlaskClient) -> None:
    page = page_of(client, "/pages/scanner?product=gallium")
    assert "1 raw material." in page
    assert "1 raw materials" not in page


def test_net_zero_components_stand_under_their_technology_as_printed(client: FlaskClient) -> None:
    page = page_of(client, "/pages/scanner?product=pv+modules")
    assert "<dt>Photovoltaic (PV) technologies</dt>" in page
    assert "PV grade polysilicon; PV grade silicon ingots or equivalent; " in page


def test_what_may_have_been_meant_is_linked(client: FlaskClient) -> None:
    page = page_of(client, "/pages/scanner?product=chair")
    assert "Did you mean" in page
    linked = re.findall(r'Did you mean:.*?<a href="(\?product=[^"]+)"', page)
    assert linked
    assert "<table" in page_of(client, f"/pages/scanner{linked[0]}")


def test_goods_and_materials_stand_in_two_tables_and_what_is_left_out_below(client: FlaskClient) -> None:
    found = client.get("/scoring/v1/refData/strategicGoods?reporter=BE").get_json()
    page = page_of(client, "/pages/strategicGoods")
    goods, rest = page.split("Materials at risk for the Union as a whole", 1)
    assert "Goods whose imports make Belgium dependent" in goods
    by_kind = [sum(row["kind"] == kind for row in found["items"]) for kind in ("good", "material")]
    assert [goods.count("<tr>") - 1, rest.count("<tr>") - 1] == by_kind
    assert all(row["reason"].split(";")[0] in rest for row in found["leftOut"])


@pytest.mark.parametrize(
    ("language", "title", "gallium", "china"),
    [
        ("nl", "Grondstoffenscanner", "Gallium", "China"),
        ("fr", "Analyse des matières premières", "Gallium", "Chine"),
        ("de", "Rohstoff-Scanner", "Gallium", "China"),
    ],
)
def test_the_scanner_speaks_the_readers_language_and_marks_what_it_has_in_english_alone(
    client: FlaskClient, language: str, title: str, gallium: str, china: str
) -> None:
    ours = {}
    for address in ("/pages/scanner?product=gallium", "/pages/strategicGoods"):
        page = client.get(address, headers={"Accept-Language": language}).get_data(as_text=True)
        assert f'<html lang="{language}">' in page
        assert '<span lang="en">' in page
        ours[address] = re.sub(r'<(span|ul)[^>]* lang="en">.*?</\1>', "", page, flags=re.DOTALL)
    scan, goods = ours.values()
    assert all(word in scan for word in (title, gallium, china))
    for english in ("Supply risk", "What can be done", "not known", "World supply", "was not found", "For policy"):
        assert english not in scan, english
    for english in ("outside the Union", "Reasons", "hardly any", "from China", "one shipment", "For policy"):
        assert english not in goods, english
    assert "2022" in goods  # a year is no figure with thousands


def test_a_material_is_called_as_the_tables_call_it(client: FlaskClient) -> None:
    page = client.get("/pages/scanner?product=silicon+metal", headers={"Accept-Language": "nl"}).get_data(as_text=True)
    assert "Siliciummetaal" in page
