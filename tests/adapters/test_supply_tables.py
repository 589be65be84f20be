"""Tables of supply: held against their sheets, and an administrator's determinations read strictly."""

import csv
import hashlib
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from procurement_plugin.adapters.checked_tables import checked_rows
from procurement_plugin.adapters.frozen_method import MethodFiles, OwnData
from procurement_plugin.adapters.reference_data import ReferenceDataError
from procurement_plugin.adapters.supply_tables import supply_tables
from procurement_plugin.bootstrap import knowledge
from procurement_plugin.bootstrap.settings import data_directory, own_data_from

DATA = data_directory("config") / "reference_data"
FOLDERS = ("cpv_divisions", "countries", "critical_materials", "determinations", "product_groups", "raw_materials")
HEAD = "product,country,valid_from,valid_to,title,href"
ROW = "pv-modules,CN,2026-05-23,,Invented determination,https://example.org/1"
SHEET = "description: Determinations entered for a test\npublisher: Test\nretrieved: '2026-11-26'\n"
# Where the rows that were read by hand stand in their tables.
KEYS = {
    "countries.csv": ("iso2",),
    "critical_materials.csv": ("id",),
    "product_groups.csv": ("id",),
    "supply_shares.csv": ("material", "stage", "scope", "country"),
    "import_dependency.csv": ("reporter", "year", "hs"),
}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_is_what_its_sheet_says(name: str) -> None:
    sheet = yaml.load((DATA / name / "source.yaml").read_text(), Loader=yaml.BaseLoader)  # noqa: S506
    tables = sorted(path.name for path in (DATA / name).glob("*.csv"))
    assert tables == sorted(sheet["files"]) == sorted(sheet["rows"])
    for table in tables:
        content = (DATA / name / table).read_bytes()
        assert hashlib.sha256(content).hexdigest() == sheet["files"][table], table
        rows = checked_rows(DATA / name, table)
        assert str(len(rows)) == sheet["rows"][table]
    for source in sheet["sources"]:
        assert {"id", "title", "publisher", "licence", "href", "attribution", "retrieved"} <= set(source)
        assert source["href"].startswith("https://")
    for known in sheet.get("hand_read_rows", ()):
        row = _row(DATA / name / known["table"], known["key"])
        assert {key: row[key] for key in known if key not in ("table", "key")} == {
            key: value for key, value in known.items() if key not in ("table", "key")
        }


def _row(table: Path, key: str) -> dict[str, str]:
    with table.open(encoding="utf-8") as lines:
        return next(row for row in csv.DictReader(lines) if "/".join(row[name] for name in KEYS[table.name]) == key)


def test_a_table_that_was_changed_is_refused(tmp_path: Path) -> None:
    shutil.copytree(DATA / "countries", tmp_path / "countries")
    table = tmp_path / "countries" / "countries.csv"
    table.write_text(table.read_text().replace("CN,CHN,China,none", "CN,CHN,China,gpa"))
    with pytest.raises(ReferenceDataError, match="hash"):
        checked_rows(tmp_path / "countries", "countries.csv")


def own(folder: Path, *rows: str, head: str = HEAD, sheet: str = SHEET) -> Path:
    """A folder of determinations."""
    folder.mkdir(exist_ok=True)
    (folder / "determinations.csv").write_text("\n".join([head, *rows]) + "\n")
    (folder / "determinations.source.yaml").write_text(sheet)
    return folder


def test_without_determinations_none_counts() -> None:
    assert supply_tables(DATA, None)["determinations"].products() == ()


def test_an_administrators_determination_counts_from_its_day(tmp_path: Path) -> None:
    table = supply_tables(DATA, own(tmp_path / "own", ROW))["determinations"]
    assert table.countries("pv-modules", date(2026, 5, 22)) == frozenset()
    assert table.countries("pv-modules", date(2026, 5, 23)) == {"CN"}


