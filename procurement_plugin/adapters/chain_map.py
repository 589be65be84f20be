"""A map of transport chains: outlines of land (Natural Earth) and legs, projected for the region they lie in.

A drawing for orientation; no figure is taken from it.
"""

from __future__ import annotations

import csv
import gzip
import re
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    Point = tuple[float, float]

WIDTH, HEIGHT = 174.0, 88.0
MARGIN, LEAST_SPAN = 0.14, 500_000.0
BAR_SHARE, KILOMETRE = 0.2, 1_000.0
# Land points nearer to one another than this, in millimetres on paper, are drawn as one.
FINENESS = 0.18
PARTS_OF_A_LEG = 24
FARTHEST = 14_000_000.0
_PLACE = re.compile(r"(-?\d+(?:\.\d+)?), (-?\d+(?:\.\d+)?)")


class Leg(NamedTuple):
    """A part of a chain on the map: its mode and its way as an SVG path."""

    mode: str
    path: str


class Mark(NamedTuple):
    """A place on the map, in millimetres, with a short label."""

    x: float
    y: float
    label: str


class ChainMap(NamedTuple):
    """Paths and marks of a map of ``WIDTH`` by ``HEIGHT`` millimetres."""

    land: str
    legs: tuple[Leg, ...]
    sites: tuple[Mark, ...]
    deliveries: tuple[Mark, ...]
    modes: tuple[str, ...]
    bar_km: int
    bar_width: float


def chain_map(record: Mapping[str, Any], outlines: Path) -> ChainMap | None:
    """The chains of a record's bids; None when no element tells where it begins and ends.

    Args:
        outlines: the table of land, ``landmass.csv.gz``.
    """
    legs = list(dict.fromkeys(_legs(record)))
    deliveries = [(point["id"], _located(point)) for point in record["lot"].get("deliveryPoints", ())]
    ends = [place for _, _, first, second in legs for place in (first, second)]
    if not legs:
        return None
    from pyproj import Transformer  # noqa: PLC0415  used for documents only

    latitude, longitude = _middle(ends)
    projection = f"+proj=laea +lat_0={latitude:.4f} +lon_0={longitude:.4f} +ellps=WGS84"
    transformer = Transformer.from_crs("EPSG:4326", projection, always_xy=True)
    frame = Frame([transformer.transform(place[1], place[0]) for place in ends])
    drawn = tuple(
        dict.fromkeys(Leg(mode, frame.path(_curve(first, second, transformer))) for _, mode, first, second in legs)
    )
    return ChainMap(
        land_inside(outlines, transformer, frame),
        drawn,
        _sites(legs, transformer, frame),
        tuple(Mark(*frame.at(transformer.transform(p[1], p[0])), name) for name, p in deliveries if p is not None),
        tuple(dict.fromkeys(leg.mode for leg in drawn)),
        *frame.bar(),
    )


class Frame:
    """From metres of a projection to millimetres on paper."""

    def __init__(self, places: Sequence[Point], margin: float = MARGIN, tall: float = HEIGHT) -> None:
        self.tall = tall
        xs, ys = [x for x, _ in places], [y for _, y in places]
        width = max(max(xs) - min(xs), LEAST_SPAN) * (1 + 2 * margin)
        height = max(max(ys) - min(ys), LEAST_SPAN) * (1 + 2 * margin)
        self.scale = min(WIDTH / width, tall / height)
        self._x = (min(xs) + max(xs)) / 2 - WIDTH / self.scale / 2
        self._y = (min(ys) + max(ys)) / 2 + tall / self.scale / 2

    def at(self, place: Point) -> Point:
        """Millimetres from the left and from the top."""
        return ((place[0] - self._x) * self.scale, (self._y - place[1]) * self.scale)

    def touched(self, xs: Sequence[float], ys: Sequence[float]) -> bool:
        """Whether the box around an outline meets the frame."""
        west, north = self.at((min(xs), max(ys)))
        east, south = self.at((max(xs), min(ys)))
        return east >= 0 and west <= WIDTH and south >= 0 and north <= self.tall

    def bar(self) -> tuple[int, float]:
        """A round length in kilometres and its millimetres, about a fifth of the width."""
        most = WIDTH / self.scale * BAR_SHARE / KILOMETRE
        power = 10 ** (len(str(int(most))) - 1)
        kilometres = power * max(step for step in (1, 2, 5) if step * power <= most)
        return kilometres, kilometres * KILOMETRE * self.scale

    def path(self, places: Iterable[Point]) -> str:
        """A line through the places, as an SVG path."""
        return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in map(self.at, places))


