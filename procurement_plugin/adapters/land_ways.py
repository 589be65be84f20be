"""Is there a plausible way over land? For many places towards one, by straight lines between known waypoints."""

from __future__ import annotations

import csv
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.adapters.land_rows import SEA
from procurement_plugin.adapters.landmass import Landmasses

if TYPE_CHECKING:
    from pathlib import Path

    from procurement_plugin.domain.transport_chain import RoadRules

# Points looked at on a straight line: every ten kilometres on short ones, a hundredth of the way on long ones.
SAMPLES, SAMPLES_SHORT, SHORT_KM = 100, 40, 400.0
LINES_AT_ONCE = 20_000
# Waypoints further apart than this are joined over others between them.
LONGEST_PART_KM = 500.0
EARTH_KM = 6371.0088
NO_LAND, NOT_JOINED, ROUNDABOUT, TOO_FAR = 1, 2, 3, 4
# The sphere of these comparisons is up to this share off the ellipsoid.
ROUND_ERROR = 1.006
PASSED = 0


class _Network(NamedTuple):
    """Waypoints and link ends, and the shortest way over land between any two, km."""

    latitudes: Any
    longitudes: Any
    landmasses: Any
    kilometres: Any


class LandWays:
    """Finds out where a road is plausible; read-only once loaded, so many threads may ask."""

    def __init__(self, folder: Path) -> None:
        import numpy as np  # noqa: PLC0415  only a process that measures distances needs it

        self._np = np
        self.land = Landmasses(folder)
        with (folder / "waypoints.csv").open(encoding="utf-8") as lines:
            self._waypoints = [(float(row["latitude"]), float(row["longitude"])) for row in csv.DictReader(lines)]
        self._network = lru_cache(maxsize=4)(self._linked)

    def refusals(self, latitudes: Any, longitudes: Any, to: tuple[float, float], rules: RoadRules) -> Any:
        """For each place why no road to ``to`` is assumed: PASSED, or one of the reasons."""
        np = self._np
        from_land = self.land.numbers(latitudes, longitudes, float(rules.coast_km))
        to_land = self.land.of(*to, float(rules.coast_km))
        answer = np.full(len(latitudes), ROUNDABOUT)
        far = self.kilometres(latitudes, longitudes, *to)
        answer[far > float(rules.maximum_km / rules.circuity) * ROUND_ERROR] = TOO_FAR
        same = np.flatnonzero((from_land == to_land) & (answer != TOO_FAR))
        answer[same[self._dry(latitudes[same], longitudes[same], *to, far[same], rules)]] = PASSED
        answer[self.land.group(from_land) != self.land.group(np.array(to_land))] = NOT_JOINED
        answer[(from_land == SEA) | (to_land == SEA)] = NO_LAND
        open_cases = np.flatnonzero(answer == ROUNDABOUT)
        if len(open_cases):
            places = (latitudes[open_cases], longitudes[open_cases], from_land[open_cases], far[open_cases])
            found = self._by_waypoints(places, to, to_land, rules)
            answer[open_cases[found]] = PASSED
        return answer

    def straight_roads(self, places: Any, ports: Any, rules: RoadRules) -> Any:
        """For each pair whether a straight line over one landmass leads from one to the other.

        Both are arrays of three rows: latitudes, longitudes and landmasses.
        """
        passed = (places[2] == ports[2]) & (places[2] != SEA)
        ends = (places[0][passed], places[1][passed], ports[0][passed], ports[1][passed])
        passed[passed] = self._dry(*ends, self.kilometres(*ends), rules)
        return passed

    def on_landmasses(self, latitudes: Any, longitudes: Any, rules: RoadRules) -> Any:
        """The places as three rows: latitudes, longitudes, landmasses."""
        landmasses = self.land.numbers(latitudes, longitudes, float(rules.coast_km))
        return self._np.array([latitudes, longitudes, landmasses])

    def _by_waypoints(self, places: Any, to: tuple[float, float], to_land: int, rules: RoadRules) -> Any:
        """Whether a way over waypoints stays below the longest detour; the most promising waypoint is tried first."""
        np = self._np
        latitudes, longitudes, landmasses, far = places
        network = self._network(rules)
        onwards = self._onwards(network, to, to_land, rules)
        limit = far * float(rules.detour) + float(rules.detour_km)
        first = self.kilometres(latitudes[:, None], longitudes[:, None], network.latitudes, network.longitudes)
        whole = first + onwards
        whole[(landmasses[:, None] != network.landmasses) | (whole > limit[:, None])] = np.inf
        found = np.zeros(len(latitudes), dtype=bool)
        waiting = np.flatnonzero(np.isfinite(whole).any(axis=1))
        while len(waiting):
            best = whole[waiting].argmin(axis=1)
            ends = (latitudes[waiting], longitudes[waiting], network.latitudes[best], network.longitudes[best])
            dry = self._dry(*ends, first[waiting, best], rules)
            found[waiting[dry]] = True
            whole[waiting, best] = np.inf
            waiting = waiting[~dry & np.isfinite(whole[waiting]).any(axis=1)]
        return found

    def _onwards(self, network: _Network, to: tuple[float, float], to_land: int, rules: RoadRules) -> Any:
        """Kilometres from each waypoint to the place, over land."""
        np = self._np
        last = self.kilometres(network.latitudes, network.longitudes, *to)
        dry = self._dry(network.latitudes, network.longitudes, *to, last, rules)
        last = np.where(dry & (network.landmasses == to_land), last, np.inf)
        return np.minimum(last, (network.kilometres + last).min(axis=1))

    def _linked(self, rules: RoadRules) -> _Network:
        np = self._np
        ends = [end for link in self.land.links for end in link]
        latitudes = np.array([end.latitude for end in ends] + [place[0] for place in self._waypoints])
        longitudes = np.array([end.longitude for end in ends] + [place[1] for place in self._waypoints])
        landmasses = self.land.numbers(latitudes, longitudes, float(rules.coast_km))
        one, other = np.triu_indices(len(latitudes), 1)
        bridged = (other == one + 1) & (one % 2 == 0) & (other < len(ends))
        possible = (landmasses[one] == landmasses[other]) | bridged
        away = self.kilometres(latitudes[one], longitudes[one], latitudes[other], longitudes[other])
        possible &= away <= LONGEST_PART_KM
        one, other, bridged, away = one[possible], other[possible], bridged[possible], away[possible]
        dry = bridged | self._dry(latitudes[one], longitudes[one], latitudes[other], longitudes[other], away, rules)
        kilometres = np.full((len(latitudes), len(latitudes)), np.inf)
        np.fill_diagonal(kilometres, 0.0)
        kilometres[one[dry], other[dry]] = kilometres[other[dry], one[dry]] = away[dry]
        for middle in range(len(latitudes)):
            np.minimum(kilometres, kilometres[:, middle, None] + kilometres[middle], out=kilometres)
        return _Network(latitudes, longitudes, landmasses, kilometres)

    def kilometres(self, latitude: Any, longitude: Any, to_latitude: Any, to_longitude: Any) -> Any:
        """Great circle on a sphere, 0.5 per cent: to compare ways, never to score."""
        np = self._np
        one, two = np.radians(latitude), np.radians(to_latitude)
        half = np.sin((two - one) / 2) ** 2
        half = half + np.cos(one) * np.cos(two) * np.sin(np.radians(to_longitude - longitude) / 2) ** 2
        return 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(1.0, half)))

    def _dry(
        self, latitude: Any, longitude: Any, to_latitude: Any, to_longitude: Any, far: Any, rules: RoadRules
    ) -> Any:
        """Whether each straight line of ``far`` km crosses no open water as wide as the rules' ``water_km``."""
        np = self._np
        ends = [
            np.broadcast_to(np.radians(part), far.shape) for part in (latitude, longitude, to_latitude, to_longitude)
        ]
        dry = np.zeros(far.shape, dtype=bool)
        for lines, samples in ((far <= SHORT_KM, SAMPLES_SHORT), (far > SHORT_KM, SAMPLES)):
            for part in np.array_split(np.flatnonzero(lines), 1 + lines.sum() // LINES_AT_ONCE):
                wet = self._widest([end[part] for end in ends], samples)
                dry[part] = (wet < 2) | (wet * far[part] < float(rules.water_km) * samples)  # noqa: PLR2004  one point is no sea
        return dry

    def _widest(self, ends: list[Any], samples: int) -> Any:
        """On each great circle the longest row of points that lie on no landmass; ends in radians."""
        np = self._np
        one, two = (
            np.stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])
            for phi, lam in (ends[:2], ends[2:])
        )
        angle = np.arccos(np.clip((one * two).sum(axis=0), -1, 1))[:, None]
        steps = (np.arange(samples) + 0.5) / samples
        back, forth = np.sin((1 - steps) * angle), np.sin(steps * angle)
        x, y, z = (a[:, None] * back + b[:, None] * forth for a, b in zip(one, two, strict=True))
        latitudes = np.degrees(np.arctan2(z, np.hypot(x, y)))
        longitudes = np.degrees(np.arctan2(y, x))
        on_land = self.land.rows.landmasses(latitudes, longitudes) != SEA
        places = np.arange(samples)
        last_dry = np.maximum.accumulate(np.where(on_land, places, -1), axis=1)
        return (places - last_dry).max(axis=1)
