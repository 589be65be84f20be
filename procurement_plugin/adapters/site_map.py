"""A map of the register: outlines of land (Natural Earth) and clusters of sites, in plain degrees.

Degrees of longitude are as long as they are in the middle of the map. A drawing for orientation; no figure is taken
from it.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.adapters.chain_map import clipped, rings, thinned

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from procurement_plugin.application.site_register.search_register import Cluster

    Degrees = tuple[float, float, float, float]

WIDTH, HEIGHT = 174.0, 96.0
MARGIN, LEAST_DEGREES = 0.08, 0.2
# A map that reaches further north or south would be stretched too much.
HIGHEST = 80.0
SMALLEST, LARGEST = 1.3, 4.2
KEPT_MAPS = 64


class ClusterMark(NamedTuple):
    """A circle on the map, in millimetres, with its cluster."""

    x: float
    y: float
    radius: float
    cluster: Cluster


class SiteMap(NamedTuple):
    """A map of ``WIDTH`` by ``HEIGHT`` millimetres.

    Attributes:
        box: west, south, east, north in degrees.
        land: the land as one path.
    """

    box: Degrees
    land: str
    marks: tuple[ClusterMark, ...]


def framed(box: Degrees) -> Degrees:
    """A box around a box, with a margin, in the shape of the map, on the earth."""
    west, south, east, north = box
    middle = max(-HIGHEST, min(HIGHEST, (south + north) / 2))
    shrink = math.cos(math.radians(middle))
    tall = max((north - south) * (1 + 2 * MARGIN), LEAST_DEGREES)
    wide = max((east - west) * (1 + 2 * MARGIN), LEAST_DEGREES)
    tall = min(max(tall, wide * shrink * HEIGHT / WIDTH), 170.0)
    wide = min(tall * WIDTH / HEIGHT / shrink, 360.0)
    left = max(-180.0, min(180.0 - wide, (west + east) / 2 - wide / 2))
    low = max(-85.0, min(85.0 - tall, (south + north) / 2 - tall / 2))
    edges = (left, low, left + wide, low + tall)
    return (round(edges[0], 4), round(edges[1], 4), round(edges[2], 4), round(edges[3], 4))


def site_map(box: Degrees, clusters: Sequence[Cluster], outlines: Path) -> SiteMap:
    """The map of a frame with clusters inside it.

    Args:
        box: as ``framed`` gives it.
        outlines: the table of land, ``landmass.csv.gz``.
    """
    most = max((cluster.sites for cluster in clusters), default=1)
    marks = (
        ClusterMark(*_at(box, cluster.longitude, cluster.latitude), _radius(cluster.sites, most), cluster)
        for cluster in sorted(clusters, key=lambda cluster: -cluster.sites)
    )
    return SiteMap(box, _land(box, outlines), tuple(marks))


def _radius(sites: int, most: int) -> float:
    """The area grows with the logarithm of the number, so that few stay visible beside many."""
    if sites == 1:
        return SMALLEST
    return SMALLEST + 1 + (LARGEST - SMALLEST - 1) * math.sqrt(math.log(sites) / math.log(max(most, 2)))


def _at(box: Degrees, longitude: float, latitude: float) -> tuple[float, float]:
    west, south, east, north = box
    return (longitude - west) / (east - west) * WIDTH, (north - latitude) / (north - south) * HEIGHT


@lru_cache(maxsize=KEPT_MAPS)
def _land(box: Degrees, outlines: Path) -> str:
    west, south, east, north = box
    parts = []
    for latitudes, longitudes in rings(outlines):
        if max(latitudes) < south or min(latitudes) > north or max(longitudes) < west or min(longitudes) > east:
            continue
        places = [_at(box, *place) for place in zip(longitudes, latitudes, strict=True)]
        shown = list(thinned(clipped(places, WIDTH, HEIGHT)))
        if len(shown) > 2:  # noqa: PLR2004  fewer enclose nothing
            parts.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in shown) + "Z")
    return "".join(parts)
