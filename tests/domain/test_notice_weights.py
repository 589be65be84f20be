"""Weights proposed from a notice, and every contradiction that is shown."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_plugin.domain.notices import imported as n
from procurement_plugin.domain.notices.remarks import remarks
from procurement_plugin.domain.notices.suggested import suggestions
from procurement_plugin.domain.notices.weights import per_cent_in_words, propose


def figure(kind: str, value: str | None, *, middle: bool = False) -> n.Figure:
    number = n.Sourced(value, "/n") if value is not None else None
    return n.Figure(kind, D(value) if value is not None else None, middle, number, n.Sourced(kind, "/c"))


def criterion(
    *figures: n.Figure, type_: str = "quality", name: str = "", group: int = 1, withheld: bool = False
) -> n.ImportedCriterion:
    named = n.Sourced(name, "/name") if name else None
    return n.ImportedCriterion(n.Sourced(type_, "/t"), named, None, figures, group, withheld, "/x")


def lot(*criteria: n.ImportedCriterion, calculation: str = "", unread: str = "") -> n.ImportedLot:
    formula = n.Sourced(calculation, "/f") if calculation else None
    return n.ImportedLot(None, None, criteria, formula, None, (), (), None, None, None, "", unread, "/lot")


def weights(*criteria: n.ImportedCriterion, calculation: str = "") -> list[str | None]:
    found = propose(criteria, calculation)
    return [f"{proposal.weight:f}" if proposal.weight is not None else None for proposal in found]


def codes(*criteria: n.ImportedCriterion, calculation: str = "", unread: str = "") -> set[str]:
    of = lot(*criteria, calculation=calculation, unread=unread)
    return {remark.code.removeprefix("import.") for remark in remarks(of, propose(criteria, calculation))}


def each(kind: str, *values: str | None) -> list[n.ImportedCriterion]:
    return [criterion(figure(kind, value)) for value in values]


@pytest.mark.parametrize(
    ("kind", "published", "proposed", "remarked"),
    [
        ("percentage", ["60", "40"], ["60", "40"], set()),
        ("percentage", ["33.333", "66.667"], ["33.33", "66.67"], set()),
        ("percentage", ["60", "30"], ["60", "30"], {"sumNot100"}),
        ("percentage", ["0.6", "0.4"], ["60", "40"], {"wrongKind"}),
        ("percentage", ["60", "-40"], ["60", None], {"weightOutOfRange"}),
        ("percentage", ["160", "40"], [None, "40"], {"weightOutOfRange"}),
        ("percentage", ["60", None], ["60", None], set()),
        ("decimal", ["0.6", "0.4"], ["60", "40"], set()),
        ("decimal", ["60", "40"], ["60", "40"], {"wrongKind"}),
        ("points", ["60", "30", "30"], ["50", "25", "25"], set()),
        ("points", ["1", "1", "1"], ["33.34", "33.33", "33.33"], set()),
        ("points", ["1", "2", "3"], [None, None, None], {"pointsLookLikeRanks"}),
        ("points", ["0", "0"], [None, None], set()),
        ("points", ["100"], ["100"], set()),
        ("order", ["1", "2"], [None, None], {"orderOnly"}),
        ("order", ["1", "1"], [None, None], {"orderOnly", "ranksUnclear"}),
        ("priceFraction", ["0.15", "0.85"], ["15", "85"], {"priceFraction"}),
    ],
)
def test_each_kind_of_number_becomes_a_proposal_or_none(
    kind: str, published: list[str | None], proposed: list[str | None], remarked: set[str]
) -> None:
    criteria = each(kind, *published)
    assert weights(*criteria) == proposed
    assert codes(*criteria) == remarked


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=30))
def test_points_become_shares_that_sum_to_exactly_100(points: list[int]) -> None:
    found = propose(each("points", *map(str, points)), "")
    shares = [proposal.weight for proposal in found if proposal.weight is not None]
    assert not shares or sum(shares) == 100
    for share, value in zip(shares, points, strict=False):
        assert abs(share - D(value) * 100 / sum(points)) < D("0.01")


def test_a_lot_of_mixed_kinds_is_converted_one_by_one_and_said() -> None:
    criteria = [criterion(figure("percentage", "60")), criterion(figure("decimal", "0.4"))]
    assert weights(*criteria) == ["60", "40"]
    assert codes(*criteria) == {"kindsMixed"}
    ranked = [criterion(figure("percentage", "60")), criterion(figure("order", "1"))]
    assert weights(*ranked) == ["60", None]
    assert codes(*ranked) == {"kindsMixed", "orderOnly"}


def test_points_beside_a_criterion_without_any_are_no_shares() -> None:
    criteria = [*each("points", "30", "20"), criterion()]
    assert weights(*criteria) == [None, None, None]
    assert weights(*each("points", "30", "70"), criterion()) == ["30", "70", None]
    assert codes(*each("points", "30", "70"), criterion()) == {"weightMissing"}


def test_several_groups_are_added_up_over_the_lot_and_said() -> None:
    criteria = [criterion(figure("percentage", value), group=group) for group, value in ((1, "100"), (2, "100"))]
    found = remarks(lot(*criteria), propose(criteria, ""))
    assert {remark.code for remark in found} == {"import.severalGroups", "import.sumNot100"}
    assert "alternatives" in next(remark.message for remark in found if remark.code == "import.severalGroups")


def test_a_calculation_excludes_weights() -> None:
    assert codes(criterion(figure("percentage", "100")), calculation="P / Q") == {"weightsAndCalculation"}
    assert weights(criterion(), criterion(), calculation="P / Q") == [None, None]
    assert codes(criterion(), criterion(), calculation="P / Q") == {"calculationOnly"}


def test_percentages_in_words_are_proposed_only_when_each_criterion_names_one_and_they_sum_to_100() -> None:
    spoken = [criterion(name="Prijs 70 %", type_="price"), criterion(name="Kwaliteit: 30 procent")]
    assert weights(*spoken) == ["70", "30"]
    assert codes(*spoken) == {"noWeights", "weightsInWords"} or codes(*spoken) == {"weightsInWords"}
    unclear = [criterion(name="Prijs 70 %", type_="price"), criterion(name="5 % to 20 %")]
    assert weights(*unclear) == [None, None]
    assert codes(*unclear) == {"noWeights"}
    ranks = [criterion(figure("points", str(rank)), name=f"{share} %") for rank, share in ((1, 30), (2, 40), (3, 30))]
    assert weights(*ranks) == ["30", "40", "30"]
    assert codes(*ranks) == {"pointsLookLikeRanks", "weightsInWords", "wordsContradict"}


def test_words_that_name_another_percentage_than_the_field_are_said() -> None:
    assert "wordsContradict" in codes(criterion(figure("percentage", "100"), name="counts 95 %"))
    assert "wordsContradict" not in codes(criterion(figure("percentage", "100"), name="counts 100 %"))
    assert "wordsContradict" not in codes(criterion(figure("percentage", "100"), name="5 % below, 10 % above"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("30 %", [D(30)]),
        ("12,5% and 12.5 per cent", [D("12.5")]),
        ("Punten = 1.234 % 101 %", []),
        ("60 prosent, 40 pour cent", [D(60), D(40)]),
        ("no figure", []),
    ],
)
def test_percentages_are_found_in_words(text: str, found: list[D]) -> None:
    assert per_cent_in_words(text) == found


def test_the_only_price_weighs_all_but_the_only_quality_does_not() -> None:
    assert weights(criterion(type_="price")) == ["100"]
    assert weights(criterion(type_="quality")) == [None]
    assert weights(criterion(type_="price", withheld=True)) == [None]
    assert weights(criterion(type_="price", name="counts for 40 %")) == [None]


def test_what_has_no_place_in_a_profile_is_said() -> None:
    assert codes(criterion(figure("fixedTotal", "100000"), type_="price")) >= {"fixedAmount", "noWeights"}
    assert codes(criterion(figure("minimumScore", "50"), figure("percentage", "100"))) == {"minimumScore"}
    assert codes(criterion(figure("maximumBids", "5"), figure("percentage", "100"))) == {"maximumBids"}
    assert codes(criterion(figure("percentage", "100", middle=True))) == {"rangeMiddle"}
    assert codes(*each("percentage", "100", "0")) == {"zeroWeight"}
    assert codes(criterion(figure("percentage", "60"), figure("percentage", "40"))) >= {"severalWeights"}
    assert codes(criterion(figure("percentage", "100"), type_="quality-nor-env")) == {"nationalType"}
    assert codes(criterion(figure("percentage", None), withheld=True)) >= {"withheld"}
    assert codes() == {"noCriteria"}
    assert codes(unread="scattered") == {"criteriaNotRead"}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Environment - transport", ["transportEmissions"]),
        ("CO2-uitstoot van de leveringen met vrachtvervoer", ["transportEmissions"]),
        ("Émissions de CO2 liées au transport", ["transportEmissions"]),
        ("Klima: Emissionen des Transports", ["transportEmissions"]),
        ("Levertijd", ["proximity"]),
        ("Délai de livraison", ["proximity"]),
        ("Lieferfrist in Tagen", ["proximity"]),
        ("Security of supply", ["supplySecurity"]),
        ("Leveringszekerheid", ["supplySecurity"]),
        ("Sécurité d’approvisionnement", ["supplySecurity"]),
        ("Environment", []),
        ("Transport of pupils", []),
        ("Quality of the team", []),
    ],
)
def test_words_that_clearly_speak_of_our_criteria_are_suggested(name: str, found: list[str]) -> None:
    assert [suggestion.criterion for suggestion in suggestions(criterion(name=name))] == found
    assert suggestions(criterion(name=name, type_="price")) == ()
