"""What a bidder declares about the supply of this contract, each fact in its own type.

No type here but ``CountryShare`` holds a country; none holds a firm's size, finances or experience.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from procurement_plugin.domain.transport_chain import Coordinates


class Site(NamedTuple):
    """A site: units a day reserved for this contract, days until it is back, and the owner that groups sites."""

    owner: str
    location: Coordinates
    capacity: Decimal
    recovery: Decimal
    evidence: tuple[str, ...]


class Stock(NamedTuple):
    """Units in stock, reserved for this contract."""

    quantity: Decimal
    evidence: tuple[str, ...]


class LeadTime(NamedTuple):
    """Days of past deliveries, or a guaranteed time with the clause that makes delay cost money."""

    mean: Decimal | None
    deviation: Decimal | None
    deliveries: Decimal | None
    guaranteed: Decimal | None
    damages_clause: str
    evidence: tuple[str, ...]


class Disclosure(NamedTuple):
    """Per cent of the value whose sites are disclosed, by tier."""

    shares: tuple[tuple[str, Decimal], ...]
    evidence: tuple[str, ...]


class Mitigation(NamedTuple):
    """What lessens the dependence on one material: a count of sources, never which country they lie in."""

    material: str
    sources: Decimal | None
    recycled: Decimal | None
    stock_days: Decimal | None
    substitute: str
    evidence: tuple[str, ...]


class CountryShare(NamedTuple):
    """The planned share (per cent) from a country; the one type through which a country reaches a score."""

    country: str
    share: Decimal
    product: str
    evidence: tuple[str, ...]


class SupplyDeclaration(NamedTuple):
    """All that a bidder declares, taken apart, so that each sub-criterion is handed its own part only."""

    sites: tuple[Site, ...]
    stock: Stock | None
    lead_time: LeadTime | None
    disclosure: Disclosure | None
    mitigations: tuple[Mitigation, ...]
    country_shares: tuple[CountryShare, ...]


TIERS = ("firstTier", "secondTier", "thirdTier")


def declaration_of(inputs: Mapping[str, Any]) -> SupplyDeclaration:
    """The declaration in a bid's inputs for this criterion."""
    stock, lead_time, tiers = inputs.get("stock"), inputs.get("leadTime"), inputs.get("transparency")
    return SupplyDeclaration(
        tuple(
            Site(_owner(row), row["location"], row["capacityPerDay"], row["timeToRecoverDays"], _evidence(row))
            for row in inputs.get("sites") or ()
        ),
        Stock(stock["quantity"], _evidence(stock)) if stock else None,
        _lead_time(lead_time) if lead_time else None,
        Disclosure(tuple((tier, tiers[tier]) for tier in TIERS if tier in tiers), _evidence(tiers)) if tiers else None,
        tuple(
            Mitigation(
                row["material"],
                row.get("qualifiedSources"),
                row.get("recycledShare"),
                row.get("stockDays"),
                row.get("qualifiedSubstitute", ""),
                _evidence(row),
            )
            for row in inputs.get("materials") or ()
        ),
        tuple(
            CountryShare(row["country"], row["share"], row.get("product", ""), _evidence(row))
            for row in inputs.get("plannedShares") or ()
        ),
    )


def _owner(row: Mapping[str, Any]) -> str:
    """The owner's name without the differences of writing that would make two owners of one."""
    return " ".join(row["owner"].casefold().split())


def _lead_time(row: Mapping[str, Any]) -> LeadTime:
    days = (row.get("meanDays"), row.get("standardDeviationDays"), row.get("deliveries"), row.get("guaranteedDays"))
    return LeadTime(*days, row.get("liquidatedDamagesClause", ""), _evidence(row))


def _evidence(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(row.get("evidence") or ())
