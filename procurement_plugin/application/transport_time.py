"""How long the transport of a hypothetical bid takes: loading, driving with rests, ships and ports, unloading."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from procurement_plugin.domain.neutrality.distribution import readable

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from procurement_plugin.domain.transport_chain import ResolvedChain, ResolvedElement

HEAVY = "articOver33t"
HOURS_A_DAY = 24


class TransportTime:
    """Times by the parameters of ``config/method/guard``, one driver a lorry, exact until the last step."""

    def __init__(self, figure: Callable[[str], Decimal]) -> None:
        self._published = cache(lambda name: Fraction(figure(f"guard.{name}")))

    def of(self, chains: tuple[ResolvedChain, ...], unit: str) -> Decimal:
        """The longest chain's time in hours (``h``) or in days of 24 hours (``d``), half-up to 0.1."""
        hours = max((self._hours(chain) for chain in chains), default=Fraction(0))
        return readable(hours if unit == "h" else hours / HOURS_A_DAY, 1)

    def _hours(self, chain: ResolvedChain) -> Fraction:
        by_road = [element for element in chain.elements if element.element.mode == "road"]
        by_sea = [element for element in chain.elements if element.element.mode == "sea"]
        driving = sum((Fraction(element.kilometres) / self._speed(element) for element in by_road), Fraction(0))
        resting = self._rests(driving) * self._published("rest_hours")
        return (
            self._published("loading_hours")
            + driving
            + resting
            + self._at_sea(by_sea)
            + self._published("unloading_hours")
        )

    def _at_sea(self, elements: list[ResolvedElement]) -> Fraction | int:
        if not elements:
            return 0
        sailed = sum(Fraction(element.kilometres) for element in elements)
        return sailed / self._published("ship_speed") + 2 * len(elements) * self._published("port_hours")

    def _speed(self, element: ResolvedElement) -> Fraction:
        heavy = element.element.vehicle_class.startswith(HEAVY)
        return self._published("lorry_speed_articulated" if heavy else "lorry_speed_average")

    def _rests(self, driving: Fraction) -> int:
        """Rests between full days of driving; none after the last stretch."""
        shift = self._published("driving_hours_a_day")
        return max(0, -(-driving // shift) - 1)
