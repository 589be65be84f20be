"""The WGS84 geodesic, for one pair of places or for many at once, and its one rounding."""

from __future__ import annotations

from functools import cached_property
from typing import Any


class Geodesics:
    """Shortest lines on the WGS84 ellipsoid (Karney's method, by pyproj)."""

    @cached_property
    def _geod(self) -> Any:
        from pyproj import Geod  # noqa: PLC0415  only a process that measures distances needs it

        return Geod(ellps="WGS84")

    def metres(self, latitude: Any, longitude: Any, to_latitude: Any, to_longitude: Any) -> Any:
        """Metres; numbers, or arrays of one shape."""
        return self._geod.inv(longitude, latitude, to_longitude, to_latitude)[2]


def tenths(metres: Any) -> Any:
    """Tenths of a kilometre, half-up, from metres to the millimetre; a number or an array."""
    import numpy as np  # noqa: PLC0415  only a process that measures distances needs it

    return (np.rint(np.asarray(metres) * 1000).astype(np.int64) + 50_000) // 100_000
