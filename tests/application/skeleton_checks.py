"""What must hold of every skeleton an import gives: nothing wrong in it, every gap listed, every value with its source."""

import json
import re
from typing import Any
from xml.etree import ElementTree as ET

import marshmallow as ma

from procurement_plugin.adapters.notices.xml_tree import PREFIXES
from procurement_plugin.bootstrap import knowledge
from procurement_plugin.web.schemas.imports import NoticeImportSchema
from procurement_plugin.web.schemas.reading import _flatten

NAMESPACES = {prefix: uri for uri, prefix in PREFIXES.items()}
MISSING = "This is required and missing."


def check(answer: dict[str, Any], content: bytes) -> None:
    """All of it."""
    assert NoticeImportSchema().validate(answer) == {}
    json.dumps(answer, ensure_ascii=False).encode()
    seek = _in_xml(content) if answer["format"] == "eforms" else _in_json(content)
    for notice in answer["notices"]:
        for lot in notice["lots"]:
            gaps_are_listed(lot)
            values_have_sources(lot, seek)
        for problem in notice["problems"]:
            seek(problem["pointer"])


def gaps_are_listed(lot: dict[str, Any]) -> None:
    """What the schema of the request says of the skeleton is only that something is missing, and that is listed."""
    listed = {row["name"] for row in lot["missing"]}
    schema = knowledge.schemas().evaluation
    try:
        schema.load(lot["request"])
    except ma.ValidationError as error:
        for finding in _flatten(error.messages, "", schema):
            assert finding.message == MISSING, (finding.where, finding.message, lot["request"])
            assert finding.where in listed or any(name.startswith(finding.where) for name in listed), finding.where
    for row in lot["weights"]:
        assert not row["confirmed"]
        assert ("proposed" in row) != (row["name"] in listed)


def values_have_sources(lot: dict[str, Any], seek: Any) -> None:
    """Every leaf of the skeleton has a source, whose pointer leads to what was read."""
    sources = {row["name"]: row for row in lot["sources"]}
    leaves = dict(_leaves(lot["request"], ""))
    assert set(leaves) == set(sources), set(leaves) ^ set(sources)
    for name, value in leaves.items():
        found = seek(sources[name]["pointer"])
        if "derived" not in sources[name] and isinstance(value, str):
            assert _same(found, value), (name, found, value)


def _leaves(value: Any, path: str) -> Any:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _leaves(part, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _leaves(part, f"{path}[{index}]")
    else:
        yield path, value


def _same(found: str, value: str) -> bool:
    """Equal, or the same in another notation: a number, a moment, or a code that is mapped."""
    plain = " ".join(found.split())
    return plain == value or value in CODES.get(plain, ()) or _number(plain) == _number(value) or value[:10] in plain


CODES = {
    "32014L0024": ("2014/24",),
    "32014L0025": ("2014/25",),
    "goods": ("supplies",),
    "Україна": ("UA",),
    "la": ("subcentral",),
    "ra": ("subcentral",),
    "body-pl": (),
    "body-pl-cga": ("central",),
    "body-pl-ra": ("subcentral",),
    "cga": ("central",),
    "pub-undert": ("utility",),
    "spec-rights-entity": ("utility",),
    "priceOnly": ("price",),
    "lowestCost": ("price",),
    **{row.iso3: (row.iso2,) for row in knowledge.reference().tables["countries"].values()},
    **{row.name: (row.iso2,) for row in knowledge.reference().tables["countries"].values()},
}


def _number(text: str) -> Any:
    return float(text) if re.fullmatch(r"-?[0-9.]+(e-?[0-9]+)?", text) and text.count(".") < 2 else text


def _in_xml(content: bytes) -> Any:
    root = ET.fromstring(content)  # noqa: S314  test data of our own

    def seek(pointer: str) -> str:
        """The text at an XPath, or an attribute; it must exist."""
        path, _, attribute = pointer.partition("/@")
        inner = path.split("/", 2)[2] if path.count("/") > 1 else "."
        found = root.find(inner, NAMESPACES)
        assert found is not None, pointer
        return found.attrib[attribute] if attribute else (found.text or "")

    return seek


def _in_json(content: bytes) -> Any:
    document = json.loads(content.decode("utf-8-sig"))

    def seek(pointer: str) -> str:
        """The value at a JSON pointer; the last part may be absent when its absence is what is told."""
        here = document
        parts = pointer.split("/")[1:]
        for number, part in enumerate(parts):
            name = part.replace("~1", "/").replace("~0", "~")
            if isinstance(here, dict) and number == len(parts) - 1:
                here = here.get(name)
            else:
                here = here[int(name)] if isinstance(here, list) else here[name]
        return str(here)

    return seek
