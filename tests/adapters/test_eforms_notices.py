"""eForms notices: languages, every kind of number, groups of lots, withheld fields, places, tenders; what is refused."""

from pathlib import Path
from typing import Any

import pytest

from procurement_plugin.adapters.notices.eforms import read_eforms
from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.domain.notices.imported import ImportedNotice

EXAMPLE = (Path(__file__).resolve().parents[2] / "examples" / "imports" / "notice-eforms.xml").read_text()
ALPHA2 = {"BEL": "BE", "FRA": "FR"}


def read(text: str = EXAMPLE, language: str = "") -> ImportedNotice:
    return read_eforms(text.encode(), ALPHA2, language)


def changed(*pairs: tuple[str, str]) -> ImportedNotice:
    text = EXAMPLE
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return read(text)


def codes(notice: ImportedNotice) -> list[str]:
    return [problem.code for problem in notice.problems]


def value(found: Any) -> str | None:
    return found.value if found is not None else None


def test_a_notice_is_read_with_the_path_and_field_of_each_value() -> None:
    notice = read()
    assert notice.problems == ()
    assert (value(notice.buyer_name), value(notice.buyer_country)) == ("Stad Voorbeeld (verzonnen)", "BE")
    assert (value(notice.directive), value(notice.buyer_type)) == ("2014/24", "subcentral")
    assert notice.dispatched is not None
    assert notice.dispatched.value == "2026-12-01T09:00:00+01:00"
    first = notice.lots[0]
    weight = first.criteria[0].weights[0]
    assert weight.number is not None
    assert weight.number.field == "BT-541-Lot-WeightNumber"
    assert weight.code.field == "BT-5421-Lot"
    assert weight.number.pointer.startswith("/ContractNotice/cac:ProcurementProjectLot[1]/cac:TenderingTerms[1]/")
    assert weight.number.pointer.endswith("/efac:AwardCriterionParameter[1]/efbc:ParameterNumeric[1]")
    assert (value(first.items[0].quantity), value(first.items[0].unit)) == ("1200", "H87")
    assert value(first.deadline) == "2027-01-15T11:00:00+01:00"


@pytest.mark.parametrize(
    ("language", "title"), [("", "Tafels en stoelen"), ("fr", "Tables et chaises"), ("de", "Tafels en stoelen")]
)
def test_the_language_asked_for_is_taken_then_the_notices_own(language: str, title: str) -> None:
    assert value(read(language=language).lots[0].title) == title


def test_the_notices_own_language_comes_before_the_first() -> None:
    notice = changed(("<cbc:NoticeLanguageCode>NLD", "<cbc:NoticeLanguageCode>FRA"))
    assert value(notice.lots[0].title) == "Tables et chaises"
    assert notice.language == "fr"


@pytest.mark.parametrize(
    ("code", "kind", "middle"),
    [
        ("per-exa", "percentage", False),
        ("per-mid", "percentage", True),
        ("dec-exa", "decimal", False),
        ("dec-mid", "decimal", True),
        ("poi-exa", "points", False),
        ("poi-mid", "points", True),
        ("ord-imp", "order", False),
        ("fix-tot", "fixedTotal", False),
        ("fix-unit", "fixedUnit", False),
        ("min-score", "minimumScore", False),
        ("max-pass", "maximumBids", False),
    ],
)
def test_every_kind_of_number_is_known(code: str, kind: str, middle: bool) -> None:
    figure = changed((">per-exa<", f">{code}<")).lots[0].criteria[0].figures[0]
    assert (figure.kind, figure.middle, value(figure.number)) == (kind, middle, "55")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ((">per-exa<", ">per-odd<"), "notice.unknownKindOfNumber"),
        ((">per-exa<", "><"), "notice.unknownKindOfNumber"),
        ((">55<", ">many<"), "notice.numberUnreadable"),
        ((">55<", ">1e999999999<"), "notice.numberUnreadable"),
        ((">55<", ">٥٥<"), "notice.numberUnreadable"),
        (("2026-12-01+01:00", "2026-13-01+01:00"), "notice.momentUnreadable"),
        ((">39160000<", ">391<"), "notice.cpvUnreadable"),
        ((">BEL<", ">XXX<"), "notice.countryUnknown"),
        (('schemeName="Lot">LOT-0001<', 'schemeName="Lot"><'), "notice.lotWithoutId"),
        (("<cbc:ID>ORG-0001<", "<cbc:ID>ORG-0009<"), "notice.buyerNotFound"),
        (
            (">price</cbc:AwardingCriterionTypeCode>", "></cbc:AwardingCriterionTypeCode>"),
            "notice.criterionWithoutType",
        ),
    ],
)
def test_what_is_wrong_is_noted_at_its_place_and_the_rest_is_read(change: tuple[str, str], code: str) -> None:
    notice = changed(change)
    assert code in codes(notice)
    problem = next(problem for problem in notice.problems if problem.code == code)
    assert problem.pointer.startswith("/ContractNotice/")
    assert len(notice.lots) == 2


