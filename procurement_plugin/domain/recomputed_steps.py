"""Steps of a derivation, followed again in fractions from their printed operands.

Each takes the steps before it, its own operands and a reader of decimals, and gives the exact result. A step that is
not here is left unfollowed: what a new criterion does stands on its own page.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Reader = Callable[[Any], Fraction]
    Before = Sequence[Mapping[str, Any]]
    Operands = Mapping[str, Any]

GRAMS = Fraction(1000)
PER_CENT = Fraction(100)


def _element(before: Before, operands: Operands, number: Reader) -> Fraction:
    """Tonnes × km × intensity × adjustments."""
    return _hub(before, operands, number) * number(operands["distanceKm"])


def _hub(before: Before, operands: Operands, number: Reader) -> Fraction:
    """Tonnes × intensity × adjustments; the tonnes are the mass times the shares of site and delivery point."""
    del before
    tonnes = number(operands["massKg"]) / GRAMS
    for share in ("siteShare", "deliveryShare"):
        tonnes *= number(operands[share]) / PER_CENT
    factor = number(operands["adjustment"]) * number(operands.get("temperatureFactor", "1"))
    return tonnes * number(operands["intensity"]) * factor


def _sum(before: Before, operands: Operands, number: Reader) -> Fraction:
    del operands
    return sum((number(step["result"]) for step in before if step["step"] in ("element", "hub")), Fraction(0))


def _per_unit(before: Before, operands: Operands, number: Reader) -> Fraction:
    total = next(number(step["result"]) for step in reversed(before) if step["step"] == "sum")
    return total / number(operands["quantity"])


def _mean_distance(before: Before, operands: Operands, number: Reader) -> Fraction:
    del operands
    total = weights = Fraction(0)
    for step in before:
        if step["step"] == "chain":
            given = step["operands"]
            weight = Fraction(1)
            for name in ("itemWeight", "siteShare", "deliveryShare"):
                weight *= number(given[name])
            weights += weight
            total += weight * number(step["result"])
    return total / weights


def _guaranteed(before: Before, operands: Operands, number: Reader) -> Fraction:
    del before
    return number(operands["declared"])


def _weighted_mean(before: Before, operands: Operands, number: Reader) -> Fraction:
    """Of the steps before it, with the weight that each of them states."""
    del operands
    weights = [number(step["operands"]["weight"]) for step in before]
    values = [number(step["result"]) for step in before]
    return sum((w * v for w, v in zip(weights, values, strict=True)), Fraction(0)) / sum(weights)


STEPS: Mapping[str, Callable[[Before, Operands, Reader], Fraction]] = {
    "element": _element,
    "hub": _hub,
    "sum": _sum,
    "perUnit": _per_unit,
    "meanDistance": _mean_distance,
    "guaranteed": _guaranteed,
    "weightedMean": _weighted_mean,
}
