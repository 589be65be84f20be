"""What-ifs on the project's examples: what is offered, what is not, and that none is better than it says."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from procurement_plugin.application.estimate_bid import estimate
from procurement_plugin.application.publish_profile import Published
from procurement_plugin.application.what_ifs.what_if import Change, changed
from procurement_plugin.bootstrap import knowledge
from procurement_plugin.web.schemas.estimate_reading import reader_of

if TYPE_CHECKING:
    from collections.abc import Callable

Estimated = dict[str, Any]


@pytest.fixture
def estimated(requests_by_name: dict[str, Any]) -> Callable[..., Estimated]:
    """Estimates a bid of an example under its profile, as if that had been published."""

    def made(name: str, number: int, change: Callable[[dict[str, Any]], None] = lambda _: None) -> Estimated:
        whole = copy.deepcopy(requests_by_name[f"{name}/request.json"])
        bid = whole["bids"][number]
        for part in ("id", "bidder", "otherCriteria"):
            bid.pop(part, None)
        change(bid)
        body = {**whole, "profileId": "p", "version": 1, "fingerprint": "f", "publishedAt": "", "methodVersion": "3"}
        published, reference = Published("p", 1, body), knowledge.reference()
        return estimate(published, bid, reader_of(published, knowledge.schemas(), reference), reference)

    return made


def kinds_of(found: Estimated) -> set[str]:
    return {row["kind"] for row in found["whatIfs"]}


def test_a_long_road_may_go_by_rail_or_on_another_fuel(estimated: Callable[..., Estimated]) -> None:
    def by_lorry(bid: dict[str, Any]) -> None:
        for item in bid["items"]:
            item["productionSites"] = [
                {"id": "S1", "location": {"town": "Kraków", "country": "PL"}, "share": "100.00"}
            ]  # no chain: the default one

    found = estimated("01_first_evaluation", 0, by_lorry)
    rail = next(row for row in found["whatIfs"] if row["kind"] == "otherMode")
    told = {change["where"].rpartition(".")[2]: change.get("to") for change in rail["changes"]}
    assert told["mode"] == "rail"
    assert told["vehicleClass"].startswith("electricTrain") or told["vehicleClass"] == "freightTrain"
    assert told["deliveryPoint"] == "D1"
    # All items go the same way, so all change together.
    assert len({change["where"].partition(".productionSites")[0] for change in rail["changes"]}) == 8


def assumed_way(bid: dict[str, Any]) -> None:
    """Made far away, and no way is declared: the published method takes road, ship and road."""
    for item in bid["items"]:
        item["productionSites"] = [{"id": "S1", "location": {"town": "Shanghai", "country": "CN"}, "share": "100.00"}]


def test_each_part_of_an_assumed_way_may_be_carried_otherwise(estimated: Callable[..., Estimated]) -> None:
    """The whole way is then spelled out; the parts that stay count as much as before."""
    found = estimated("01_first_evaluation", 0, assumed_way)
    rows = [row for row in found["whatIfs"] if row["kind"] in ("otherMode", "otherFuel")]
    changed_parts = set()
    for row in rows:
        told = {change["where"].partition(".elements")[2]: change for change in row["changes"]}
        (vehicle,) = [place[:3] for place, change in told.items() if "vehicleClass" in place and "from" in change]
        changed_parts.add(vehicle)
        # Each part has its mode, and the parts meet.
        count = len([place for place in told if place.endswith(".mode")])
        assert count >= 2
        for number in range(count - 1):
            for axis in ("latitude", "longitude"):
                assert told[f"[{number}].to.{axis}"]["to"] == told[f"[{number + 1}].from.{axis}"]["to"]
    assert changed_parts == {"[1]", "[2]"}


def test_spelling_an_assumed_way_out_changes_nothing_by_itself(estimated: Callable[..., Estimated]) -> None:
    """So that what is gained is gained by the part that changes."""
    found = estimated("01_first_evaluation", 0, assumed_way)
    row = next(row for row in found["whatIfs"] if row["kind"] == "otherMode")

    def spelled_out(bid: dict[str, Any]) -> None:
        assumed_way(bid)
        changes = [Change(c["where"], None, c.get("to")) for c in row["changes"]]
        steps = [
            step["operands"] for step in found["criteria"][1]["steps"] if step["operands"].get("chain", "")[:2] == "I1"
        ]
        made = changed(bid, changes)
        for item in made["items"]:
            for number, element in enumerate(item["productionSites"][0]["chains"][0]["elements"]):
                element["mode"], element["vehicleClass"] = steps[number]["mode"], steps[number]["vehicleClass"]
        bid.clear()
        bid.update(made)

    again = estimated("01_first_evaluation", 0, spelled_out)
    assert [c.get("measure") for c in again["criteria"]] == [c.get("measure") for c in found["criteria"]]
    assert again["points"] == found["points"]


def test_of_a_short_road_no_other_mode_is_offered(estimated: Callable[..., Estimated]) -> None:
    assert "otherMode" not in kinds_of(estimated("transport_emissions", 0))


def test_no_time_is_promised_that_the_way_cannot_keep(estimated: Callable[..., Estimated]) -> None:
    """From far away a lead time cannot shrink below the transport itself."""
    far_off = estimated("01_first_evaluation", 1)
    times = [
        Decimal(change["to"])
        for row in far_off["whatIfs"]
        if row["kind"] == "shorterLeadTime"
        for change in row["changes"]
    ]
    assert times
    assert min(times) > 20  # by ship from the other side of the world
    near = estimated("01_first_evaluation", 0)
    assert "7" in [change["to"] for row in near["whatIfs"] for change in row["changes"]]


def test_a_document_behind_bare_facts_is_offered_at_once(estimated: Callable[..., Estimated]) -> None:
    def bare(bid: dict[str, Any]) -> None:
        for site in bid["criterionInputs"]["supplySecurity"]["sites"]:
            site.pop("evidence", None)

    row = next(row for row in estimated("01_first_evaluation", 0, bare)["whatIfs"] if row["kind"] == "documentsBehind")
    assert Decimal(row["gain"]) > 0
    assert [change["to"] for change in row["changes"] if change["where"].endswith(".status")] == ["claimed"]


def test_verified_documents_make_points_firm_without_adding_any(estimated: Callable[..., Estimated]) -> None:
    row = next(row for row in estimated("01_first_evaluation", 0)["whatIfs"] if row["kind"] == "verifiedDocuments")
    assert Decimal(row["gain"]) == 0 < Decimal(row["firmer"])


def test_an_amount_of_the_price_is_scored_on_its_anchors_and_not_added(
    requests_by_name: dict[str, Any], estimated: Callable[..., Estimated]
) -> None:
    price = requests_by_name["01_first_evaluation/request.json"]["bids"][0]["otherCriteria"]["price"]
    found = estimated("01_first_evaluation", 0, lambda bid: bid.update(otherCriteria={"price": price}))
    assert found["others"][0]["points"]
    assert Decimal(found["points"]) == sum(Decimal(row["points"]) for row in found["criteria"])
    assert "points" not in estimated("01_first_evaluation", 0)["others"][0]


def test_changes_leave_the_bid_as_it_was_and_add_rows() -> None:
    bid = {"items": [{"a": "1"}]}
    before = json.dumps(bid)
    more = (Change("bid.items[0].a", "1", None), Change("bid.items[1].b.c[0]", None, "2"))
    assert changed(bid, more) == {"items": [{}, {"b": {"c": ["2"]}}]}
    assert json.dumps(bid) == before