def test_a_withheld_number_is_unknown_and_not_a_number() -> None:
    privacy = (
        "<efac:FieldsPrivacy><efbc:FieldIdentifierCode>awa-cri-num</efbc:FieldIdentifierCode></efac:FieldsPrivacy>"
    )
    for masked in ("-1", "unpublished"):
        notice = changed(
            (">55<", f">{masked}<"), ("<efac:AwardCriterionParameter>", f"{privacy}<efac:AwardCriterionParameter>")
        )
        criterion = notice.lots[0].criteria[0]
        assert criterion.withheld
        assert criterion.figures[0].value is None
        assert criterion.figures[0].number is None


def test_a_moment_whose_time_has_no_offset_takes_that_of_the_day() -> None:
    notice = changed((">09:00:00+01:00<", ">09:00:00<"))
    assert value(notice.dispatched) == "2026-12-01T09:00:00+01:00"
    without = changed((">09:00:00+01:00<", ">09:00:00<"), (">2026-12-01+01:00<", ">2026-12-01<"))
    assert without.dispatched is None
    assert "notice.momentWithoutOffset" in codes(without)


def test_a_lot_without_criteria_has_those_of_its_group() -> None:
    start, end = EXAMPLE.index("<cac:AwardingTerms>"), EXAMPLE.index("</cac:AwardingTerms>")
    terms = EXAMPLE[start:end] + "</cac:AwardingTerms>"
    distribution = (
        "<cac:TenderingTerms><cac:LotDistribution><cac:LotsGroup><cbc:LotsGroupID>GLO-1</cbc:LotsGroupID>"
        "<cac:ProcurementProjectLotReference><cbc:ID>LOT-0001</cbc:ID></cac:ProcurementProjectLotReference>"
        "</cac:LotsGroup></cac:LotDistribution></cac:TenderingTerms>"
    )
    group = (
        '<cac:ProcurementProjectLot><cbc:ID schemeName="LotsGroup">GLO-1</cbc:ID><cac:TenderingTerms>'
        f"{terms}</cac:TenderingTerms></cac:ProcurementProjectLot>"
    )
    first = "<cac:ProcurementProjectLot>"
    text = EXAMPLE.replace(terms, "", 1).replace(first, f"{distribution}{group}{first}", 1)
    lots = read(text).lots
    assert [value(lot.id) for lot in lots] == ["LOT-0001", "LOT-0002"]
    assert lots[0].group == "GLO-1"
    assert len(lots[0].criteria) == 3
    assert lots[0].criteria[0].weights[0].code.field == "BT-5421-LotsGroup"


def test_criteria_of_several_groups_keep_the_number_of_their_group() -> None:
    joint = "</cac:SubordinateAwardingCriterion>\n          <cac:SubordinateAwardingCriterion>"
    apart = joint.replace("\n", "</cac:AwardingCriterion><cac:AwardingCriterion>\n")
    lot = changed((joint, apart)).lots[0]
    assert [criterion.group for criterion in lot.criteria] == [1, 2, 2]


def test_a_calculation_and_the_reason_of_an_order_are_read() -> None:
    notice = changed(
        ("<cac:AwardingCriterion>", "<cac:AwardingCriterion><cbc:CalculationExpression>P/Q</cbc:CalculationExpression>")
    )
    assert value(notice.lots[0].calculation) == "P/Q"
    assert value(notice.lots[1].order_reason) == "De behoefte staat nog niet vast."


