"""What a unit costs at one location, factor by factor and year by year; and what does not count there, and why."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.production.cost_factor import COUNTED, CostFactor, Layer
from procurement_plugin.domain.production.points import CASE, CURRENCY, LOCATION, Key, rate_name
from procurement_plugin.domain.production.registry import (
    CURRENCY_PATH,
    EMISSIONS_PER_TONNE,
    YEARS,
    YEARS_ON,
    case_figures,
    cost_factors,
    location_figures,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from procurement_plugin.domain.production.case import Case, Location
    from procurement_plugin.domain.production.formula import Formula
    from procurement_plugin.domain.production.points import Entry, Point

Amounts = dict[str, Fraction]
NOTHING = Fraction(0)


class Reason(StrEnum):
    """Why a factor does not count."""

    NOT_ENTERED = "notEntered"
    INCOMPLETE = "incomplete"
    SWITCHED_OFF = "switchedOff"
    REPLACED = "replaced"


class NotCounted(NamedTuple):
    """A factor that does not count, and which figures it lacks or which factor stands in its place."""

    factor: str
    reason: Reason
    names: tuple[str, ...] = ()


class LocationCost:
    """The cost of a unit at one location of a case; which factors count is settled once."""

    def __init__(self, case: Case, location: Location, found: Mapping[Key, Entry]) -> None:
        self.case, self.location = case, location
        self._entries = found
        self.not_counted: tuple[NotCounted, ...] = tuple(self._left_out())
        gone = {row.factor for row in self.not_counted}
        self.counted: tuple[CostFactor, ...] = tuple(f for f in cost_factors().values() if f.name not in gone)
        self._paths = {
            currency.code: len(currency.path) if CURRENCY_PATH in case.switched_on else 0
            for currency in case.currencies
        }
        moved = self._counts("wageInflation") or any(self._paths.values())
        self.moving_years = case.years if moved else 1

    def key(self, name: str) -> Key | None:
        """Where a figure of a formula stands; None for one that was not entered, is switched off or is no figure."""
        if name in case_figures():
            key = Key(CASE, "", name)
        elif name in location_figures() or name == EMISSIONS_PER_TONNE.name:
            key = Key(LOCATION, self.location.id, name)
        else:
            return None
        return key if key in self._entries and self._counts(name) else None

    def entry(self, name: str) -> Entry | None:
        """A figure as it was entered."""
        key = self.key(name)
        return None if key is None else self._entries[key]

    def rate_key(self, currency: str, year: int) -> Key | None:
        """Where the rate of a currency in a year stands; None for the currency of the case."""
        if not currency or currency == self.case.currency:
            return None
        return Key(CURRENCY, currency, rate_name(min(year, self._paths[currency] + 1)))

    def amounts(self, point: Point, year: int = 1) -> Amounts:
        """Every factor that counts, per unit, in the currency of the case, in a year from 1 on."""
        done: Amounts = {}
        for factor in self.counted:
            done[factor.name] = self.formula(factor).value(
                self.figures(factor, point, 1 if factor.one_off else year, done)
            )
        return done

    def figures(self, factor: CostFactor, point: Point, year: int, done: Amounts) -> dict[str, Fraction]:
        """The figures of a factor's formula; money in the currency of the case."""
        found: dict[str, Fraction] = {}
        for name in self.formula(factor).names:
            if name in (YEARS, YEARS_ON):
                found[name] = Fraction(self.case.years if name == YEARS else year - 1)
            elif name in cost_factors():
                found[name] = done.get(name, NOTHING)
            else:
                found[name] = self._number(name, point, year)
        return found

    def formula(self, factor: CostFactor) -> Formula:
        """The formula of a factor here: the plain one where nothing that has to be switched on counts."""
        if factor.plain is None or any(self.key(name) is not None for name in factor.switch):
            return factor.formula
        return factor.plain

    def each_year(self, point: Point) -> list[Amounts]:
        """The amounts of every year; worked out once where nothing moves."""
        found = [self.amounts(point, year) for year in range(1, self.moving_years + 1)]
        return found if len(found) == self.case.years else found * self.case.years

    def total(self, point: Point) -> Fraction:
        """What a unit costs on average over the years, in the layers that count."""
        return mean_of([total_of(self.amounts(point, year)) for year in range(1, self.moving_years + 1)])

    def present_value(self, point: Point) -> Fraction | None:
        """What is paid over the years, at its value before the first: once-only costs then, others at years' end."""
        rate, units = self.key("discountRate"), self.key("annualQuantity")
        if rate is None or units is None:
            return None
        once = {factor.name for factor in self.counted if factor.one_off}
        years = self.each_year(point)
        paid = sum((years[0][name] for name in once), NOTHING) * point[units] * self.case.years
        for year, amounts in enumerate(years, start=1):
            running = total_of({name: amount for name, amount in amounts.items() if name not in once})
            paid += running * point[units] / (1 + point[rate]) ** year
        return paid

    def _number(self, name: str, point: Point, year: int) -> Fraction:
        key = self.key(name)
        if key is None:
            return NOTHING
        rate = self.rate_key(self._entries[key].currency, year)
        return point[key] if rate is None else point[key] * point[rate]

    def _counts(self, name: str) -> bool:
        """Whether a figure that has to be switched on was."""
        switched = any(name in factor.switch for factor in cost_factors().values())
        if not switched:
            return True
        return name in self.case.switched_on and name in self.location.figures

    def _left_out(self) -> Iterator[NotCounted]:
        gone: set[str] = set()
        replaced = {
            name: factor.name
            for factor in cost_factors().values()
            if factor.replaces and self._reason(factor, gone) is None
            for name in factor.replaces
        }
        for factor in cost_factors().values():
            found = self._reason(factor, gone)
            if factor.name in replaced and (found is None or found.reason is Reason.SWITCHED_OFF):
                found = NotCounted(factor.name, Reason.REPLACED, (replaced[factor.name],))
            if found is not None:
                gone.add(factor.name)
                yield found

    def _reason(self, factor: CostFactor, gone: set[str]) -> NotCounted | None:
        own = [figure.name for figure in factor.figures]
        if own and not any(name in self.location.figures for name in own):
            return NotCounted(factor.name, Reason.NOT_ENTERED)
        missing = tuple(name for name in factor.formula.names if self._missing(name, factor, gone))
        if missing:
            return NotCounted(factor.name, Reason.INCOMPLETE, missing)
        if factor.soft and factor.name not in self.case.switched_on:
            return NotCounted(factor.name, Reason.SWITCHED_OFF)
        return None

    def _missing(self, name: str, factor: CostFactor, gone: set[str]) -> bool:
        if name in (YEARS, YEARS_ON) or name in factor.optional:
            return False
        return name in gone if name in cost_factors() else self.key(name) is None


def mean_of(values: Sequence[Fraction]) -> Fraction:
    """The plain mean."""
    return sum(values, NOTHING) / len(values)


def total_of(amounts: Amounts) -> Fraction:
    """The sum of the layers that count."""
    return sum((layer_total(amounts, layer) for layer in COUNTED), NOTHING)


def layer_total(amounts: Amounts, layer: Layer) -> Fraction:
    """The sum of one layer."""
    return sum((amount for name, amount in amounts.items() if cost_factors()[name].layer is layer), NOTHING)
