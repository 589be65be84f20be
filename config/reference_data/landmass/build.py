"""Builds landmass.csv.gz from Natural Earth land polygons (public domain); run by hand, its output is committed.

    python config/reference_data/landmass/build.py land-50m.json

The input is the TopoJSON file ``land-50m.json`` of the npm package ``world-atlas`` 2.0.2, which carries Natural
Earth 1:50m land. Every polygon becomes one landmass; coordinates are rounded to 0.01 degree.
An inner ring (the Caspian Sea) is led to from the outer one and back by the same line, so that it counts as water.
A ring that crosses 180 degrees is led round the pole, so that no edge runs back across the whole map.
"""

import gzip
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

HALF_TURN = 180.0
POLE = 90.0
CANAL = ((32.31, 31.26), (32.56, 29.93))  # Port Said and Suez: longitude, latitude
NEAR_CANAL = 0.5
OUTPUT = Path(__file__).with_name("landmass.csv.gz")


def decoded_arcs(topology: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """Arcs as degrees: TopoJSON keeps quantised differences."""
    (scale_x, scale_y), (move_x, move_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * scale_x + move_x, y * scale_y + move_y))
        arcs.append(points)
    return arcs


def outlines(topology: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """One outline for every polygon, with its inner seas; the source has no lakes, so they are land."""
    arcs = decoded_arcs(topology)
    rings = []
    for geometry in topology["objects"]["land"]["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for outer, *inner in polygons:
            ring = led_round_the_pole(joined_arcs(arcs, outer))
            for sea in inner:
                ring = with_inner_sea(ring, joined_arcs(arcs, sea))
            rings.append(ring)
    return [part for ring in rings for part in cut_at_suez(ring)]


def joined_arcs(arcs: list[list[tuple[float, float]]], indices: list[int]) -> list[tuple[float, float]]:
    """A ring from its arcs: a negative index reads the arc backwards, and neighbours share a point."""
    ring: list[tuple[float, float]] = []
    for index in indices:
        part = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring.extend(part[1:] if ring else part)
    return ring


def with_inner_sea(ring: list[tuple[float, float]], sea: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The outline with a way to the inner sea, round it, and back by the same way, which so cancels out."""
    pairs = ((at, on) for at in range(len(ring)) for on in range(len(sea) - 1))
    at, on = min(pairs, key=lambda pair: _apart(ring[pair[0]], sea[pair[1]]))
    return [*ring[: at + 1], *sea[on:-1], *sea[: on + 1], *ring[at:]]


def cut_at_suez(ring: list[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    """Africa and Eurasia apart, cut along the canal: else a straight line over Gibraltar would count as a road."""
    ends = sorted(min(range(len(ring)), key=lambda index: _apart(ring[index], end)) for end in CANAL)
    if any(min(_apart(point, end) for point in ring) > NEAR_CANAL for end in CANAL):
        return [ring]
    return [ring[ends[0] : ends[1] + 1], ring[ends[1] :] + ring[: ends[0] + 1]]


def _apart(point: tuple[float, float], end: tuple[float, float]) -> float:
    return abs(point[0] - end[0]) + abs(point[1] - end[1])


def led_round_the_pole(ring: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The same outline, each step over 180 degrees replaced by a way along that meridian to the pole and back."""
    led: list[tuple[float, float]] = []
    for (longitude, latitude), (next_longitude, next_latitude) in zip(ring, ring[1:] + ring[:1], strict=True):
        led.append((longitude, latitude))
        if abs(next_longitude - longitude) > HALF_TURN:
            here, there = (HALF_TURN, -HALF_TURN) if longitude > 0 else (-HALF_TURN, HALF_TURN)
            pole = POLE if latitude > 0 else -POLE
            led += [(here, latitude), (here, pole), (there, pole), (there, next_latitude)]
    return led


def main(source: Path) -> None:
    """Write the table: landmass, latitude, longitude in hundredths of a degree, largest landmass first."""
    rings = sorted(outlines(json.loads(source.read_text())), key=len, reverse=True)
    lines = ["landmass,latitude_hundredths,longitude_hundredths"]
    for number, ring in enumerate(rings):
        last = None
        for longitude, latitude in ring:
            point = (round(latitude * 100), round(longitude * 100))
            if point != last:
                lines.append(f"{number},{point[0]},{point[1]}")
            last = point
    OUTPUT.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), compresslevel=9, mtime=0))
    digest = hashlib.sha256(OUTPUT.read_bytes()).hexdigest()
    sys.stdout.write(f"{len(rings)} landmasses, {len(lines) - 1} points, {digest}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
