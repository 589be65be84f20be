"""The import as a whole: skeletons with sources and gaps, which become requests once the gaps are filled."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from application.skeleton_checks import check

from procurement_plugin.application import import_notice
from procurement_plugin.application.evaluate_lot import evaluate_lot
from procurement_plugin.application.import_notice import MOST_LOTS
from procurement_plugin.bootstrap import knowledge
from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.web.schemas.reading import read_evaluation

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "imports"
XML = (EXAMPLES / "notice-eforms.xml").read_bytes()
OCDS = json.loads((EXAMPLES / "release-ocds.json").read_text())


def imported(content: bytes | dict[str, Any], language: str = "") -> dict[str, Any]:
    raw = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
    answer = knowledge.notice_import().imported(raw, language=language)
    check(answer, raw)
    return answer


def lot_of(content: bytes | dict[str, Any], number: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = imported(content)["notices"][0]["lots"][number]
    return found


def with_lot(**parts: Any) -> dict[str, Any]:
    document = copy.deepcopy(OCDS)
    document["tender"]["lots"][0] |= parts
    return document


def with_item(**parts: Any) -> dict[str, Any]:
    document = copy.deepcopy(OCDS)
    document["tender"]["items"][0] |= parts
    return document


def codes(lot: dict[str, Any]) -> set[str]:
    return {finding["code"].removeprefix("import.") for finding in lot["findings"]}


def missing(lot: dict[str, Any]) -> dict[str, str]:
    return {row["name"]: row["why"] for row in lot["missing"]}


def test_a_skeleton_becomes_a_request_that_is_scored_once_its_gaps_are_filled() -> None:
    lot = lot_of(OCDS)
    request = lot["request"]
    gaps = missing(lot)
    request["procedure"]["buyerType"] = "subcentral"
    request["lot"] |= {"functionalUnit": "tonneDelivered"}
    request["lot"]["items"][0] |= {"massKg": "4700", "shipmentMassKg": "500"}
    for point, share in zip(request["lot"]["deliveryPoints"], ("60.00", "40.00"), strict=True):
        point["share"] = share
    for criterion in request["weightProfile"]["criteria"]:
        criterion |= {"missingPolicy": "clarify", "source": "platform"}
    site = {"id": "S1", "location": {"town": "Oslo", "country": "NO"}, "share": "100.00"}
    request["bids"][0]["items"][0]["productionSites"] = [site]
    filled = {
        *("procedure.buyerType", "lot.functionalUnit", "lot.items[0].massKg", "lot.items[0].shipmentMassKg"),
        *(f"lot.deliveryPoints[{index}].share" for index in range(2)),
        *(f"weightProfile.criteria[{index}].{name}" for index in range(3) for name in ("missingPolicy", "scale")),
        "bids[0].items[0].productionSites",
    }
    assert set(gaps) == filled
    request["bids"][0]["otherCriteria"] = {
        "price": {"points": "40"},
        "quality.securityOfSupply": {"points": "10"},
        "quality.packaging": {"points": "20"},
    }
    evaluated = evaluate_lot(
        read_evaluation(request, knowledge.schemas(), knowledge.reference()), knowledge.reference()
    )
    assert evaluated is not None


def test_every_value_has_its_field_of_the_standard_where_there_is_one() -> None:
    fields = {row["name"]: row.get("field") for row in lot_of(XML)["sources"]}
    assert fields["weightProfile.criteria[0].weight"] == "BT-541-Lot-WeightNumber"
    assert fields["procedure.noticeDispatchedAt"] == "BT-05(a)-notice"
    assert fields["lot.deliveryPoints[0].location.town"] == "BT-5131-Lot"
    assert fields["lot.items[0].unit"] == "BT-625-Lot"
    weight = lot_of(XML)["weights"][0]
    assert weight["published"][0]["kindField"] == "BT-5421-Lot"
    assert (weight["proposed"], weight["confirmed"]) == ("55", False)


def test_contradictory_weights_are_shown_and_none_is_changed() -> None:
    lot = lot_of(XML)
    assert codes(lot) == {"sumNot100", "wordsContradict"}
    assert [row["weight"] for row in lot["request"]["weightProfile"]["criteria"]] == ["55", "30", "10"]
    assert [row["criterion"] for row in lot["suggestions"]] == ["transportEmissions"]
    ranked = lot_of(XML, 1)
    assert "orderOnly" in codes(ranked)
    assert missing(ranked)["weightProfile.criteria[0].weight"] == "notPublished"


def test_no_scale_policy_or_source_is_ever_made_up() -> None:
    for number in range(2):
        for row in lot_of(XML, number)["request"]["weightProfile"]["criteria"]:
            assert set(row) <= {"criterion", "measure", "title", "description", "weight"}


def test_the_language_asked_for_is_used_in_the_skeleton() -> None:
    notice = imported(XML, "fr")["notices"][0]
    assert notice["language"] == "fr"
    assert notice["lots"][0]["request"]["lot"]["title"] == "Tables et chaises"


@pytest.mark.parametrize(
    ("address", "precision", "words"),
    [
        ({"locality": "Gent", "country": "BE"}, "town", ""),
        ({"locality": "GENT (Oostakker)", "country": "BE"}, "town", ""),
        ({"locality": "Paris Cedex 12", "country": "FR"}, "town", ""),
        ({"locality": "9000 Gent", "country": "BE"}, "town", ""),
        ({"locality": "Gent", "region": "BE234"}, "town", ""),
        ({"locality": "Antwerp", "region": "UKC11"}, "none", "No town Antwerp (GB)"),
        ({"locality": "Ghnt", "country": "BE"}, "none", "did you mean"),
        ({"locality": "Gent"}, "none", "without its country"),
        ({"postalCode": "9000", "country": "BE"}, "none", "postcode 9000 (BE)"),
        ({"region": "BE234", "country": "BE"}, "none", "NUTS BE234 is an area"),
        ({"country": "BE"}, "none", "Only the country BE"),
        ({"region": "Flanders", "country": "BE"}, "none", "in words only"),
        ({"locality": "(", "country": "BE"}, "none", "No town"),
    ],
)
def test_places_are_resolved_by_town_or_what_is_missing_is_said(
    address: dict[str, str], precision: str, words: str
) -> None:
    lot = lot_of(with_item(deliveryAddresses=[address], deliveryLocations=[]))
    (place,) = lot["deliveryPlaces"]
    assert place["precision"] == precision
    assert words in place.get("note", "")
    point = lot["request"]["lot"]["deliveryPoints"][0]
    assert ("location" in point) == (precision != "none")
    assert (missing(lot).get("lot.deliveryPoints[0].location") == "notResolved") == (precision == "none")
    assert point["share"] == "100.00"


@pytest.mark.parametrize(
    ("coordinates", "country", "precision", "doubtful"),
    [
        ([10.69, 60.79], "NO", "coordinates", False),
        ([60.79, 10.69], "NO", "coordinates", True),
        ([3.2, 53.9], "", "coordinates", True),
        ([500, 60], "NO", "none", False),
    ],
)
def test_coordinates_in_the_sea_or_in_another_country_are_doubted(
    coordinates: list[float], country: str, precision: str, doubtful: bool
) -> None:
    location = {"geometry": {"type": "Point", "coordinates": coordinates}}
    address = {"country": country} if country else {}
    lot = lot_of(with_item(deliveryAddresses=[address], deliveryLocations=[location]))
    assert lot["deliveryPlaces"][0]["precision"] == precision
    assert ("placeDoubtful" in codes(lot)) == doubtful


def test_places_named_twice_are_one_and_places_anywhere_are_none() -> None:
    address = {"locality": "Gent", "country": "BE"}
    assert len(lot_of(with_item(deliveryAddresses=[address, address], deliveryLocations=[]))["deliveryPlaces"]) == 1
    anywhere = XML.replace(
        b"<cbc:CityName>Gent</cbc:CityName>\n          <cbc:PostalZone>",
        b"<cbc:Region>anyw-cou</cbc:Region>\n          <cbc:PostalZone>",
    )
    assert "anywhere in the given country" in lot_of(anywhere)["deliveryPlaces"][0]["note"]


def test_values_that_do_not_fit_the_request_are_fitted_and_said_or_listed() -> None:
    document = with_item(id="a b", quantity="0.00001", unit={"id": "kilogram"}, description="x\u202e" + "y" * 600)
    document["tender"]["id"] = "№ 17/2026"
    document["tender"]["value"] = {"amount": "12.345", "currency": "NOK"}
    lot = lot_of(document)
    sources = {row["name"]: row for row in lot["sources"]}
    assert lot["request"]["procedure"]["id"] == "17/2026"
    assert sources["procedure.id"]["published"] == "№ 17/2026"
    assert lot["request"]["procedure"]["estimatedValue"]["value"] == "12.35"
    assert lot["request"]["lot"]["items"][0]["id"] == "a-b"
    assert len(lot["request"]["lot"]["items"][0]["description"]) == 500
    assert missing(lot)["lot.items[0].quantity"] == missing(lot)["lot.items[0].unit"] == "unusable"


def test_bids_keep_what_the_notice_says_and_no_more() -> None:
    document = copy.deepcopy(OCDS)
    bid = document["bids"]["details"][0]
    other = {**bid, "status": "disqualified", "variant": True, "tenderers": [{"id": "1", "name": "A"}, {"name": "B"}]}
    document["bids"]["details"] += [other, {**bid, "id": "B9", "relatedLots": ["unknown"]}]
    answer = imported(document)
    lot = answer["notices"][0]["lots"][0]
    assert codes(lot) == {"bidStatus", "variant", "consortium"}
    assert missing(lot)["bids[1].id"] == "unusable"
    assert lot["request"]["bids"][1]["bidder"]["name"] == "A + B"
    site = next(row for row in lot["missing"] if row["name"] == "bids[0].items[0].productionSites")
    assert (site["why"], site["pointer"]) == ("noStandard", "/bids/details/0/countriesOfOrigin/0")
    assert "(PL)" in site["message"]
    assert [row["code"] for row in answer["notices"][0]["problems"]] == ["notice.bidOfUnknownLot"]


def test_a_fixed_price_is_proposed_where_it_is_the_only_amount() -> None:
    fixed = {"type": "price", "numbers": [{"number": 100, "fixed": "total"}, {"number": 0, "weight": "decimalExact"}]}
    quality = {"type": "quality", "numbers": [{"number": 1, "weight": "decimalExact"}]}
    lot = lot_of(with_lot(awardCriteria={"criteria": [fixed, quality]}))
    assert lot["request"]["weightProfile"]["fixedPrice"] == {"value": "100.00", "currency": "NOK"}
    in_money = {"type": "quality", "numbers": [{"number": 5, "fixed": "unit"}]}
    lot = lot_of(with_lot(awardCriteria={"criteria": [fixed, in_money]}))
    assert "fixedPrice" not in lot["request"]["weightProfile"]


def test_more_than_a_request_takes_is_left_out_and_said() -> None:
    rows = [
        {"type": "quality", "name": "Quality of the work", "numbers": [{"number": 1, "weight": "pointsExact"}]}
    ] * 31
    lot = lot_of(with_lot(awardCriteria={"criteria": rows}))
    assert len(lot["request"]["weightProfile"]["criteria"]) == 30
    assert len({row["measure"] for row in lot["request"]["weightProfile"]["criteria"]}) == 30
    assert "tooMany" in codes(lot)


def test_too_many_lots_are_refused() -> None:
    document = {"ocid": "x", "tender": {"lots": [{"id": str(number)} for number in range(MOST_LOTS + 1)]}}
    with pytest.raises(UnreadableInputError, match="2001 lots"):
        imported(document)


def lots_times_shared() -> dict[str, Any]:
    rows = [{"type": "quality", "description": "x " * 1900, "numbers": [{"number": 1, "weight": "pointsExact"}]}] * 30
    names = [str(number) for number in range(1500)]
    group = {"id": "G", "relatedLots": names, "awardCriteria": {"criteria": rows}}
    return {"ocid": "x", "tender": {"lots": [{"id": name} for name in names], "lotGroups": [group]}}


def bids_of_every_lot() -> dict[str, Any]:
    names = [str(number) for number in range(300)]
    bids = [{"id": f"B{number}", "relatedLots": names} for number in range(900)]
    return {"ocid": "x", "tender": {"lots": [{"id": name} for name in names]}, "bids": {"details": bids}}


@pytest.mark.parametrize("document", [lots_times_shared(), bids_of_every_lot()], ids=["criteria", "bids"])
def test_a_small_document_that_would_grow_too_large_is_refused(
    document: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_notice, "MOST_CHARACTERS", 4_000_000)
    with pytest.raises(UnreadableInputError, match="send it in parts"):
        imported(document)


def test_many_bids_for_many_items_do_not_multiply() -> None:
    items = [{"id": str(number), "classification": {"scheme": "CPV", "id": "33141110"}} for number in range(500)]
    bids = [{"id": f"B{number}"} for number in range(1000)]
    lot = lot_of({"ocid": "x", "tender": {"items": items}, "bids": {"details": bids}})
    assert len(lot["request"]["bids"]) == 1000
    assert "items" not in lot["request"]["bids"][0]
    assert missing(lot)["bids[0].items"] == "notPublished"
