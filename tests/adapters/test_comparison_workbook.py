"""A comparison's workbook: what is written is read again, and no workbook of anybody's does harm."""

from __future__ import annotations

import copy
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from conftest import EXAMPLES
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement_plugin.adapters.comparison_workbook import sheets_of
from procurement_plugin.adapters.workbook import workbook
from procurement_plugin.application.production_sheets import COLUMNS, placed, request_of, request_tables
from procurement_plugin.bootstrap import comparison_wiring as forms
from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.web.pages.forms import typed
from procurement_plugin.web.schemas.production import REQUEST
from procurement_plugin.web.schemas.reading import issue

if TYPE_CHECKING:
    from pathlib import Path

MOMENT = forms.datetime.fromisoformat(forms.MADE)
CASES = sorted((EXAMPLES / "production_comparison").glob("*/case.json"))


def written(tree: dict[str, Any]) -> bytes:
    return workbook(request_tables(tree, lambda name: name), MOMENT)


def read(content: bytes) -> dict[str, Any]:
    return typed(REQUEST, request_of(sheets_of(content)).tree, ZoneInfo("UTC"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.parent.name)
def test_a_request_comes_back_from_its_workbook(path: Path) -> None:
    body = json.loads(path.read_text())
    assert read(written(body)) == body


TEXT = st.text(st.characters(blacklist_categories=["C", "Z"]), min_size=1, max_size=20)


@settings(max_examples=40, deadline=None)
@given(TEXT.map(lambda text: f"={text}"), TEXT, st.decimals(0, 10**9, places=4))
def test_text_is_never_a_formula_and_figures_keep_their_digits(formula: str, name: str, value: Any) -> None:
    body = json.loads(CASES[0].read_text())
    body["title"], body["note"] = formula, name
    body["figures"]["annualQuantity"]["value"] = f"{value:f}"
    content = written(body)
    assert read(content) == body
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_a_figure_typed_into_a_spreadsheet_is_read_as_it_was_typed() -> None:
    body = json.loads(CASES[0].read_text())
    book = openpyxl.load_workbook(io.BytesIO(written(body)))
    sheet = book["Figures"]
    wanted = {}
    for number, value in zip(range(2, 6), (0.1, 12.35, 1000000, 1e-07), strict=True):
        sheet.cell(number, 3).value = value
        wanted[sheet.cell(number, 1).value or "", sheet.cell(number, 2).value] = value
    out = io.BytesIO()
    book.save(out)
    found = sheets_of(out.getvalue())["Figures"]
    told = {(row.cells.get("location", ""), row.cells["figure"]): row.cells["value"] for row in found}
    assert [told[key] for key in wanted] == ["0.1", "12.35", "1000000", "0.0000001"]


def broken(change) -> bytes:  # noqa: ANN001
    book = openpyxl.load_workbook(io.BytesIO(written(json.loads(CASES[0].read_text()))))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def formula(book: Any) -> None:
    book["Figures"]["C2"].value = "=1+1"


def strange_sheet(book: Any) -> None:
    book.create_sheet("Macros").append(["x"])


def strange_column(book: Any) -> None:
    book["Figures"]["J1"].value = "colour"
    book["Figures"]["J2"].value = "blue"


def strange_field(book: Any) -> None:
    book["Case"].append(["colour", "blue"])


def strange_location(book: Any) -> None:
    book["Figures"].append(["NOWHERE", "unitPrice", "1", "", "", "EUR/unit", "x"])


def twice(book: Any) -> None:
    book["Figures"].append(["", "annualQuantity", "1", "", "", "units/year", "x"])


def twice_a_place(book: Any) -> None:
    book["Locations"].append(["GENK", "Again", "BE"])


def no_year(book: Any) -> None:
    book["Currencies"].append(["USD", "2026-11-20", "3", "1.1", "", "", "USD/EUR", "x"])


def same_year(book: Any) -> None:
    book["Currencies"].append(["USD", "2026-11-20", "1", "1.1", "", "", "USD/EUR", "x"])


def endless(book: Any) -> None:
    for number in range(3_100):
        book["Elements"].append(["HOME", f"S{number}"])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (formula, "A formula holds no result (sheet Figures, row 2)"),
        (strange_sheet, "There is no sheet Macros"),
        (strange_column, "has no column colour"),
        (strange_field, "There is no field colour"),
        (strange_location, "There is no location NOWHERE"),
        (twice, "The figure annualQuantity stands twice"),
        (twice_a_place, "The location GENK stands twice (sheet Locations, row 5)"),
        (no_year, "Number the years of a currency from 1 on, each once (sheet Currencies, row 3)"),
        (same_year, "Number the years of a currency from 1 on, each once (sheet Currencies, row 3)"),
        (endless, "more than 3000 rows"),
    ],
)
def test_a_workbook_that_is_not_ours_is_refused_with_its_place(change: Any, says: str) -> None:
    with pytest.raises(UnreadableInputError) as refused:
        read(broken(change))
    assert says in " ".join(finding.message for finding in refused.value.findings)


