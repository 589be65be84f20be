"""Builds the tables of the European road network; run by hand, its output is committed.

    python config/reference_data/road_network/build.py nodes.csv edges.csv

The inputs have the columns node, lat, lon and a, b, km, kind. Columns are chosen, nothing is computed.
"""

import csv
import gzip
import hashlib
import io
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
NODES = {"node": "node", "lat": "latitude", "lon": "longitude"}
EDGES = {"a": "a", "b": "b", "km": "km", "kind": "kind"}


def main(nodes: Path, edges: Path) -> None:
    """Write nodes.csv.gz and edges.csv.gz, and say their hashes."""
    for file, columns, name in ((nodes, NODES, "nodes.csv.gz"), (edges, EDGES, "edges.csv.gz")):
        text = io.StringIO()
        table = csv.writer(text, lineterminator="\n")
        table.writerow(columns.values())
        with file.open(encoding="utf-8") as lines:
            table.writerows([row[column] for column in columns] for row in csv.DictReader(lines))
        content = gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0)
        (FOLDER / name).write_bytes(content)
        sys.stdout.write(f"{name} {hashlib.sha256(content).hexdigest()} {text.getvalue().count(chr(10)) - 1} rows\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