def _legs(record: Mapping[str, Any]) -> Iterator[tuple[str, str, Point, Point]]:
    for bid in record["bids"]:
        for score in bid["criteria"]:
            for step in score.get("steps", ()):
                operands = step.get("operands", {})
                ends = [_PLACE.match(str(operands.get(end, ""))) for end in ("from", "to")]
                if ends[0] and ends[1]:
                    places = [(float(end[1]), float(end[2])) for end in ends if end]
                    label = str(bid["rank"]) if "rank" in bid else "–"
                    yield label, str(operands.get("mode", "")), places[0], places[1]


def _located(point: Mapping[str, Any]) -> Point | None:
    place = point.get("location", {})
    known = "latitude" in place and "longitude" in place
    return (float(place["latitude"]), float(place["longitude"])) if known else None


def _middle(places: Sequence[Point]) -> Point:
    """The middle of the places; longitudes are taken the short way round the globe."""
    first = places[0][1]
    turned = [(longitude - first + 180) % 360 - 180 for _, longitude in places]
    latitudes = [latitude for latitude, _ in places]
    longitude = first + (min(turned) + max(turned)) / 2
    return (min(latitudes) + max(latitudes)) / 2, (longitude + 180) % 360 - 180


def _curve(first: Point, second: Point, transformer: Any) -> list[Point]:
    """The shortest way over the globe between two places, projected."""
    from pyproj import Geod  # noqa: PLC0415  used for documents only

    between = Geod(ellps="WGS84").npts(first[1], first[0], second[1], second[0], PARTS_OF_A_LEG)
    ends = [(first[1], first[0]), *between, (second[1], second[0])]
    return [transformer.transform(longitude, latitude) for longitude, latitude in ends]


def _sites(legs: Sequence[tuple[str, str, Point, Point]], transformer: Any, frame: Frame) -> tuple[Mark, ...]:
    """Where chains begin: an element's end that is nobody's arrival, with the ranks of the bids that use it."""
    arrivals = {(label, second) for label, _, _, second in legs}
    starts: dict[Point, list[str]] = {}
    for label, _, first, _ in legs:
        if (label, first) not in arrivals and label not in starts.setdefault(first, []):
            starts[first].append(label)
    return tuple(
        Mark(*frame.at(transformer.transform(place[1], place[0])), ", ".join(labels[:4]) + ("…" if labels[4:] else ""))
        for place, labels in starts.items()
    )


def land_inside(outlines: Path, transformer: Any, frame: Frame) -> str:
    """All land inside the frame as one path."""
    parts = []
    for latitudes, longitudes in rings(outlines):
        xs, ys = transformer.transform(longitudes, latitudes)
        if not frame.touched(xs, ys):
            continue
        places = [frame.at(place) for place in zip(xs, ys, strict=True) if max(map(abs, place)) < FARTHEST]
        shown = list(thinned(clipped(places, height=frame.tall)))
        if len(shown) > 2:  # noqa: PLR2004  fewer enclose nothing
            parts.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in shown) + "Z")
    return "".join(parts)


def clipped(places: Sequence[Point], width: float = WIDTH, height: float = HEIGHT) -> Sequence[Point]:
    """The outline cut along the four edges of the frame (Sutherland and Hodgman 1974)."""
    for axis, edge, keep in ((0, 0.0, 1), (0, width, -1), (1, 0.0, 1), (1, height, -1)):
        kept: list[Point] = []
        for first, second in zip(places, [*places[1:], *places[:1]], strict=True):
            inside, then = ((place[axis] - edge) * keep >= 0 for place in (first, second))
            if inside:
                kept.append(first)
            if inside != then:
                share = (edge - first[axis]) / (second[axis] - first[axis])
                kept.append((first[0] + share * (second[0] - first[0]), first[1] + share * (second[1] - first[1])))
        places = kept
    return places


def thinned(places: Sequence[Point]) -> Iterator[Point]:
    """The outline without points that would be drawn as one."""
    last: Point | None = None
    for place in places:
        if last is None or abs(place[0] - last[0]) + abs(place[1] - last[1]) > FINENESS:
            last = place
            yield place


@lru_cache(maxsize=2)
def rings(outlines: Path) -> tuple[tuple[list[float], list[float]], ...]:
    """The outlines of land: latitudes and longitudes of each, in degrees."""
    with gzip.open(outlines, "rt") as lines:
        rows = list(csv.reader(lines))[1:]
    found = []
    for _, part in groupby(rows, key=lambda row: row[0]):
        points = [(int(row[1]) / 100, int(row[2]) / 100) for row in part]
        found.append(([latitude for latitude, _ in points], [longitude for _, longitude in points]))
    return tuple(found)
