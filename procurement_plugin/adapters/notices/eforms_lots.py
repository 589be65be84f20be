"""Reads the lots of eForms notices: award criteria with every kind of number, places, quantities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procurement_plugin.adapters.notices.eforms_parts import CRITERIA, EXTENSION, LOT, PROJECT, TERMS, cpv_codes
from procurement_plugin.adapters.notices.plain_numbers import plain_number
from procurement_plugin.domain.notices import imported as n

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from procurement_plugin.adapters.notices.eforms_parts import Context
    from procurement_plugin.adapters.notices.xml_tree import Node

# Codes of the number of a criterion: our kind, and whether it is the middle of a published range.
KINDS: Mapping[str, tuple[str, bool]] = {
    "per-exa": (n.PERCENTAGE, False),
    "per-mid": (n.PERCENTAGE, True),
    "dec-exa": (n.DECIMAL, False),
    "dec-mid": (n.DECIMAL, True),
    "poi-exa": (n.POINTS, False),
    "poi-mid": (n.POINTS, True),
    "ord-imp": (n.ORDER, False),
    "fix-tot": (n.FIXED_TOTAL, False),
    "fix-unit": (n.FIXED_UNIT, False),
    "min-score": (n.MINIMUM_SCORE, False),
    "max-pass": (n.MAXIMUM_BIDS, False),
}
# Number and code of a criterion in the standard's own names, by the list the code is from.
FIELDS = {
    "number-weight": ("BT-541-{0}-WeightNumber", "BT-5421-{0}"),
    "number-fixed": ("BT-541-{0}-FixedNumber", "BT-5422-{0}"),
    "number-threshold": ("BT-541-{0}-ThresholdNumber", "BT-5423-{0}"),
}
LISTS = {n.FIXED_TOTAL: "number-fixed", n.FIXED_UNIT: "number-fixed"} | {
    n.MINIMUM_SCORE: "number-threshold",
    n.MAXIMUM_BIDS: "number-threshold",
}
# What stands in the place of a number that is withheld or not given.
NO_NUMBER = ("", "unpublished", "-1")


def lots_of(context: Context) -> Iterator[n.ImportedLot]:
    """Every lot; a lot without criteria has those of the group of lots it belongs to."""
    groups, shared = _groups(context.root), {}
    everywhere = tuple(_places(context, context.root.first(PROJECT), "Procedure"))
    lots = []
    for node in context.root.children(LOT):
        scheme = _scheme(node)
        if scheme == "LotsGroup":
            shared[node.text_at("cbc:ID")] = tuple(_criteria(context, node, "LotsGroup"))
        elif scheme != "Part":
            lots.append(node)
    for node in lots:
        name = node.text_at("cbc:ID")
        if not name:
            context.notes.add("notice.lotWithoutId", "The lot has no identifier.", node.path, "BT-137-Lot")
        criteria = tuple(_criteria(context, node, "Lot"))
        group = "" if criteria else next((g for g in groups.get(name, ()) if shared.get(g)), "")
        lot = _lot(context, node, criteria or shared.get(group, ()), group)
        yield lot if lot.places else lot._replace(places=everywhere)


def _groups(root: Node) -> dict[str, list[str]]:
    """The groups of each lot."""
    found: dict[str, list[str]] = {}
    for group in root.children(TERMS, "cac:LotDistribution", "cac:LotsGroup"):
        for lot in group.children("cac:ProcurementProjectLotReference", "cbc:ID"):
            found.setdefault(lot.text, []).append(group.text_at("cbc:LotsGroupID"))
    return found


def _scheme(node: Node) -> str:
    found = node.first("cbc:ID")
    return found.attribute("schemeName") if found else ""


def _lot(context: Context, node: Node, criteria: tuple[n.ImportedCriterion, ...], group: str) -> n.ImportedLot:
    project = node.first(PROJECT)
    deadline = node.first("cac:TenderingProcess", "cac:TenderSubmissionDeadlinePeriod")
    process = node.first("cac:TenderingProcess")
    gpa = process.sourced("BT-115-Lot", "cbc:GovernmentAgreementConstraintIndicator") if process else None
    return n.ImportedLot(
        id=node.sourced("BT-137-Lot", "cbc:ID"),
        title=context.words(project, "BT-21-Lot", "cbc:Name"),
        criteria=criteria,
        calculation=context.words(node, "BT-543-Lot", *CRITERIA, "cbc:CalculationExpression"),
        order_reason=context.words(node, "BT-733-Lot", *CRITERIA, "cbc:Description"),
        places=tuple(_places(context, project, "Lot")),
        items=tuple(_items(context, project)),
        variants=node.sourced("BT-63-Lot", TERMS, "cbc:VariantConstraintCode"),
        deadline=context.moment(deadline, ("cbc:EndDate", "cbc:EndTime"), "BT-131(d)-Lot") if deadline else None,
        gpa_covered=gpa,
        group=group,
        unread_criteria="",
        pointer=node.path,
    )


def _criteria(context: Context, lot: Node, owner: str) -> Iterator[n.ImportedCriterion]:
    for number, group in enumerate(lot.children(*CRITERIA), 1):
        nested = list(group.children("cac:SubordinateAwardingCriterion"))
        # Some senders leave the inner level out.
        if not nested and group.first("cbc:AwardingCriterionTypeCode") is not None:
            nested = [group]
        for node in nested:
            yield _criterion(context, node, number, owner)


def _criterion(context: Context, node: Node, group: int, owner: str) -> n.ImportedCriterion:
    kind = node.sourced(f"BT-539-{owner}", "cbc:AwardingCriterionTypeCode")
    withheld = node.first(*EXTENSION, "efac:FieldsPrivacy") is not None
    if kind is None and not withheld:
        context.notes.add("notice.criterionWithoutType", "The criterion has no type.", node.path, f"BT-539-{owner}")
    return n.ImportedCriterion(
        type=None if kind and kind.value == "unpublished" else kind,
        name=context.words(node, f"BT-734-{owner}", "cbc:Name"),
        description=context.words(node, f"BT-540-{owner}", "cbc:Description"),
        figures=tuple(_figures(context, node, owner)),
        group=group,
        withheld=withheld,
        pointer=node.path,
    )


def _figures(context: Context, node: Node, owner: str) -> Iterator[n.Figure]:
    for parameter in node.children(*EXTENSION, "efac:AwardCriterionParameter"):
        code, number = parameter.first("efbc:ParameterCode"), parameter.first("efbc:ParameterNumeric")
        said, text = code.text if code else "", number.text if number else ""
        if said not in KINDS:
            if said or text:
                message = (
                    f"The kind of number '{said[:40]}' is on no list of eForms, so the number says nothing."
                    if said
                    else f"The number '{text[:40]}' has no kind: per cent, points or rank?"
                )
                context.notes.add("notice.unknownKindOfNumber", message, parameter.path, f"BT-5421-{owner}")
            continue
        kind, middle = KINDS[said]
        names = [name.format(owner) for name in FIELDS[LISTS.get(kind, "number-weight")]]
        value = None if text in NO_NUMBER else plain_number(text)
        if value is None and text not in NO_NUMBER and number is not None:
            context.notes.add("notice.numberUnreadable", f"'{text[:40]}' is no number.", number.path, names[0])
        written = n.Sourced(text, number.path, names[0]) if number is not None and text not in NO_NUMBER else None
        yield n.Figure(kind, value, middle, written, n.Sourced(said, code.path if code else parameter.path, names[1]))


def _places(context: Context, project: Node | None, owner: str) -> Iterator[n.Place]:
    for node in project.children("cac:RealizedLocation") if project else ():
        address = node.first("cac:Address") or node

        def part(number: str, name: str, at: Node = address) -> n.Sourced | None:
            return at.sourced(f"{number}-{owner}", name)

        place = n.Place(
            country=context.country(address, f"BT-5141-{owner}"),
            nuts=part("BT-5071", "cbc:CountrySubentityCode"),
            postcode=part("BT-5121", "cbc:PostalZone"),
            town=part("BT-5131", "cbc:CityName"),
            street=part("BT-5101(a)", "cbc:StreetName"),
            latitude=None,
            longitude=None,
            words=part("BT-727", "cbc:Region") or context.words(node, f"BT-728-{owner}", "cbc:Description"),
            pointer=node.path,
        )
        if place.says_something:
            yield place


def _items(context: Context, project: Node | None) -> Iterator[n.ImportedItem]:
    """EForms know no items: one of the lot's CPV code and quantity stands for all."""
    if project is None:
        return
    quantity = project.first("cbc:EstimatedOverallContractQuantity")
    codes = list(cpv_codes(context, project, "Lot"))
    if not codes and quantity is None:
        return
    unit = quantity.attribute("unitCode") if quantity else ""
    yield n.ImportedItem(
        id=None,
        description=context.words(project, "BT-21-Lot", "cbc:Name"),
        cpv=codes[0] if codes else None,
        quantity=n.Sourced(quantity.text, quantity.path, "BT-25-Lot") if quantity and quantity.text else None,
        unit=n.Sourced(unit, f"{quantity.path}/@unitCode", "BT-625-Lot") if quantity and unit else None,
        pointer=project.path,
    )
