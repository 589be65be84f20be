"""Whether two entries are one site."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from domain.site_register.pairs import PAIRS
from hypothesis import given
from hypothesis import strategies as st

from procurement_plugin.adapters.geodesics import Geodesics
from procurement_plugin.domain.site_register.matching import DIFFERENT, OUTCOMES, SAME, Comparison, compare
from procurement_plugin.domain.site_register.terms import CELL_METRES, cell_of, cells_around, indexed

GEODESICS = Geodesics()
NAMES = st.text(st.characters(categories=["L", "Nd", "Zs"]), min_size=1, max_size=20)
DEGREES = st.tuples(st.floats(-85, 85), st.floats(-179, 179))


@st.composite
def sites(draw: st.DrawFn) -> dict[str, Any]:
    """Sites as the register takes them: a name, a country, and an address or coordinates."""
    site = {"name": draw(NAMES), "country": draw(st.sampled_from(["BE", "DE", "CN"])), "address": draw(NAMES)}
    if draw(st.booleans()):
        place = draw(DEGREES)
        site["location"] = {"latitude": f"{place[0]:.4f}", "longitude": f"{place[1]:.4f}"}
    for field in ("osId", "lei", "establishmentNumber", "eori", "gln"):
        if draw(st.booleans()):
            site[field] = draw(st.sampled_from(["A", "B"]))
    return site


def metres(first: dict[str, Any], second: dict[str, Any]) -> float | None:
    if "location" not in first or "location" not in second:
        return None
    ends = [float(one["location"][name]) for one in (first, second) for name in ("latitude", "longitude")]
    return float(GEODESICS.metres(*ends))


def compared(first: dict[str, Any], second: dict[str, Any]) -> Comparison:
    return compare(first, second, metres(first, second))


@pytest.mark.parametrize(("outcome", "why", "first", "second"), PAIRS, ids=[row[1] for row in PAIRS])
def test_labelled_pairs_get_the_outcome_that_a_person_gave_them(
    outcome: str, why: str, first: dict[str, Any], second: dict[str, Any]
) -> None:
    found = compared(first, second)
    assert found.outcome == outcome, (why, found)


@given(sites(), sites())
def test_a_comparison_is_symmetric(first: dict[str, Any], second: dict[str, Any]) -> None:
    here, there = compared(first, second), compared(second, first)
    assert here == there
    assert 0 <= here.score <= 100
    assert here.outcome in OUTCOMES


@given(sites())
def test_a_site_is_the_same_as_itself(site: dict[str, Any]) -> None:
    found = compared(site, site)
    assert (found.score, found.outcome) == (100, SAME)


@given(sites(), sites(), sites())
def test_the_order_in_which_sites_stand_does_not_count(
    first: dict[str, Any], second: dict[str, Any], third: dict[str, Any]
) -> None:
    rows = [first, second, third]
    found = []
    for order in permutations(range(3)):
        told = {frozenset((a, b)): compared(rows[a], rows[b]) for a in order for b in order if a < b}
        found.append(told)
    assert all(one == found[0] for one in found)


@given(sites(), sites())
def test_points_have_reasons_that_add_up(first: dict[str, Any], second: dict[str, Any]) -> None:
    found = compared(first, second)
    possible = sum(reason.possible for reason in found.reasons)
    assert found.score == 100 * sum(reason.points for reason in found.reasons) // possible
    assert all(0 <= reason.points <= reason.possible for reason in found.reasons)


@given(sites(), sites())
def test_what_disagrees_about_a_site_is_never_called_the_same(first: dict[str, Any], second: dict[str, Any]) -> None:
    for field in ("osId", "establishmentNumber", "gln"):
        if field in first and field in second and first[field] != second[field]:
            assert compared(first, second).outcome != SAME
    if first["country"] != second["country"]:
        assert compared(first, second).outcome != SAME


@given(DEGREES, st.floats(0, 359), st.floats(0, CELL_METRES))
def test_every_neighbour_within_reach_lies_in_the_cells_around(
    place: tuple[float, float], bearing: float, away: float
) -> None:
    from pyproj import Geod  # noqa: PLC0415

    longitude, latitude, _ = Geod(ellps="WGS84").fwd(place[1], place[0], bearing, away)
    if abs(latitude) < 85:
        assert cell_of(latitude, longitude) in cells_around(*place)
        assert len(cells_around(*place)) <= 15


def test_terms_bear_the_class_of_their_group_and_the_openest_of_several() -> None:
    content = {"name": "Linde", "country": "BE", "owner": "Linde", "nace": ["C31.01"]}
    closed = indexed("site", {**content, "confidentiality": {"identity": "secret", "place": "public"}})
    ranks = {(term.kind, term.value): term.rank for term in closed.terms}
    assert ranks["word", "linde"] == 1  # the owner's name may be read by the tenant
    assert ranks["name", "linde"] == 3
    assert ranks["country", "BE"] == 0
    assert ranks["nace", "3101"] == 1
    assert (closed.rank, closed.place_rank) == (3, 0)


def test_pairs_of_every_outcome_are_labelled() -> None:
    assert {row[0] for row in PAIRS} == set(OUTCOMES)
    assert sum(1 for row in PAIRS if row[0] == DIFFERENT) >= 8
