"""A map of the Union with a mark for each region: the mean points of a producer there, in five classes.

A drawing for orientation; every figure stands in the table beside it. Regions far from the continent are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.adapters.chain_map import WIDTH, Frame, land_inside

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

# Lambert's equal-area projection of the Union's statistics (EPSG:3035), without its false origin.
PROJECTION = "+proj=laea +lat_0=52 +lon_0=10 +ellps=GRS80"
# From Portugal to Cyprus, from Crete to Lapland.
CORNERS = ((34.5, 33.9), (36.8, -9.5), (68.5, 24.0), (51.6, -10.4))
CLASSES = 5
# Millimetres; the Union is nearly as tall as it is wide.
TALL = 128.0


class RegionMark(NamedTuple):
    """A region on the map, in millimetres: its class from 0 (fewest points) to 4, and what is said of it."""

    x: float
    y: float
    level: int
    name: str
    mean: str


class MarketMap(NamedTuple):
    """Land as a path, and the marks; ``bounds`` are class limits in points; ``outside`` counts regions off the map."""

    land: str
    marks: tuple[RegionMark, ...]
    bounds: tuple[float, ...]
    outside: int


def market_map(picture: Mapping[str, Any], outlines: Path) -> MarketMap | None:
    """The regions of a picture of the market; None when no region has points.

    Args:
        outlines: the table of land, ``landmass.csv.gz``.
    """
    regions: Sequence[Mapping[str, Any]] = [row for row in picture.get("regions", ()) if "mean" in row]
    if not regions:
        return None
    from pyproj import Transformer  # noqa: PLC0415  used for pages only

    transformer = Transformer.from_crs("EPSG:4326", PROJECTION, always_xy=True)
    frame = Frame(
        [transformer.transform(longitude, latitude) for latitude, longitude in CORNERS], margin=0.02, tall=TALL
    )
    whole = float(picture["outOf"]) or 1.0
    marks = []
    for row in regions:
        x, y = frame.at(transformer.transform(float(row["longitude"]), float(row["latitude"])))
        if 0 <= x <= WIDTH and 0 <= y <= TALL:
            level = min(CLASSES - 1, max(0, int(float(row["mean"]) / whole * CLASSES)))
            marks.append(RegionMark(x, y, level, f"{row['memberState']} {row['region']}", row["mean"]))
    bounds = tuple(whole * step / CLASSES for step in range(CLASSES + 1))
    # Larger marks first, so that small ones stay visible on top of them.
    ordered = tuple(sorted(marks, key=lambda mark: -mark.level))
    return MarketMap(land_inside(outlines, transformer, frame), ordered, bounds, len(regions) - len(marks))
