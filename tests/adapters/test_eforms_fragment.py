"""The eForms fragment: what it holds, read back by the paths of the standard, and held against the SDK's field rules.

Set ``PROCUREMENT_TEST_DATA`` to a folder that holds, at any depth, ``eforms_fields_award_subset.json`` (fields of the
eForms SDK 1.16) and the code lists ``*.gc`` beside it (OP-TED/eForms-SDK, CC BY 4.0).
"""

from __future__ import annotations

import copy
import json
import os
import re
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from notices import CRITERION, FIXED, LOT, NUMBERS, found, from_eforms, notice_around, said

from procurement_plugin.adapters.eforms_fragment import fragment, is_lot
from procurement_plugin.application.notice_forms import FrozenVersion, Writers, eforms_of
from procurement_plugin.application.publish_profile import Published
from procurement_plugin.bootstrap import knowledge, wiring
from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.web.schemas.life_reading import stored_draft

FIELDS = "eforms_fields_award_subset.json"
EXAMPLES = ("01_first_evaluation", "02_weight_at_guardrail", "proximity", "supply_security", "transport_emissions")
LANGUAGES = {"en": "ENG", "nl": "NLD", "fr": "FRA", "de": "DEU"}
WRITERS = Writers(knowledge.criteria_in, fragment, wiring.workbook)


def version_of(request: dict[str, Any]) -> FrozenVersion:
    body = {
        **{name: request[name] for name in ("procedure", "lot", "weightProfile")},
        "publishedAt": "2026-12-01T09:00:00+01:00",
        "fingerprint": "f" * 64,
        "dataSets": [{"id": "open-eu-2026", "sha256": "a" * 64}],
    }
    draft = stored_draft(body, knowledge.schemas(), knowledge.reference())
    return FrozenVersion(Published("p", 3, body), draft, knowledge.reference())


def written(request: dict[str, Any], language: str = "en") -> bytes:
    return eforms_of(version_of(request), WRITERS, (language,), "LOT-0001")


def request_of(name: str, requests_by_name: dict[str, Any]) -> dict[str, Any]:
    file = "request-at.json" if name == "02_weight_at_guardrail" else "request.json"
    return copy.deepcopy(requests_by_name[f"{name}/{file}"])


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_read_again_it_gives_the_same_kinds_weights_and_order(
    name: str, language: str, requests_by_name: dict[str, Any]
) -> None:
    request = request_of(name, requests_by_name)
    read = from_eforms(written(request, language))
    asked = request["weightProfile"]["criteria"]
    kinds = [row["criterion"] if row["criterion"] in ("price", "cost") else "quality" for row in asked]
    assert [row.kind for row in read] == kinds
    assert [row.weight for row in read] == [Decimal(row["weight"]) for row in asked]
    assert sum(row.weight or 0 for row in read) == 100
    for row, sent in zip(read, asked, strict=True):
        for words in (sent.get("need", ""), sent.get("link", ""), *sent.get("evidence", ())):
            assert words in row.description


def test_every_text_says_its_language_and_no_gap_is_left_open(requests_by_name: dict[str, Any]) -> None:
    request = request_of("01_first_evaluation", requests_by_name)
    for language, code in LANGUAGES.items():
        root = notice_around(written(request, language))
        assert set(found(root, f"{CRITERION}/cbc:Name/@languageID")) == {code}
        assert set(found(root, f"{CRITERION}/cbc:Description/@languageID")) == {code}
        assert "{" not in "".join(root.itertext())
    assert written(request) == written(json.loads(json.dumps(request)))


def test_a_notice_in_two_languages_has_every_name_and_description_in_both(requests_by_name: dict[str, Any]) -> None:
    request = request_of("01_first_evaluation", requests_by_name)
    both = eforms_of(version_of(request), WRITERS, ("nl", "fr"), "LOT-0001")
    alone = {code: from_eforms(written(request, language)) for language, code in (("nl", "NLD"), ("fr", "FRA"))}
    for index, element in enumerate(found(notice_around(both), CRITERION)):
        names = [child.tag.rpartition("}")[2] for child in element]
        assert names == ["UBLExtensions", "AwardingCriterionTypeCode", "Name", "Name", "Description", "Description"]
        for code, rows in alone.items():
            assert said(element, f"cbc:Name[@languageID='{code}']") == rows[index].name
            assert said(element, f"cbc:Description[@languageID='{code}']") == rows[index].description


def test_the_authoritys_own_title_and_words_come_before_ours(requests_by_name: dict[str, Any]) -> None:
    request = request_of("proximity", requests_by_name)
    last = request["weightProfile"]["criteria"][-1]
    last |= {"title": "Smaak & geur <blind>", "description": "Beoordeeld door een panel."}
    row = from_eforms(written(request, "nl"))[-1]
    assert row.name == "Smaak & geur <blind>"
    assert row.description.startswith("Beoordeeld door een panel.\n")


