"""How long the transport of a hypothetical bid takes: loading, driving with rests, unloading."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from procurement_plugin.domain.neutrality.distribution import readable

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from procurement_plugin.domain.transport_chain import ResolvedChain

SPEEDS = {"articOver33t": "guard.lorry_speed_articulated", "averageHgv": "guard.lorry_speed_average"}
HOURS_A_DAY = 24


class TransportTime:
    """Times by the parameters of ``config/method/guard``, one driver a lorry, exact until the last step."""

    def __init__(self, figure: Callable[[str], Decimal]) -> None:
        self._figure = figure

    def of(self, chains: tuple[ResolvedChain, ...], unit: str) -> Decimal:
        """The longest chain's time in hours (``h``) or in days of 24 hours (``d``), half-up to 0.1."""
        hours = max((self._hours(chain) for chain in chains), default=Fraction(0))
        return readable(hours if unit == "h" else hours / HOURS_A_DAY, 1)

    def _hours(self, chain: ResolvedChain) -> Fraction:
        driving = sum(
            (
                Fraction(element.kilometres) / Fraction(self._figure(SPEEDS[element.element.vehicle_class]))
                for element in chain.elements
            ),
            Fraction(0),
        )
        handling = Fraction(self._figure("guard.loading_hours")) + Fraction(self._figure("guard.unloading_hours"))
        return handling + driving + self._rests(driving) * Fraction(self._figure("guard.rest_hours"))

    def _rests(self, driving: Fraction) -> int:
        """Rests between full days of driving; none after the last stretch."""
        shift = Fraction(self._figure("guard.driving_hours_a_day"))
        return max(0, -(-driving // shift) - 1)
