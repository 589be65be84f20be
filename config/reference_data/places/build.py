"""Builds the tables of places; run by hand, their output is committed.

    python config/reference_data/places/build.py gazetteer.csv airports.csv

The first input is the GeoNames gazetteer with the columns name, ascii_name, country, lat, lon, population and
geonameid; the second a list of airports with iata, name, lat and lon. Columns are chosen, nothing is computed; a name
in plain letters stands only where it differs.
"""

import csv
import gzip
import hashlib
import io
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def table(file: Path, columns: dict[str, str], order: list[str]) -> bytes:
    """A table with our own column names, in a stated order."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns.values())
    with file.open(encoding="utf-8") as lines:
        rows = sorted(csv.DictReader(lines), key=lambda row: [row[name] for name in order])
    for row in rows:
        if row.get("ascii_name") == row["name"]:
            row["ascii_name"] = ""
        writer.writerow([row[name] for name in columns])
    return text.getvalue().encode()


def main(gazetteer: Path, airports: Path) -> None:
    """Write towns.csv.gz and airports.csv, and say their hashes."""
    towns = {"geonameid": "geonames_id", "name": "name", "ascii_name": "plain_name", "country": "country"}
    places = {"lat": "latitude", "lon": "longitude"}
    content = table(gazetteer, {**towns, **places, "population": "population"}, ["country", "name", "geonameid"])
    (FOLDER / "towns.csv.gz").write_bytes(gzip.compress(content, compresslevel=9, mtime=0))
    (FOLDER / "airports.csv").write_bytes(table(airports, {"iata": "iata", "name": "name", **places}, ["iata"]))
    for name in ("towns.csv.gz", "airports.csv"):
        content = (FOLDER / name).read_bytes()
        sys.stdout.write(f"{name} {hashlib.sha256(content).hexdigest()} {len(content)}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
