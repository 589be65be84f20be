"""What spreadsheets and editors make of a customer's files is told in words, for all sets of the folder at once."""

import re
from datetime import date
from pathlib import Path

import pytest

from procurement_plugin.adapters.customer_intensities import load_customer_intensities
from procurement_plugin.adapters.reference_data import ReferenceDataError
from procurement_plugin.bootstrap.settings import data_directory

PAGE = data_directory("config") / "reference_data" / "emission_intensities" / "README.md"
NAME = "our-carriers-2027"
DAY = date(2027, 3, 1)


def block(fence: str) -> str:
    (found,) = re.findall(rf"```{fence}\n(.*?)```", PAGE.read_text(), re.DOTALL)
    return str(found)


TABLE, SHEET = block("csv"), block("yaml")


def written(folder: Path, table: str | bytes | None = TABLE, sheet: str | None = SHEET, name: str = NAME) -> Path:
    if table is not None:
        (folder / f"{name}.csv").write_bytes(table if isinstance(table, bytes) else table.encode())
    if sheet is not None:
        (folder / f"{name}.source.yaml").write_text(sheet)
    return folder


def told(folder: Path) -> list[str]:
    with pytest.raises(ReferenceDataError) as refused:
        load_customer_intensities(folder, ())
    assert all(finding.message in str(refused.value) for finding in refused.value.findings)
    return [finding.message for finding in refused.value.findings]


def test_a_file_of_a_spreadsheet_with_its_mark_and_line_ends_loads(tmp_path: Path) -> None:
    folder = written(tmp_path, b"\xef\xbb\xbf" + TABLE.replace("\n", "\r\n").encode())
    table = load_customer_intensities(folder, ())[NAME]
    assert [row.id for row in table.rows()] == [line.split(",")[0] for line in TABLE.splitlines()[1:]]
    assert table.rows()[-1].valid_to is None


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (TABLE.replace(",", ";"), "separated by semicolons"),
        (TABLE.replace("0.0062", "0,0062"), "Line 3 has 20 values, the first line names 19 columns"),
        (TABLE.replace(",no,Container ships of our carriers", ""), "Line 3 has 17 values"),
        (TABLE.replace("Container ships", 'Container "ships').replace(",p. 7", ',"p. 7'), "cannot be read as CSV"),
        (TABLE.replace("Container ships", "Schiffe für").encode("latin-1"), "not UTF-8 text"),
        ("", "The table has no rows"),
        (TABLE.splitlines()[0] + "\n", "The table has no rows"),
    ],
)
def test_a_table_that_cannot_be_read_says_where_and_why(tmp_path: Path, table: str | bytes, words: str) -> None:
    (message,) = told(written(tmp_path, table))
    assert words in message


def test_a_decimal_comma_in_every_row_is_not_taken_for_a_column_more(tmp_path: Path) -> None:
    table = re.sub(r"0\.(\d+,SFD|6,1\.1,SFD)", r"0,\1", TABLE)
    messages = told(written(tmp_path, table))
    assert [re.findall(r"Line (\d)", message) for message in messages] == [["2"], ["3"], ["4"]]


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        ("id: [a\n", "cannot be read (line 2)"),
        ("", "cannot be read"),
        ("- id\n", "no names and values"),
        (SHEET.split("sources:")[0] + "sources: carrier\n", "have to be a list"),
        (SHEET.split("sources:")[0] + "sources:\n  - carrier\n", "have to be a list"),
        (SHEET.replace("- id: carrier-report", "- id: [carrier-report]"), "Source 1 of the sheet lacks id"),
        (SHEET + "gwp: AR5\n", "stands twice"),
    ],
)
def test_a_sheet_that_cannot_be_read_says_where_and_why(tmp_path: Path, sheet: str, words: str) -> None:
    (message,) = told(written(tmp_path, sheet=sheet))
    assert words in message


def test_a_table_without_its_sheet_is_not_passed_over(tmp_path: Path) -> None:
    (message,) = told(written(tmp_path, sheet=None))
    assert message == f"The file {NAME}.csv stands alone; please put {NAME}.source.yaml beside it."


def test_sheet_and_table_and_every_set_are_told_at_once(tmp_path: Path) -> None:
    written(tmp_path, TABLE.replace("sea,", "ship,"), SHEET.replace("title: Our", "titel: Our"))
    written(tmp_path, TABLE.replace("0.0062", "0.0063"), SHEET.replace(NAME, "second"), "second")
    written(tmp_path, None, SHEET.replace(NAME, "third"), "third")
    messages = told(tmp_path)
    for words in ("lacks title", "unknown mode ship", "0.0054 + 0.0008 is not 0.0063", "put third.csv beside it"):
        assert any(words in message for message in messages), words


def test_a_row_that_does_not_say_how_it_was_checked_counts_as_a_single_copy(tmp_path: Path) -> None:
    head, *rows = TABLE.splitlines()
    table = "\n".join([head, rows[0].replace("officialFile", ""), *rows[1:], ""])
    found = load_customer_intensities(written(tmp_path, table), ())[NAME]
    assert [row.verification for row in found.rows()] == ["singleCopy", "officialFile", "officialFile"]


def test_a_source_without_attribution_is_named_by_its_title(tmp_path: Path) -> None:
    sheet = re.sub(r" +attribution: .*\n", "", SHEET)
    assert sheet != SHEET
    (source,) = load_customer_intensities(written(tmp_path, sheet=sheet), ())[NAME].sheet["sources"]
    assert source["attribution"] == "Emission report 2026 of our carriers (invented)"


def test_a_changed_figure_and_a_changed_sheet_change_the_hash(tmp_path: Path) -> None:
    hashes = {load_customer_intensities(written(tmp_path), ())[NAME].sha256}
    changed = TABLE.replace("0.0054,0.0008,0.0062", "0.0054,0.0009,0.0063")
    hashes.add(load_customer_intensities(written(tmp_path, changed), ())[NAME].sha256)
    hashes.add(load_customer_intensities(written(tmp_path, sheet=SHEET + "note: seen\n"), ())[NAME].sha256)
    assert len(hashes) == 3


def test_two_sets_of_a_folder_stand_beside_each_other_and_an_empty_folder_has_none(tmp_path: Path) -> None:
    assert load_customer_intensities(tmp_path, ()) == {}
    written(tmp_path)
    written(tmp_path, TABLE.replace(",AR5,", ",AR6,"), SHEET.replace(NAME, "second").replace("AR5", "AR6"), "second")
    found = load_customer_intensities(tmp_path, ())
    assert {name: table.find("road", "articOver33t", DAY).gwp for name, table in found.items()} == {
        NAME: "AR5",
        "second": "AR6",
    }
