"""Concentration and supply risk, after Regulation (EU) 2024/1252, Annex II, section 2, and the studies of the Union.

The official figure multiplies each country by a trade factor that is 0.8 within the Union; ours takes 1 for everyone,
so that the same facts give the same figure wherever the buyer sits.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.scale import EXACT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from procurement_plugin.domain.raw_materials.figures import SupplyShare

ONE, HALF, HUNDRED = Decimal(1), Decimal("0.5"), Decimal(100)
_BEST, _SCALE = Decimal("2.5"), Decimal(2)


class Concentration(NamedTuple):
    """How concentrated a supply is.

    Attributes:
        herfindahl: Herfindahl-Hirschman index, 0 to 1, of the shares as printed; they are not brought to 100.
        neutral: the same weighted by governance (0 best to 10 worst), every trade factor 1.
        official: the same with the trade factors as printed.
        unknown: countries without a governance figure; they count in ``herfindahl`` only.
    """

    herfindahl: Decimal
    neutral: Decimal
    official: Decimal
    share_sum: Decimal
    largest: tuple[SupplyShare, ...]
    unknown: tuple[str, ...]


def herfindahl(shares: Iterable[Decimal]) -> Decimal:
    """Sum of squared shares; the shares in per cent, the index 0 to 1."""
    with localcontext(EXACT):
        return sum(((share / HUNDRED) ** 2 for share in shares), Decimal(0))


def scaled_governance(mean: Decimal) -> Decimal:
    """The mean of the governance estimates on the scale of the studies: (2.5 - mean) x 2, 0 best to 10 worst."""
    return (_BEST - mean) * _SCALE


def concentration(supply: Sequence[SupplyShare], governance: Mapping[str, Decimal]) -> Concentration | None:
    """The concentration of a supply; None when there are no shares.

    Args:
        governance: mean of the six indicators by country.
    """
    if not supply:
        return None
    known = [row for row in supply if row.country in governance]
    with localcontext(EXACT):
        squares = [(row, (row.share / HUNDRED) ** 2 * scaled_governance(governance[row.country])) for row in known]
        neutral = sum((square for _, square in squares), Decimal(0))
        official = sum((square * row.trade_factor for row, square in squares), Decimal(0))
        whole = sum((row.share for row in supply), Decimal(0))
    largest = tuple(sorted(supply, key=lambda row: (-row.share, row.country))[:3])
    unknown = tuple(sorted(row.country for row in supply if row.country not in governance))
    return Concentration(herfindahl(row.share for row in supply), neutral, official, whole, largest, unknown)


def import_reliance(imports: Decimal, exports: Decimal, production: Decimal) -> Decimal | None:
    """(imports - exports) / (production + imports - exports), below 0 taken as 0; None without any supply."""
    net, used = imports - exports, production + imports - exports
    if net <= 0:
        return Decimal(0)
    return EXACT.divide(net, used) if used > 0 else None


def supply_risk(
    world: Decimal | None,
    union: Decimal | None,
    reliance: Decimal,
    recycling: Decimal = Decimal(0),
    substitution: Decimal = ONE,
) -> Decimal:
    """The supply risk of a stage, not rounded; its print has one decimal.

    Args:
        world, union: governance-weighted concentration of world supply and of the sourcing of the Union; with one of
            them missing the other stands alone, as in the studies.
        reliance: import reliance, 0 to 1; only with full reliance do both halves count alike.
        recycling: share of old scrap in all inputs, 0 to 1.
        substitution: substitution index, 0 to 1.

    Raises:
        ValueError: both concentrations are missing.
    """
    with localcontext(EXACT):
        if world is not None and union is not None:
            part = reliance * HALF
            mixed = world * part + union * (ONE - part)
        elif world is not None or union is not None:
            mixed = world if world is not None else union or Decimal(0)
        else:
            raise ValueError("a supply risk needs the concentration of world supply or of the sourcing of the Union")
        return mixed * (ONE - recycling) * substitution


class RiskRange(NamedTuple):
    """Between which figures a supply risk lies when import reliance is not known, and substitution is left out."""

    low: Decimal
    high: Decimal


def risk_range(world: Decimal | None, union: Decimal | None, recycling: Decimal) -> RiskRange | None:
    """Import reliance from 0 to 1, substitution index 1; None when no concentration is known."""
    if world is None and union is None:
        return None
    ends = [supply_risk(world, union, reliance, recycling) for reliance in (Decimal(0), ONE)]
    return RiskRange(min(ends), max(ends))
