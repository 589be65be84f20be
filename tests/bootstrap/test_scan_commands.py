"""Bills of materials as spreadsheets write them, and the table that is written for them."""

from __future__ import annotations

import codecs
import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from procurement_plugin.bootstrap.scan_commands import scan, strategic_goods
from procurement_plugin.domain.findings import UnreadableInputError

if TYPE_CHECKING:
    from pathlib import Path

LINES = [{"name": "lithium", "share": "12.5"}, {"hs": "283691"}]


@pytest.mark.parametrize(
    "text",
    [
        "name,hs,share\nlithium,,12.5\n,283691,\n",
        "name;hs;share\r\nlithium;;12,5\r\n;283691;\r\n;;\r\n",
        "\ufeffName; HS; Share\r\nlithium; ; 12,5\r\n;283691;\r\n",
        "name\ths\tshare\nlithium\t\t12,5\n\t283691\t\n",
        'name;hs;share\n"lithium";;"12,5"\n;"283691";\n',
    ],
    ids=["commas", "semicolons", "excel", "tabs", "quoted"],
)
def test_a_bill_is_read_whatever_stands_between_its_cells(tmp_path: Path, text: str) -> None:
    bill, out = tmp_path / "bill.csv", tmp_path / "scan.json"
    bill.write_bytes(text.encode())
    result = CliRunner().invoke(scan, ["--bill", str(bill), "--json", str(out)])
    assert result.exit_code == 0, result.output
    document = json.loads(out.read_text(encoding="utf-8"))
    assert document["query"]["billOfMaterials"] == LINES
    assert "lithium" in {row["material"] for row in document["materials"]}


def test_a_bill_in_another_encoding_is_refused_with_the_remedy(tmp_path: Path) -> None:
    bill = tmp_path / "bill.csv"
    bill.write_bytes("name;hs\nmétal;\n".encode("cp1252"))
    result = CliRunner().invoke(scan, ["--bill", str(bill)])
    assert isinstance(result.exception, UnreadableInputError)
    assert 'save it as "CSV UTF-8"' in str(result.exception)


def test_the_written_table_opens_in_excel_with_its_accents(tmp_path: Path) -> None:
    out = tmp_path / "list.csv"
    result = CliRunner().invoke(strategic_goods, ["--csv", str(out)])
    assert result.exit_code == 0, result.output
    assert out.read_bytes().startswith(codecs.BOM_UTF8 + b"Good or material,")
