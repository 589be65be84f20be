"""The typed form of a bid becomes the JSON that the API reads: places, rows, documents, what was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from procurement_plugin.bootstrap import knowledge
from procurement_plugin.web.pages.bidder.bid_form import BidForm, asks_of, field_of, pressed, read_form
from procurement_plugin.web.pages.bidder.bid_json import BidJson, place_of
from procurement_plugin.web.schemas.reading import read_evaluation

if TYPE_CHECKING:
    from procurement_plugin.web.pages.bidder.bid_form import Asks

SITE = "bid.items[0].productionSites"
SUPPLY = "bid.criterionInputs.supplySecurity"
LEAD_TIME = "bid.criterionInputs.proximity.deliveryLeadTime"


@pytest.fixture
def asks(requests_by_name: dict[str, Any]) -> Asks:
    read = read_evaluation(
        requests_by_name["01_first_evaluation/request.json"], knowledge.schemas(), knowledge.reference()
    )
    return asks_of(read.lot, read.profile, knowledge.reference())


def made(asks: Asks, *pairs: tuple[str, str]) -> BidJson:
    items = [(f"bid.items[{n}].itemId", item.id) for n, item in enumerate(asks.lot.items)]
    return BidJson(read_form([*items, *pairs]), "bid", asks, knowledge.reference().places)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Hasselt, BE", {"town": "Hasselt", "country": "BE"}),
        ("  La  Louvière ,be", {"town": "La Louvière", "country": "BE"}),
        ("Frankfurt am Main, Hessen, DE", {"town": "Frankfurt am Main, Hessen", "country": "DE"}),
        ("50.9307, 5.3325", {"latitude": "50.9307", "longitude": "5.3325"}),
        ("-33.92;18.42", {"latitude": "-33.92", "longitude": "18.42"}),
        ("50,9307; 5,3325", {"latitude": "50.9307", "longitude": "5.3325"}),
        ("50,9307, -5,3325", {"latitude": "50.9307", "longitude": "-5.3325"}),
        ("50,9307 5,3325", {"latitude": "50.9307", "longitude": "5.3325"}),
        ("50,93", {"latitude": "50", "longitude": "93"}),
        ("50, 5", {"latitude": "50", "longitude": "5"}),
        ("50.12345678, 5", {"latitude": "50.1234568", "longitude": "5"}),
        ("BEANR", {"unlocode": "BEANR"}),
        ("LGG", {"iata": "LGG"}),
        ("Hasselt", None),
        ("91, 5", None),
        ("50, 181", None),
        ("", None),
    ],
)
def test_a_place_is_typed_in_one_line(text: str, place: dict[str, str] | None) -> None:
    assert place_of(text) == place


def test_all_items_come_from_the_sites_of_the_first_when_that_is_ticked(asks: Asks) -> None:
    typed = ((f"{SITE}[0].location", "Hasselt, BE"), (f"{SITE}[0].evidence", "true"))
    found = made(asks, *typed, ("_same", "yes")).bid
    assert len(found["items"]) == 8
    for item in found["items"]:
        assert item["productionSites"][0]["location"] == {"town": "Hasselt", "country": "BE"}
        assert item["productionSites"][0]["share"] == "100.00"
        assert item["productionSites"][0]["id"] == "S1"
    apart = made(asks, *typed).bid
    assert [len(item["productionSites"]) for item in apart["items"]] == [1, *[0] * 7]


def test_each_fact_with_a_document_gets_one_of_its_own(asks: Asks) -> None:
    found = made(
        asks,
        (f"{LEAD_TIME}.value", "14"),
        (f"{LEAD_TIME}.evidence", "true"),
        (f"{SUPPLY}.stock.quantity", "3"),
        (f"{SUPPLY}.stock.evidence", "true"),
        (f"{SUPPLY}.leadTime.evidence", "true"),
    ).bid
    inputs = found["criterionInputs"]
    assert inputs["proximity"]["deliveryLeadTime"] == {"unit": "d", "value": "14", "evidence": ["D1"]}
    assert inputs["supplySecurity"]["stock"] == {"quantity": "3", "evidence": ["D2"]}
    assert "leadTime" not in inputs["supplySecurity"]  # a document about nothing is nothing
    assert [row["id"] for row in found["evidence"]] == ["D1", "D2"]
    assert {row["status"] for row in found["evidence"]} == {"claimed"}


def test_rows_get_names_and_coordinates_and_empty_ones_go(asks: Asks) -> None:
    site = f"{SUPPLY}.sites"
    found = made(
        asks,
        (f"{site}[0].evidence", "false"),
        (f"{site}[1].owner", "Ours"),
        (f"{site}[1].location", "Hasselt, BE"),
        (f"{site}[1].capacityPerDay", "x"),
    )
    (row,) = found.bid["criterionInputs"]["supplySecurity"]["sites"]
    assert row["id"] == "P1"
    assert set(row["location"]) == {"latitude", "longitude"}
    # What the API says of the first site stands at the second row of the form.
    assert found.shown_at(f"{site}[0].capacityPerDay") == f"{site}[1].capacityPerDay"
    assert not found.problems


def test_a_place_that_cannot_be_found_is_told_where_only_coordinates_will_do(asks: Asks) -> None:
    place = f"{SUPPLY}.sites[0].location"
    found = made(asks, (f"{SUPPLY}.sites[0].owner", "Ours"), (place, "Atlantis, BE"))
    assert [problem.where for problem in found.problems] == [place]
    assert "Atlantis" in found.problems[0].message


def test_a_vehicle_tells_the_mode_and_an_empty_way_is_the_assumed_one(asks: Asks) -> None:
    chain = f"{SITE}[0].chains[0]"
    typed = ((f"{SITE}[0].location", "Hasselt, BE"), (f"{chain}.deliveryPoint", "D1"))
    assert "chains" not in made(asks, *typed).bid["items"][0]["productionSites"][0]
    element = (f"{chain}.elements[0].vehicleClass", "articOver33t")
    found = made(asks, *typed, element, (f"{chain}.elements[0].from", "BEANR"))
    (row,) = found.bid["items"][0]["productionSites"][0]["chains"]
    assert row["elements"] == [{"vehicleClass": "articOver33t", "mode": "road", "from": {"unlocode": "BEANR"}}]
    assert field_of(f"{chain}.elements[0].mode") == f"{chain}.elements[0].vehicleClass"
    assert field_of(f"{chain}.elements[0].from.town") == f"{chain}.elements[0].from"


def test_buttons_add_and_take_away_rows_and_lose_nothing() -> None:
    pairs = [("bid.items[0].productionSites[0].location", "A, BE"), ("_rows", f"{SITE}=2"), ("_add", SITE)]
    form = read_form(pairs)
    assert pressed(pairs)
    assert len(form.rows(SITE)) == 3
    assert form.value(f"{SITE}[0].location") == "A, BE"
    two = [("bid.items[0].productionSites[1].location", "B, BE"), *pairs[:2], ("_remove", f"{SITE}[0]")]
    left = read_form(two)
    assert len(left.rows(SITE)) == 1
    assert left.value(f"{SITE}[0].location") == "B, BE"
    assert not pressed(pairs[:2])


@pytest.mark.parametrize(
    "pairs",
    [
        [("_rows", f"{SITE}=99999999")],
        [("_rows", "=" * 400)],
        [("_add", "x" * 5000)],
        [("_remove", "[")],
        [("_remove", "bid.items[0]")],
        [("_remove", f"{SITE}[-1]")],
        [("bid", "text"), ("bids[0]", "text")],
        [("bid.items", "text")],
        [("bid.items[0]", "text")],
        [("bid.items[0].productionSites", "text"), ("_same", "yes")],
        [("bid.items[0].productionSites[0]", "text")],
        [("bid.items[0].productionSites[0].chains", "text")],
        [("bid.items[0].productionSites[0].chains[0]", "text")],
        [("bid.items[0].productionSites[0].chains[0].elements", "text")],
        [("bid.items[0].productionSites[0].chains[0].elements[0]", "text")],
        [("bid.criterionInputs", "text")],
        [(SUPPLY, "text"), (f"{LEAD_TIME}.value.more", "text")],
        [(f"{SUPPLY}.sites", "text"), (f"{SUPPLY}.stock[0]", "text"), (f"{SUPPLY}.none.evidence", "true")],
    ],
)
def test_whatever_is_sent_becomes_some_bid(asks: Asks, pairs: list[tuple[str, str]]) -> None:
    form = read_form(pairs)
    assert len(form.rows(SITE)) <= 50
    assert isinstance(BidJson(form, "bid", asks, knowledge.reference().places).bid, dict)
    assert form.declared("bid", asks)


def test_a_declared_part_that_the_profile_fixes_is_not_asked(asks: Asks) -> None:
    fields = {row.criterion: found for row, found in BidForm({}).declared("bid", asks)}
    (lead_time,) = fields["proximity"]
    assert [part.place.rpartition(".")[2] for part in lead_time.parts] == ["value", "clause", "evidence"]
    assert lead_time.fixed == ("d",)