@pytest.mark.parametrize("content", [b"", b"PK", b"<xml/>", b"\x00" * 100, written({})[:500]])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableInputError, match="no workbook that can be read"):
        sheets_of(content)


def test_a_small_file_that_unpacks_to_a_large_one_is_refused_before_it_is_read() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 50_000_000)
    assert len(out.getvalue()) < 100_000
    with pytest.raises(UnreadableInputError, match="too large"):
        sheets_of(out.getvalue())


@pytest.mark.parametrize(
    ("part", "end", "more"),
    [
        ("xl/sharedStrings.xml", b"</sst>", b"<si><t>a</t></si>" * 60_000),
        ("xl/styles.xml", b"</fonts>", b'<font><sz val="1"/></font>' * 60_000),
        ("xl/worksheets/sheet1.xml", b"</sheetData>", b"<row><c><v>1</v></c></row>" * 60_000),
        ("xl/workbook.xml", b"</sheets>", b'<sheet name="S" sheetId="9" r:id="rId1"/>' * 5_000),
    ],
)
def test_what_would_take_minutes_to_open_is_refused_before_it_is_opened(
    part: str, end: bytes, more: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each was a file of some ten kilobytes that kept a processor busy for half a minute or more."""
    source, out = zipfile.ZipFile(io.BytesIO(written(json.loads(CASES[0].read_text())))), io.BytesIO()
    parts = {name: source.read(name) for name in source.namelist()}
    parts[part] = parts.get(part, b"<sst></sst>").replace(end, more + end, 1)
    assert more in parts[part]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    monkeypatch.setattr(openpyxl, "load_workbook", None)
    with pytest.raises(UnreadableInputError, match="too large"):
        sheets_of(out.getvalue())


def test_entities_are_not_resolved() -> None:
    source, out = zipfile.ZipFile(io.BytesIO(written(json.loads(CASES[0].read_text())))), io.BytesIO()
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    with zipfile.ZipFile(out, "w") as archive:
        for name in source.namelist():
            content = source.read(name)
            archive.writestr(
                name, content.replace(b"?>", b"?>" + bomb, 1) if name.endswith("workbook.xml") else content
            )
    with pytest.raises(UnreadableInputError, match="document type"):
        sheets_of(out.getvalue())


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_workbook_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    content = bytearray(written(json.loads(CASES[0].read_text())))
    for _ in range(data.draw(st.integers(1, 20))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        request_of(sheets_of(bytes(content)))
    except UnreadableInputError:
        return


def test_rates_of_later_years_are_taken_by_their_year_not_by_their_row() -> None:
    body = json.loads(next(path for path in CASES if path.parent.name == "risk_switched_on").read_text())
    book = openpyxl.load_workbook(io.BytesIO(written(body)))
    rows = [[cell.value for cell in row] for row in book["Currencies"].iter_rows(min_row=2)]
    for number, row in enumerate(reversed(rows), 2):
        for column, value in enumerate(row, 1):
            book["Currencies"].cell(number, column).value = value
    out = io.BytesIO()
    book.save(out)
    assert read(out.getvalue()) == body


def test_a_problem_names_its_sheet_and_row() -> None:
    body = copy.deepcopy(json.loads(CASES[0].read_text()))
    sheet = request_of(sheets_of(written(body)))
    name = body["locations"][0]["id"]
    found = placed([issue("input.invalidInput", "locations[0].figures.unitPrice.unit", "Wrong.")], sheet.cells)
    row = next(r.number for r in sheets_of(written(body))["Figures"] if r.cells.get("location") == name)
    assert found[0].message == f"Wrong. (sheet Figures, row {row})"


@pytest.mark.parametrize("language", ["en", "nl", "fr", "de"])
def test_the_template_asks_for_every_figure_and_holds_none(language: str) -> None:
    content = forms.template(language)
    assert content == forms.template(language)
    tree = forms.read(content).tree
    assert tree["figures"] == {}
    assert [place["figures"] for place in tree["locations"]] == [{}, {}]
    assert set(openpyxl.load_workbook(io.BytesIO(content)).sheetnames) == set(COLUMNS)