def test_a_fixed_price_is_a_criterion_with_a_fixed_total(requests_by_name: dict[str, Any]) -> None:
    """Bids compete on quality only; the weights of the others still sum to 100."""
    request = request_of("proximity", requests_by_name)
    profile = request["weightProfile"]
    profile["criteria"] = [{**row, "weight": "100"} for row in profile["criteria"] if row["criterion"] == "proximity"]
    profile["criteria"] = profile["criteria"][:1]
    profile["fixedPrice"] = {"value": "125000.50", "currency": "EUR"}
    first, second = from_eforms(written(request))
    assert (first.kind, first.weight, first.fixed) == ("price", None, Decimal("125000.50"))
    assert "125000.5 EUR" in first.description
    assert (second.kind, second.weight, second.fixed) == ("quality", Decimal(100), None)


def test_a_fixed_price_joins_the_price_criterion_that_there_is(requests_by_name: dict[str, Any]) -> None:
    request = request_of("01_first_evaluation", requests_by_name)
    request["weightProfile"]["fixedPrice"] = {"value": "700000", "currency": "EUR"}
    price = [row for row in from_eforms(written(request)) if row.kind == "price"]
    assert [(row.weight, row.fixed) for row in price] == [(Decimal(50), Decimal(700000))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_description_that_is_too_long_keeps_the_method_and_says_where_the_rest_is(
    language: str, requests_by_name: dict[str, Any]
) -> None:
    """A sentence is left out whole; reasons go before measure, scale and rules do."""
    request = request_of("transport_emissions", requests_by_name)
    whole = from_eforms(written(request, language))[0].description.split("\n")
    row = request["weightProfile"]["criteria"][0]
    row |= {"need": "N" * 3990 + " end.", "link": "L" * 3990 + " end."}
    short = from_eforms(written(request, language))[0].description
    lines = short.split("\n")
    assert len(short) <= 6000
    assert [line for line in whole if line not in lines] == [
        line for line in whole if "“" in line or "«" in line or "„" in line
    ]
    assert "N" * 3990 not in short or "L" * 3990 not in short
    assert (
        lines[-1]
        == {
            "en": "The rest of this description stands in the procurement documents.",
            "nl": "De rest van deze beschrijving staat in de opdrachtdocumenten.",
            "fr": "Le reste de cette description figure dans les documents de marché.",
            "de": "Der Rest dieser Beschreibung steht in den Auftragsunterlagen.",
        }[language]
    )


@pytest.mark.parametrize("lot", ["LOT-1", "lot-0001", "LOT-00011", "LOT-٠٠٠١", "GLO-0001", ""])
def test_a_lot_that_eforms_does_not_know_is_refused_with_the_remedy(lot: str) -> None:
    assert not is_lot(lot)
    with pytest.raises(UnreadableInputError) as refused:
        fragment({"en": ()}, lot, "")
    assert (refused.value.findings[0].where, "LOT-0001" in refused.value.findings[0].remedy) == ("lot", True)


def test_the_extension_comes_before_type_name_and_description(requests_by_name: dict[str, Any]) -> None:
    """The order of the UBL 2.3 schema."""
    for element in found(notice_around(written(request_of("01_first_evaluation", requests_by_name))), CRITERION):
        names = [child.tag.rpartition("}")[2] for child in element]
        assert names == ["UBLExtensions", "AwardingCriterionTypeCode", "Name", "Description"]


def test_the_fragment_says_which_version_it_is_of(requests_by_name: dict[str, Any]) -> None:
    made = written(request_of("01_first_evaluation", requests_by_name)).decode()
    assert f"<!-- Weight profile p, version 3, SHA-256 {'f' * 64} -->" in made


def _folder() -> Path:
    root = os.environ.get("PROCUREMENT_TEST_DATA")
    files = sorted(Path(root).rglob(FIELDS)) if root else []
    if not files:
        pytest.skip(f"set PROCUREMENT_TEST_DATA to a folder with {FIELDS}")
    return files[0].parent


def _codes(folder: Path, name: str) -> set[str]:
    rows = ET.parse(folder / f"{name}.gc").iter("Row")  # noqa: S314  a code list of the SDK
    return {value.findtext("SimpleValue", "") for row in rows for value in row if value.get("ColumnRef") == "code"}


def _faults(root: ET.Element, fields: list[dict[str, Any]], folder: Path) -> list[str]:
    """What the field list says against a notice: places, lengths, codes, patterns, numbers, repetition, preset values."""
    faults, seen = [], set()
    for field in fields:
        parent = field["xpathAbsolute"].removesuffix("/" + field["xpathRelative"])
        values = found(root, field["xpathAbsolute"])
        texts = [value if isinstance(value, str) else value.text for value in values]
        seen |= {id(value) for value in values if not isinstance(value, str)}
        if not field["repeatable"]["value"] and len(values) > len(found(root, parent)):
            faults.append(f"{field['id']} is repeated")
        for text in texts:
            if len(text) > field.get("maxLength", len(text)):
                faults.append(f"{field['id']} is too long")
            if "pattern" in field and not re.fullmatch(field["pattern"]["value"].strip("^$"), text):
                faults.append(f"{field['id']} has another pattern: {text}")
            if "presetValue" in field and text != field["presetValue"]:
                faults.append(f"{field['id']} is not {field['presetValue']}")
            listed = field.get("codeList", {}).get("value", {}).get("id", "")
            if (folder / f"{listed}.gc").exists() and text not in _codes(folder, listed):
                faults.append(f"{field['id']} has a code that is not listed: {text}")
            if field["type"] == "number" and not re.fullmatch(r"-?\d+(\.\d+)?", text):
                faults.append(f"{field['id']} is no number: {text}")
    leaves = [element for element in root.iter() if isinstance(element.tag, str) and not len(element)]
    faults += [f"{element.tag} is at no place of the list" for element in leaves if id(element) not in seen]
    return faults


def _rules(root: ET.Element) -> list[str]:
    """The rules between fields, as the list states them for notices 7 to 37 (types 16, 29 and others)."""
    faults = []
    for element in found(root, CRITERION):
        numbers = found(element, f"{NUMBERS}/efbc:ParameterNumeric")
        fixed = found(element, f"{FIXED}/efbc:ParameterNumeric")
        if len(found(element, "cbc:Description")) != 1:
            faults.append("BT-540 is mandatory beside BT-539")
        if not numbers and not fixed:
            faults.append("BT-541 is mandatory in notices 29, 31 and 32 where BT-543 is missing")
    weights = [Decimal(item.text) for item in found(root, f"{CRITERION}/{NUMBERS}/efbc:ParameterNumeric")]
    codes = {item.text for item in found(root, f"{CRITERION}/{NUMBERS}/efbc:ParameterCode")}
    if codes - {"dec-exa", "ord-imp", "per-exa", "poi-exa"}:
        faults.append("BR-BT-05421-0250: only exact weights in a result notice")
    if "per-exa" in codes and abs(100 - sum(weights)) > len(weights):
        faults.append("BR-BT-00539-0200: exact percentages sum to 100")
    if found(root, f"{LOT}/cac:TenderingTerms/cac:AwardingTerms/cac:AwardingCriterion/cbc:CalculationExpression"):
        faults.append("BT-543 is forbidden beside BT-541")
    return faults


def _lot_fields(folder: Path) -> list[dict[str, Any]]:
    fields = json.loads((folder / FIELDS).read_text())["fields"]
    wanted = re.compile(r"BT-(137|539|540|541|5421|5422|5423|543|733|734)-Lot(-|$)")
    return [field for field in fields if wanted.match(field["id"])]


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_keeps_the_field_rules_of_the_sdk(name: str, language: str, requests_by_name: dict[str, Any]) -> None:
    folder = _folder()
    request = request_of(name, requests_by_name)
    for fixed in ({}, {"fixedPrice": {"value": "125000.50", "currency": "EUR"}}):
        request["weightProfile"] |= fixed
        root = notice_around(written(request, language))
        assert _faults(root, _lot_fields(folder), folder) == []
        assert _rules(root) == []


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        ((b">per-exa<", b">percent<"), "BT-5421-Lot has a code that is not listed: percent"),
        ((b">quality<", b">proximity<"), "BT-539-Lot has a code that is not listed: proximity"),
        ((b"LOT-0001", b"LOT-1"), "BT-137-Lot has another pattern: LOT-1"),
        ((b">15<", b">15 %<"), "BT-541-Lot-WeightNumber is no number: 15 %"),
        ((b"cbc:Name", b"cbc:Title"), "CommonBasicComponents-2}Title is at no place of the list"),
    ],
)
def test_a_fragment_with_a_fault_is_found_out(
    spoil: tuple[bytes, bytes], fault: str, requests_by_name: dict[str, Any]
) -> None:
    folder = _folder()
    spoilt = written(request_of("01_first_evaluation", requests_by_name)).replace(*spoil)
    assert any(
        found_fault.endswith(fault) for found_fault in _faults(notice_around(spoilt), _lot_fields(folder), folder)
    )
