"""The gazetteer loads as its sheet says, and every way of spoiling it is refused with all faults at once."""

import hashlib
import shutil
from collections.abc import Callable
from decimal import Decimal as D
from pathlib import Path

import pytest
import yaml

from procurement_plugin.adapters.reference_data import ReferenceDataError
from procurement_plugin.adapters.towns import MEMBER_STATES, load_towns
from procurement_plugin.bootstrap.settings import data_directory

SHIPPED = data_directory("config") / "reference_data" / "towns"
GENT = "2797656,Gent,BE,VLG,Flanders,51.05,3.71667,265086"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "towns"))


@pytest.fixture
def spoil(folder: Path) -> Callable[[str, str], Path]:
    """Replaces text in the table and signs it again, so that only the content is wrong."""

    def spoilt(old: str, new: str) -> Path:
        table, sheet = folder / "towns.csv", folder / "source.yaml"
        before = table.read_text()
        assert old in before
        table.write_text(before.replace(old, new, 1))
        hashes = [hashlib.sha256(text.encode()).hexdigest() for text in (before, table.read_text())]
        sheet.write_text(sheet.read_text().replace(*hashes))
        return folder

    return spoilt


def test_the_shipped_table_holds_what_its_sheet_says() -> None:
    gazetteer = load_towns(SHIPPED)
    assert str(len(gazetteer.towns)) == gazetteer.sheet["rows"]
    assert str(sum(town.population for town in gazetteer.towns)) == gazetteer.sheet["population"]
    assert {town.member_state for town in gazetteer.towns} == MEMBER_STATES
    assert len(MEMBER_STATES) == 27
    assert min(town.population for town in gazetteer.towns) >= 15_000
    assert "GeoNames" in gazetteer.sheet["sources"][0]["attribution"]
    assert gazetteer.sheet["sources"][0]["licence_href"].startswith("https://creativecommons.org/licenses/by/4.0/")


def test_rows_read_by_hand_are_in_the_table() -> None:
    towns = load_towns(SHIPPED).towns
    for row in yaml.safe_load((SHIPPED / "source.yaml").read_text())["hand_read_rows"]:
        (found,) = [t for t in towns if (t.name, t.member_state) == (row["name"], row["member_state"])]
        assert str(found.population) == row["population"]
        assert found.location[:2] == (D(row["latitude"]), D(row["longitude"]))


def test_the_hash_follows_table_and_sheet(folder: Path) -> None:
    before = load_towns(folder).sha256
    sheet = folder / "source.yaml"
    sheet.write_text(sheet.read_text() + "# read again\n")
    assert load_towns(folder).sha256 != before


def test_a_table_that_is_not_the_signed_one_is_refused(folder: Path) -> None:
    table = folder / "towns.csv"
    table.write_text(table.read_text().replace("265086", "265087"))
    with pytest.raises(ReferenceDataError, match="SHA-256"):
        load_towns(folder)


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (GENT.replace("51.05,3.71667", "3.71667,51.05"), "latitude 3.71667"),
        (GENT.replace(",BE,", ",UK,"), "UK is no Member State"),
        (GENT.replace("265086", "14999"), "population 14999"),
        (GENT.replace("265086", "many"), "population many"),
        (GENT.replace("51.05", "51,05"), "too few or too many"),
        (GENT.replace("51.05", "5.1e1"), "latitude 5.1e1"),
        (GENT.replace(",Flanders,", ",,"), "empty"),
        (GENT.replace("2797656", "2800866"), "stands twice"),
        (f"{GENT}\n2797656999,Other,BE,VLG,Flanders,51.05,3.7,20000", "the sheet says 4296"),
    ],
)
def test_a_wrong_row_is_refused(spoil: Callable[[str, str], Path], new: str, said: str) -> None:
    with pytest.raises(ReferenceDataError, match=said):
        load_towns(spoil(GENT, new))


def test_another_heading_is_refused(spoil: Callable[[str, str], Path]) -> None:
    with pytest.raises(ReferenceDataError, match="columns"):
        load_towns(spoil("latitude,longitude", "longitude,latitude"))


def test_all_faults_are_told_at_once(spoil: Callable[[str, str], Path]) -> None:
    with pytest.raises(ReferenceDataError) as refused:
        load_towns(spoil(GENT, GENT.replace(",BE,", ",UK,").replace("265086", "1")))
    assert len(refused.value.findings) == 2
