"""The published default way from many places to one: a road where there is one, else the best pair of ports.

For each place the ports tried are the nearest gateways that a road reaches, as many as published, and likewise for the
destination; of all pairs the one with the fewest kg CO2e per tonne counts, the first by code among equals. Compared in
whole numbers, so that no rounding decides.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from procurement_plugin.adapters.geodesics import tenths
from procurement_plugin.adapters.land_ways import NO_LAND, PASSED
from procurement_plugin.adapters.sea_distances import NO_WAY
from procurement_plugin.domain.transport_chain import Coordinates, DefaultWay, Leg, WorkedOutDistance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from procurement_plugin.adapters.geodesics import Geodesics
    from procurement_plugin.adapters.land_ways import LandWays
    from procurement_plugin.adapters.sea_distances import SeaDistances
    from procurement_plugin.domain.transport_chain import RoadRules, WayCosts

_UNITS = Decimal(10) ** 10  # kg CO2e per tonne-km in whole numbers; the published figures have at most 10 decimals
_NEVER = 2**62
# Ports whose road is refused give way to the next nearest; so many are looked at.
_LOOKED_AT = 3


class DefaultWays:
    """Finds default ways; all questions are read-only and may come from many threads."""

    def __init__(self, geodesics: Geodesics, land: LandWays, sea: SeaDistances) -> None:
        import numpy as np  # noqa: PLC0415  only a process that measures distances needs it

        self._np = np
        self._geodesics, self._land, self._sea = geodesics, land, sea
        self._gateways = np.flatnonzero(sea.gateways)
        self._ports_on_land = lru_cache(maxsize=4)(self._landed_ports)
        self._places = [
            Coordinates(Decimal(str(port.latitude)), Decimal(str(port.longitude)), "port") for port in sea.ports
        ]

    def find(
        self,
        origins: Sequence[Coordinates],
        destination: Coordinates,
        rules: RoadRules,
        costs: WayCosts,
        published: tuple[str, int],
    ) -> list[DefaultWay]:
        """One way an origin, in their order; ``published`` holds the sea scenario and the number of gateways."""
        np = self._np
        latitudes = np.array([float(place.latitude) for place in origins])
        longitudes = np.array([float(place.longitude) for place in origins])
        to = (float(destination.latitude), float(destination.longitude))
        straight = self._tenths(latitudes, longitudes, *to)
        refusals = self._land.refusals(latitudes, longitudes, to, rules)
        by_road = (refusals == PASSED) & (straight <= int(rules.maximum_km / rules.circuity * 10))
        ways: list[DefaultWay] = [DefaultWay((), "")] * len(origins)
        for number in np.flatnonzero(by_road):
            road = self._road(origins[number], destination, int(straight[number]), rules)
            ways[number] = DefaultWay((road,), "")
        others = np.flatnonzero(~by_road)
        if len(others):
            chosen = self._by_sea((latitudes[others], longitudes[others]), to, rules, costs, published)
            for number, choice in zip(others, chosen, strict=True):
                ways[number] = self._shown(origins[number], destination, choice, rules, published[0], refusals[number])
        return ways

    def _by_sea(
        self, places: tuple[Any, Any], to: tuple[float, float], rules: RoadRules, costs: WayCosts, published: Any
    ) -> list[tuple[int, int, int, int] | None]:
        """For each place the ports at both ends and the tenths of km to and from them; None without a way."""
        np = self._np
        scenario, count = published
        if costs.sea is None:
            return [None] * len(places[0])
        road_cost = int((costs.road * rules.circuity * _UNITS / 10).to_integral_value())
        sea_cost = int((costs.sea * _UNITS).to_integral_value())
        here, here_km = self._reached(*places, rules, count)
        there, there_km = self._reached(np.array([to[0]]), np.array([to[1]]), rules, count)
        sea = self._sea.between(scenario)[here[:, :, None], there[0][None, None, :]].astype(np.int64)
        usable = (sea < NO_WAY) & (here_km[:, :, None] >= 0) & (there_km[0][None, None, :] >= 0)
        kilograms = (here_km[:, :, None] + there_km[0]) * road_cost + sea * sea_cost
        kilograms = np.where(usable, kilograms, _NEVER).reshape(len(here), -1)
        # Ports stand in the order of their codes within each row, so the first of equals is the first by code.
        best = kilograms.argmin(axis=1)
        answers: list[tuple[int, int, int, int] | None] = []
        for number, pair in enumerate(best):
            one, other = divmod(int(pair), there.shape[1])
            found = (here[number, one], there[0, other], here_km[number, one], there_km[0, other])
            answers.append(None if kilograms[number, pair] == _NEVER else tuple(map(int, found)))  # type: ignore[arg-type]
        return answers

    def _reached(self, latitudes: Any, longitudes: Any, rules: RoadRules, count: int) -> tuple[Any, Any]:
        """For each place the nearest gateways that a road reaches, by code, and tenths of km to them; -1 is no road."""
        np = self._np
        gateways = self._gateways
        ports = (self._sea.latitudes[gateways], self._sea.longitudes[gateways])
        away = self._land.kilometres(latitudes[:, None], longitudes[:, None], *ports)
        places, landed = self._land.on_landmasses(latitudes, longitudes, rules), self._ports_on_land(rules)
        looked_at = min(count * _LOOKED_AT, len(gateways))
        nearest = np.argpartition(away, looked_at - 1, axis=1)[:, :looked_at]
        nearest = np.take_along_axis(nearest, np.take_along_axis(away, nearest, axis=1).argsort(axis=1), axis=1)
        chosen = np.full((len(latitudes), count), -1)
        filled = np.zeros(len(latitudes), dtype=np.int64)
        for rank in range(looked_at):
            open_rows = np.flatnonzero(filled < count)
            if not len(open_rows):
                break
            ports_now = nearest[open_rows, rank]
            far = away[open_rows, ports_now] * float(rules.circuity) > float(rules.maximum_km)
            passed = self._land.straight_roads(places[:, open_rows], landed[:, ports_now], rules) & ~far
            rows = open_rows[passed]
            chosen[rows, filled[rows]] = gateways[ports_now[passed]]
            filled[rows] += 1
        chosen = np.where(chosen < 0, len(self._sea.ports), chosen)
        chosen.sort(axis=1)
        known = chosen < len(self._sea.ports)
        chosen = np.where(known, chosen, 0)
        wide = (np.broadcast_to(part[:, None], chosen.shape) for part in (latitudes, longitudes))
        kilometres = self._tenths(*wide, self._sea.latitudes[chosen], self._sea.longitudes[chosen])
        return chosen, np.where(known, kilometres, -1)

    def _landed_ports(self, rules: RoadRules) -> Any:
        """The gateways with their landmasses."""
        gateways = self._gateways
        return self._land.on_landmasses(self._sea.latitudes[gateways], self._sea.longitudes[gateways], rules)

    def _tenths(self, *ends: Any) -> Any:
        np = self._np
        whole = [np.ascontiguousarray(part) for part in np.broadcast_arrays(*ends)]
        return tenths(self._geodesics.metres(*whole))

    def _road(self, origin: Coordinates, destination: Coordinates, length: int, rules: RoadRules) -> Leg:
        return Leg("road", origin, destination, rules.by_circuity(Decimal(length).scaleb(-1)))

    def _shown(
        self,
        origin: Coordinates,
        destination: Coordinates,
        choice: tuple[int, int, int, int] | None,
        rules: RoadRules,
        scenario: str,
        refusal: int,
    ) -> DefaultWay:
        if choice is None:
            return DefaultWay((), IN_THE_SEA if refusal == NO_LAND else NO_PORTS)
        first, second, to_port, from_port = choice
        ports = self._sea.ports[first], self._sea.ports[second]
        kilometres = Decimal(int(self._sea.between(scenario)[first, second]))
        operands = (("seaFrom", ports[0].unlocode), ("seaTo", ports[1].unlocode), ("seaScenario", scenario))
        sea = WorkedOutDistance(kilometres, "seaTable", operands)
        legs = [Leg("sea", self._places[first], self._places[second], sea)]
        if to_port:
            legs.insert(0, self._road(origin, self._places[first], to_port, rules))
        if from_port:
            legs.append(self._road(self._places[second], destination, from_port, rules))
        return DefaultWay(tuple(legs), "")


IN_THE_SEA = "one of the places lies in the sea"
NO_PORTS = "no road, and no pair of ports that a road reaches"
