"""Whatever is sent, nothing but our own error comes out, and what is answered has the published form."""

import json
from pathlib import Path
from typing import Any

import pytest
from application.skeleton_checks import gaps_are_listed
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement_plugin.bootstrap import knowledge
from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.web.schemas.imports import NoticeImportSchema

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "imports"
XML = (EXAMPLES / "notice-eforms.xml").read_bytes()
OCDS = json.loads((EXAMPLES / "release-ocds.json").read_text())
PROZORRO: dict[str, Any] = {
    "data": {
        "tenderID": "UA-1",
        "procurementMethodType": "belowThreshold",
        "value": {"amount": 5, "currency": "UAH"},
        "items": [{"id": "i", "quantity": 5, "unit": {"code": "KGM"}, "deliveryAddress": {"locality": "Київ"}}],
        "features": [{"featureOf": "tenderer", "title": "F", "enum": [{"value": 0.1}]}],
        "bids": [{"id": "b", "lotValues": [{"relatedLot": "l", "value": {"amount": 1}}], "tenderers": [{"name": "n"}]}],
        "lots": [{"id": "l", "title": "t"}],
    }
}
WORDS = [
    *("", " ", "0", "-1", "1e400", "1e5", "NaN", "Infinity", "٣", "100.001", "9" * 60, "per-exa", "ord-imp", "poi-exa"),
    *(
        "fix-tot",
        "2026-02-30",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
        "2026-12-01T09:00:00+01:00:30",
    ),
    *("\u202e", "\ufffe", "x" * 5000, "BEL", "BE234", "Gent", "price", "60 %", "[", "a/b~c", "true", "EUR", "anyw"),
]
ODD: list[Any] = [None, True, False, 0, -1, 1.5, 10**30, [], {}, [[]], [{}], {"id": None}, [None], *WORDS]
importer = knowledge.notice_import()


def attempted(content: bytes) -> dict[str, Any] | UnreadableInputError:
    try:
        return importer.imported(content)
    except UnreadableInputError as refused:
        return refused


def survives(content: bytes) -> None:
    """An answer of the published form, or our own error with words."""
    answer = attempted(content)
    if isinstance(answer, UnreadableInputError):
        assert answer.findings[0].message
        return
    assert NoticeImportSchema().validate(answer) == {}
    json.dumps(answer, ensure_ascii=False).encode()
    for notice in answer["notices"]:
        for lot in notice["lots"]:
            gaps_are_listed(lot)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, part in inner for found in places(part, (*path, key)))]


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], new)
    return copy


@pytest.mark.parametrize("document", [OCDS, PROZORRO], ids=["ocds", "prozorro"])
@settings(max_examples=300)
@given(data=st.data())
def test_json_with_odd_parts_survives(document: Any, data: st.DataObject) -> None:
    changed = document
    for _ in range(data.draw(st.integers(1, 4))):
        changed = replaced(changed, data.draw(st.sampled_from(places(changed))), data.draw(st.sampled_from(ODD)))
    survives(json.dumps(changed, ensure_ascii=False).encode("utf-8", "surrogatepass"))


TAGS = sorted({part.split(b">")[0].split(b" ")[0] for part in XML.split(b"<")[1:]} - {b"?xml"})
TEXTS = sorted({part.split(b">", 1)[1].strip() for part in XML.split(b"<")[1:] if part.split(b">", 1)[1].strip()})


@settings(max_examples=400)
@given(data=st.data())
def test_xml_with_odd_texts_and_torn_elements_survives(data: st.DataObject) -> None:
    changed = XML
    for _ in range(data.draw(st.integers(1, 4))):
        if data.draw(st.booleans()):
            old = data.draw(st.sampled_from(TEXTS))
            new = data.draw(st.sampled_from(WORDS) | st.text(max_size=20)).encode("utf-8", "ignore")
            changed = changed.replace(b">" + old + b"<", b">" + new.replace(b"<", b"") + b"<", 1)
        else:
            old, new = data.draw(st.sampled_from(TAGS)), data.draw(st.sampled_from(TAGS))
            changed = changed.replace(b"<" + old, b"<" + new).replace(b"</" + old + b">", b"</" + new + b">")
    survives(changed)


@settings(max_examples=300)
@given(data=st.data())
def test_bytes_that_are_changed_left_out_or_doubled_survive(data: st.DataObject) -> None:
    content = data.draw(st.sampled_from([XML, json.dumps(OCDS).encode(), json.dumps(PROZORRO).encode()]))
    at, length = data.draw(st.integers(0, len(content))), data.draw(st.integers(0, 200))
    part = data.draw(st.binary(max_size=8) | st.just(content[at : at + length] * 2) | st.just(b""))
    survives(content[:at] + part + content[at + length :])


@given(st.binary(max_size=300))
def test_any_bytes_survive(content: bytes) -> None:
    survives(content)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda part: (
            st.lists(part)
            | st.dictionaries(
                st.sampled_from(["tender", "lots", "id", "items", "bids", "releases", "ocid", "data", "features"]), part
            )
        ),
    )
)
def test_any_json_survives(value: Any) -> None:
    survives(json.dumps(value, ensure_ascii=False).encode("utf-8", "ignore"))
