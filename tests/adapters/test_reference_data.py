"""The tables agree with their source sheets; a table that does not is refused whole."""

import hashlib
import shutil
from datetime import date
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
import yaml

from procurement_plugin.adapters.reference_data import ReferenceDataError, TableOfIntensities, load_intensities
from procurement_plugin.bootstrap.settings import data_directory
from procurement_plugin.domain.findings import OutOfCoverageError

FOLDER = data_directory("config") / "reference_data" / "emission_intensities"
NAME = "open-eu-2026"


@pytest.fixture(scope="module")
def table() -> TableOfIntensities:
    return load_intensities(FOLDER, NAME)


def sheet(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(path.read_text(), Loader=yaml.BaseLoader)  # noqa: S506  text only
    return loaded


def test_the_rows_a_person_read_in_the_source_are_in_the_table(table: TableOfIntensities) -> None:
    by_id = {row.id: row for row in table.rows()}
    for read in table.sheet["hand_read_rows"]:
        row = by_id[read["id"]]
        found = [f"{value:f}" for value in (row.tank_to_wheel, row.well_to_tank, row.well_to_wheel)]
        assert found == [read["tank_to_wheel"], read["well_to_tank"], read["well_to_wheel"]]


def test_every_row_has_a_source_with_licence_and_attribution(table: TableOfIntensities) -> None:
    sources = {source["id"]: source for source in table.sheet["sources"]}
    for row in table.rows():
        source = sources[row.source]
        assert source["licence"]
        assert source["attribution"]
        assert source["id"] == "own-derivation" or source["href"].startswith("https://")


def test_all_modes_but_hubs_are_covered_and_each_class_stands_once(table: TableOfIntensities) -> None:
    names = [(row.mode, row.vehicle_class) for row in table.rows()]
    assert {mode for mode, _ in names} == {"road", "rail", "inlandWaterway", "air", "sea"}
    assert len(set(names)) == len(names)


def test_no_class_is_plausibly_a_thousandfold_wrong(table: TableOfIntensities) -> None:
    """Order of magnitude, kg per tonne-km: ships and trains below road, road below air short haul."""
    spans = {
        "sea": (D("0.003"), D("0.07")),
        "rail": (D("0.005"), D("0.07")),
        "inlandWaterway": (D("0.01"), D("0.04")),
        "road": (D("0.01"), D("1.1")),
    }
    for row in table.rows():
        low, high = spans.get(row.mode, (D("0.3"), D(2)))
        assert low <= row.well_to_wheel <= high, row.id


@pytest.mark.parametrize(("day", "valid"), [("2026-07-30", False), ("2026-07-31", True), ("2026-12-01", True)])
def test_a_row_is_valid_from_its_first_day_on(table: TableOfIntensities, day: str, valid: bool) -> None:
    if valid:
        assert table.find("road", "articOver33t", date.fromisoformat(day)).well_to_wheel == D("0.09634")
    else:
        with pytest.raises(OutOfCoverageError, match="2026-07-31"):
            table.find("road", "articOver33t", date.fromisoformat(day))


def test_a_row_past_its_last_day_is_refused(tmp_path: Path) -> None:
    changed = copied(tmp_path, "0.09634,actual,twoAgreeingCopies", "2026-07-31,,", "2026-07-31,2026-12-31,")
    ended = load_intensities(changed, NAME)
    assert ended.find("road", "articOver33t", date(2026, 12, 31))
    with pytest.raises(OutOfCoverageError, match="2026-12-31"):
        ended.find("road", "articOver33t", date(2027, 1, 1))


def copied(folder: Path, line_with: str, old: str, new: str, *, mend_hash: bool = True) -> Path:
    """A copy of the data set with one line changed, its hash on the sheet mended or not."""
    for name in (f"{NAME}.csv", f"{NAME}.source.yaml"):
        shutil.copy(FOLDER / name, folder)
    table_file, sheet_file = folder / f"{NAME}.csv", folder / f"{NAME}.source.yaml"
    lines = table_file.read_text().splitlines(keepends=True)
    changed = [line.replace(old, new) if line_with in line else line for line in lines]
    assert changed != lines
    table_file.write_text("".join(changed))
    if mend_hash:
        digest = hashlib.sha256(table_file.read_bytes()).hexdigest()
        sheet_file.write_text(sheet_file.read_text().replace(sheet(sheet_file)["sha256"], digest))
    return folder


@pytest.mark.parametrize(
    ("old", "new", "mend_hash", "words"),
    [
        ("0.07835", "0.07834", False, "SHA-256"),
        ("0.07835", "0.07834", True, "do not sum"),
        ("twoAgreeingCopies", "hearsay", True, "unknown verification"),
        ("desnz-2026,", "somebody,", True, "not on the sheet"),
        ("0.07835,", '"0,07835",', True, "not a plain decimal number"),
        (",actual,", ",crowFlies,", True, "unknown distance basis"),
        ("2026-07-31", "31 July 2026", True, "not a full day"),
    ],
)
def test_a_table_that_disagrees_with_its_sheet_is_refused(
    tmp_path: Path,
    old: str,
    new: str,
    mend_hash: bool,
    words: str,
) -> None:
    folder = copied(tmp_path, "articOver33t.desnz", old, new, mend_hash=mend_hash)
    with pytest.raises(ReferenceDataError) as refused:
        load_intensities(folder, NAME)
    assert words in " ".join(finding.message for finding in refused.value.findings)


def test_a_table_that_lost_a_row_or_renamed_a_column_is_refused(tmp_path: Path) -> None:
    for line_with, old, new, words in (
        ("freightTrain", "rail.", "# rail.", "86 rows"),
        ("id,mode", "vehicle_class", "class", "The columns are"),
    ):
        folder = copied(tmp_path, line_with, old, new)
        table_file = folder / f"{NAME}.csv"
        kept = [line for line in table_file.read_text().splitlines(keepends=True) if not line.startswith("#")]
        table_file.write_text("".join(kept))
        with pytest.raises(ReferenceDataError) as refused:
            load_intensities(folder, NAME)
        assert words in " ".join(finding.message for finding in refused.value.findings)


def test_what_is_not_covered_is_refused_with_what_is(table: TableOfIntensities) -> None:
    day = date(2026, 12, 1)
    with pytest.raises(OutOfCoverageError, match="air, inlandWaterway, rail, road, sea"):
        table.find("pipeline", "crude", day)
    with pytest.raises(OutOfCoverageError, match="freightTrain"):
        table.find("rail", "maglev", day)


def test_the_landmass_table_is_the_one_on_its_sheet() -> None:
    folder = FOLDER.parent / "landmass"
    written = sheet(folder / "landmass.source.yaml")
    assert hashlib.sha256((folder / "landmass.csv.gz").read_bytes()).hexdigest() == written["sha256"]
    assert hashlib.sha256((folder / "fixed_links.csv").read_bytes()).hexdigest() == written["fixed_links_sha256"]
