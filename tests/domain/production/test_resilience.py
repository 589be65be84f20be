"""Redundancy and concentration of a location's sources; alike for every country."""

from __future__ import annotations

from decimal import Decimal as D
from fractions import Fraction as F

from procurement_plugin.domain.production.case import Source
from procurement_plugin.domain.production.resilience import resilience
from procurement_plugin.domain.transport_chain import Coordinates


def source(
    name: str, share: str, capacity: str | None, country: str = "BE", owner: str = "", east: str = "4"
) -> Source:
    held = None if capacity is None else D(capacity)
    return Source(name, D(share), Coordinates(D(50), D(east)), country, owner, held)


def kilometres(one: Coordinates, other: Coordinates) -> D:
    return abs(one.longitude - other.longitude) * 100


def told(*sources: Source, demand: int = 40):  # noqa: ANN201
    return resilience(sources, F(demand), kilometres, D(50))


def test_the_largest_site_is_taken_away() -> None:
    found = told(
        source("a", "50", "30"), source("b", "30", "20", "FR", east="8"), source("c", "20", "10", "FR", east="12")
    )
    assert found.left == 30
    assert found.cover == F(3, 4)
    assert found.sites == D("0.38")
    assert found.countries == D("0.5")


def test_near_sites_of_one_owner_are_lost_together() -> None:
    pair = (source("a", "50", "30", owner="ACME"), source("b", "50", "30", owner="Acme ", east="4.2"))
    assert told(*pair).left == 0
    apart = (pair[0], pair[1]._replace(place=Coordinates(D(50), D(9))))
    assert told(*apart).left == 30


def test_what_is_not_known_is_not_guessed_and_more_than_the_demand_is_not_more() -> None:
    found = told(source("a", "50", None), source("b", "50", "30", "", east="8"))
    assert (found.cover, found.left, found.countries) == (None, None, None)
    assert told(source("a", "50", "90"), source("b", "50", "90", east="8")).cover == 1


def test_a_country_is_a_name_and_nothing_else() -> None:
    for country in ("BE", "CN", "US"):
        assert told(source("a", "100", "30", country)).countries == 1
