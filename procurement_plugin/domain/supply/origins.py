"""The two sub-criteria that read a country, and the only code of an award that does.

Country concentration treats every country alike. The determined dependency knows only what the Commission has
determined, and leaves out origins that an agreement protects.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.supply.sub_score import FULL, NONE, ONE, Judge, SubScore, rounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from procurement_plugin.domain.supply.declared import CountryShare

CONCENTRATION = "countryConcentration"
DEPENDENCY = "determinedDependency"
# Three equal countries get full marks on concentration: 1 - 1/3.
_THREE_EQUAL = Fraction(2, 3)
FULL_MARKS_SHARE = "supply_security.dependency_full_marks"


class Determination(NamedTuple):
    """What the Commission determined: the Union depends on a country for a product, from a day on."""

    product: str
    country: str
    valid_from: date
    valid_to: date | None
    title: str
    href: str

    def in_force(self, product: str, day: date) -> bool:
        """Whether it speaks of the product on that day."""
        return self.product == product and self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Determinations:
    """All determinations that were entered, and the countries that an agreement protects."""

    def __init__(self, rows: Iterable[Determination], protected: Iterable[str]) -> None:
        self._rows = tuple(rows)
        self._protected = frozenset(protected)

    def countries(self, product: str, day: date) -> frozenset[str]:
        """The countries determined for a product on a day, without those that are protected."""
        named = {row.country for row in self._rows if row.in_force(product, day)}
        return frozenset(named - self._protected)

    def products(self) -> tuple[str, ...]:
        """Every product that a determination names."""
        return tuple(sorted({row.product for row in self._rows}))

    def in_force(self, products: Iterable[str], day: date) -> tuple[str, ...]:
        """Those of the products for which a country counts on that day."""
        return tuple(product for product in products if self.countries(product, day))


def country_concentration(shares: Sequence[CountryShare], judge: Judge) -> SubScore:
    """100 x min(1, (1 - sum of squared shares) / (1 - 1/3)); one country gives 0, whichever it is."""
    whole = [row for row in shares if not row.product]
    evidence, reason = _proven(whole, judge)
    if reason:
        return SubScore(CONCENTRATION, NONE, (), reason, evidence)
    index = sum((part * part for part in _by_country(whole).values()), NONE)
    value = FULL * min(ONE, (1 - index) / _THREE_EQUAL)
    return SubScore(CONCENTRATION, value, (("index", rounded(index, 6)),), "", evidence)


def determined_dependency(
    shares: Sequence[CountryShare], products: Sequence[str], determined: Mapping[str, frozenset[str]], judge: Judge
) -> SubScore:
    """100 x min(1, (1 - w) / (1 - 0.5)), w the largest share of a product from one determined country.

    Args:
        products: those for which a determination is in force.
        determined: the countries that count, by product.
    """
    unknown = any(row.product and row.product not in products for row in shares)
    remarks = ("productNotListed",) if unknown else ()
    full_marks = Fraction(judge.figure(FULL_MARKS_SHARE)) / 100
    largest = NONE
    evidence: list[str] = []
    for product in products:
        rows = [row for row in shares if row.product == product] or [row for row in shares if not row.product]
        found, reason = _proven(rows, judge)
        if reason:
            return SubScore(DEPENDENCY, NONE, (("product", product),), reason, found, remarks)
        evidence.extend(found)
        held = _by_country(rows)
        largest = max(largest, *(held.get(country, NONE) for country in determined[product]))
    value = FULL * min(ONE, (1 - largest) / (1 - full_marks))
    operands = (("products", tuple(products)), ("largest", _per_cent(largest)), ("fullMarks", _per_cent(full_marks)))
    return SubScore(DEPENDENCY, value, operands, "", tuple(dict.fromkeys(evidence)), remarks)


def _proven(rows: Sequence[CountryShare], judge: Judge) -> tuple[tuple[str, ...], str]:
    """The evidence of a plan; a plan counts as a whole, so every share of it needs evidence."""
    if not rows:
        return (), "noShares"
    found = [judge.supports(row.evidence) for row in rows]
    missing = next((support.reason for support in found if not support), "")
    return tuple(dict.fromkeys(name for support in found for name in support.usable)), missing


def _by_country(rows: Sequence[CountryShare]) -> dict[str, Fraction]:
    held: dict[str, Fraction] = {}
    for row in rows:
        held[row.country] = held.get(row.country, NONE) + Fraction(row.share) / 100
    return held


def _per_cent(part: Fraction) -> Decimal:
    return rounded(part * 100, 2)
