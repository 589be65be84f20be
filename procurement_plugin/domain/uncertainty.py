"""How far the emissions of a set of chains may be off: an interval beside the measure, never part of it.

Each data quality has a published interval. Elements that share an intensity err together; different intensities err
independently. Combined in the logarithm, without random numbers; 30 digits, rounded for print by the caller.
"""

from __future__ import annotations

from decimal import Context, Decimal, localcontext
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from procurement_plugin.domain.transport_chain import ResolvedChain

_DIGITS = Context(prec=30)
_HUNDRED = Decimal(100)


def interval(chains: Iterable[ResolvedChain], figure: Callable[[str], Decimal]) -> tuple[Decimal, Decimal]:
    """The factors by which the total emissions may be lower and higher; 1 and 1 when nothing is emitted."""
    together: dict[tuple[str, str], Decimal] = {}
    with localcontext(_DIGITS):
        for chain in chains:
            for element in chain.elements:
                key = (element.intensity.id, element.grade)
                together[key] = together.get(key, Decimal(0)) + chain.tonnes * element.per_tonne
        total = sum(together.values(), Decimal(0))
        if not total:
            return Decimal(1), Decimal(1)
        below, above = Decimal(0), Decimal(0)
        for (_, grade), emitted in together.items():
            lower, upper = _published(grade, figure)
            below += (emitted * _log(1 - lower / _HUNDRED)) ** 2
            above += (emitted * _log(1 + upper / _HUNDRED)) ** 2
        return (-below.sqrt() / total).exp(), (above.sqrt() / total).exp()


@lru_cache(maxsize=256)
def _log(factor: Decimal) -> Decimal:
    """The natural logarithm to 30 digits; published intervals are few, and it is slow in decimals."""
    return factor.ln(_DIGITS)


def _published(grade: str, figure: Callable[[str], Decimal]) -> tuple[Decimal, Decimal]:
    """Per cent below and above the figure of an element."""
    if grade == "E":
        return figure("transport_emissions.uncertainty_e_below"), figure("transport_emissions.uncertainty_e_above")
    both = figure(f"transport_emissions.uncertainty_{grade.lower()}")
    return both, both
