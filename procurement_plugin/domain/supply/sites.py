"""Redundancy, and survival until recovery: what is left, and for how long it lasts, when sites are lost together.

N-1 capacity; time-to-survive against time-to-recover after Simchi-Levi and others. Sites of one owner that lie within
the published distance of each other are lost together: paper sites do not add redundancy.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.domain.scale import EXACT
from procurement_plugin.domain.supply.sub_score import FULL, NONE, ONE, Judge, Need, SubScore, rounded, share

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from procurement_plugin.domain.supply.declared import Site, Stock
    from procurement_plugin.domain.transport_chain import Coordinates

    Kilometres = Callable[[Coordinates, Coordinates], Decimal]
    Operands = tuple[tuple[str, Any], ...]

GROUPING = "supply_security.site_grouping_distance"
REDUNDANCY = "redundancy"
SURVIVE_AND_RECOVER = "surviveAndRecover"
# The worst outages stand in the derivation; the first of them decides.
MOST_SHOWN = 6


class Outage(NamedTuple):
    """What one event can take away: capacity lost and left (units a day), days until demand is met again, survival."""

    lost: Fraction
    left: Fraction
    recovery: Decimal
    survival: Fraction | None


def redundancy(sites: Sequence[Site], need: Need, judge: Judge, kilometres: Kilometres) -> SubScore:
    """100 x min(1, least capacity left / demand)."""
    proven, evidence, remarks = _proven(sites, judge)
    operands: Operands = (("demand", need.demand),)
    if not proven:
        return SubScore(REDUNDANCY, NONE, operands, _why_none(sites, judge))
    if _owners_at_one_place(proven):
        remarks = (*remarks, "ownersAtOnePlace")
    left = min(_left(proven, lost) for lost in lost_together(proven, kilometres, judge.figure(GROUPING)))
    operands = (("others", _exact(left)), *operands)
    return SubScore(REDUNDANCY, share(left, Fraction(need.demand)), operands, "", evidence, remarks)


def survive_and_recover(
    sites: Sequence[Site], stock: Stock | None, need: Need, judge: Judge, kilometres: Kilometres
) -> SubScore:
    """100 x min(1, smallest time-to-survive / time-to-recover over what can be lost together)."""
    proven, evidence, remarks = _proven(sites, judge)
    operands: Operands = (("demand", need.demand),)
    if not proven:
        return SubScore(SURVIVE_AND_RECOVER, NONE, operands, _why_none(sites, judge))
    units, stock_evidence, stock_remarks = _proven_stock(stock, judge)
    evidence, remarks = tuple(dict.fromkeys((*evidence, *stock_evidence))), (*remarks, *stock_remarks)
    demand = Fraction(need.demand)
    total = _sum(proven)
    if total < demand:
        operands = (("capacity", _exact(total)), *operands)
        return SubScore(SURVIVE_AND_RECOVER, NONE, operands, "capacityBelowDemand", evidence, remarks)
    groups = lost_together(proven, kilometres, judge.figure(GROUPING))
    outages = sorted((_outage(proven, lost, demand, Fraction(units)) for lost in groups), key=_ratio)
    worst = _ratio(outages[0])
    shown = tuple(tuple(_shown(outage)) for outage in outages[:MOST_SHOWN])
    operands = (("stock", units), *operands, ("outages", shown))
    return SubScore(SURVIVE_AND_RECOVER, FULL * min(ONE, worst), operands, "", evidence, remarks)


def _outage(sites: Sequence[Site], lost: frozenset[int], demand: Fraction, stock: Fraction) -> Outage:
    left = _left(sites, lost)
    gone = sum((Fraction(sites[index].capacity) for index in lost), NONE)
    if left >= demand:
        return Outage(gone, left, Decimal(0), None)
    back, recovery = left, Decimal(0)
    for index in sorted(lost, key=lambda number: sites[number].recovery):
        if back >= demand:
            break
        back += Fraction(sites[index].capacity)
        recovery = sites[index].recovery
    return Outage(gone, left, recovery, stock / (demand - left))


def _ratio(outage: Outage) -> Fraction:
    if outage.survival is None or outage.recovery == 0:
        return ONE
    return outage.survival / Fraction(outage.recovery)


def _shown(outage: Outage) -> Iterator[Decimal]:
    """Capacity lost, days to recover, and (when it runs short) days survived to 0.000001."""
    yield _exact(outage.lost)
    yield outage.recovery
    if outage.survival is not None:
        yield rounded(outage.survival, 6).normalize() + Decimal(0)


def lost_together(sites: Sequence[Site], kilometres: Kilometres, radius: Decimal) -> list[frozenset[int]]:
    """The largest sets of sites, by their number, that one event can take away.

    Sites of one owner are lost together when each lies within the radius of each other. A further site never makes
    an event larger for those that were there, so that declaring more never lowers a score.
    """
    near = {
        index: {
            other
            for other, site in enumerate(sites)
            if other != index
            and site.owner == sites[index].owner
            and kilometres(site.location, sites[index].location) <= radius
        }
        for index in range(len(sites))
    }
    return sorted(_cliques(frozenset(), set(near), set(), near), key=sorted)


def _cliques(
    chosen: frozenset[int], open_ones: set[int], done: set[int], near: dict[int, set[int]]
) -> Iterator[frozenset[int]]:
    """Maximal sets of sites that are all near each other (Bron and Kerbosch, with a pivot)."""
    if not open_ones and not done:
        yield chosen
        return
    pivot = max(open_ones | done, key=lambda index: len(near[index] & open_ones))
    for index in sorted(open_ones - near[pivot]):
        yield from _cliques(chosen | {index}, open_ones & near[index], done & near[index], near)
        open_ones = open_ones - {index}
        done = done | {index}


def _owners_at_one_place(sites: Sequence[Site]) -> bool:
    """Whether two owners name the very same place: a person should ask who the ultimate owner is."""
    return len({site.location for site in sites}) < len({(site.owner, site.location) for site in sites})


def _left(sites: Sequence[Site], lost: frozenset[int]) -> Fraction:
    return sum((Fraction(site.capacity) for index, site in enumerate(sites) if index not in lost), NONE)


def _sum(sites: Sequence[Site]) -> Fraction:
    return sum((Fraction(site.capacity) for site in sites), NONE)


def _proven(sites: Sequence[Site], judge: Judge) -> tuple[list[Site], tuple[str, ...], tuple[str, ...]]:
    """The sites with usable evidence, that evidence, and a remark when some were left out."""
    proven = [(site, judge.supports(site.evidence)) for site in sites]
    kept = [site for site, found in proven if found]
    evidence = tuple(dict.fromkeys(name for _, found in proven for name in found.usable))
    return kept, evidence, ("siteWithoutEvidence",) if kept and len(kept) < len(sites) else ()


def _proven_stock(stock: Stock | None, judge: Judge) -> tuple[Decimal, tuple[str, ...], tuple[str, ...]]:
    if stock is None:
        return Decimal(0), (), ()
    found = judge.supports(stock.evidence)
    return (stock.quantity, found.usable, ()) if found else (Decimal(0), (), ("stockWithoutEvidence",))


def _why_none(sites: Sequence[Site], judge: Judge) -> str:
    return judge.supports(name for site in sites for name in site.evidence).reason if sites else "noSites"


def _exact(value: Fraction) -> Decimal:
    return EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))
