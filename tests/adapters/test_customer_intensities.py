"""A customer's own emission intensities: the documented example loads, and what is wrong is said in words."""

import json
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest

from procurement_plugin.adapters.customer_intensities import load_customer_intensities
from procurement_plugin.adapters.frozen_method import MethodFiles, OwnData
from procurement_plugin.adapters.reference_data import ReferenceDataError
from procurement_plugin.application.evaluate_lot import evaluate_lot
from procurement_plugin.bootstrap import knowledge
from procurement_plugin.bootstrap.settings import data_directory
from procurement_plugin.web.schemas.reading import read_evaluation

PAGE = data_directory("config") / "reference_data" / "emission_intensities" / "README.md"
SHIPPED = ("open-eu-2026", "desnz-2026")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The example of the page, as a customer would copy it."""
    page = PAGE.read_text()
    for fence, name in (("csv", "our-carriers-2027.csv"), ("yaml", "our-carriers-2027.source.yaml")):
        (block,) = re.findall(rf"```{fence}\n(.*?)```", page, re.DOTALL)
        (tmp_path / name).write_text(block)
    return tmp_path


def test_the_example_of_the_page_loads(own: Path) -> None:
    (table,) = load_customer_intensities(own, SHIPPED).values()
    assert table.id == "our-carriers-2027"
    assert table.find("sea", "containerShip", date(2027, 3, 1)).well_to_wheel == D("0.0062")
    assert table.find("hub", "containerTerminal", date(2027, 3, 1)).unit == "kgCO2e/t"
    assert len(table.sha256) == 64


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("0.0062", "0,0062", "not a plain decimal number"),
        ("0.0062", "0.0063", "do not sum"),
        (",AR5,", ",AR6,", "may not be mixed"),
        ("2027-01-01", "1 January", "not a full day"),
        (
            "containerTerminal,average,ambient,,kgCO2e/t,",
            "containerTerminal,average,ambient,,kgCO2e/tkm,",
            "a hub counts",
        ),
        ("sea,", "ship,", "unknown mode ship; known are road"),
        ("vehicle_class", "class", "they have to be id, mode, vehicle_class"),
        ("carrier-report", "somewhere", "not on the sheet"),
    ],
)
def test_what_is_wrong_in_the_table_is_said(own: Path, old: str, new: str, words: str) -> None:
    table = own / "our-carriers-2027.csv"
    if old == "0.0062":
        table.write_text(table.read_text().replace("0.0054,0.0008,0.0062", f'0.0054,0.0008,"{new}"'))
    else:
        assert old in table.read_text()
        table.write_text(table.read_text().replace(old, new))
    with pytest.raises(ReferenceDataError, match=re.escape(words)):
        load_customer_intensities(own, SHIPPED)


def test_all_problems_are_said_at_once(own: Path) -> None:
    table = own / "our-carriers-2027.csv"
    table.write_text(table.read_text().replace(",AR5,", ",AR6,").replace("sea,", "ship,"))
    with pytest.raises(ReferenceDataError) as refused:
        load_customer_intensities(own, SHIPPED)
    assert len(refused.value.findings) >= 3


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda folder: (folder / "our-carriers-2027.csv").unlink(), "please put our-carriers-2027.csv beside it"),
        (lambda folder: sheet(folder, "licence:", "license:"), "lacks licence"),
        (lambda folder: sheet(folder, "gwp: AR5\n", ""), "lacks gwp"),
        (lambda folder: sheet(folder, "id: our-carriers-2027", "id: others"), "the files are called"),
    ],
)
def test_what_is_wrong_with_the_sheet_is_said(own: Path, change: Callable[[Path], Any], words: str) -> None:
    change(own)
    with pytest.raises(ReferenceDataError, match=words):
        load_customer_intensities(own, SHIPPED)


def sheet(folder: Path, old: str, new: str) -> None:
    file = folder / "our-carriers-2027.source.yaml"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))


def test_a_shipped_name_is_refused_and_so_is_a_folder_that_is_not_there(own: Path) -> None:
    with pytest.raises(ReferenceDataError, match="comes with the software"):
        load_customer_intensities(own, ("our-carriers-2027",))
    with pytest.raises(ReferenceDataError, match="There is no folder"):
        load_customer_intensities(own / "elsewhere", SHIPPED)


def test_a_row_that_may_not_be_passed_on_is_not_shipped() -> None:
    for name, table in knowledge.reference().intensities.items():
        text = (PAGE.parent / f"{name}.csv").read_text().splitlines()
        place = text[0].split(",").index("shippable")
        assert place == 17
        assert len(table.rows()) == len(text) - 1
        assert all(",yes," in line for line in text[1:])


def test_a_profile_names_the_set_and_a_published_version_keeps_it(own: Path, requests_by_name: dict[str, Any]) -> None:
    files = MethodFiles(data_directory("config"), knowledge.reference_from, OwnData(own, None))
    request = json.loads(json.dumps(requests_by_name["transport_emissions/request-chains.json"]))
    request["procedure"]["noticeDispatchedAt"] = "2027-02-01T09:00:00+01:00"
    request["procedure"]["tenderDeadlineAt"] = "2027-03-15T09:00:00+01:00"
    request["weightProfile"]["dataSet"] = "our-carriers-2027"
    request["bids"] = request["bids"][1:2]
    kept = dict(files.files())
    found = []
    for reference in (files.current, files.reference({**kept, "legal/README.md": b"changed"})):
        lot = read_evaluation(request, knowledge.schemas(), reference)
        found.append(evaluate_lot(lot, reference).evaluation.bids[0].criteria[0].measurement.measure)
    assert "own_intensities/our-carriers-2027.csv" in kept
    # 5 and 2.75 km of road at 0.1 and 19 543 km of sea at 0.0062, both for shortest feasible distances.
    assert found == [D("121.942")] * 2
