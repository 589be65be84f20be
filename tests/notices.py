"""Reads award criteria back from what was exported, by the paths of the standards alone."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
NAMESPACES = {
    "cac": f"{UBL}CommonAggregateComponents-2",
    "cbc": f"{UBL}CommonBasicComponents-2",
    "ext": f"{UBL}CommonExtensionComponents-2",
    "efext": "http://data.europa.eu/p27/eforms-ubl-extensions/1",
    "efac": "http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1",
    "efbc": "http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1",
}
LOT = "/*/cac:ProcurementProjectLot[cbc:ID/@schemeName='Lot']"
CRITERION = f"{LOT}/cac:TenderingTerms/cac:AwardingTerms/cac:AwardingCriterion/cac:SubordinateAwardingCriterion"
PARAMETER = "ext:UBLExtensions/ext:UBLExtension/ext:ExtensionContent/efext:EformsExtension/efac:AwardCriterionParameter"
NUMBERS = f"{PARAMETER}[efbc:ParameterCode/@listName='number-weight']"
FIXED = f"{PARAMETER}[efbc:ParameterCode/@listName='number-fixed']"


class ReadCriterion(NamedTuple):
    """What a reader of the notice sees of a criterion."""

    kind: str
    name: str
    description: str
    weight: Decimal | None
    fixed: Decimal | None


def notice_around(fragment: bytes) -> ET.Element:
    """A notice whose only content is the fragment."""
    root = ET.Element(f"{{{UBL}ContractNotice-2}}ContractNotice")
    root.append(ET.fromstring(fragment))  # noqa: S314  written by the code under test
    return root


def from_eforms(fragment: bytes) -> list[ReadCriterion]:
    """The criteria of a fragment, in the order of the document."""
    return [
        ReadCriterion(
            said(element, "cbc:AwardingCriterionTypeCode[@listName='award-criterion-type']"),
            said(element, "cbc:Name"),
            said(element, "cbc:Description"),
            _number(element, NUMBERS),
            _number(element, FIXED),
        )
        for element in found(notice_around(fragment), CRITERION)
    ]


def from_ocds(release: dict[str, Any]) -> list[ReadCriterion]:
    """The criteria of the only lot of a release."""
    (lot,) = release["tender"]["lots"]
    return [
        ReadCriterion(
            row["type"],
            row["name"],
            row.get("description", ""),
            _first(row, "weight", "percentageExact"),
            _first(row, "fixed", "total"),
        )
        for row in lot["awardCriteria"]["criteria"]
    ]


def found(element: ET.Element, path: str) -> list[Any]:
    """Elements or attribute values at a path of the fields list: steps, and predicates on an attribute's value."""
    steps = [step for step in re.split(r"/(?![^\[]*\])", path) if step]
    here: list[Any] = [element]
    if path.startswith("/"):
        steps = steps[1:]  # the first star is the root
    for step in steps:
        name, _, predicate = step.partition("[")
        if name.startswith("@"):
            return [item.get(name[1:]) for item in here if name[1:] in item.attrib]
        here = [child for item in here for child in item.findall(name, NAMESPACES)]
        if predicate:
            place, value = predicate.rstrip("]").split("=")
            here = [item for item in here if value.strip("'") in found(item, place)]
    return here


def said(element: ET.Element, path: str) -> str:
    """The text of the one element at a path."""
    (item,) = found(element, path)
    return str(item.text)


def _number(element: ET.Element, path: str) -> Decimal | None:
    numbers = found(element, f"{path}/efbc:ParameterNumeric")
    return Decimal(numbers[0].text) if numbers else None


def _first(row: dict[str, Any], kind: str, code: str) -> Decimal | None:
    numbers = [item["number"] for item in row["numbers"] if item.get(kind) == code]
    return Decimal(str(numbers[0])) if numbers else None
