"""A study of past lots: what another weight profile would have changed, counted so that counts of parts add up.

Everything kept is a whole number, so adding parts in any order or grouping gives the same result to the last digit.
Changes of points are counted at their printed precision, a hundredth of a point; a quantile by nearest rank of
rounded values is the rounded quantile, so nothing is lost by not keeping each value.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.neutrality.distribution import percentile, readable
from procurement_plugin.domain.studied_lot import CHANGED, COMPARED_WITH, PLACES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from procurement_plugin.domain.studied_lot import Compared, LotOutcome, Remark

EVERYTHING = ""
SECTORS, STATES = "sectors", "memberStates"


@dataclass(slots=True)
class Comparison:
    """Lots compared, added up."""

    winners: Counter[str] = field(default_factory=Counter)
    changes: Counter[int] = field(default_factory=Counter)
    pairs: int = 0
    agreeing: int = 0
    turned: int = 0

    def count(self, one: Compared) -> None:
        """Add a lot."""
        self.winners[one.winner] += 1
        self.changes.update(one.changes)
        self.pairs += one.pairs
        self.agreeing += one.agreeing
        self.turned += one.turned

    def add(self, other: Comparison) -> None:
        """Add another part."""
        self.winners.update(other.winners)
        self.changes.update(other.changes)
        self.pairs += other.pairs
        self.agreeing += other.agreeing
        self.turned += other.turned

    @property
    def lots(self) -> int:
        """Lots compared."""
        return self.winners.total()

    def share_changed(self) -> Decimal | None:
        """Per cent of the compared lots whose winner changes, to a hundredth; None without lots."""
        return readable(Fraction(100 * self.winners[CHANGED], self.lots), PLACES) if self.lots else None

    def quantiles(self, per_cents: Sequence[int]) -> tuple[Decimal, ...]:
        """Quantiles of the changes of points by nearest rank, to a hundredth; empty without bids."""
        if not self.changes:
            return ()
        values = [(Fraction(change, 10**PLACES), count) for change, count in self.changes.items()]
        return tuple(readable(percentile(values, per_cent), PLACES) for per_cent in per_cents)

    def correlation(self) -> Decimal | None:
        """Kendall's tau-a over all pairs of bids: 1 when no pair is turned, -1 when all are; None without pairs."""
        return readable(Fraction(self.agreeing - self.turned, self.pairs)) if self.pairs else None


@dataclass(slots=True)
class Group:
    """The lots of a sector, of a Member State, or all."""

    lots: int = 0
    scored: int = 0
    one_bid: int = 0
    compared: dict[str, Comparison] = field(default_factory=lambda: {name: Comparison() for name in COMPARED_WITH})

    def count(self, lot: LotOutcome) -> None:
        """Add a lot."""
        self.lots += 1
        self.scored += lot.study is not None
        self.one_bid += lot.study is not None and lot.bids == 1
        for name, compared in lot.compared.items():
            self.compared[name].count(compared)

    def add(self, other: Group) -> None:
        """Add another part."""
        self.lots += other.lots
        self.scored += other.scored
        self.one_bid += other.one_bid
        for name, compared in other.compared.items():
            self.compared[name].add(compared)


class Noted(NamedTuple):
    """How many lots a remark stands against, and the first line that has it, with its words there."""

    lots: int
    line: int
    message: str


@dataclass(slots=True)
class Awarded:
    """Lots whose archive names the bid that won, and how often each profile names that bid alone."""

    known: int = 0
    by_stated: int = 0
    by_study: int = 0
    by_both: int = 0

    def count(self, lot: LotOutcome) -> None:
        """Add a lot that was compared with its own profile; others say nothing."""
        if not lot.awarded or lot.study is None or lot.stated is None:
            return
        stated, study = (result.winners == {lot.awarded} for result in (lot.stated, lot.study))
        self.known += 1
        self.by_stated += stated
        self.by_study += study
        self.by_both += stated and study

    def add(self, other: Awarded) -> None:
        """Add another part."""
        self.known += other.known
        self.by_stated += other.by_stated
        self.by_study += other.by_study
        self.by_both += other.by_both


@dataclass(slots=True)
class Study:
    """Part of a study, or the whole: parts added in any order or grouping make the same whole."""

    unreadable: int = 0
    groups: dict[tuple[str, str], Group] = field(default_factory=lambda: {(EVERYTHING, EVERYTHING): Group()})
    remarks: dict[tuple[str, str], Noted] = field(default_factory=dict)
    blocked: dict[tuple[str, str], Noted] = field(default_factory=dict)
    blocked_lots: int = 0
    awarded: Awarded = field(default_factory=Awarded)

    @property
    def all(self) -> Group:
        """Every lot that could be read."""
        return self.groups[EVERYTHING, EVERYTHING]

    def count(self, line: int, lot: LotOutcome) -> None:
        """Add the lot of a line."""
        for key in ((EVERYTHING, EVERYTHING), (SECTORS, lot.sector), (STATES, lot.member_state)):
            self.groups.setdefault(key, Group()).count(lot)
        _note(self.remarks, line, lot.remarks)
        _note(self.blocked, line, lot.blocked)
        self.blocked_lots += bool(lot.blocked)
        self.awarded.count(lot)

    def refuse(self, line: int, remarks: Iterable[Remark]) -> None:
        """Add a line that could not be read, with its problems."""
        self.unreadable += 1
        _note(self.remarks, line, remarks)

    def add(self, other: Study) -> None:
        """Add another part."""
        self.unreadable += other.unreadable
        for key, group in other.groups.items():
            self.groups.setdefault(key, Group()).add(group)
        for mine, others in ((self.remarks, other.remarks), (self.blocked, other.blocked)):
            for name, noted in others.items():
                mine[name] = _together(mine[name], noted) if name in mine else noted
        self.blocked_lots += other.blocked_lots
        self.awarded.add(other.awarded)

    def by(self, kind: str) -> list[tuple[str, Group]]:
        """The groups of a kind with their keys, by key."""
        return sorted((key, group) for (name, key), group in self.groups.items() if name == kind)


def _note(noted: dict[tuple[str, str], Noted], line: int, remarks: Iterable[Remark]) -> None:
    """Each code once for a line, with its first words."""
    for name, message in {(r.under, r.code): r.message for r in reversed(tuple(remarks))}.items():
        found = Noted(1, line, message)
        noted[name] = _together(noted[name], found) if name in noted else found


def _together(one: Noted, two: Noted) -> Noted:
    first = min(one, two, key=lambda noted: (noted.line, noted.message))
    return Noted(one.lots + two.lots, first.line, first.message)
