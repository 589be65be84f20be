"""Concentration and supply risk: published examples within their printed rounding, and the traps of the method."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_plugin.domain.raw_materials.figures import SupplyShare
from procurement_plugin.domain.raw_materials.supply_risk import (
    concentration,
    herfindahl,
    import_reliance,
    risk_range,
    scaled_governance,
    supply_risk,
)

# Shares and index as published: US Department of Justice; two articles on the Merger Guidelines.
INDICES = [((30, 30, 20, 20), "0.26"), ((40, 30, 20, 10), "0.30"), ((70, 30), "0.58"), ((100,), "1"), ((50, 50), "0.5")]


@pytest.mark.parametrize(("shares", "index"), INDICES)
def test_the_published_indices_are_reproduced(shares: tuple[int, ...], index: str) -> None:
    assert herfindahl(map(D, shares)) == D(index)


# European Commission, Study on the review of the list of Critical Raw Materials, 2017, Tables 3, 18 and 19: inputs,
# result, what world supply alone and the Union's sourcing alone give, and the interval that rounded inputs imply.
STUDIES = [
    ("antimony", "7.1", "5.7", "1.0", "0.28", "0.9", "4.3", ("4.8", "3.9"), ("3.807", "4.492")),
    ("borate", "1.1", "5.0", "1.0", "0.0", "1.0", "3.0", ("1.1", "5.0"), ("2.786", "3.315")),
    ("cobalt", "3.6", "1.3", "0.32", "0.0", "1.0", "1.6", ("3.6", "1.3"), ("1.474", "1.86")),
]


@pytest.mark.parametrize(
    ("name", "world", "union", "reliance", "recycling", "substitution", "risk", "alone", "within"), STUDIES
)
def test_the_studies_results_are_reproduced_within_their_rounding(
    name: str, world: str, union: str, reliance: str, recycling: str, substitution: str, risk: str,
    alone: tuple[str, str], within: tuple[str, str],
) -> None:  # fmt: skip
    rest = (D(reliance), D(recycling), D(substitution))
    found = supply_risk(D(world), D(union), *rest)
    assert D(within[0]) <= found <= D(within[1]), name
    assert abs(found - D(risk)) <= D("0.25"), name
    for given_one, expected in (
        (supply_risk(D(world), None, *rest), alone[0]),
        (supply_risk(None, D(union), *rest), alone[1]),
    ):
        assert abs(given_one - D(expected)) <= D("0.25"), name


def test_tantalum_alone_in_one_country() -> None:
    """0.81 of the supply from a country of governance 6.92, as the study of 2017 prints it."""
    assert D("0.81") ** 2 * D("6.92") == D("4.540212")


@pytest.mark.parametrize(
    ("imports", "exports", "production", "reliance"),
    [
        ("100", "0", "0", "1"),
        ("50", "0", "50", "0.5"),
        ("10", "40", "100", "0"),
        ("0", "0", "0", "0"),
        ("40", "40", "5", "0"),
    ],
)
def test_a_negative_import_reliance_is_nothing(imports: str, exports: str, production: str, reliance: str) -> None:
    assert import_reliance(D(imports), D(exports), D(production)) == D(reliance)


def test_governance_runs_from_nothing_to_ten() -> None:
    assert [scaled_governance(D(mean)) for mean in ("2.5", "0", "-2.5")] == [0, 5, 10]


SUPPLY = (
    SupplyShare("AA", D(60), D("0.8"), below=False),
    SupplyShare("BB", D(30), D("1.1"), below=False),
    SupplyShare("CC", D(5), D("1.0"), below=False),
)
GOVERNANCE = {"AA": D("1.5"), "BB": D("-0.5")}


def test_shares_are_not_brought_to_a_hundred_and_what_is_unknown_is_named() -> None:
    found = concentration(SUPPLY, GOVERNANCE)
    assert found is not None
    assert found.share_sum == 95
    assert found.herfindahl == D("0.36") + D("0.09") + D("0.0025")
    assert found.neutral == D("0.36") * 2 + D("0.09") * 6
    assert found.official == D("0.36") * 2 * D("0.8") + D("0.09") * 6 * D("1.1")
    assert found.unknown == ("CC",)
    assert [row.country for row in found.largest] == ["AA", "BB", "CC"]


def test_without_supply_there_is_no_figure_rather_than_nothing() -> None:
    assert concentration((), GOVERNANCE) is None
    assert risk_range(None, None, D(0)) is None
    with pytest.raises(ValueError, match="concentration"):
        supply_risk(None, None, D(1))


figures = st.decimals(min_value=0, max_value=10, places=2)
shares = st.decimals(min_value=0, max_value=1, places=2)


@given(figures, figures, shares, shares, shares)
def test_the_range_holds_every_supply_risk(world: D, union: D, reliance: D, recycling: D, substitution: D) -> None:
    """Whatever import reliance and substitution are, the risk is not above the range; without substitution it is in it."""
    found = risk_range(world, union, recycling)
    assert found is not None
    assert found.low <= supply_risk(world, union, reliance, recycling) <= found.high
    assert supply_risk(world, union, reliance, recycling, substitution) <= found.high


@given(st.permutations(["AA", "BB", "CC"]))
def test_our_figure_knows_governance_and_no_membership(order: list[str]) -> None:
    """The neutral figure reads no trade factor: only official figures differ when the factors do."""
    renamed = tuple(row._replace(trade_factor=D(1)) for row in SUPPLY)
    found, same = concentration(SUPPLY, GOVERNANCE), concentration(renamed, GOVERNANCE)
    assert found is not None
    assert same is not None
    assert found.neutral == same.neutral == same.official
    assert len(order) == 3
