"""Builds the table of countries; run by hand, its output is committed.

    python config/reference_data/countries/build.py country_groups.csv

The input holds ISO codes, membership of the Union and the EEA, accession to the Agreement on Government Procurement,
and other agreements with a chapter on procurement. One class is kept for each country; dates are not, since most of
them were not read in a source.
"""

import csv
import io
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
CLASSES = {"EU": "union", "EEA": "eea", "GPA": "gpa", "FTA": "trade", "FTA_pending": "pending", "none": "none"}


def basis(row: dict[str, str]) -> str:
    """What the class rests on."""
    agreement = row["procurement_agreement"]
    if row["gpa_2012_in_force"] and agreement:
        return f"Agreement on Government Procurement; {agreement}"
    return "Agreement on Government Procurement" if row["gpa_2012_in_force"] else agreement


def main(source: Path) -> None:
    """Write countries.csv."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["iso2", "iso3", "name", "access", "basis"])
    with source.open(encoding="utf-8") as lines:
        for row in sorted(csv.DictReader(lines), key=lambda row: row["iso2"]):
            access = CLASSES[row["guaranteed_access_class"]]
            stated = "" if access in ("union", "none") else basis(row)
            writer.writerow([row["iso2"], row["iso3"], row["name"], access, stated])
    (FOLDER / "countries.csv").write_text(text.getvalue(), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