def test_a_spreadsheets_mark_before_the_first_letter_does_no_harm(tmp_path: Path) -> None:
    folder = own(tmp_path / "own", ROW, head=f"\ufeff{HEAD}")
    assert supply_tables(DATA, folder)["determinations"].products() == ("pv-modules",)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (",CN,2026-05-23,,T,https://x", "'product' must be"),
        ("p,XX,2026-05-23,,T,https://x", "'XX' is no ISO 3166-1"),
        ("p,KR,2026-05-23,,T,https://x", "South Korea is no third country that may count"),
        ("p,DE,2026-05-23,,T,https://x", "Member State"),
        ("p,CN,23-05-2026,,T,https://x", "'valid_from' is no day"),
        ("p,CN,,,T,https://x", "'valid_from' is no day"),
        ("p,CN,20260523,,T,https://x", "'valid_from' is no day"),
        ("p,CN,2026-05-23,never,T,https://x", "'valid_to' is no day"),
        (f"{'p' * 81},CN,2026-05-23,,T,https://x", "'product' must be"),
        ("p,CN,2026-05-23,,T,https://x,more", "more fields"),
        ("p,CN,2026-05-23,2026-05-22,T,https://x", "ends before it begins"),
        ("p,CN,2026-05-23,,,https://x", "'title' must be"),
        ("p,CN,2026-05-23,,T,ftp://x", "https://"),
        ("p,CN", "'title' must be"),
    ],
)
def test_a_wrong_row_is_refused_at_its_line(tmp_path: Path, row: str, says: str) -> None:
    with pytest.raises(ReferenceDataError, match="line 3") as refused:
        supply_tables(DATA, own(tmp_path / "own", ROW, row))
    assert says in str(refused.value)


def test_spaces_around_a_value_are_no_part_of_it(tmp_path: Path) -> None:
    folder = own(tmp_path / "own", " pv-modules , CN , 2026-05-23 , , T , https://x ")
    assert supply_tables(DATA, folder)["determinations"].countries("pv-modules", date(2026, 5, 23)) == {"CN"}


def test_a_folder_that_is_named_must_hold_a_table_with_rows(tmp_path: Path) -> None:
    with pytest.raises(ReferenceDataError, match="cannot be read as a table"):
        supply_tables(DATA, tmp_path / "nowhere")
    with pytest.raises(ReferenceDataError, match="it has no row"):
        supply_tables(DATA, own(tmp_path / "own"))


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ReferenceDataError) as refused:
        supply_tables(DATA, own(tmp_path / "own", ",XX,never,,,", sheet="description: x\n"))
    assert len(refused.value.findings) == 7


@pytest.mark.parametrize(
    ("head", "sheet", "says"),
    [
        ("product,country", SHEET, "columns are missing"),
        (HEAD, "- a\n- b\n", "no names and values"),
        (HEAD, "a: [", "cannot be read"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path: Path, head: str, sheet: str, says: str) -> None:
    with pytest.raises(ReferenceDataError, match=says):
        supply_tables(DATA, own(tmp_path / "own", ROW, head=head, sheet=sheet))


def test_determinations_are_frozen_with_a_version(tmp_path: Path) -> None:
    given = own_data_from({"PROCUREMENT_DETERMINATIONS_DIR": str(own(tmp_path / "own", ROW))})
    files = MethodFiles(data_directory("config"), knowledge.reference_from, given)
    kept = dict(files.files())
    assert "own_determinations/determinations.csv" in kept
    shutil.rmtree(tmp_path / "own")
    later = MethodFiles(data_directory("config"), knowledge.reference_from, OwnData(None, None))
    frozen = later.reference(kept)
    assert frozen.tables["determinations"].products() == ("pv-modules",)


def test_every_division_of_the_cpv_has_its_name() -> None:
    from procurement_plugin.adapters.sector_names import sector_names  # noqa: PLC0415

    names = sector_names(DATA)
    assert len(names) == 45
    assert names["33"] == "Medical equipments, pharmaceuticals and personal care products"
    assert (names["03"][:12], names["45"]) == ("Agricultural", "Construction work")
