"""OCDS and Prozorro: packages and records, extensions, malformed variants, places, features, bids; what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from procurement_plugin.adapters.notices.reading import NoticeReaders
from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.domain.notices.imported import ImportedNotice

EXAMPLE = json.loads((Path(__file__).resolve().parents[2] / "examples" / "imports" / "release-ocds.json").read_text())
READERS = NoticeReaders([("NO", "NOR", "Norway"), ("BE", "BEL", "Belgium")])


def read(document: Any, form: str = "", language: str = "") -> tuple[ImportedNotice, ...]:
    return READERS.read(json.dumps(document, ensure_ascii=False).encode(), form, language)


def one(document: Any, language: str = "") -> ImportedNotice:
    (found,) = read(document, language=language)
    return found


def release(**tender: Any) -> dict[str, Any]:
    return {"ocid": "ocds-1", "id": "1", "tender": {"id": "T", **tender}}


def codes(notice: ImportedNotice) -> list[str]:
    return [problem.code for problem in notice.problems]


def value(found: Any) -> str | None:
    return found.value if found is not None else None


def test_a_release_is_read_with_the_pointer_of_each_value() -> None:
    notice = one(EXAMPLE)
    assert notice.problems == ()
    assert (value(notice.buyer_name), value(notice.buyer_country)) == ("Hospital Trust North (invented)", "NO")
    lot = notice.lots[0]
    assert lot.criteria[2].weights[0].number is not None
    pointer = "/tender/lots/0/awardCriteria/criteria/2/numbers/0/number"
    assert lot.criteria[2].weights[0].number.pointer == pointer
    assert [value(place.town) for place in lot.places] == ["Gjøvik", None]
    assert (value(lot.places[1].latitude), value(lot.places[1].longitude)) == ("60.8814", "10.9307")
    assert [origin.value for origin in notice.bids[0].origin_countries] == ["PL"]


def test_the_language_asked_for_is_taken_where_it_is_there() -> None:
    assert value(one(EXAMPLE, "fr").title) == "Pansements"
    assert value(one(EXAMPLE, "de").title) == "Wound dressings"


@pytest.mark.parametrize(
    "document",
    [
        {"releases": [EXAMPLE]},
        {"records": [{"ocid": "x", "compiledRelease": EXAMPLE}]},
        {"records": [{"ocid": "x", "releases": [{"url": "a"}, EXAMPLE]}]},
        [EXAMPLE],
        {"compiledRelease": EXAMPLE},
        {"release": EXAMPLE},
    ],
    ids=["package", "record package", "embedded", "list", "record", "wrapped"],
)
def test_packages_and_records_lead_to_their_release(document: Any) -> None:
    notice = one(document)
    assert value(notice.title) == "Wound dressings"
    assert notice.title is not None
    assert notice.title.pointer.endswith("/tender/title")


def test_several_releases_of_one_process_are_read_apart_and_said() -> None:
    first, second = read({"releases": [EXAMPLE, EXAMPLE]})
    assert codes(first) == codes(second) == ["notice.severalReleases"]


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({}, "neither OCDS"),
        ([], "neither OCDS"),
        ({"releases": []}, "no release"),
        ({"releases": ["x"]}, "no release"),
        ({"records": [{"releases": [{"url": "a"}]}]}, "only link"),
        ({"data": []}, "list of Prozorro"),
        ({"data": {"tenderers": [{}]}}, "bid of Prozorro"),
        ({"data": {"x": 1}}, "no tender of Prozorro"),
        ({"status": "error", "errors": [{"name": "x"}]}, "with errors"),
        (17, "object"),
    ],
)
def test_what_is_no_notice_is_refused_with_words(document: Any, words: str) -> None:
    with pytest.raises(UnreadableInputError) as refused:
        read(document)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"a": 1, "a": 2}', "'a' stands twice"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": ', "line 1, column 7"),
        (b'{"a": "\xff"}', "byte 7"),
        (b"[" * 100_000, "nested"),
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"hello", "line 1, column 1"),
    ],
)
def test_json_is_read_strictly(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableInputError) as refused:
        READERS.read(content)
    assert words in str(refused.value)


def test_a_format_that_does_not_fit_is_refused() -> None:
    with pytest.raises(UnreadableInputError, match="XML"):
        READERS.read(b"<a/>", "ocds")
    with pytest.raises(UnreadableInputError, match="well-formed"):
        READERS.read(b"{}", "eforms")


def test_a_byte_order_mark_does_no_harm() -> None:
    assert READERS.read(b"\xef\xbb\xbf" + json.dumps(EXAMPLE).encode())[0].format == "ocds"


def test_half_a_character_is_replaced_and_the_rest_is_read() -> None:
    title = rb"a\ud83db \ud83d\ude00 c\\ud83d \udc00"
    (found,) = READERS.read(json.dumps(release(title="HERE")).encode().replace(b"HERE", title))
    assert value(found.title) == "a\ufffdb \U0001f600 c\\ud83d \ufffd"


def test_criteria_whose_parts_stand_in_separate_rows_are_not_put_together() -> None:
    rows = [{"type": "price"}, {"type": "quality"}, {"name": "A"}, {"numbers": [{"number": "1"}]}]
    notice = one(release(lots=[{"id": "L", "awardCriteria": {"criteria": rows}}]))
    assert notice.lots[0].criteria == ()
    assert notice.lots[0].unread_criteria
    assert "notice.criteriaScattered" in codes(notice)


def test_parts_of_one_address_in_separate_rows_are_one_place() -> None:
    scattered = [{"region": "NO020"}, {"locality": "Gjøvik"}, {"country": "NO"}]
    (place,) = one(release(deliveryAddresses=scattered)).lots[0].places
    assert (value(place.nuts), value(place.town), value(place.country)) == ("NO020", "Gjøvik", "NO")
    twice = [{"locality": "Gent"}, {"locality": "Gjøvik"}]
    assert len(one(release(deliveryAddresses=twice)).lots[0].places) == 2


@pytest.mark.parametrize(
    ("tender", "code"),
    [
        ({"lots": [{"title": "x"}]}, "notice.lotWithoutId"),
        ({"lots": [{"id": "1"}, {"id": "2"}], "items": [{"id": "i"}]}, "notice.itemsWithoutLot"),
        ({"tenderPeriod": {"endDate": "soon"}}, "notice.momentUnreadable"),
        ({"tenderPeriod": {"endDate": "2027-01-01T10:00:00"}}, "notice.momentWithoutOffset"),
        (
            {"lots": [{"id": "1", "awardCriteria": {"criteria": [{"type": "price", "weight": 5}]}}]},
            "notice.unknownKindOfNumber",
        ),
        (
            {
                "lots": [
                    {
                        "id": "1",
                        "awardCriteria": {"criteria": [{"type": "price", "numbers": [{"number": 5, "weight": "x"}]}]},
                    }
                ]
            },
            "notice.unknownKindOfNumber",
        ),
        (
            {
                "lots": [
                    {
                        "id": "1",
                        "awardCriteria": {
                            "criteria": [{"type": "price", "numbers": [{"number": [], "weight": "order"}]}]
                        },
                    }
                ]
            },
            "notice.numberUnreadable",
        ),
        ({"lots": [{"id": "1", "awardCriteria": {"criteria": [{"name": "x"}]}}]}, "notice.criterionWithoutType"),
    ],
)
def test_what_is_wrong_is_noted_and_the_rest_is_read(tender: dict[str, Any], code: str) -> None:
    notice = one(release(**tender))
    assert code in codes(notice)
    assert notice.lots


@pytest.mark.parametrize("odd", [None, 5, "x", [], [1], {}, True, [{"id": {}}], {"id": []}])
@pytest.mark.parametrize(
    "name", ["lots", "items", "value", "tenderPeriod", "legalBasis", "deliveryAddresses", "awardCriteria"]
)
def test_parts_of_a_wrong_type_never_break_the_reader(name: str, odd: Any) -> None:
    assert one(release(**{name: odd})).lots
    read({**EXAMPLE, name: odd, "parties": odd, "buyer": odd, "bids": odd, "tag": odd, "date": odd})


def test_a_lot_has_the_criteria_of_its_group_or_what_the_core_says() -> None:
    criteria = {"criteria": [{"type": "price", "numbers": [{"number": 1, "weight": "decimalExact"}]}]}
    grouped = release(lots=[{"id": "A"}], lotGroups=[{"id": "G", "relatedLots": ["A"], "awardCriteria": criteria}])
    lot = one(grouped).lots[0]
    assert (lot.group, lot.criteria[0].weights[0].kind) == ("G", "decimal")
    core = one(release(awardCriteria="priceOnly")).lots[0]
    assert [value(criterion.type) for criterion in core.criteria] == ["price"]
    assert one(release(awardCriteria="ratedCriteria")).lots[0].criteria == ()


@pytest.mark.parametrize(
    ("tag", "is_call"),
    [(["tender"], True), (["planning", "tender"], True), (["tenderUpdate"], False), (["compiled"], False), ([], False)],
)
def test_only_the_release_of_the_call_gives_its_date(tag: list[str], is_call: bool) -> None:
    assert (one({**EXAMPLE, "tag": tag}).not_the_call == "") == is_call


TENDER: dict[str, Any] = {
    "tenderID": "UA-1",
    "procurementMethodType": "belowThreshold",
    "title": "Стіл",
    "title_en": "Table",
    "awardCriteria": "lowestCost",
    "procuringEntity": {"name": "X", "address": {"countryName": "Україна"}},
    "items": [{"id": "i1", "relatedLot": "l1", "deliveryAddress": {"locality": "м. Київ", "countryName": "Україна"}}],
    "lots": [{"id": "l1", "title": "Лот"}],
    "features": [
        {"featureOf": "tenderer", "title": "F", "enum": [{"value": 0}, {"value": 0.1}]},
        {"featureOf": "item", "relatedItem": "i1", "title": "G", "enum": [{"value": 0.05}, {"value": 0}]},
        {"featureOf": "item", "relatedItem": "other", "title": "H", "enum": [{"value": 0.15}]},
    ],
    "bids": [{"id": "b", "tenderers": [{"name": "Y"}], "lotValues": [{"relatedLot": "l1", "value": {"amount": 5}}]}],
}


@pytest.mark.parametrize("wrapped", [True, False])
def test_a_tender_of_prozorro_has_its_features_as_criteria_and_the_price_has_the_rest(wrapped: bool) -> None:
    notice = one({"data": TENDER} if wrapped else TENDER)
    (lot,) = notice.lots
    assert notice.format == "prozorro"
    assert [(value(c.type), str(c.weights[0].value)) for c in lot.criteria] == [
        ("quality", "0.1"),
        ("quality", "0.05"),
        ("price", "0.85"),
    ]
    assert value(lot.places[0].country) == "UA"
    assert [(bid.lot_ids, value(bid.amount)) for bid in notice.bids] == [(("l1",), "5")]
    assert value(one({"data": TENDER}, "en").title) == "Table"


@pytest.mark.parametrize("odd", [None, 5, "x", [], [1], {}, True, [{"id": {}}]])
@pytest.mark.parametrize("name", ["items", "lots", "features", "bids", "procuringEntity", "value", "tenderPeriod"])
def test_parts_of_a_wrong_type_never_break_the_reader_of_prozorro(name: str, odd: Any) -> None:
    assert one({"data": {**TENDER, name: odd}}).lots
