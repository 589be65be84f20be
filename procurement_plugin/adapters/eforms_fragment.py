"""The award criteria of a lot as a fragment of an eForms notice (UBL 2.3 with the extensions of eForms SDK 1.x).

It is what stands in a notice under ``cac:ProcurementProjectLot``: BT-137 (lot), and for each criterion BT-539 (type),
BT-734 (name), BT-540 (description), BT-541 with BT-5421 (weight) or BT-5422 (fixed price). Weights are exact
percentages (``per-exa``), which every kind of notice admits; BT-543 and BT-733 belong to criteria without weights.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from procurement_plugin.domain.findings import Finding, Kind, Severity, UnreadableInputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from procurement_plugin.application.notice_criteria import WrittenCriterion

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
EFORMS = "http://data.europa.eu/p27/eforms-ubl-extension"
NAMESPACES = {
    "cac": f"{UBL}CommonAggregateComponents-2",
    "cbc": f"{UBL}CommonBasicComponents-2",
    "ext": f"{UBL}CommonExtensionComponents-2",
    "efext": f"{EFORMS}s/1",
    "efac": f"{EFORMS}-aggregate-components/1",
    "efbc": f"{EFORMS}-basic-components/1",
}
# The code list of languages in eForms has three letters, in capitals.
LANGUAGES = {"en": "ENG", "nl": "NLD", "fr": "FRA", "de": "DEU"}
LOT_LENGTH = len("LOT-0001")
LONGEST_NAME = 400
PER_CENT_EXACT = "per-exa"
FIXED_TOTAL = "fix-tot"


def fragment(criteria: Mapping[str, Sequence[WrittenCriterion]], lot: str, note: str) -> bytes:
    """The lot with its criteria as UTF-8 XML, byte for byte the same for the same version and languages.

    Args:
        criteria: in their published order, by each language of the notice (two letters).
        lot: identifier of the lot in the notice, of the form LOT-0001.
        note: a comment that says which version it was made of.

    Raises:
        UnreadableInputError: the lot's identifier is not of that form.
    """
    if not is_lot(lot):
        message = f'eForms names a lot like "LOT-0001"; found "{lot[:80]}".'
        remedy = "Say what the lot is called in the notice: lot=LOT-0001."
        finding = Finding("input.invalidInput", Severity.BLOCK, Kind.STRUCTURAL, message, "lot", remedy)
        raise UnreadableInputError("The lot has no name that eForms knows.", (finding,))
    for prefix, namespace in NAMESPACES.items():
        ET.register_namespace(prefix, namespace)
    root = ET.Element(_name("cac:ProcurementProjectLot"))
    root.append(ET.Comment(f" {note} "))
    _text(root, "cbc:ID", lot, schemeName="Lot")
    terms = _inside(root, "cac:TenderingTerms", "cac:AwardingTerms", "cac:AwardingCriterion")
    for row in zip(*criteria.values(), strict=True):
        _criterion(terms, dict(zip(criteria, row, strict=True)))
    ET.indent(root)
    made: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return made + b"\n"


def is_lot(lot: str) -> bool:
    """Whether a lot is named as BT-137 wants it: LOT- and four digits."""
    digits = lot.removeprefix("LOT-")
    return len(lot) == LOT_LENGTH and lot.startswith("LOT-") and digits.isascii() and digits.isdigit()


def _criterion(parent: ET.Element, by_language: Mapping[str, WrittenCriterion]) -> None:
    """Elements in the order of the UBL schema: extensions, type, names, descriptions."""
    criterion = next(iter(by_language.values()))
    element = _inside(parent, "cac:SubordinateAwardingCriterion")
    extension = _inside(
        element, "ext:UBLExtensions", "ext:UBLExtension", "ext:ExtensionContent", "efext:EformsExtension"
    )
    if criterion.weight is not None:
        _parameter(extension, "number-weight", PER_CENT_EXACT, criterion.weight)
    if criterion.fixed_price is not None:
        _parameter(extension, "number-fixed", FIXED_TOTAL, criterion.fixed_price.value)
    _text(element, "cbc:AwardingCriterionTypeCode", criterion.kind, listName="award-criterion-type")
    for language, told in by_language.items():
        _text(element, "cbc:Name", told.name[:LONGEST_NAME], languageID=LANGUAGES[language])
    for language, told in by_language.items():
        _text(element, "cbc:Description", told.description, languageID=LANGUAGES[language])


def _parameter(parent: ET.Element, code_list: str, code: str, number: Decimal) -> None:
    element = _inside(parent, "efac:AwardCriterionParameter")
    _text(element, "efbc:ParameterCode", code, listName=code_list)
    _text(element, "efbc:ParameterNumeric", f"{number:f}")


def _inside(parent: ET.Element, *names: str) -> ET.Element:
    for name in names:
        parent = ET.SubElement(parent, _name(name))
    return parent


def _text(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, _name(name), attributes).text = text


def _name(prefixed: str) -> str:
    prefix, _, name = prefixed.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{name}"