def test_a_result_a_change_and_an_announcement_have_another_date_than_the_call() -> None:
    assert read().not_the_call == ""
    award = read(EXAMPLE.replace("ContractNotice", "ContractAwardNotice"))
    assert "result" in award.not_the_call
    changes = "<efac:Changes><efbc:ChangedNoticeIdentifier>x-01</efbc:ChangedNoticeIdentifier></efac:Changes>"
    assert "change" in changed(("<efac:NoticeSubType>", f"{changes}<efac:NoticeSubType>")).not_the_call
    planning = EXAMPLE.replace("ContractNotice", "PriorInformationNotice").replace('"competition"', '"planning"')
    assert "announces" in read(planning).not_the_call


def test_tenders_of_a_result_are_read_with_bidders_amount_and_countries() -> None:
    result = (
        "<efac:NoticeResult><efac:LotTender><cbc:ID>TEN-1</cbc:ID><cac:LegalMonetaryTotal>"
        '<cbc:PayableAmount currencyID="EUR">100.50</cbc:PayableAmount></cac:LegalMonetaryTotal>'
        "<efbc:TenderVariantIndicator>true</efbc:TenderVariantIndicator>"
        "<efac:Origin><efbc:AreaCode>FRA</efbc:AreaCode></efac:Origin>"
        "<efac:TenderingParty><cbc:ID>TPA-1</cbc:ID></efac:TenderingParty>"
        "<efac:TenderLot><cbc:ID>LOT-0001</cbc:ID></efac:TenderLot></efac:LotTender>"
        "<efac:TenderingParty><cbc:ID>TPA-1</cbc:ID><efac:Tenderer><cbc:ID>ORG-0001</cbc:ID></efac:Tenderer>"
        "</efac:TenderingParty></efac:NoticeResult>"
    )
    (bid,) = changed(("<efac:NoticeSubType>", f"{result}<efac:NoticeSubType>")).bids
    assert (value(bid.id), bid.lot_ids, value(bid.amount), value(bid.currency)) == (
        "TEN-1",
        ("LOT-0001",),
        "100.50",
        "EUR",
    )
    assert [(value(bidder.id), value(bidder.name)) for bidder in bid.bidders] == [
        ("0000.000.097", "Stad Voorbeeld (verzonnen)")
    ]
    assert [origin.value for origin in bid.origin_countries] == ["FR"]
    assert bid.variant is not None


BOMB = '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><ContractNotice>&c;</ContractNotice>'
OUTSIDE = '<!DOCTYPE x SYSTEM "file:///etc/passwd"><ContractNotice/>'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BOMB, "DOCTYPE"),
        (OUTSIDE, "DOCTYPE"),
        ("<a" * 3, "well-formed"),
        ("<ContractNotice>", "line 1, column"),
        ("<x>" * 61 + "</x>" * 61, "60 levels"),
        ("<Invoice/>", "'Invoice'"),
        ("<TED_EXPORT/>", "before eForms"),
        ('<?xml version="1.0" encoding="klingon"?><a/>', "UTF-8"),
        ("<ContractNotice>" + "<a/>" * 500_001 + "</ContractNotice>", "500000 elements"),
    ],
    ids=["entities", "outside", "torn", "open", "deep", "other", "old", "encoding", "many"],
)
def test_what_is_no_notice_is_refused_with_words(text: str, words: str) -> None:
    with pytest.raises(UnreadableInputError) as refused:
        read(text)
    assert words in str(refused.value)


def test_a_document_that_is_too_large_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    from procurement_plugin.adapters.notices import xml_tree  # noqa: PLC0415

    monkeypatch.setattr(xml_tree, "LARGEST_XML", 1000)
    with pytest.raises(UnreadableInputError, match="larger"):
        read()


def test_a_root_alone_is_a_notice_without_lots() -> None:
    notice = read("<ContractNotice/>")
    assert notice.lots == ()
    assert "notice.noLots" in codes(notice)
