"""Builds the sea distances between ports; run by hand, its output is committed.

    python config/reference_data/sea_distances/build.py marnet_searoute.geojson ports.csv

The first input is the sea network of the Python package ``searoute`` 1.6.0 (file ``data/marnet_searoute.geojson``),
checked by its hash; none of that package's code is used. The second is the World Port Index with the columns unlocode,
name, lat, lon, harbor_size and container.

Every port is joined by straight lines, which count, to both ends of the nearest edge of the network. The way is the
shortest one, the north-west passage closed. Two scenarios: ``suez`` leaves the canals open; ``cape`` closes the Suez
Canal, Bab-el-Mandeb and the Panama Canal together for the pairs whose shortest way uses the Suez Canal (closing only
the Suez Canal would send Shanghai to Rotterdam through Panama), and changes nothing for the others, nor for the ports
of the Red Sea, which no way round the Cape reaches then.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import sys
from array import array
from heapq import heappop, heappush
from itertools import pairwise
from math import cos, hypot, radians
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pyproj import Geod

if TYPE_CHECKING:
    from collections.abc import Mapping

NETWORK_SHA256 = "111a82d949bb949c396a69a08828781314d3afe779c07e9754c3b2834dfca415"
FURTHEST_KM = 60.0
NO_WAY = 65535
ALWAYS_CLOSED = frozenset({"northwest"})
NO_SUEZ = ALWAYS_CLOSED | {"suez"}
ROUND_THE_CAPE = NO_SUEZ | {"babalmandab", "panama"}
FOLDER = Path(__file__).parent
KM_PER_DEGREE = 111.2
HALF_TURN = 180.0
WGS84 = Geod(ellps="WGS84")

Network = list[list[tuple[int, float, str]]]


def read_network(file: Path) -> tuple[list[tuple[float, float]], Network]:
    """Nodes (longitude, latitude) and, for each, its neighbours with kilometres and the passage between."""
    content = file.read_bytes()
    if hashlib.sha256(content).hexdigest() != NETWORK_SHA256:
        raise SystemExit("This is not the network of searoute 1.6.0: its hash differs.")
    numbers: dict[tuple[float, float], int] = {}
    neighbours: Network = []
    for feature in json.loads(content)["features"]:
        geometry = feature["geometry"]
        lines = geometry["coordinates"] if geometry["type"] == "MultiLineString" else [geometry["coordinates"]]
        for line in lines:
            for ends in pairwise(line):
                _join(ends, feature["properties"].get("passage") or "", numbers, neighbours)
    return list(numbers), neighbours


def _join(ends: Any, passage: str, numbers: dict[tuple[float, float], int], neighbours: Network) -> None:
    first, second = (_number(end, numbers, neighbours) for end in ends)
    if first != second:
        kilometres = WGS84.inv(*ends[0], *ends[1])[2] / 1000
        neighbours[first].append((second, kilometres, passage))
        neighbours[second].append((first, kilometres, passage))


def _number(place: list[float], numbers: dict[tuple[float, float], int], neighbours: Network) -> int:
    """The node of a place; beyond 180 degrees it is the same place as on this side."""
    key = (round((place[0] + 180) % 360 - 180, 4), round(place[1], 4))
    if key not in numbers:
        numbers[key] = len(numbers)
        neighbours.append([])
    return numbers[key]


class Port(NamedTuple):
    """A port with the edge it is joined to: its two ends and the km to them; ``gap`` is the km to the edge."""

    row: dict[str, str]
    access: dict[int, float]
    gap: float


def ways_from(start: Mapping[int, float], network: Network, closed: frozenset[str]) -> list[float]:
    """Kilometres of the shortest way to every node, from nodes already some km away (Dijkstra)."""
    reached = [float("inf")] * len(network)
    waiting = [(length, node) for node, length in start.items()]
    for node, length in start.items():
        reached[node] = length
    while waiting:
        length, node = heappop(waiting)
        if length > reached[node]:
            continue
        for other, kilometres, passage in network[node]:
            if passage not in closed and length + kilometres < reached[other]:
                reached[other] = length + kilometres
                heappush(waiting, (reached[other], other))
    return reached


def joined_ports(file: Path, nodes: list[tuple[float, float]], network: Network) -> list[Port]:
    """The ports with a code and within reach of the network, by code; passages themselves join no port."""
    edges = [(node, other) for node, around in enumerate(network) for other, _, passage in around if not passage]
    found = []
    with file.open(encoding="utf-8") as lines:
        for row in sorted((row for row in csv.DictReader(lines) if row["unlocode"]), key=lambda row: row["unlocode"]):
            here = (float(row["lon"]), float(row["lat"]))
            gap, edge = min((off_edge_km(here, nodes[one], nodes[other]), (one, other)) for one, other in edges)
            if gap <= FURTHEST_KM:
                found.append(Port(row, {node: WGS84.inv(*here, *nodes[node])[2] / 1000 for node in edge}, gap))
    return found


def off_edge_km(here: tuple[float, float], one: tuple[float, float], other: tuple[float, float]) -> float:
    """From a place to an edge, on a plane round the place: good near it, and only near edges matter."""
    shrink = cos(radians(here[1]))
    x, y, to_x, to_y = (
        ((place[axis] - here[axis] + 180) % 360 - 180) * (1.0 if axis else shrink)
        for place in (one, other)
        for axis in (0, 1)
    )
    step_x, step_y = to_x - x, to_y - y
    if abs(step_x) > HALF_TURN * shrink:
        return float("inf")  # the edge crosses the meridian opposite
    along = -(x * step_x + y * step_y) / max(step_x**2 + step_y**2, 1e-12)
    along = min(1.0, max(0.0, along))
    return hypot(x + along * step_x, y + along * step_y) * KM_PER_DEGREE


def whole(kilometres: float) -> int:
    """Kilometres for the table."""
    return NO_WAY if kilometres == float("inf") else round(kilometres)


def tables(network: Network, ports: list[Port]) -> tuple[array[int], array[int]]:
    """Kilometres of each pair (first before second) through Suez, and what the Cape adds."""
    suez, cape_adds = array("H"), array("H")
    for number, port in enumerate(ports):
        opened, without, cape = (ways_from(port.access, network, c) for c in (ALWAYS_CLOSED, NO_SUEZ, ROUND_THE_CAPE))
        for other in ports[number + 1 :]:
            shortest, without_suez, round_the_cape = (length(port, other, ways) for ways in (opened, without, cape))
            suez.append(whole(shortest))
            diverted = without_suez > shortest and round_the_cape < float("inf")
            cape_adds.append(whole(round_the_cape) - whole(shortest) if diverted else 0)
    return suez, cape_adds


def length(port: Port, other: Port, ways: list[float]) -> float:
    """Km from port to port; along one edge the straight line between them."""
    shortest = min(ways[node] + kilometres for node, kilometres in other.access.items())
    if port.access.keys() != other.access.keys():
        return shortest
    places = (float(end.row[name]) for end in (port, other) for name in ("lon", "lat"))
    return min(shortest, WGS84.inv(*places)[2] / 1000)


def is_gateway(row: dict[str, str]) -> str:
    """Whether a default chain may use the port: it handles containers, or is not very small and nothing is known."""
    larger = row["harbor_size"] in ("Small", "Medium", "Large")
    return "yes" if row["container"] == "yes" or (row["container"] == "unknown" and larger) else "no"


def write_ports(ports: list[Port]) -> None:
    """The ports in the order of the tables."""
    with (FOLDER / "ports.csv").open("w", encoding="utf-8", newline="") as lines:
        table = csv.writer(lines, lineterminator="\n")
        table.writerow(["unlocode", "name", "latitude", "longitude", "gateway", "network_gap_km"])
        for row, _, gap in ports:
            table.writerow([row["unlocode"], row["name"], row["lat"], row["lon"], is_gateway(row), f"{gap:.1f}"])


def main(network_file: Path, ports_file: Path) -> None:
    """Write ports.csv, suez.u16.gz and cape_adds.u16.gz (little-endian), and say their hashes."""
    nodes, network = read_network(network_file)
    ports = joined_ports(ports_file, nodes, network)
    write_ports(ports)
    for name, table in zip(("suez", "cape_adds"), tables(network, ports), strict=True):
        if sys.byteorder == "big":
            table.byteswap()
        (FOLDER / f"{name}.u16.gz").write_bytes(gzip.compress(table.tobytes(), compresslevel=9, mtime=0))
    for file in sorted(FOLDER.glob("*.[cu]*")):
        sys.stdout.write(f"{file.name} {hashlib.sha256(file.read_bytes()).hexdigest()} {file.stat().st_size}\n")
    sys.stdout.write(f"{len(ports)} ports, {len(nodes)} nodes\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
