"""The scanner over HTTP and as a page: what it answers, what it refuses, and that it loads nothing from elsewhere."""

from __future__ import annotations

import codecs
import csv
import io
import re
from typing import TYPE_CHECKING, Any

import pytest

from procurement_plugin.application.strategic_list import COLUMNS
from procurement_plugin.web.api.material_scans import HEADINGS

if TYPE_CHECKING:
    from flask.testing import FlaskClient

BASE = "/scoring/v1"


def test_a_scan_is_answered_and_nothing_is_stored(client: FlaskClient) -> None:
    found = client.post(f"{BASE}/materialScans", json={"cpv": "42511110"})
    assert found.status_code == 200
    assert found.get_json()["productGroups"][0]["id"] == "heat-pumps"
    assert {"copper", "fluorspar"} <= {row["material"] for row in found.get_json()["materials"]}


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({}, {""}),
        ({"everything": False}, {""}),
        ({"cpv": "123", "hs": "1", "nace": "??"}, {"cpv", "hs", "nace"}),
        ({"product": ""}, {"product"}),
        ({"product": "x", "colour": "red"}, {"colour"}),
        ({"billOfMaterials": [{"name": "lithium", "hs": "283691"}]}, {"billOfMaterials[0]"}),
        ({"billOfMaterials": [{"share": "5"}]}, {"billOfMaterials[0]"}),
        ({"billOfMaterials": []}, {"billOfMaterials"}),
        ({"product": "x", "asOf": 1999}, {"asOf"}),
        ({"product": "x", "asOf": "2020"}, {"asOf"}),
    ],
)
def test_what_cannot_be_scanned_is_refused_at_its_place(
    client: FlaskClient, body: dict[str, Any], names: set[str]
) -> None:
    found = client.post(f"{BASE}/materialScans", json=body)
    assert found.status_code == 400, found.get_data(as_text=True)
    assert {issue.get("name", "") for issue in found.get_json()["issues"]} == names


def test_two_years_are_compared(client: FlaskClient) -> None:
    found = client.post(f"{BASE}/materialScans/comparisons", json={"everything": True, "asOf": 2020})
    assert found.status_code == 200
    assert ("feldspar", "supplyRisk") in {(row["material"], row["what"]) for row in found.get_json()["crossed"]}
    backwards = {"everything": True, "asOf": 2023, "until": 2020}
    assert client.post(f"{BASE}/materialScans/comparisons", json=backwards).get_json()["issues"][0]["name"] == "until"
    assert client.post(f"{BASE}/materialScans/comparisons", json={"everything": True}).status_code == 400


def test_materials_and_countries_are_listed(client: FlaskClient) -> None:
    materials = client.get(f"{BASE}/refData/materials").get_json()["items"]
    lithium = next(row for row in materials if row["id"] == "lithium")
    assert (lithium["supplyRisk"], lithium["strategic"]) == ("1.9", True)
    assert sum(row.get("critical") == row["id"] for row in materials) == 34
    countries = client.get(f"{BASE}/refData/countries").get_json()["items"]
    access = {row["iso2"]: row["access"] for row in countries}
    assert (access["BE"], access["NO"], access["KR"], access["VN"], access["CN"]) == (
        "union",
        "eea",
        "gpa",
        "trade",
        "none",
    )
    assert client.get(f"{BASE}/refData/materials?x=1").status_code == 400


def test_the_list_of_strategic_goods_comes_as_json_and_as_a_table(client: FlaskClient) -> None:
    found = client.get(f"{BASE}/refData/strategicGoods?reporter=EU").get_json()
    assert found["reporter"] == "EU"
    text = client.get(f"{BASE}/refData/strategicGoods?reporter=EU", headers={"Accept": "text/csv"})
    assert text.content_type.startswith("text/csv")
    assert text.get_data().startswith(codecs.BOM_UTF8)
    rows = list(csv.DictReader(io.StringIO(text.get_data().decode("utf-8-sig"))))
    assert len(rows) == found["total"]
    assert {"Good", "Raw material", "Imports, thousand USD"} <= set(rows[0])
    assert set(HEADINGS) == set(COLUMNS)
    assert not any(cell[:1] in ("=", "+", "-", "@") for row in rows for cell in row.values() if cell)
    assert client.get(f"{BASE}/refData/strategicGoods?reporter=XX").status_code == 400


PAGES = [
    "/pages/scanner",
    "/pages/scanner?product=batteries",
    "/pages/strategicGoods",
    "/pages/strategicGoods?reporter=EU",
]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_loads_nothing_from_elsewhere_and_holds_no_script_or_style(client: FlaskClient, address: str) -> None:
    found = client.get(address)
    assert found.status_code == 200
    page = found.get_data(as_text=True)
    assert "<script" not in page
    assert " style=" not in page
    assert "<style" not in page
    assert not re.search(r'(?:src|href)="(?:https?:)?//', re.sub(r'<a href="https://[^"]*">', "", page))
    assert "default-src 'none'" in found.headers["Content-Security-Policy"]
    for sheet in re.findall(r'<link rel="stylesheet" href="([^"]+)"', page):
        with client.get(sheet) as served:
            assert served.status_code == 200, sheet


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_a_language_a_title_one_heading_and_labels(client: FlaskClient, address: str) -> None:
    page = client.get(address).get_data(as_text=True)
    assert '<html lang="en">' in page
    assert len(re.findall(r"<h1", page)) == 1
    for name in re.findall(r'<input [^>]*id="([^"]+)"', page):
        assert f'for="{name}"' in page
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert page.count("<table") == page.count("<thead")


def test_the_form_names_every_problem_and_keeps_what_was_typed(client: FlaskClient) -> None:
    found = client.get("/pages/scanner?cpv=12&nace=zz&product=desk")
    assert found.status_code == 400
    page = found.get_data(as_text=True)
    assert "8 digits" in page
    assert "NACE" in page
    assert 'value="desk"' in page


@pytest.mark.parametrize("field", ["product", "cpv", "hs", "nace", "asOf"])
@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=1>', "{{ 7*7 }}", "\x00\x07", "9" * 5000, "🦺"]
)
def test_markup_in_a_field_stays_text(client: FlaskClient, field: str, text: str) -> None:
    found = client.get("/pages/scanner", query_string={field: text})
    page = found.get_data(as_text=True)
    assert found.status_code in (200, 400)
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "{{ 7*7 }}" in page or "49" not in page


def test_the_table_downloads_with_a_name(client: FlaskClient) -> None:
    found = client.get("/pages/strategicGoods.csv?reporter=BE")
    assert "strategic-goods-BE.csv" in found.headers["Content-Disposition"]
    assert found.get_data().startswith(codecs.BOM_UTF8 + b"Good or material,HS code,Good,")
